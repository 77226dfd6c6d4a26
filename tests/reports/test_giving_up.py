"""After a bounded number of attempts a report has failed: those who wait and operators are told."""

import errno
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from custody.keyring import KeyRefused
from journal.models import Entry
from reports.causes import SENTENCES, Cause, Reason, sentence
from reports.gates import GateRefused
from reports.lease import MAX_ATTEMPTS, claimed, failed_attempt, leased
from reports.models import Receipt, Report
from reports.reasons import reason_of
from reports.rendering import RenderingFailed
from reports.sealing import NotVerified
from reports.signing import SigningFailed
from reports.status import State
from tests.people import sign_in
from tests.security import invariants

pytestmark = pytest.mark.django_db(transaction=True)
NO_KEY = Reason(Cause.KEYS, "The private key /keys/reports.key cannot be read.")


def give_up(of: type, row: object) -> None:
    of.objects.filter(pk=row.pk).update(attempts=MAX_ATTEMPTS - 1)
    with leased(of, row.pk, State.DUE) as claim:
        assert failed_attempt(claim, NO_KEY, at=now()) == State.FAILED


def test_it_works(
    client: Client, due: Report, owner: User, signatory: User, operator: User
) -> None:
    give_up(Report, due)
    entry = Entry.objects.get(act="report.failed")
    assert (entry.from_state, entry.to_state) == ("due", "failed")
    assert entry.facts == {"attempt": MAX_ATTEMPTS, "cause": "keys", "reference": ""}
    told = {each.to: each for each in Message.objects.filter(act="report.failed")}
    assert set(told) == {owner, signatory, operator}
    for member in (owner, signatory):
        assert SENTENCES[Cause.KEYS] in told[member].text
        assert "/keys/" not in told[member].text  # files are nobody's business but operators'
        assert told[member].path == f"/attestations/{due.attestation_id}/reports/"
    assert told[operator].path == f"/jobs/report/{due.pk}/"
    assert due.scope.title not in told[operator].subject + told[operator].text
    sign_in(client, signatory)
    page = client.get(told[signatory].path).text
    assert SENTENCES[Cause.KEYS] in page
    assert "operators have been told" in page
    assert "/keys/" not in page
    invariants.check()


def test_a_receipt_that_failed_is_told_too(due_receipt: Receipt, signatory: User) -> None:
    give_up(Receipt, due_receipt)
    message = Message.objects.get(act="receipt.failed", to=signatory)
    assert "The signature stands." in message.text


def test_a_step_that_kills_its_worker_each_time_comes_to_an_end(
    due: Report, operator: User
) -> None:
    at = now()
    for _ in range(MAX_ATTEMPTS):
        assert claimed(Report, due.pk, State.DUE, at=at, seconds=45) is not None
        at += timedelta(seconds=46)  # the worker has left no word
    assert claimed(Report, due.pk, State.DUE, at=at) is None
    due.refresh_from_db()
    assert (due.state, due.attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert due.last_cause == Cause.WORKER
    assert Message.objects.filter(act="report.failed", to=operator).exists()


def test_nobody_is_told_of_a_failure_that_is_tried_again(due: Report) -> None:
    with leased(Report, due.pk, State.DUE) as claim:
        assert failed_attempt(claim, NO_KEY, at=now()) == State.DUE
    assert not Message.objects.filter(object_id=due.pk).exists()


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (GateRefused("The outcome cannot be read back."), Cause.CHECK),
        (RenderingFailed("The report could not be typeset."), Cause.DOCUMENT),
        (SigningFailed("Sealing changed the bytes."), Cause.SEAL),
        (NotVerified("The seal does not hold."), Cause.SEAL),
        (KeyRefused("No keys."), Cause.KEYS),
    ],
)
def test_what_was_foreseen_keeps_its_words(error: Exception, cause: Cause) -> None:
    assert reason_of(error) == Reason(cause, str(error))


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/secret"), Cause.ROOM),
        (OperationalError("server closed the connection: password"), Cause.DATABASE),
        (ValueError("secret"), Cause.UNEXPECTED),
        (GateRefused(""), Cause.UNEXPECTED),
    ],
)
def test_what_nobody_foresaw_has_a_reference_and_no_words(error: Exception, cause: Cause) -> None:
    found = reason_of(error)
    assert found.cause is cause
    assert "secret" not in found.sentence
    assert "password" not in found.sentence
    assert len(found.reference) == 8


def test_every_cause_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Cause) - {Cause.NONE}
    assert sentence("") == SENTENCES[Cause.UNEXPECTED]  # kept before there were causes
