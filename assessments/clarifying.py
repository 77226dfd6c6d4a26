"""The member answers what its assessors ask, with text and pieces of its library."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.attached import chosen, opened_to_people
from assessments.clarification import ClarificationRefused, journalled, noted, opened
from assessments.clarification_status import ClarificationAct
from assessments.handing_over import handed_over
from assessments.models import Clarification, ClarificationPiece, ClarificationStep
from assessments.refusing import refusals_recorded


def answered(
    engagement_id: UUID,
    number: int,
    text: str,
    evidence: Collection[UUID] = (),
    *,
    by: Actor,
    at: datetime,
) -> Clarification:
    """Answer, and attach pieces; joins the transaction. Opens each to the engagement's people.

    A piece that supports no answer of the submission is opened to them alone, and until the
    engagement ends. Late is possible while the assessment is under way.
    """
    engagement, one = opened(engagement_id, number, ClarificationAct.ANSWER)
    pieces = chosen(engagement, evidence)
    if one.wants_evidence and not pieces:
        raise ClarificationRefused(
            "Choose the piece of evidence that is asked for. Add it to the library first if it is "
            "not there."
        )
    if not text.strip() and not pieces:
        raise ClarificationRefused("Write the answer, or choose a piece of evidence.")
    one.save(update_fields=["status"])
    entry = noted(one, ClarificationStep.ANSWERED, text, by=by, at=at)
    ClarificationPiece.objects.bulk_create(
        ClarificationPiece(entry=entry, evidence=piece, version=piece.version) for piece in pieces
    )
    opened_to_people(engagement, [piece.pk for piece in pieces], at=at)
    journalled(
        engagement, "clarification.answered", one, by=by, pieces=[piece.pk for piece in pieces]
    )
    people = [one.asked_by_id]
    handed_over(
        "clarification.answered", engagement, by=by, at=at, people=people, number=one.number
    )
    return one


@refusals_recorded("clarification.answered")
@transaction.atomic(durable=True)
def answer_clarification(
    engagement_id: UUID, number: int, text: str, evidence: Collection[UUID] = (), *, by: Actor
) -> Clarification:
    """The member's owner or editor answers."""
    return answered(engagement_id, number, text, evidence, by=by, at=now())
