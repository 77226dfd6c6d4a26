"""A key goes out of use: planned, lost or compromised; two custodians, and the log says so."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.messages import Message
from accounts.models import User
from journal.models import Entry
from reports.keys.ending import ask_end_key, end_asked, end_key, ended
from reports.keys.models import KeyRequest, SealKey, SealKeyEnd
from reports.keys.requests import NotAKey, NotAsked, SamePerson
from reports.keys.terms import Why
from tests.people import acting
from tests.races import second_waits
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(
    seal_key: SealKey, custodian: User, other_custodian: User, operator: User, registrar: User
) -> None:
    since = (now() - timedelta(days=3)).replace(microsecond=0)
    request = ask_end_key(seal_key.pk, Why.COMPROMISED, since, by=acting(custodian))
    end = end_key(request.pk, by=acting(other_custodian))
    term = SealKey.objects.get().term
    assert (term.ends_at, term.not_trusted_from) == (end.ends_at, since)
    leaf = json.loads(bytes(Leaf.objects.get(index=end.log_index).content))
    assert (leaf["kind"], leaf["event"], leaf["why"]) == ("key", "ended", "compromised")
    assert leaf["not_trusted_from"] == since.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert Entry.objects.get(act="key.ended").facts["why"] == "compromised"
    for who in (operator, registrar):
        assert Message.objects.filter(to=who, act="key.ended").exists()


@pytest.mark.parametrize("why", [Why.PLANNED, Why.LOST])
def test_without_a_leak(
    seal_key: SealKey, custodian: User, other_custodian: User, why: Why
) -> None:
    end_key(
        ask_end_key(seal_key.pk, why, None, by=acting(custodian)).pk, by=acting(other_custodian)
    )
    term = SealKey.objects.get().term
    assert term.ends_at is not None
    assert term.not_trusted_from is None


def test_that_it_was_compromised_can_come_out_later(
    end_request: KeyRequest, custodian: User, other_custodian: User
) -> None:
    first = end_key(end_request.pk, by=acting(other_custodian))
    leak = now().replace(microsecond=0)
    later = ask_end_key(first.key_id, Why.COMPROMISED, leak, by=acting(custodian))
    end_key(later.pk, by=acting(other_custodian))
    term = SealKey.objects.get().term
    assert (term.ends_at, term.not_trusted_from) == (first.ends_at, leak)
    with pytest.raises(NotAKey, match="out of use already"):
        ask_end_key(first.key_id, Why.COMPROMISED, leak, by=acting(custodian))


@pytest.mark.parametrize(
    ("why", "hours", "words"),
    [
        (Why.COMPROMISED, None, "Say from when on"),
        (Why.COMPROMISED, 1, "lies in the past"),
        (Why.PLANNED, -1, "somebody else may have used"),
    ],
)
def test_what_does_not_fit_is_said(
    seal_key: SealKey, custodian: User, why: Why, hours: int | None, words: str
) -> None:
    leak = None if hours is None else now() + timedelta(hours=hours)
    with pytest.raises(NotAKey, match=words):
        ask_end_key(seal_key.pk, why, leak, by=acting(custodian))


def test_it_ends_once(end_request: KeyRequest, custodian: User, other_custodian: User) -> None:
    with pytest.raises(NotAKey, match="Wait for the answer"):
        ask_end_key(end_request.seal_key_id, Why.LOST, None, by=acting(other_custodian))
    end = end_key(end_request.pk, by=acting(other_custodian))
    with pytest.raises(NotAKey, match="out of use already"):
        ask_end_key(end.key_id, Why.LOST, None, by=acting(custodian))
    with pytest.raises(IntegrityError), transaction.atomic():
        SealKeyEnd.objects.create(key=end.key, why="lost", ends_at=now(), log_index=77)


def test_it_takes_two(end_request: KeyRequest, custodian: User, other_custodian: User) -> None:
    with pytest.raises(SamePerson):
        end_key(end_request.pk, by=acting(custodian))
    with pytest.raises(SecondFactorNeeded):
        end_key(end_request.pk, by=acting(other_custodian, second_factor=False))
    assert not SealKeyEnd.objects.exists()


def test_two_at_once_end_it_once(end_request: KeyRequest, other_custodian: User) -> None:
    second_waits(
        lambda: ended(end_request.pk, by=acting(other_custodian), at=now()),
        lambda: end_key(end_request.pk, by=acting(other_custodian)),
        refused=NotAsked,
    )
    assert Leaf.objects.filter(kind="key").count() == 2


def test_two_ask_at_once(seal_key: SealKey, custodian: User, other_custodian: User) -> None:
    second_waits(
        lambda: end_asked(seal_key.pk, Why.LOST, None, by=acting(custodian), at=now()),
        lambda: ask_end_key(seal_key.pk, Why.LOST, None, by=acting(other_custodian)),
        refused=NotAKey,
        match="Wait for the answer",
    )


def test_it_is_only_ever_added(end_request: KeyRequest, other_custodian: User) -> None:
    end_key(end_request.pk, by=acting(other_custodian))
    with pytest.raises(DatabaseError), transaction.atomic():
        SealKeyEnd.objects.update(why="lost")
    with pytest.raises(DatabaseError), transaction.atomic():
        SealKeyEnd.objects.all().delete()
