import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pytest

from confinement.parent import ROOT, ChildFailed, Limits, has_network_namespace, isolation, run
from reports.accessibility import finish
from reports.charts import bars
from reports.contents import Figures, Organisation, ReportContents, Thresholds
from reports.gates import pass_gates
from reports.presentation import headline, view
from reports.rendering import RenderingFailed, render
from reports.twin import twin_bytes
from tests.reports.sample import assessed_contents, declared_contents, small

ARABIC = "شركة النور للتقنية"
JAPANESE = "東京光技術株式会社"
HOSTILE = (
    '<script>alert(1)</script><link rel="attachment" href="file:///etc/passwd">'
    '<img src="http://127.0.0.1:9/x">{{ c.number }}{% load x %}'
)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def with_answer(contents: ReportContents, text: str) -> ReportContents:
    first = contents.principles[0]
    criterion = first.criteria[0]
    result = replace(criterion.results[0], claim=text, reason=text)
    criteria = (replace(criterion, results=(result,)), *first.criteria[1:])
    return replace(
        contents, principles=(replace(first, criteria=criteria), *contents.principles[1:])
    )


def test_it_works(unsigned, contents) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as pdf:
        assert pdf.Root.Lang == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.attachments["report.json"].get_file().read_bytes() == twin_bytes(contents)
        assert [str(each.AFRelationship) for each in pdf.Root.AF] == ["/Data"]
        packet = pdf.Root.Metadata.read_bytes()
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root][:2] == ["Contents", "1 Summary"]
    assert b'pdfaid:part="3"' in packet
    assert b'pdfaid:conformance="A"' in packet
    assert b"<pdfuaid:part>1</pdfuaid:part>" in packet
    text = text_of(unsigned)
    assert "Harbour Lumen Cloud Ltd" in text
    assert "DEVELOPMENT KEY: not evidence" in text
    assert "[missing" not in text


def test_every_page_carries_number_mark_and_page_number(unsigned, contents) -> None:
    pages = text_of(unsigned).rstrip("\f").split("\f")
    for place, page in enumerate(pages, start=1):
        assert f"page {place} of {len(pages)}" in page
        assert "DEVELOPMENT KEY: not evidence" in page
        assert contents.number in page


def test_the_same_input_gives_the_same_bytes(unsigned, contents) -> None:
    assert render(contents, twin_bytes(contents)) == unsigned


def test_a_declared_report_is_another_kind_of_document() -> None:
    contents = small(declared_contents())
    pdf = render(contents, twin_bytes(contents))
    pass_gates(pdf, contents, twin_bytes(contents))
    text = text_of(pdf)
    assert "Self-declaration report" in text
    assert "Declared, not assessed" in text
    assert "Assessed by" not in text
    assert text.count("Declared by the organisation, not assessed") >= 5


def test_with_keys_of_its_own_nothing_is_marked() -> None:
    contents = small(assessed_contents())
    contents = replace(contents, issuer=replace(contents.issuer, development=False))
    assert "DEVELOPMENT" not in text_of(render(contents, twin_bytes(contents)))


def test_what_is_confidential_never_reaches_the_document() -> None:
    contents = assessed_contents()
    text = text_of(render(contents, twin_bytes(contents)))
    assert "Secret internal" not in text
    assert "Confidential: the second" not in text
    assert "and 1 not public" in text


def test_hostile_text_is_set_as_text() -> None:
    texts = [HOSTILE, "W" * 4000, f"{ARABIC} {JAPANESE}", "&amp; ]]> \u202e evil", "a\n\n\nb"]
    contents = with_answer(small(assessed_contents()), " ".join(texts))
    pdf = render(contents, twin_bytes(contents))
    pass_gates(pdf, contents, twin_bytes(contents))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert list(opened.attachments) == ["report.json"]
    read = "".join(text_of(pdf).split())
    assert "<script>alert(1)</script>" in read
    assert "{{c.number}}" in read
    assert "&amp;]]>" in read


