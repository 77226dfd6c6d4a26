"""A member asks bodies for quotes; each body quotes by itself, and knows of no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.accreditation import rests_on
from assessments.conflicts import body_standing
from assessments.engagement import (
    RequestRefused,
    opened_for,
    require_accepted,
    to_be_assessed,
)
from assessments.handing_over import handed_over
from assessments.models import Engagement, Quote, QuoteRequest
from assessments.moves import moved
from assessments.refusing import refusals_recorded
from assessments.status import BEFORE_CHOICE, ENDED, EngagementAct, EngagementStatus
from journal.recording import record
from organisations.assurance import AssuranceLevel

MOST_ASKED = 10


class QuoteRefused(Refusal):
    """The quote cannot be given like this, or not any more."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the bodies are told: the level wished, some sentences, and until when to answer."""

    answer_by: date
    note: str = ""
    level: AssuranceLevel = AssuranceLevel.EVIDENCE_REVIEWED


@dataclass(frozen=True, slots=True)
class Priced:
    """What a body quotes; `days` are working days of its people, all days are inclusive."""

    price: Decimal
    currency: str
    days: int
    earliest_start: date
    valid_until: date
    note: str = ""


def asked_for_quotes(
    attestation_id: UUID, body_ids: Sequence[UUID], asking: Asking, *, by: Actor, at: datetime
) -> list[Engagement]:
    """Ask each of these bodies for a quote; all or none. Joins the transaction."""
    attestation = to_be_assessed(attestation_id, at=at)
    if not 1 <= len(set(body_ids)) <= MOST_ASKED:
        raise RequestRefused(f"Choose one body or more, and {MOST_ASKED} at the most.")
    if asking.answer_by < at.date():
        raise RequestRefused("The day until which they should answer is over. Choose a later one.")
    open_ones = attestation.engagements.exclude(status__in=[each.value for each in ENDED])
    if open_ones.exclude(status__in=[each.value for each in BEFORE_CHOICE]).exists():
        raise RequestRefused("A body has been chosen already. Withdraw that request first.")
    if open_ones.filter(body__in=body_ids).exists():
        raise RequestRefused("One of these bodies has been asked already. Leave it out.")
    asked = [
        opened_for(attestation, body_id, EngagementStatus.ASKED, asking.level, by=by, at=at)
        for body_id in dict.fromkeys(body_ids)
    ]
    until = f"{asking.answer_by.day} {asking.answer_by:%B %Y}"
    for engagement in asked:
        QuoteRequest.objects.create(
            engagement=engagement,
            note=asking.note.strip(),
            answer_by=asking.answer_by,
            asked_by_id=by.person_id,
            asked_at=at,
        )
        _journal("engagement.quote_asked", engagement, "", by=by)
        handed_over("engagement.quote_asked", engagement, by=by, at=at, until=until)
    return asked


@transaction.atomic(durable=True)
def ask_for_quotes(
    attestation_id: UUID, body_ids: Sequence[UUID], asking: Asking, *, by: Actor
) -> list[Engagement]:
    """The owner or signatory asks one accredited body or several for a quote."""
    return asked_for_quotes(attestation_id, body_ids, asking, by=by, at=now())


def quoted(engagement_id: UUID, priced: Priced, *, by: Actor, at: datetime) -> Quote:
    """Give a quote, or another one in its place; joins the transaction."""
    engagement, before = moved(engagement_id, EngagementAct.QUOTE)
    require_accepted(engagement)
    today = at.date()
    if priced.valid_until < today:
        raise QuoteRefused("The quote would have run out already. Choose a later last day.")
    if priced.earliest_start < today:
        raise QuoteRefused("The work cannot begin in the past. Choose a later first day.")
    if priced.price < 0 or priced.days < 1:
        raise QuoteRefused("Give a price, and how many days the work takes.")
    close = body_standing(engagement, on=today)
    if close:
        raise QuoteRefused(f"Decline the request. {close[0][0].sentence}")
    rests_on(engagement, on=today)
    engagement.save(update_fields=["status", "accreditation"])
    quote = Quote.objects.create(
        engagement=engagement,
        sequence=engagement.quotes.count() + 1,
        price=priced.price,
        currency=priced.currency,
        days=priced.days,
        earliest_start=priced.earliest_start,
        valid_until=priced.valid_until,
        note=priced.note.strip(),
        quoted_by_id=by.person_id,
        quoted_at=at,
    )
    _journal("engagement.quoted", engagement, before, by=by)
    handed_over("engagement.quoted", engagement, by=by, at=at)
    return quote


@refusals_recorded("engagement.quoted")
@transaction.atomic(durable=True)
def give_quote(engagement_id: UUID, priced: Priced, *, by: Actor) -> Quote:
    """The body's administrator quotes."""
    return quoted(engagement_id, priced, by=by, at=now())


def _journal(act: str, engagement: Engagement, before: str, *, by: Actor) -> None:
    """The price is not noted: the journal of the member is read by more people than a quote."""
    record(
        act,
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
        facts={"body": str(engagement.body_id)},
    )
