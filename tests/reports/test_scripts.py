"""A report in many scripts: set with the right face and direction, and read back out."""

import hashlib
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from reports import gates
from reports.gates import GateRefused, judge, pass_gates
from reports.lettering import by_number
from reports.twin import twin_bytes
from tests.reports.scripts import PASSAGES

NOTO = Path("/usr/share/fonts")


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture(scope="module")
def read(set_in_many_scripts) -> str:
    return "".join(text_of(set_in_many_scripts).split())


def test_it_works(set_in_many_scripts, many_scripts) -> None:
    pass_gates(set_in_many_scripts, many_scripts, twin_bytes(many_scripts))


def test_what_is_drawn_reads_as_the_whole_document(set_in_many_scripts, tmp_path) -> None:
    """The gates read a copy without tags, attachments and colours of a printer."""
    drawn = tmp_path / "drawn.pdf"
    with pikepdf.open(io.BytesIO(set_in_many_scripts)) as document:
        assert {*gates._NOT_DRAWN} <= {*document.Root}
        gates._save_drawn(document, drawn)
    for order in gates._ORDERS:
        read = [
            subprocess.run(
                ["pdftotext", *order, "-", "-"], input=file, capture_output=True, check=True
            )
            for file in (drawn.read_bytes(), set_in_many_scripts)
        ]
        assert read[0].stdout == read[1].stdout


@pytest.mark.parametrize("place", ["face", "version", "sha256"])
def test_every_face_it_holds_is_named_with_version_and_digest(
    read, set_in_many_scripts, place
) -> None:
    embedded = subprocess.run(
        ["pdffonts", "-"], input=set_in_many_scripts, capture_output=True, text=False, check=False
    )
    if place == "face":
        names = {
            line.split()[0].partition("+")[2] for line in embedded.stdout.decode().splitlines()[2:]
        }
        assert len(names) >= 15
        for name in names - {each for each in names if each.startswith("Report-Sans")}:
            assert name.replace("-", "") in read
    elif place == "version":
        assert "NotoSansCJKJP" in read
        assert "Version2.004" in read
    else:
        for name in ("NotoNaskhArabic-Regular.ttf", "NotoSansCJK-Regular.ttc"):
            file = next(NOTO.rglob(name))
            assert hashlib.sha256(file.read_bytes()).hexdigest() in read


def test_what_no_face_has_and_what_would_rearrange_is_printed_by_number(read) -> None:
    assert "Emoji[U+1F600],hidden[U+202E]evil[U+202C]and[U+2066]x[U+2069],[U+E000]" in read
    assert "Lettersbynumber" in read


def test_an_ordinary_report_says_nothing_of_numbers_and_names_our_faces_only(unsigned) -> None:
    said = text_of(unsigned)
    assert "Letters by number" not in said
    assert "Source Sans 3 Semibold" in said
    assert "Noto" not in said


def test_each_text_is_tagged_with_its_language(set_in_many_scripts) -> None:
    with pikepdf.open(io.BytesIO(set_in_many_scripts)) as pdf:
        told = {str(each.Lang) for each in pdf.objects if is_element(each) and "/Lang" in each}
    wanted = {each.language for each in PASSAGES.values() if each.country == "NL"} - {None}
    assert wanted <= told
    assert {"zh-Hans", "zh-Hant", "ja", "ko"} <= told


def is_element(found: object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/StructElem"


def test_scripts_whose_glyphs_stand_for_several_letters_say_their_words(
    set_in_many_scripts,
) -> None:
    plain = without_words(set_in_many_scripts)
    assert plain != set_in_many_scripts
    assert PASSAGES["devanagari"].text.split()[-2] in text_of(set_in_many_scripts)
    assert PASSAGES["devanagari"].text.split()[-2] not in text_of(plain)


def without_words(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            drawn = page.Contents.read_bytes().replace(b"/ActualText", b"/OtherTexts")
            page.Contents.write(drawn)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_a_face_that_reads_as_other_letters_is_refused(set_in_many_scripts, many_scripts) -> None:
    """As a newer Arabic face did: veraPDF content, letters on paper right, words not."""
    with pikepdf.open(io.BytesIO(set_in_many_scripts)) as pdf:
        font = next(
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary)
            and "/ToUnicode" in each
            and "Naskh" in str(each.get("/BaseFont"))
        )
        table = font.ToUnicode.read_bytes()
        lam, meem = b"<0644>", b"<0645>"
        assert lam in table
        font.ToUnicode.write(
            table.replace(lam, b"<0000x>").replace(meem, lam).replace(b"<0000x>", meem)
        )
        out = io.BytesIO()
        pdf.save(out)
    arabic = [("answer", PASSAGES["arabic"].text)]
    with pytest.raises(GateRefused, match="Words in Arabic letters cannot be read back"):
        judge(out.getvalue(), files={}, pages=range(1, 99), phrases=(), free_text=arabic)
    judge(set_in_many_scripts, files={}, pages=range(1, 99), phrases=(), free_text=arabic)


def test_a_text_that_is_not_there_is_refused_by_its_place(unsigned, contents) -> None:
    first = contents.principles[0]
    criterion = first.criteria[0]
    other = replace(criterion, results=(replace(criterion.results[0], claim="Ωmega ☃"),))
    changed = replace(
        contents,
        principles=(
            replace(first, criteria=(other, *first.criteria[1:])),
            *contents.principles[1:],
        ),
    )
    with pytest.raises(GateRefused, match=f"answer to {criterion.code} cannot be read back"):
        pass_gates(unsigned, changed, twin_bytes(contents))


def test_a_number_is_what_stands_in_the_document(read) -> None:
    assert by_number("\N{GRINNING FACE}") in read
