"""A report that was sealed by a key that leaked, and is not live yet, is sealed again by another."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from accounts.models import User
from custody import keyring
from custody.keyring import KeyRefused
from custody.seal import ReportSigner
from journal.models import Entry
from reports import tasks
from reports.keys.declining import decline_key_request
from reports.keys.ending import ask_end_key, end_key
from reports.keys.models import SealKey
from reports.keys.terms import Why
from reports.lease import LeaseLost, claimed
from reports.models import Report, SignedFile
from reports.status import State
from reports.unsealing import StillGood, unseal
from reports.work import rows_of
from tests.people import acting
from tests.races import second_waits
from tests.reports.conftest import make_signer
from tests.reports.rows import step
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leaked(signed_report: Report, custodian: User, other_custodian: User) -> Report:
    """Sealed, and the key of the seal has gone out of use since somebody else may have it."""
    key = SealKey.objects.get()
    request = ask_end_key(key.pk, Why.COMPROMISED, now(), by=acting(custodian))
    end_key(request.pk, by=acting(other_custodian))
    return signed_report


@pytest.fixture
def next_key(leaked: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReportSigner:
    """The signer is given another key."""
    signer, given = make_signer(tmp_path), keyring.signer
    monkeypatch.setattr(
        keyring, "signer", lambda name: signer if name == "reports" else given(name)
    )
    return signer


def test_it_works(leaked: Report, next_key: ReportSigner) -> None:
    first = {file.rung: file for file in leaked.signed_files.all()}
    tasks.go_live(str(leaked.pk))
    leaked.refresh_from_db()
    assert (leaked.state, leaked.sealing, leaked.attempts) == (State.PREPARED, 1, 0)
    assert not leaked.signed_files.exists()
    entry = Entry.objects.get(act="report.unsealed")
    assert entry.before_sha256 == first["public"].sha256
    assert entry.facts["full_sha256"] == first["full"].sha256
    assert (entry.from_state, entry.to_state, entry.actor_kind) == ("signed", "prepared", "system")
    tasks.sign(str(leaked.pk))
    tasks.go_live(str(leaked.pk))
    leaked.refresh_from_db()
    assert leaked.state == State.LIVE
    files = {file.rung: file for file in leaked.signed_files.all()}
    assert files.keys() == first.keys()
    for rung, file in files.items():
        assert file.key_id == next_key.key_id != first[rung].key_id
        assert file.unsigned_sha256 == first[rung].unsigned_sha256
    (leaf,) = Leaf.objects.filter(kind="report")
    assert files["public"].sha256.encode() in bytes(leaf.content)
    assert first["public"].sha256.encode() not in bytes(leaf.content)


def test_what_was_set_aside_is_nowhere_to_be_had_and_stays(
    client, leaked: Report, next_key: ReportSigner
) -> None:
    first = list(leaked.signed_files.all())
    for work in (tasks.go_live, tasks.sign, tasks.go_live):
        work(str(leaked.pk))
    assert SignedFile.every.filter(pk__in=[each.pk for each in first]).count() == len(first)
    assert not SignedFile.objects.filter(pk__in=[each.pk for each in first]).exists()
    body = client.get(f"/reports/{leaked.number}/report.pdf").content
    assert body == bytes(leaked.signed_files.get(rung="public").content)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedFile.every.all().delete()


def test_without_another_key_it_waits_unsealed(leaked: Report) -> None:
    tasks.go_live(str(leaked.pk))
    with pytest.raises(KeyRefused, match="out of use"):
        tasks.sign(str(leaked.pk))
    leaked.refresh_from_db()
    assert (leaked.state, leaked.last_cause) == (State.PREPARED, "keys")
    assert not Leaf.objects.filter(kind="report").exists()


def test_while_a_leak_is_asked_about_nothing_is_published(
    signed_report: Report, custodian: User, other_custodian: User
) -> None:
    """Once it is confirmed the seal would not be trusted, and the log forgets nothing."""
    key = SealKey.objects.get()
    request = ask_end_key(key.pk, Why.COMPROMISED, now(), by=acting(custodian))
    with pytest.raises(KeyRefused, match="until a second key custodian has answered"):
        tasks.go_live(str(signed_report.pk))
    signed_report.refresh_from_db()
    assert (signed_report.state, signed_report.last_cause) == (State.SIGNED, "keys")
    assert not Leaf.objects.filter(kind="report").exists()
    decline_key_request(request.pk, "It was another card.", by=acting(other_custodian))
    Report.objects.filter(pk=signed_report.pk).update(not_before=now())
    tasks.go_live(str(signed_report.pk))
    signed_report.refresh_from_db()
    assert (signed_report.state, signed_report.sealing) == (State.LIVE, 0)


def test_what_no_leak_concerns_keeps_its_seal(signed_report: Report) -> None:
    claim = claimed(Report, signed_report.pk, State.SIGNED, at=now())
    with pytest.raises(StillGood):
        unseal(claim, at=now())
    signed_report.refresh_from_db()
    assert (signed_report.state, signed_report.sealing) == (State.SIGNED, 0)


def test_one_that_had_failed_is_sealed_again_too(leaked: Report, next_key: ReportSigner) -> None:
    Report.objects.filter(pk=leaked.pk).update(state=State.FAILED)
    leaked.refresh_from_db()
    assert leaked.resumes_in == State.SIGNED
    Report.objects.filter(pk=leaked.pk).update(state=leaked.resumes_in)
    tasks.go_live(str(leaked.pk))
    leaked.refresh_from_db()
    assert leaked.resumes_in == State.PREPARED


def test_a_worker_that_slept_unseals_nothing(leaked: Report) -> None:
    asleep = claimed(Report, leaked.pk, State.SIGNED, at=now(), seconds=0)
    step(leaked, lambda claim: unseal(claim, at=now()))
    with pytest.raises(LeaseLost):
        unseal(asleep, at=now())
    assert Entry.objects.filter(act="report.unsealed").count() == 1


def test_of_two_workers_the_second_waits_and_finds_it_claimed(leaked: Report) -> None:
    """Another claims the step while the first is about to set the seal aside."""
    first = claimed(Report, leaked.pk, State.SIGNED, at=now(), seconds=0)

    def claimed_anew() -> None:
        row = rows_of(Report).select_for_update().get(pk=leaked.pk)
        row.token += 1
        row.save(update_fields=["token"])

    second_waits(claimed_anew, lambda: unseal(first, at=now()), refused=LeaseLost)
    leaked.refresh_from_db()
    assert leaked.state == State.SIGNED
