"""Whoever takes part declares interests, people and bodies, and the system compares them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.activation import activated_if_ready
from assessments.conflicts import blocked_if_conflicted, decider_hits, written
from assessments.declaring import Declared, InterestsRefused, declared_independent, row_of
from assessments.models import Conflict, DeclarationPart, Interest
from assessments.moves import locked
from assessments.naming import named, still_running
from assessments.people import opened_to
from assessments.refusing import refusals_recorded
from assessments.status import STAFFED, EngagementStatus
from assessments.termination import ended_if_conflicted
from journal.recording import record
from organisations.permissions import Permission


def declared_interests(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor, at: datetime
) -> list[Conflict]:
    """Add to what the actor has declared and compare all of it; the conflicts found.

    Joins the transaction. A conflict blocks the person at once. Declaring nothing means "none".
    """
    engagement = locked(engagement_id)
    person = named(engagement, by, Permission.INTERESTS_DECLARE, at)
    if engagement.status not in STAFFED:
        raise InterestsRefused(
            "Interests are declared from the offer to the end of the work. Wait for the offer."
        )
    Interest.objects.bulk_create(row_of(fact, at, person=person) for fact in facts)
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
        if engagement.status != EngagementStatus.OFFERED:
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


def declared_for_body(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor, at: datetime
) -> list[Conflict]:
    """Declare what ties the body to the member; a hit ends the engagement. Joins the transaction.

    The conflicts found; none, though something hit, while a decision is waited for: then it can
    only be sent back.
    """
    engagement = locked(engagement_id)
    still_running(engagement)
    body = DeclarationPart.BODY
    declaration = declared_independent(engagement, body, facts, by=by, at=at)
    return ended_if_conflicted(engagement, by=by, at=at, declaration=declaration)


@refusals_recorded("engagement.body_interests_declared")
@transaction.atomic(durable=True)
def declare_for_body(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor
) -> list[Conflict]:
    """The body's administrator declares the body's own interests, or a further one."""
    return declared_for_body(engagement_id, facts, by=by, at=now())


def declared_before_deciding(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor, at: datetime
) -> list[Conflict]:
    """Declare what ties a decision maker to member or body; joins the transaction.

    The conflicts found: with one she can neither decide nor send back, until it is lifted.
    """
    engagement = locked(engagement_id)
    still_running(engagement)
    part = DeclarationPart.DECISION_MAKER
    declaration = declared_independent(engagement, part, facts, by=by, at=at)
    found = decider_hits(engagement, by.person_id, on=at.date())
    return written(engagement, found, by=by, at=at, declaration=declaration)


@refusals_recorded("decision.interests_declared")
@transaction.atomic(durable=True)
def declare_before_deciding(
    engagement_id: UUID, facts: Sequence[Declared], *, by: Actor
) -> list[Conflict]:
    """A decision maker declares interests in the member or the body."""
    return declared_before_deciding(engagement_id, facts, by=by, at=now())
