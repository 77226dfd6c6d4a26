"""The signer seals only with a key that is in use; a report sealed by one that leaked is not published."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from custody import keyring
from custody.keyring import KeyRefused
from journal.models import Entry
from reports import issuing, tasks
from reports.keys.ending import ask_end_key, end_key, ended
from reports.keys.in_use import KeyLeaked, require_in_use
from reports.keys.models import SealKey
from reports.keys.requests import NotAKey
from reports.keys.terms import Why
from reports.models import Report
from reports.status import State
from tests.people import acting
from tests.races import second_waits
from tests.reports.rows import step
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def end(key: SealKey, why: Why, one: User, other: User) -> None:
    leak = now() if why == Why.COMPROMISED else None
    end_key(ask_end_key(key.pk, why, leak, by=acting(one)).pk, by=acting(other))


def test_it_works(keys: None, alliance: object, caplog: pytest.LogCaptureFixture) -> None:
    """A development key begins by itself, once, and loudly."""
    signer = keyring.signer("reports")
    with caplog.at_level(logging.WARNING, "custody"):
        term = require_in_use(signer, at=now())
    assert "came into use by itself" in caplog.text
    assert "DEVELOPMENT KEY: not evidence" in caplog.text
    key = SealKey.objects.get()
    assert key.development
    assert term == key.term == require_in_use(signer, at=now())
    assert Entry.objects.get(act="key.begun").actor_kind == "system"
    assert Leaf.objects.get().index == key.log_index


def test_one_that_has_not_begun_seals_nothing(
    prepared: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job says why, and is tried again; once the key has begun, it goes on."""
    real = keyring.signer("reports")
    monkeypatch.setattr(keyring, "signer", lambda _: replace(real, development=False))
    with pytest.raises(KeyRefused, match="has not come into use"):
        tasks.sign(str(prepared.pk))
    prepared.refresh_from_db()
    assert prepared.state == State.PREPARED
    assert prepared.last_cause == "keys"
    assert "Two key custodians have to begin it first" in prepared.last_error
    monkeypatch.setattr(keyring, "signer", lambda _: real)
    Report.objects.filter(pk=prepared.pk).update(not_before=now())
    tasks.sign(str(prepared.pk))
    prepared.refresh_from_db()
    assert prepared.state == State.SIGNED


@pytest.mark.parametrize("why", list(Why))
def test_one_that_has_ended_seals_nothing(
    prepared: Report, custodian: User, other_custodian: User, why: Why
) -> None:
    require_in_use(keyring.signer("reports"), at=now())
    end(SealKey.objects.get(), why, custodian, other_custodian)
    with pytest.raises(KeyRefused, match="out of use since"):
        step(prepared, issuing.sign)


def test_while_a_leak_is_asked_about_it_seals_nothing(
    keys: None, custodian: User, other_custodian: User
) -> None:
    signer = keyring.signer("reports")
    require_in_use(signer, at=now())
    ask_end_key(SealKey.objects.get().pk, Why.COMPROMISED, now(), by=acting(custodian))
    with pytest.raises(KeyRefused, match="until a second key custodian has answered"):
        require_in_use(signer, at=now())


def test_a_key_in_use_since_before_there_was_a_history(signed_report: Report) -> None:
    """Its term begins with its first seal."""
    file = signed_report.signed_files.get(rung="public")
    assert abs(SealKey.objects.get().begins_at - file.signed_at) < timedelta(seconds=2)


def test_a_sealed_report_of_a_key_that_leaked_is_not_published(
    signed_report: Report, custodian: User, other_custodian: User
) -> None:
    end(SealKey.objects.get(), Why.COMPROMISED, custodian, other_custodian)
    with pytest.raises(KeyLeaked, match="not published"):
        step(signed_report, issuing.go_live)
    assert not Leaf.objects.filter(kind="report").exists()


def test_a_leak_that_is_being_confirmed_goes_first(
    signed_report: Report, custodian: User, other_custodian: User
) -> None:
    key = SealKey.objects.get()
    request = ask_end_key(key.pk, Why.COMPROMISED, now(), by=acting(custodian))
    second_waits(
        lambda: ended(request.pk, by=acting(other_custodian), at=now()),
        lambda: step(signed_report, issuing.go_live),
        refused=KeyLeaked,
    )
    assert not Leaf.objects.filter(kind="report").exists()


def test_a_planned_end_waits_for_what_was_sealed(
    signed_report: Report, custodian: User, other_custodian: User
) -> None:
    key = SealKey.objects.get()
    with pytest.raises(NotAKey, match="One report sealed with this key"):
        ask_end_key(key.pk, Why.PLANNED, None, by=acting(custodian))
    step(signed_report, issuing.go_live)
    end(key, Why.PLANNED, custodian, other_custodian)
