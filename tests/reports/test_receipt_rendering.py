"""The receipt as a document: whole in every script and length, accessible, and no report."""

import hashlib
import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from django.conf import settings

from reports.contents import ContentsRefused
from reports.gates import GateRefused
from reports.plain import from_plain, to_plain
from reports.receipts.contents import MARK, ReceiptContents, Warned
from reports.receipts.issuing import pass_gates
from reports.receipts.wording import direction, flag_words
from tests.reports.receipt_sample import FILES, receipt_contents, typeset_receipt

ARABIC = "أقر بأنني مخوّل بتقديم هذا الإعلان نيابة عن شركة النور للتقنية (قطر) 2026. "
JAPANESE = "私は東京光技術株式会社のためにこの宣言を行う権限を有します。"
HOSTILE = '<script>alert(1)</script>{{ c.sha256 }}<img src="http://127.0.0.1:9/x"> \u202e &amp; ]]>'


@pytest.fixture(scope="module")
def contents() -> ReceiptContents:
    return receipt_contents()


@pytest.fixture(scope="module")
def pdf(contents) -> bytes:
    return typeset_receipt(contents)


def stated(contents: ReceiptContents, statement: str, name: str = "Orla Finch") -> ReceiptContents:
    return replace(contents, signatory=replace(contents.signatory, statement=statement, name=name))


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_it_works(contents, pdf) -> None:
    pass_gates(pdf, contents, FILES)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "en-GB"
        assert bool(opened.Root.MarkInfo.Marked)
        assert {
            n: opened.attachments[n].get_file().read_bytes() for n in opened.attachments
        } == FILES
        assert len(opened.Root.AF) == 2
        packet = opened.Root.Metadata.read_bytes()
        headers = [each for each in opened.objects if _is_header(each)]
    assert headers
    assert all("/Scope" in each.A for each in headers)
    assert b'pdfaid:part="3"' in packet
    assert b'pdfaid:conformance="A"' in packet
    assert b"<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "[missing" not in text_of(pdf)


def _is_header(found: object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/S") == pikepdf.Name("/TH")


def test_it_says_what_it_must(pdf) -> None:
    read = " ".join(text_of(pdf).split())
    for words in (
        "Harbour Lumen Cloud Ltd",
        "Managed cloud",
        "Trust principles, edition 1.0",
        "22 November 2026; submission 2 of this attestation",
        "71 to 59 criteria; 3 of them claimed as not applicable",
        "64 pieces with 58 files",
        "Orla Finch",
        "Managing director, sole signatory under article 12",
        "22 November 2026, 14:02 UTC (2026-11-22T14:02:10.123456+00:00)",
        "Tomás Reyes, 22 November 2026, 13:40 UTC",
        "The statement, version 1.0",
        "SEC-05 (cloud) Its evidence is older than a year.",
        "The next test is booked for January.",
        "Entry 41 of the log trust.example/log",
        "Overall 95.4 % 2.97",
    ):
        assert words in read, words


def test_every_page_says_that_it_is_no_report(pdf) -> None:
    pages = text_of(pdf).rstrip("\f").split("\f")
    for number, page in enumerate(pages, start=1):
        assert MARK in page
        assert "DEVELOPMENT KEY: not evidence" in page
        assert f"page {number} of {len(pages)}" in page
    read = text_of(pdf)
    for words in ("Outcome", "Conforming", "Assessed by", "Report number", "Valid"):
        assert words not in read


def test_with_keys_of_its_own_nothing_is_marked(contents) -> None:
    own = replace(contents, issuer=replace(contents.issuer, development=False))
    pdf = typeset_receipt(own)
    pass_gates(pdf, own, FILES)
    assert "DEVELOPMENT" not in text_of(pdf)


def test_it_names_the_template_it_was_set_with(pdf) -> None:
    folder = settings.BASE_DIR / "templates" / "reports"
    digest = hashlib.sha256()
    for name in ("faces.css", "receipt/receipt.css", "receipt/receipt.html"):
        path = folder / name
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    assert digest.hexdigest() in text_of(pdf)


def test_the_same_input_gives_the_same_bytes(contents, pdf) -> None:
    assert typeset_receipt(contents) == pdf


@pytest.mark.parametrize(
    "statement",
    [(ARABIC * 200)[:10_000], (JAPANESE * 400)[:10_000], "W" * 10_000, HOSTILE * 40],
    ids=["arabic", "japanese", "one long word", "hostile"],
)
def test_a_statement_of_ten_thousand_characters_comes_back_out(contents, statement) -> None:
    long = stated(contents, statement, name=statement[:200])
    long = replace(long, organisation=replace(long.organisation, name=statement[:200]))
    pdf = typeset_receipt(long)
    pass_gates(pdf, long, FILES)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert sorted(opened.attachments) == sorted(FILES)


def test_fifty_nine_warnings_with_their_reasons_are_all_told(contents) -> None:
    warnings = tuple(
        Warned(place=f"SEC-{n:02d}", sentence="Weak.", reason=f"Reason number {n} stands. " * 20)
        for n in range(1, 60)
    )
    many = replace(contents, warnings=warnings)
    pdf = typeset_receipt(many)
    pass_gates(pdf, many, FILES)
    read = text_of(pdf)
    assert all(f"SEC-{n:02d} Weak." in read for n in range(1, 60))
    assert "59, each with a reason" in read


def test_a_scope_in_parts_is_told_in_its_parts(contents) -> None:
    parts = {"included": "The cloud in Dublin.", "excluded": "Resold services.", "why": "By law."}
    read = " ".join(text_of(typeset_receipt(_scoped(contents, **parts))).split())
    assert "Included. The cloud in Dublin." in read
    assert "Excluded. Resold services." in read
    assert "Why the line is drawn there. By law." in read


def _scoped(contents: ReceiptContents, **parts: str) -> ReceiptContents:
    return replace(contents, scope=replace(contents.scope, **parts))


def test_a_statement_that_reads_otherwise_is_refused(contents, pdf) -> None:
    with pytest.raises(GateRefused, match="statement cannot be read back"):
        pass_gates(pdf, stated(contents, "Ωmega ☃ 光"), FILES)
    other = replace(contents, sha256="ab" * 32)
    with pytest.raises(GateRefused, match="content's digest"):
        pass_gates(pdf, other, FILES)


def test_other_data_than_embedded_is_refused(contents, pdf) -> None:
    with pytest.raises(GateRefused, match=r"content\.json"):
        pass_gates(pdf, contents, {**FILES, "content.json": b"{}"})


def test_contents_survive_the_way_through_plain_json(contents) -> None:
    assert from_plain(to_plain(contents), ReceiptContents) == contents
    with pytest.raises(ContentsRefused):
        from_plain({**to_plain(contents), "sequence": "2"}, ReceiptContents)
    with pytest.raises(ContentsRefused, match="time zone"):
        replace(contents, signed_at=contents.signed_at.replace(tzinfo=None))


def test_direction_is_that_of_the_first_strong_letter() -> None:
    assert [direction(text) for text in (ARABIC, "2026 شركة", "(Ltd) شركة", "123", "")] == [
        "rtl", "rtl", "ltr", "ltr", "ltr",
    ]  # fmt: skip


def test_a_flag_is_a_sentence() -> None:
    assert flag_words("limited_scope:SEC").startswith("Limited scope in SEC")
