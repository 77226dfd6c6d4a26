"""Nothing that anybody writes reads a file, opens a connection, stops a report or rearranges it.

Long ones stand in `tests/slow/test_hostile_reports.py`.
"""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from confinement.parent import Limits
from reports.contents import ReportContents
from reports.gates import judge
from reports.plain import to_plain
from reports.reading import Reading
from reports.rendering import RenderingFailed, typeset
from reports.twin import NAME
from tests.reports.hostile_texts import HOSTILE
from tests.reports.receipt_sample import receipt_contents
from tests.reports.sample import assessed_contents, small

ALLOWED = ("http://trust.example", "https://trust.example")


def everywhere(contents: ReportContents, texts: list[str]) -> ReportContents:
    """The texts wherever people write: name, scope, answers, verdicts, evidence, findings, remarks."""
    told = "\n".join(texts)
    assert contents.assessment is not None
    first = contents.principles[0]
    criterion = first.criteria[0]
    changed = replace(
        criterion,
        results=(replace(criterion.results[0], claim=told, reason=told),),
        evidence=tuple(
            replace(criterion.evidence[0], title=each, reference=each) for each in texts
        ),
    )
    return replace(
        contents,
        organisation=replace(contents.organisation, name=texts[0]),
        scope=replace(contents.scope, title=texts[0], included=told),
        signatory=replace(contents.signatory, name=texts[0], authority=told[:300]),
        principles=(
            replace(first, criteria=(changed, *first.criteria[1:])),
            *contents.principles[1:],
        ),
        findings=tuple(replace(each, text=told, plan=texts[0]) for each in contents.findings),
        assessment=replace(
            contents.assessment,
            assessors=tuple(texts[:3]),
            decision_reasons=told,
            remarks=tuple(
                replace(each, text=told, answer=told) for each in contents.assessment.remarks
            ),
        ),
    )


@pytest.fixture(scope="module")
def pdf() -> bytes:
    contents = everywhere(small(assessed_contents()), list(HOSTILE.values()))
    return typeset("report", to_plain(contents), {NAME: "".join(HOSTILE).encode()})


@pytest.fixture(scope="module")
def reading(pdf) -> Reading:
    return Reading(
        subprocess.run(
            ["pdftotext", *order, "-", "-"], input=pdf, capture_output=True, check=True
        ).stdout.decode()
        for order in ((), ("-raw",))
    )


def test_it_works(pdf) -> None:
    written = [(name, text) for name, text in HOSTILE.items()]
    files = {NAME: "".join(HOSTILE).encode()}
    judge(pdf, files=files, pages=range(4, 200), phrases=(), free_text=written)


def test_nothing_comes_in_and_nothing_acts(pdf) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert list(opened.attachments) == [NAME]
        assert "/OpenAction" not in opened.Root
        assert "/AA" not in opened.Root
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each and "/JS" in each:
                pytest.fail("a script came into the document")
            if isinstance(each, pikepdf.Dictionary) and "/URI" in each:
                assert str(each.URI).startswith(ALLOWED)
    assert b"root:x:0:0" not in pdf


@pytest.mark.parametrize(
    "name", ["a script", "a template", "markdown", "a drawing", "operators of the file"]
)
def test_it_stands_there_as_it_was_written(reading, name) -> None:
    assert reading.holds(HOSTILE[name])


def test_no_override_is_left_in_the_words_and_neighbours_keep_their_places(pdf) -> None:
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    said = read.stdout.decode()
    assert "[U+202E]morf daer ton[U+202C]" in said
    assert not set("\u202e\u202d\u2066\u2067\u2068") & set(said)
    assert "Assessed by Northlight Assurance; decided by" in " ".join(said.split())


def test_a_receipt_stands_it_too() -> None:
    told = "\n".join(HOSTILE.values())
    made = receipt_contents()
    signatory = replace(made.signatory, name=HOSTILE["overrides"], authority=told, statement=told)
    contents = replace(made, signatory=signatory)
    files = {"receipt.json": b"{}", "content.json": b"{}"}
    pdf = typeset("receipt", to_plain(contents), files)
    judge(pdf, files=files, pages=range(1, 50), phrases=(), free_text=[("statement", told)])


def test_the_next_document_is_made_after_one_that_was_ended() -> None:
    contents = to_plain(small(assessed_contents()))
    endless = {**contents, "flags": ["x " * 2_000_000]}
    with pytest.raises(RenderingFailed, match=r"longer than|ended by|ended with"):
        typeset("report", endless, {NAME: b"{}"}, limits=Limits(seconds=60, cpu_seconds=3))
    assert typeset(
        "receipt", to_plain(receipt_contents()), {"receipt.json": b"{}", "content.json": b"{}"}
    )
