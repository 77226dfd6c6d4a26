"""Files of evidence shown where they are judged: as text, as pictures, page by page, or not at all."""

import hashlib

import pytest
from django.urls import reverse

from attestations.in_place import MOST_SHOWN, Shown, beginning, shown_as
from attestations.models import EvidenceAccess
from attestations.recognition.kinds import ENDINGS
from tests.attestations.pieces import WORDS, hash_only, made, opened_to
from tests.people import sign_in

HOSTILE = b"<script>alert(1)</script>\n<img src=x onerror=alert(2)>\n"


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def address(piece, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return reverse("attestations:in_place", args=[piece.organisation.slug, piece.pk, digest])


def looks() -> list[str]:
    return list(EvidenceAccess.objects.order_by("id").values_list("act", flat=True))


@pytest.mark.django_db(transaction=True)
def test_it_works(client, member, owner, draft, assessor, body) -> None:
    piece = made(member, owner, WORDS)
    sign_in(client, assessor)
    assert client.get(address(piece, WORDS)).status_code == 404
    opened_to(draft, piece, assessor, body)
    fragment = client.get(address(piece, WORDS), headers={"X-Requested-With": "fragment"})
    assert "What the board decided in October." in fragment.text
    assert "<html" not in fragment.text
    assert fragment["Cache-Control"] == "private, no-store"
    assert looks() == ["read"]
    page = client.get(address(piece, WORDS)).text
    assert "<html" in page
    assert client.get(address(piece, b"another file")).status_code == 404
    assert looks() == ["read", "read"]


@pytest.mark.django_db(transaction=True)
def test_what_nobody_sees_is_not_kept(client, member, owner) -> None:
    piece = made(member, owner, WORDS)
    sign_in(client, owner)
    assert client.head(address(piece, WORDS)).status_code == 200
    ahead = client.get(address(piece, WORDS), headers={"Sec-Purpose": "prefetch"})
    assert (ahead.status_code, ahead.content) == (204, b"")
    assert looks() == []


@pytest.mark.django_db(transaction=True)
def test_what_a_file_says_is_text_and_nothing_else(client, member, owner) -> None:
    said = b'5 < 6 & a "quote"\n'
    piece = made(member, owner, said)
    sign_in(client, owner)
    page = client.get(address(piece, said)).text
    assert "5 &lt; 6 &amp; a &quot;quote&quot;" in page


@pytest.mark.django_db(transaction=True)
def test_a_file_that_stays_or_waits_is_not_shown(client, member, owner, settings) -> None:
    kept = hash_only(member, owner)
    settings.EVIDENCE_SCANNER = "clamd"
    waiting = made(member, owner, b"Waits for the scanner.\n")
    sign_in(client, owner)
    assert "stays with the organisation" in client.get(address(kept, WORDS)).text
    page = client.get(address(waiting, b"Waits for the scanner.\n")).text
    assert "not released" in page
    assert "Waits for the scanner.\n" not in page
    assert looks() == []


@pytest.mark.parametrize("kind", ENDINGS)
def test_each_kind_that_is_taken_is_text_a_picture_pages_or_for_download(kind: str) -> None:
    expected = Shown.DOWNLOAD
    if kind.startswith("text/") or kind.rpartition("/")[2] in {"json", "yaml", "xml"}:
        expected = Shown.TEXT
    elif kind == "application/pdf":
        expected = Shown.PAGES
    elif kind.startswith("image/"):
        expected = Shown.PICTURE
    assert shown_as(kind) is expected


def test_the_beginning_of_a_long_text_cuts_no_character_in_two() -> None:
    assert beginning(HOSTILE).text == HOSTILE.decode()
    assert beginning(HOSTILE).is_whole
    long = "ä".encode() * MOST_SHOWN
    shown = beginning(long[1 : MOST_SHOWN + 2])
    assert not shown.is_whole
    assert beginning(b"x" + long).text == "x" + "ä" * ((MOST_SHOWN - 1) // 2)
