"""Bodies and decision makers declare interests too; what is declared is a row, not a tick.

Named people declare in `interests.py`: they are taken off one by one. A body that is too close
ends the engagement, and a decision maker who is too close stands aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.models import Declaration, DeclarationPart, Engagement, Interest
from journal.recording import record, require_transaction
from organisations.models import Organisation


class InterestsRefused(Refusal):
    """The declaration cannot be taken like this, or not now."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One fact as it is declared; `organisation_id` None where the name was typed."""

    kind: str
    organisation_id: UUID | None
    organisation_name: str
    began_on: date | None = None
    ended_on: date | None = None
    detail: str = ""


ACTS = {
    DeclarationPart.BODY: "engagement.body_interests_declared",
    DeclarationPart.DECISION_MAKER: "decision.interests_declared",
}


def declared_independent(
    engagement: Engagement,
    part: DeclarationPart,
    facts: Sequence[Declared] = (),
    *,
    by: Actor,
    at: datetime,
) -> Declaration:
    """Keep what is declared for the body, or by who decides; without facts: none.

    On a locked engagement; joins the transaction. Compares nothing.
    """
    require_transaction()
    declaration = Declaration.objects.create(
        engagement=engagement, part=part, declared_by_id=by.person_id, declared_at=at
    )
    Interest.objects.bulk_create(row_of(fact, at, declaration=declaration) for fact in facts)
    record(
        ACTS[part],
        declaration,
        by=by,
        organisation_id=engagement.body_id if part == DeclarationPart.BODY else None,
        facts={"engagement": str(engagement.pk), "declared": len(facts)},
    )
    return declaration


def row_of(fact: Declared, at: datetime, **whose: object) -> Interest:
    """The row of one declared fact, not saved; raises `InterestsRefused`."""
    name = fact.organisation_name.strip()
    if fact.organisation_id is not None:
        name = Organisation.objects.values_list("name", flat=True).get(pk=fact.organisation_id)
    if not name:
        raise InterestsRefused("Name the organisation.")
    if fact.began_on and fact.ended_on and fact.ended_on < fact.began_on:
        raise InterestsRefused("It cannot have ended before it began. Change one of the days.")
    return Interest(
        kind=fact.kind,
        organisation_id=fact.organisation_id,
        organisation_name=name,
        began_on=fact.began_on,
        ended_on=fact.ended_on,
        detail=fact.detail,
        declared_at=at,
        **whose,
    )