def test_names_in_other_scripts_can_be_read_back() -> None:
    names = [ARABIC, JAPANESE, "Ünïcode & Söhne <AG>", ("Long name " * 12).strip()]
    contents = small(assessed_contents())
    organisation = Organisation(name=", ".join(names), slug="x", country="JP")
    contents = replace(contents, organisation=organisation)
    pass_gates(render(contents, twin_bytes(contents)), contents, twin_bytes(contents))


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(seconds=1), "longer than 1 seconds"),
        (Limits(memory=100 * 1024**2), "ended"),
    ],
)
def test_a_child_beyond_its_limits_is_ended(contents, limits, reason) -> None:
    with pytest.raises(RenderingFailed, match=reason):
        render(contents, twin_bytes(contents), limits=limits)


def test_without_network_namespaces_the_document_is_the_same(
    unsigned, contents, monkeypatch
) -> None:
    monkeypatch.setattr("confinement.parent.has_network_namespace", lambda: False)
    assert "audit hook" in isolation()
    assert render(contents, twin_bytes(contents)) == unsigned


def test_data_of_another_report_is_not_embedded(contents) -> None:
    with pytest.raises(RenderingFailed, match="not the data"):
        render(contents, twin_bytes(replace(contents, flags=())))


def test_a_failure_quotes_nothing_of_the_input() -> None:
    with pytest.raises(ChildFailed) as failure:
        run(
            "reports.typesetting",
            json.dumps({"document": "report", "contents": {"secret": 1}}).encode(),
            Limits(),
        )
    assert "secret" not in str(failure.value)
    assert "ContentsRefused" in str(failure.value)


PROBE = """
import os, socket, subprocess, sys, urllib.request
from confinement.child import serve
import reports.typesetting as typesetting
def attempt(name):
    try:
        if name == "connect":
            socket.create_connection(("127.0.0.1", 5432), 1)
        elif name == "program":
            subprocess.run(["/bin/true"])
        elif name == "file":
            open("/etc/passwd").read()
        else:
            typesetting.BundledOnly().fetch(name)
    except BaseException as reason:
        return type(reason).__name__
    return "ALLOWED"
def work(given):
    names = ["connect", "program", "file", "file:///etc/passwd", "http://127.0.0.1/", "data:,x"]
    return ",".join(attempt(name) for name in names).encode()
sys.exit(serve(work))
"""


def test_the_child_reaches_nothing_outside() -> None:
    environment = {
        "CHILD_CPU_SECONDS": "60",
        "CHILD_MEMORY": str(2 * 1024**3),
        "CHILD_PARENT": str(os.getpid()),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, input=b"", capture_output=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.decode().split(",") == [
        "PermissionError", "PermissionError", "PermissionError",
        "FatalURLFetchingError", "FatalURLFetchingError", "FatalURLFetchingError",
    ]  # fmt: skip


def test_the_web_process_never_loads_the_heavy_libraries() -> None:
    program = (
        "import sys, reports.rendering, reports.gates, reports.inspection, reports.twin;"
        "print([m for m in ('weasyprint', 'pyhanko', 'pydyf') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_isolation_says_what_is_done() -> None:
    assert ("unshare" in isolation()) == has_network_namespace()


def test_the_headline_says_the_result() -> None:
    said = headline(assessed_contents())
    assert said.startswith("Conditional: assessed conformance 88.4\N{NO-BREAK SPACE}%")
    assert said.endswith("findings open: 2.")
    assert headline(declared_contents()).startswith("Declared conformance")


def test_a_principle_that_is_not_rated_has_an_empty_bar() -> None:
    none = Figures(conformance=None, maturity=None)
    principle = replace(assessed_contents().principles[0], declared=none, assessed=none)
    row = bars((principle,), Thresholds()).rows[0]
    assert (row.declared.length, row.declared.label) == ("0.00", "not rated")


def test_every_criterion_is_shown() -> None:
    shown = view(assessed_contents())["principles"]
    assert sum(len(each["criteria"]) for each in shown) == 59


def test_the_finisher_is_what_the_renderer_calls() -> None:
    assert finish.__module__ == "reports.accessibility"
