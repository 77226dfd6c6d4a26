"""A PDF of evidence read page by page where it is judged: drawn in a child, and nothing of it runs."""

import hashlib
import html
import io
import json
import runpy
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils.timezone import now
from PIL import Image

from attestations import looking
from attestations.models import Evidence, EvidenceAccess, EvidenceFile, ScanState
from attestations.pages import asking, kept
from attestations.pages.bounds import MOST_PAGES, Problem, Width
from attestations.pages.turning import Asked, turns
from attestations.vault import path_of
from confinement.parent import ChildFailed, Limits
from tests.attestations import paged as papers
from tests.attestations.paged import drawn, paged
from tests.attestations.pieces import made, opened_to
from tests.people import sign_in

shown = pytest.mark.django_db(transaction=True)
TWO = paged("Opening words", "<b>Closing</b> words")
FRAGMENT = {"X-Requested-With": "fragment"}


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def with_pdf(member, owner, content: bytes = TWO, **more) -> Evidence:
    """A piece that holds this PDF, as it may have been taken under older rules."""
    piece = made(member, owner, b"Minutes.\n")
    digest = hashlib.sha256(content).hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(digest).write_bytes(content)
    EvidenceFile.objects.create(
        **{
            "evidence": piece,
            "version": 1,
            "name": "minutes.pdf",
            "sha256": digest,
            "size": len(content),
            "media_type": "application/pdf",
            "scan": ScanState.NOT_SCANNED,
            "uploaded_by": owner,
        }
        | more
    )
    return piece


def address(piece: Evidence, content: bytes = TWO) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return reverse("attestations:in_place", args=[piece.organisation.slug, piece.pk, digest])


def picture(piece: Evidence, number: int = 1, width: str = "fit", content: bytes = TWO) -> str:
    return f"{address(piece, content)}{number}/{width}/"


def looks() -> list[str]:
    return list(EvidenceAccess.objects.order_by("id").values_list("act", flat=True))


@shown
def test_it_works(client, member, owner, draft, assessor, body) -> None:
    piece = with_pdf(member, owner)
    sign_in(client, assessor)
    assert client.get(address(piece)).status_code == 404
    assert client.get(picture(piece)).status_code == 404
    opened_to(draft, piece, assessor, body)
    first = client.get(address(piece), headers=FRAGMENT)
    assert "Page 1 of 2" in first.text
    assert "Opening words" in first.text
    assert first["Cache-Control"] == "private, no-store"
    assert f"{address(piece)}?page=2&amp;width=fit" in first.text
    assert picture(piece) in first.text
    drawn = client.get(picture(piece))
    image = Image.open(io.BytesIO(drawn.content))
    assert image.size == (1240, 1755)
    assert image.getextrema() == (0, 255)  # black words on white
    second = client.get(address(piece), {"page": "2"}).text
    assert "<html" in second
    assert "&lt;b&gt;Closing&lt;/b&gt; words" in second
    assert "Go to page" not in second  # there are two


@shown
def test_a_picture_is_served_as_strictly_as_the_file(client, member, owner) -> None:
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    for answer in (client.get(picture(piece)), client.head(picture(piece))):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, no-store"


@shown
def test_what_is_kept_is_shown_to_nobody_else(client, member, owner, assessor) -> None:
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    assert client.get(picture(piece)).status_code == 200
    client.logout()
    sign_in(client, assessor)
    assert client.get(picture(piece)).status_code == 404


@shown
def test_turning_pages_is_one_reading(client, member, owner, monkeypatch) -> None:
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    client.get(picture(piece))  # whoever begins with the picture looks, too
    client.get(address(piece), {"page": "2"})
    client.get(picture(piece, 2))
    assert looks() == ["read"]
    client.get(address(piece))  # unfolded again
    assert looks() == ["read", "read"]
    later = now() + looking.ONE_READING
    monkeypatch.setattr(looking, "now", lambda: later)
    client.get(picture(piece, 2))
    assert looks() == ["read", "read", "read"]


@shown
def test_what_nobody_sees_is_neither_drawn_nor_kept(client, member, owner, monkeypatch) -> None:
    def fail(*_given, **_named):
        raise AssertionError("drawn")

    piece = with_pdf(member, owner)
    sign_in(client, owner)
    monkeypatch.setattr(asking, "run", fail)
    assert client.head(address(piece)).status_code == 200
    for each in (address(piece), picture(piece)):
        assert client.get(each, headers={"Sec-Purpose": "prefetch"}).status_code == 204
    monkeypatch.undo()
    assert client.head(picture(piece)).status_code == 200
    assert client.head(picture(piece, 3)).status_code == 404
    assert looks() == []


