"""An authority that fails delays a report: it is neither lost, nor made twice, nor sealed lower."""

import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from custody import unsafe
from journal.models import Entry
from reports import tasks, time_stamps
from reports.causes import Cause, Reason
from reports.lease import MAX_ATTEMPTS, claimed, failed_attempt
from reports.levels import Level
from reports.models import Report, SignedFile
from reports.signing import sign
from reports.status import State
from reports.time_stamps import Authority, AuthorityAway
from tests.reports.authority import FAULTS, WRONG
from transparency.models import Leaf

LEVELS = (Level.B_T, Level.B_LT, Level.B_LTA)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_stamps, "PATIENCE_SECONDS", 0.5)
    time_stamps.forget()
    yield
    time_stamps.forget()


def test_it_works(unsigned, seal, authority, gate) -> None:
    sign(unsigned, seal, datetime.now(UTC), level=Level.B_T, authority=authority)
    gate.asked.clear()
    sign(unsigned, seal, datetime.now(UTC), level=Level.B_T, authority=authority)
    assert gate.asked == ["/tsa"]  # the client is held: one question for one seal


@pytest.mark.parametrize("fault", [*FAULTS, *WRONG])
@pytest.mark.parametrize(("held", "level"), [(False, Level.B_T), (True, Level.B_LT)])
def test_every_fault_is_told_and_nothing_is_signed(
    fault, held, level, unsigned, seal, authority, gate, impatient
) -> None:
    if held:
        sign(unsigned, seal, datetime.now(UTC), level=Level.B_T, authority=authority)
    gate.fault = FAULTS.get(fault) or gate.wrong[fault]
    with pytest.raises(AuthorityAway, match="Nothing was signed; it is tried again"):
        sign(unsigned, seal, datetime.now(UTC), level=level, authority=authority)
    gate.fault = None
    assert sign(unsigned, seal, datetime.now(UTC), level=Level.B_LT, authority=authority)


@pytest.mark.parametrize("fault", ["dripping", "flooding", "asleep"])
def test_lists_that_have_no_end_are_told_in_time(
    fault, unsigned, seal, authority, gate, impatient
) -> None:
    """The certificate of the stamps says where its issuer's list is had; that server is away, too."""

    def lists_alone(environ, start):
        if environ["PATH_INFO"] == "/crl":
            return FAULTS[fault](environ, start)
        return gate.behind(environ, start)

    gate.fault = lists_alone
    began = time.monotonic()
    with pytest.raises(AuthorityAway, match="needs to know that no certificate was revoked"):
        sign(unsigned, seal, datetime.now(UTC), level=Level.B_LT, authority=authority)
    assert time.monotonic() - began < 30
    assert "/crl" in gate.asked


def test_nobody_there_is_told_without_the_password(unsigned, seal) -> None:
    nobody = Authority("http://us:secret-word@127.0.0.1:1/tsa", ())
    with pytest.raises(AuthorityAway) as refused:
        sign(unsigned, seal, datetime.now(UTC), level=Level.B_T, authority=nobody)
    assert "secret-word" not in str(refused.value)


def test_what_was_revoked_cannot_be_learnt_without_the_lists(unsigned, seal, authority) -> None:
    without = replace(authority, revocations=())
    with pytest.raises(AuthorityAway, match="needs to know that no certificate was revoked"):
        sign(unsigned, seal, datetime.now(UTC), level=Level.B_LT, authority=without)


@pytest.fixture
def stamped(settings, keys, keys_folder, authority) -> None:
    """The signing process is told of the authority, whose root is published."""
    settings.TIME_STAMP_URL, settings.SEAL_LEVEL = authority.address, "B-LT"
    root = ssl.DER_cert_to_PEM_cert(authority.roots[0]).encode()
    unsafe.publish("time-stamps.pem", root, keys_folder / "public" / unsafe.FOLDER)


@pytest.mark.django_db(transaction=True)
def test_a_report_waits_for_the_authority_and_is_made_once(prepared: Report, stamped, gate) -> None:
    open_transactions: list[bool] = []

    def unwilling(environ, start):
        open_transactions.append(idle_in_transaction())
        return FAULTS["unwilling"](environ, start)

    gate.fault = unwilling
    for _ in range(2):
        with pytest.raises(AuthorityAway):
            tasks.sign(str(prepared.pk))
        prepared.refresh_from_db()
        assert prepared.state == State.PREPARED
        assert "gave no time stamp" in prepared.last_error
        assert not SignedFile.objects.exists()
        Report.objects.filter(pk=prepared.pk).update(not_before=now())
    assert open_transactions
    assert not any(open_transactions)
    gate.fault = None
    tasks.sign(str(prepared.pk))
    tasks.sign(str(prepared.pk))
    tasks.go_live(str(prepared.pk))
    file = SignedFile.objects.get(rung="public")
    assert file.level == Level.B_LT
    assert b'"level":"PAdES B-LT"' in bytes(Leaf.objects.get(kind="report").content)
    assert Entry.objects.filter(act="report.step_failed").count() == 2
    assert Entry.objects.filter(act="report.signed").count() == 1


def idle_in_transaction() -> bool:
    """Whether a session of this database waits within a transaction; asked from the server's thread."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND state LIKE 'idle in transaction%'"
            )
            return cursor.fetchone()[0] > 0
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_patience_has_no_end_but_our_own_faults_have(prepared: Report) -> None:
    for attempt in range(MAX_ATTEMPTS + 3):
        claim = claimed(Report, prepared.pk, State.PREPARED, at=now() + timedelta(days=1))
        at = now() - timedelta(days=1)
        assert failed_attempt(claim, Reason(Cause.STAMPS, "away"), at=at) == State.PREPARED, attempt
        prepared.refresh_from_db()
        assert prepared.not_before - at <= timedelta(minutes=1)  # back, and noticed soon
    tries = 0
    while prepared.state == State.PREPARED:
        tries += 1
        claim = claimed(Report, prepared.pk, State.PREPARED, at=now() + timedelta(days=1))
        prepared.state = failed_attempt(
            claim, Reason(Cause.SEAL, "broken"), at=now() - timedelta(days=1)
        )
    assert 10 < tries <= MAX_ATTEMPTS
