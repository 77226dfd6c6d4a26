"""Each person declares her interests herself, and the system compares them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.activation import activated_if_ready
from assessments.conflicts import blocked_if_conflicted
from assessments.models import Conflict, EngagementPerson, Interest
from assessments.moves import locked
from assessments.naming import named
from assessments.people import opened_to
from assessments.refusing import refusals_recorded
from assessments.status import EngagementStatus
from journal.recording import record
from organisations.models import Organisation
from organisations.permissions import Permission


class InterestsRefused(Refusal):
    """The declaration cannot be taken like this, or not now."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One fact as the person gives it; `organisation_id` None where the name was typed."""

    kind: str
    organisation_id: UUID | None
    organisation_name: str
    began_on: date | None = None
    ended_on: date | None = None
    detail: str = ""


def declared_interests(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor, at: datetime
) -> list[Conflict]:
    """Add to what the actor has declared and compare all of it; the conflicts found.

    Joins the transaction. A conflict blocks the person at once. Declaring nothing means "none".
    """
    engagement = locked(engagement_id)
    person = named(engagement, by, Permission.INTERESTS_DECLARE, at)
    if engagement.status not in (EngagementStatus.OFFERED, EngagementStatus.ACTIVE):
        raise InterestsRefused(
            "Interests are declared from the offer to the end of the work. Wait for the offer."
        )
    Interest.objects.bulk_create(_row(person, fact, at) for fact in facts)
    person.interests_declared_at = at
    person.save(update_fields=["interests_declared_at"])
    record(
        "engagement.interests_declared",
        person,
        by=by,
        organisation_id=engagement.body_id,
        facts={"engagement": str(engagement.pk), "declared": len(facts)},
    )
    conflicts = blocked_if_conflicted(person, by=by, at=at)
    if not conflicts:
        if engagement.status == EngagementStatus.ACTIVE:
            opened_to(person, at=at)
        activated_if_ready(engagement, by=by, at=at)
    return conflicts


@refusals_recorded("engagement.interests_declared")
@transaction.atomic(durable=True)
def declare_interests(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor
) -> list[Conflict]:
    """A named person declares her interests, or that she has none."""
    return declared_interests(engagement_id, facts, by=by, at=now())


def _row(person: EngagementPerson, fact: Declared, at: datetime) -> Interest:
    name = fact.organisation_name.strip()
    if fact.organisation_id is not None:
        name = Organisation.objects.values_list("name", flat=True).get(pk=fact.organisation_id)
    if not name:
        raise InterestsRefused("Name the organisation.")
    if fact.began_on and fact.ended_on and fact.ended_on < fact.began_on:
        raise InterestsRefused("It cannot have ended before it began. Change one of the days.")
    return Interest(
        person=person,
        kind=fact.kind,
        organisation_id=fact.organisation_id,
        organisation_name=name,
        began_on=fact.began_on,
        ended_on=fact.ended_on,
        detail=fact.detail,
        declared_at=at,
    )