@shown
@pytest.mark.parametrize("scan", [ScanState.WAITING, ScanState.INFECTED])
def test_a_file_that_is_not_released_has_no_pages(client, member, owner, scan) -> None:
    piece = with_pdf(member, owner, scan=scan)
    sign_in(client, owner)
    assert "not released" in client.get(address(piece)).text
    assert client.get(picture(piece)).status_code == 404
    assert looks() == []


@shown
def test_a_page_is_drawn_once_in_each_width(client, member, owner, monkeypatch) -> None:
    drawn = []
    real = asking.run

    def counted(module, given, limits, *, arguments):
        drawn.append(arguments)
        return real(module, given, limits, arguments=arguments)

    monkeypatch.setattr(asking, "run", counted)
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    for _ in range(2):
        client.get(address(piece))
        client.get(picture(piece))
        client.get(picture(piece, 1, "large"))
    assert drawn == [("1", "1240"), ("1", "1860")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(papers.locked, "locked", id="locked"),
        pytest.param(lambda: TWO[:300], "damaged", id="cut"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"\0" * 99, "damaged", id="hollow"),
        pytest.param(papers.turning_in_circles, "page", id="circles"),
        pytest.param(papers.bomb, "too_much", id="bomb"),
        pytest.param(papers.endless, "too_much", id="endless"),
        pytest.param(lambda: paged("A", box="[0 0 14400000 14400000]"), "page", id="giant"),
    ],
)
def test_what_cannot_be_drawn_ends_with_a_reason(content, problem) -> None:
    with pytest.raises(asking.NotDrawn) as refused:
        drawn(content())
    assert refused.value.problem == problem


SCRIPT = "/OpenAction << /S /JavaScript /JS (while(1){}) >>"
NOWHERE = "<< /Type /Font /Subtype /TrueType /BaseFont /Nowhere >>"


@pytest.mark.parametrize(
    ("content", "number", "text"),
    [
        pytest.param(lambda: papers.locked(""), 1, "Hidden", id="copying denied"),
        pytest.param(lambda: paged("Quiet", catalog=SCRIPT), 1, "Quiet", id="script"),
        pytest.param(
            lambda: paged("Form", catalog="/AcroForm << /XFA (x) >>"), 1, "Form", id="XFA"
        ),
        pytest.param(lambda: paged("Word", font=NOWHERE), 1, "Word", id="no font"),
        pytest.param(lambda: paged("A", box="[0 0 1 14400]"), 1, "", id="thin"),
        pytest.param(lambda: paged("A", box="[0 0 14400 1]"), 1, "", id="flat"),
        pytest.param(lambda: paged("A", box="[0 0 1e38 1e38]"), 1, "A", id="endless box"),
        pytest.param(
            lambda: paged(*map(str, range(1, 10_001))), 4999, "4999", id="ten thousand pages"
        ),
    ],
)
def test_what_is_odd_is_drawn_all_the_same(content, number, text) -> None:
    page = drawn(content(), number)
    assert page.text == text
    with Image.open(io.BytesIO(page.picture)) as image:
        assert (image.width, image.height) == (page.width, page.height)


@shown
@pytest.mark.parametrize(
    ("problem", "says"),
    [
        ("locked", "opens with a password only"),
        ("damaged", "The PDF is damaged"),
        ("page", "Page 1 of 7 is damaged"),
        ("too_much", "could not be drawn within the limits of time and memory"),
        ("busy", "this one has to wait"),
        ("no_such_page", "has 7 pages; there is no page 1"),
    ],
)
def test_the_page_says_why_and_offers_the_file(
    client, member, owner, monkeypatch, problem, says
) -> None:
    def refuse(*_given):
        raise asking.NotDrawn(Problem(problem), 7)

    monkeypatch.setattr(asking, "page", refuse)
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    answer = client.get(address(piece), headers=FRAGMENT)
    assert answer.status_code == 200
    said = html.unescape(answer.text)
    assert says in said
    assert "<img" not in said
    assert "Download <bdi>minutes.pdf" in said


@shown
def test_pages_behind_the_bound_are_for_whoever_downloads(client, member, owner) -> None:
    long = paged(*("x" for _ in range(MOST_PAGES + 1)))
    piece = with_pdf(member, owner, long)
    sign_in(client, owner)
    said = client.get(address(piece, long), {"page": str(MOST_PAGES + 1)}).text
    assert "Only the first 5000 pages" in said
    assert client.get(picture(piece, MOST_PAGES + 1, content=long)).status_code == 404


