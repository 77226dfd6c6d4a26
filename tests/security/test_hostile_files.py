"""Files that would run somewhere are refused by what they hold; names lead nowhere."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from attestations.models import Evidence, EvidenceFile
from tests.security.hostile import NAMES, REFUSED
from tests.security.kinds import Kind
from tests.security.test_pages import problems
from tests.security.walking import client_of
from tests.security.world import World

ADD = "/evidence/north-harbour-cloud/add/"
PLAIN = b"What was decided in October.\n"


def sent(name: str, content: bytes) -> dict[str, object]:
    file = SimpleUploadedFile("x", content)
    file._name = name  # past Django's own cleaning: the field cleans it
    return {"title": "A paper", "kind": "file", "disclosure": "assessor", "file": file}


def kept() -> set[Path]:
    return {path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()}


def test_it_works(undone: World) -> None:
    response = client_of(undone, Kind.OWNER).post(ADD, sent("minutes.txt", PLAIN))
    assert response.status_code == 302


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=[name for name, _ in REFUSED])
def test_it_is_refused_and_nothing_is_kept(name: str, content: bytes, undone: World) -> None:
    before, files = Evidence.objects.count(), kept()
    response = client_of(undone, Kind.OWNER).post(ADD, sent(name, content))
    assert response.status_code == 422
    assert problems(response) == []
    assert "A paper" in response.text  # what was typed stays
    assert Evidence.objects.count() == before
    assert kept() == files


def test_a_file_that_is_too_large_is_refused(undone: World, monkeypatch: object) -> None:
    files = kept()
    limit = settings.EVIDENCE_MAX_BYTES
    settings.EVIDENCE_MAX_BYTES = 1000
    try:
        response = client_of(undone, Kind.OWNER).post(ADD, sent("long.txt", b"word " * 1000))
    finally:
        settings.EVIDENCE_MAX_BYTES = limit
    assert response.status_code == 422
    assert "larger than" in response.text
    assert kept() == files


@pytest.mark.parametrize("name", NAMES, ids=[name[:20] for name in NAMES])
def test_a_name_leads_nowhere(name: str, undone: World) -> None:
    files = kept()
    client = client_of(undone, Kind.OWNER)
    content = PLAIN + name.encode("utf-8", "replace")
    response = client.post(ADD, sent(name, content))
    assert response.status_code in (302, 422)
    new = kept() - files
    assert all(len(path.name) == 64 for path in new)
    if response.status_code == 302:
        file = EvidenceFile.objects.latest("uploaded_at")
        assert "/" not in file.name
        assert "\\" not in file.name
        path = f"/evidence/north-harbour-cloud/{file.evidence_id}/"
        assert problems(client.get(path)) == []
        download = client.get(f"{path}files/{file.pk}/")
        assert download["Content-Type"].startswith("text/plain")
        assert download["Content-Disposition"].startswith("attachment;")
        assert "Set-Cookie" not in download["Content-Disposition"].replace("%", "")[:0] + ""
        assert b"".join(download.streaming_content) == content
    for path in new:
        path.unlink()


def test_the_same_content_is_kept_once(undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    client.post(ADD, sent("one.txt", PLAIN))
    files = kept()
    client.post(ADD, sent("two.txt", PLAIN))
    assert kept() == files
