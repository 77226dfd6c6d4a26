"""How many files a version takes, and how much room an organisation has."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse

from attestations.evidence_files import QuotaReached, in_words, used_bytes
from attestations.models import Evidence
from tests.attestations.pieces import WORDS, made, revised, text_file
from tests.people import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def kept(vault) -> int:
    return len([path for path in vault.rglob("*") if path.is_file()]) if vault.exists() else 0


def typed(*files) -> dict[str, object]:
    said = {"kind": "file", "title": "Minutes of October", "disclosure": "assessor"}
    return said | {"file": list(files), "description": "What was decided."}


def test_it_works(client, member, owner, settings) -> None:
    settings.EVIDENCE_QUOTA_BYTES = 5 * 1024**3
    made(member, owner, WORDS)
    sign_in(client, owner)
    assert "1 KB of 5.0 GB are used" in client.get(f"/evidence/{member.slug}/").text


def test_the_same_content_counts_once(member, owner) -> None:
    piece = made(member, owner, WORDS, b"more")
    made(member, owner, WORDS)
    revised(piece, owner, title="Other words")
    assert used_bytes(member.pk) == len(WORDS) + 4


def test_no_room_is_refused_and_leaves_nothing(client, member, owner, settings, vault) -> None:
    settings.EVIDENCE_QUOTA_BYTES = 100
    sign_in(client, owner)
    url = reverse("attestations:evidence_add", args=[member.slug])
    response = client.post(url, typed(text_file("a.txt", b"a" * 60), text_file("b.txt", b"b" * 60)))
    assert response.status_code == 422
    assert "There is no room for this" in response.text
    assert "What was decided." in response.text
    assert not Evidence.objects.exists()
    assert kept(vault) == 0
    assert client.post(url, typed(text_file("a.txt", b"a" * 60))).status_code == 302
    assert kept(vault) == 1


def test_too_many_are_refused_and_leave_nothing(client, member, owner, settings, vault) -> None:
    settings.EVIDENCE_MAX_FILES = 2
    sign_in(client, owner)
    url = reverse("attestations:evidence_add", args=[member.slug])
    files = [text_file(f"{n}.txt", str(n).encode()) for n in range(3)]
    response = client.post(url, typed(*files))
    assert response.status_code == 422
    assert "2 files at most" in response.text
    assert kept(vault) == 0
    piece = made(member, owner, b"1", b"2")
    with pytest.raises(Exception, match="these would be 3"):
        revised(piece, owner, b"3")


def test_two_uploads_cannot_pass_it_together(member, owner, settings, vault) -> None:
    settings.EVIDENCE_QUOTA_BYTES = 100

    def second() -> None:
        try:
            made(member, owner, b"b" * 60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            made(member, owner, b"a" * 60)
            other = pool.submit(second)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.5)
        assert isinstance(other.exception(), QuotaReached)
    assert used_bytes(member.pk) == 60
    assert kept(vault) == 1


def test_sizes_in_words() -> None:
    assert [in_words(n) for n in (0, 1, 1024, 3 * 1024**2, 6 * 1024**3 // 5)] == [
        "0 KB",
        "1 KB",
        "1 KB",
        "3.0 MB",
        "1.2 GB",
    ]