@shown
def test_a_scan_comes_as_jpeg(client, member, owner) -> None:
    scan = papers.scan()
    piece = with_pdf(member, owner, scan)
    sign_in(client, owner)
    assert client.get(picture(piece, content=scan))["Content-Type"] == "image/jpeg"
    assert "it may be a scan" in client.get(address(piece, scan)).text


@shown
def test_one_who_waits_too_long_is_told_so(client, member, owner, monkeypatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0.1)
    piece = with_pdf(member, owner)
    sign_in(client, owner)
    with kept.turn(), kept.turn():
        assert "this one has to wait" in client.get(address(piece)).text
        assert client.get(picture(piece)).status_code == 503
    assert client.get(picture(piece)).status_code == 200


def test_a_page_that_takes_too_long_ends_and_is_tried_again(monkeypatch) -> None:
    with monkeypatch.context() as hurry:
        hurry.setattr(asking, "LIMITS", Limits(seconds=0, cpu_seconds=4, memory=640 * 1024**2))
        with pytest.raises(asking.NotDrawn, match="too_much"):
            drawn(TWO)
    assert drawn(TWO).pages == 2  # nothing of it was kept


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"no JSON\n",
        b"[]\n",
        b'{"pages": "two"}\n',
        b'{"problem": "none that we know"}\n',
        b'{"pages": 2, "text": "", "width": 9, "height": 9}\n<svg onload="alert(1)"/>',
        b'{"pages": 2, "text": "", "width": 99999, "height": 9}\n',
        b"[" * 200_000,
        b'{"pages": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_child_that_was_taken_over_shows_nothing(monkeypatch, said) -> None:
    monkeypatch.setattr(asking, "run", lambda *_given, **_named: said)
    with pytest.raises(asking.NotDrawn, match="too_much"):
        drawn(TWO)


def test_text_that_no_page_can_hold_is_left_out(monkeypatch) -> None:
    """Half a letter cannot be sent, so it would stop the page for everybody, each time."""
    picture = io.BytesIO()
    Image.new("L", (9, 9)).save(picture, "PNG")
    about = {"pages": 2, "text": "before\ud800after", "width": 9, "height": 9}
    said = json.dumps(about).encode() + b"\n" + picture.getvalue()
    monkeypatch.setattr(asking, "run", lambda *_given, **_named: said)
    assert drawn(TWO).text == "beforeafter"


def test_a_child_that_fails_says_nothing_of_the_file(monkeypatch) -> None:
    def fail(*_given, **_named):
        raise ChildFailed("The child was ended by SIGABRT.")

    monkeypatch.setattr(asking, "run", fail)
    with pytest.raises(asking.NotDrawn, match="too_much"):
        drawn(TWO)


def test_the_child_is_sealed(monkeypatch) -> None:
    how = {}
    monkeypatch.setattr("confinement.child.serve", lambda _work, **given: how.update(given))
    monkeypatch.setattr("logging.disable", lambda _level: None)
    monkeypatch.setattr("sys.argv", ["drawing", "1", "1240"])
    with pytest.raises(SystemExit):
        runpy.run_module("attestations.pages.drawing", run_name="__main__")
    assert how == {"sealed": True}


def test_nothing_of_a_file_can_run() -> None:
    """PDFium is built without a script engine and without XFA."""
    code = "import pypdfium2 as p; print(sorted({'V8', 'XFA'} & set(p.PDFIUM_INFO.flags)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


@pytest.mark.parametrize(
    ("given", "number", "width"),
    [
        ({}, 1, Width.FIT),
        ({"page": "7", "width": "large"}, 7, Width.LARGE),
        ({"page": "0"}, 1, Width.FIT),
        ({"page": "-1"}, 1, Width.FIT),
        ({"page": "²"}, 1, Width.FIT),
        ({"page": "9" * 5000, "width": "huge"}, 1, Width.FIT),
    ],
)
def test_an_address_that_asks_for_no_page_asks_for_the_first(given, number, width) -> None:
    asked = Asked.of(given)
    assert (asked.number, asked.width) == (number, width)


def test_ways_lead_to_pages_that_are_there() -> None:
    first = turns("/x/", Asked(1, Width.FIT, is_turning=True), 3)
    assert (first.first, first.previous) == ("", "")
    assert first.following == "/x/?page=2&width=fit"
    assert first.last == "/x/?page=3&width=fit"
    assert first.other_width == "/x/?page=1&width=large"
    last = turns("/x/", Asked(MOST_PAGES, Width.LARGE, is_turning=True), MOST_PAGES * 2)
    assert (last.following, last.last) == ("", "")
    assert last.first == "/x/?page=1&width=large"
