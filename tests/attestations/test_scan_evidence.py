"""Waiting files, and what the scanner says of them: clean, infected, away, cannot judge."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attestations import scanning
from attestations.models import Evidence, EvidenceFile, ScanState
from attestations.scanning import Finding, NotScanned, ScannerAway, asked
from attestations.tasks import scan_waiting
from attestations.vault import path_of
from journal.models import Entry
from organisations.models import Organisation
from tests.attestations.clamd import MARK, STREAM_MAX, Silent, at_a_path, listening
from tests.people import sign_in

NOWHERE = "tcp://127.0.0.1:1"
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def scanner(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.EVIDENCE_SCANNER = "clamd"
    settings.CLAMD_ADDRESS = NOWHERE


def waiting(client: Client, member: Organisation, owner: User, content: bytes) -> EvidenceFile:
    sign_in(client, owner)
    url = reverse("attestations:evidence_add", args=[member.slug])
    typed = {"title": "Notes", "kind": "file", "disclosure": "assessor"}
    file = SimpleUploadedFile("notes.txt", content)
    assert client.post(url, typed | {"file": file}).status_code == 302
    return EvidenceFile.objects.latest("uploaded_at")


def url_of(file: EvidenceFile) -> str:
    args = [file.evidence.organisation.slug, file.evidence_id, file.pk]
    return reverse("attestations:evidence_file", args=args)


def page_of(client: Client, piece: Evidence) -> str:
    return client.get(reverse("attestations:piece", args=[piece.organisation.slug, piece.pk])).text


@pytest.mark.django_db(transaction=True)
def test_it_works(client, member, owner, settings) -> None:
    file = waiting(client, member, owner, b"What the board decided.\n")
    assert client.get(url_of(file)).status_code == 404
    with listening() as settings.CLAMD_ADDRESS:
        scan_waiting()
    file.refresh_from_db()
    assert file.scan == ScanState.CLEAN
    assert client.get(url_of(file)).status_code == 200
    assert "Scanned: nothing found" in page_of(client, file.evidence)
    entry = Entry.objects.get(act="evidence.scanned")
    assert (entry.from_state, entry.to_state) == ("waiting", "clean")
    assert entry.after_sha256 == file.sha256


@pytest.mark.django_db(transaction=True)
def test_what_is_infected_is_never_served(client, member, owner, settings) -> None:
    file = waiting(client, member, owner, b"x" * 150_000 + MARK)
    with listening() as settings.CLAMD_ADDRESS:
        scan_waiting()
        scan_waiting()
    file.refresh_from_db()
    assert file.scan == ScanState.INFECTED
    assert client.get(url_of(file)).status_code == 404
    assert "Scanned: refused" in page_of(client, file.evidence)
    assert Entry.objects.get(act="evidence.scanned").facts["found"] == "Made.Up-1"


@pytest.mark.django_db(transaction=True)
def test_away_means_still_waiting(client, member, owner, settings) -> None:
    file = waiting(client, member, owner, b"What the board decided.\n")
    scan_waiting()
    with listening(Silent) as settings.CLAMD_ADDRESS:
        scan_waiting()
    file.refresh_from_db()
    assert file.scan == ScanState.WAITING
    with listening() as settings.CLAMD_ADDRESS:
        scan_waiting()
    file.refresh_from_db()
    assert file.scan == ScanState.CLEAN


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_judged_does_not_hold_up_the_others(
    client, member, owner, settings
) -> None:
    gone = waiting(client, member, owner, b"Lost.\n")
    path_of(gone.sha256).unlink()
    large = waiting(client, member, owner, b"x" * (STREAM_MAX + 1))
    small = waiting(client, member, owner, b"Short.\n")
    with listening() as settings.CLAMD_ADDRESS:
        scan_waiting()
    states = dict(EvidenceFile.objects.values_list("pk", "scan"))
    assert states == {gone.pk: "waiting", large.pk: "waiting", small.pk: "clean"}


@pytest.mark.django_db(transaction=True)
def test_the_second_worker_waits_and_changes_nothing(client, member, owner) -> None:
    file = waiting(client, member, owner, b"What the board decided.\n")

    def second() -> bool:
        try:
            return scanning.judge(file.pk, Finding())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            scanning.judged(file.pk, Finding("Made.Up-1"))
            other = pool.submit(second)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        assert other.result(timeout=5) is False
    file.refresh_from_db()
    assert file.scan == ScanState.INFECTED


def test_without_a_scanner_nothing_is_asked(settings, db) -> None:
    settings.EVIDENCE_SCANNER = "none"
    assert scanning.scan_waiting(at=datetime.now(UTC)) == 0


def test_it_speaks_over_a_unix_socket(tmp_path) -> None:
    with at_a_path(str(tmp_path / "clamd.sock")) as address:
        assert asked(address, [b"good"], at_most=MIB) == Finding()
        assert asked(address, [MARK[:9], b"", MARK[9:]], at_most=MIB) == Finding("Made.Up-1")


def test_it_sends_no_more_than_the_portal_takes() -> None:
    with listening() as address, pytest.raises(NotScanned, match="larger"):
        asked(address, [b"x" * 1000] * 11, at_most=10_000)


def test_the_scanners_own_limit_is_its_answer() -> None:
    with listening() as address, pytest.raises(NotScanned, match="size limit exceeded"):
        asked(address, [b"x" * (STREAM_MAX + 1)], at_most=MIB)


def test_a_stream_cut_off_in_its_midst_is_no_verdict() -> None:
    # Whether the answer survives the closed connection is up to the network.
    with listening() as address, pytest.raises((NotScanned, ScannerAway)):
        asked(address, [b"x" * (STREAM_MAX + 1)] * 8, at_most=8 * MIB)


@pytest.mark.parametrize("address", [NOWHERE, "unix:/nowhere/clamd.sock"])
def test_nobody_there_is_away(address: str) -> None:
    with pytest.raises(ScannerAway):
        asked(address, [b"good"], at_most=MIB)
