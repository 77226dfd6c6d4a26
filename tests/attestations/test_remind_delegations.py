"""Colleagues are reminded of answers that are wanted by a day, until they are in."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from attestations.delegation import Told, delegated
from attestations.delegation_reminding import remind_of_delegations
from attestations.models import Answer, Attestation
from tests.answers import answer_everything
from tests.people import acting

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ["GOV-01", "GOV-02"]


@pytest.fixture
def noon() -> datetime:
    """Noon of the day by which the answers are wanted."""
    day = now().date() + timedelta(days=10)
    return datetime.combine(day, time(12), tzinfo=now().tzinfo)


@pytest.fixture
def asked(
    draft: Attestation, owner: User, editor: User, contributor: User, viewer: User, noon: datetime
) -> Attestation:
    with transaction.atomic():
        delegated(
            draft.pk, contributor.pk, CODES, by=acting(owner), at=now(), told=Told("", noon.date())
        )
    Message.objects.all().delete()
    return draft


def reminded() -> list[tuple[str, str]]:
    rows = Message.objects.select_related("to").order_by("pk")
    return [(row.to.name.split()[0], row.subject) for row in rows]


def test_it_works(asked: Attestation, noon: datetime) -> None:
    told = []
    for day in range(9, -4, -1):
        before = Message.objects.count()
        for _ in range(2):
            remind_of_delegations(at=noon - timedelta(days=day))
        if Message.objects.count() > before:
            told.append(day)
    assert told == [3, 1, -1]
    assert reminded() == [
        ("Cora", "3 days left to answer: Cloud services"),
        ("Cora", "1 day left to answer: Cloud services"),
        ("Cora", "Your answers are overdue: Cloud services"),
        ("Olga", "Delegated answers are overdue: Cloud services"),
        ("Emil", "Delegated answers are overdue: Cloud services"),
    ]
    text = Message.objects.order_by("pk")[0].text
    assert text == (
        f"2 answers are not in yet. North Harbour Cloud wants them by {noon.day} {noon:%B %Y}."
    )


def test_answers_that_are_in_are_not_asked_for(
    asked: Attestation, editor: User, noon: datetime
) -> None:
    answer_everything(asked, acting(editor))
    assert Answer.objects.filter(attestation=asked, response__isnull=False).exists()
    assert remind_of_delegations(at=noon) == 0


def test_what_is_not_delegated_any_more_is_not_asked_for(
    asked: Attestation, owner: User, contributor: User, noon: datetime
) -> None:
    with transaction.atomic():
        delegated(asked.pk, contributor.pk, [], by=acting(owner), at=now())
    assert remind_of_delegations(at=noon) == 0


def test_a_draft_that_is_no_draft_any_more(asked: Attestation, noon: datetime) -> None:
    Attestation.objects.filter(pk=asked.pk).update(status="cancelled")
    assert remind_of_delegations(at=noon) == 0
