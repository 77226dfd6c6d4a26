"""An assessor ends a clarification: settled by the answer, or withdrawn before there is one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.clarification import journalled, noted, opened
from assessments.clarification_status import ClarificationAct
from assessments.handing_over import handed_over
from assessments.models import Clarification, ClarificationStep
from assessments.naming import named
from assessments.refusing import refusals_recorded
from organisations.permissions import Permission


def settled(
    engagement_id: UUID, number: int, note: str, *, by: Actor, at: datetime
) -> Clarification:
    """The answer is enough; joins the transaction. A note may say what follows from it."""
    engagement, one = opened(engagement_id, number, ClarificationAct.SETTLE)
    named(engagement, by, Permission.CLARIFICATION_ASK, at)
    one.save(update_fields=["status"])
    noted(one, ClarificationStep.SETTLED, note, by=by, at=at)
    journalled(engagement, "clarification.settled", one, by=by)
    handed_over("clarification.settled", engagement, by=by, at=at, number=one.number)
    return one


@refusals_recorded("clarification.settled")
@transaction.atomic(durable=True)
def settle_clarification(
    engagement_id: UUID, number: int, note: str, *, by: Actor
) -> Clarification:
    """An assessor or the lead has read the answer and needs nothing more."""
    return settled(engagement_id, number, note, by=by, at=now())


def withdrawn(
    engagement_id: UUID, number: int, note: str, *, by: Actor, at: datetime
) -> Clarification:
    """No answer is needed any more; joins the transaction."""
    engagement, one = opened(engagement_id, number, ClarificationAct.WITHDRAW)
    named(engagement, by, Permission.CLARIFICATION_ASK, at)
    one.save(update_fields=["status"])
    noted(one, ClarificationStep.WITHDRAWN, note, by=by, at=at)
    journalled(engagement, "clarification.withdrawn", one, by=by)
    handed_over("clarification.withdrawn", engagement, by=by, at=at, number=one.number)
    return one


@refusals_recorded("clarification.withdrawn")
@transaction.atomic(durable=True)
def withdraw_clarification(
    engagement_id: UUID, number: int, note: str, *, by: Actor
) -> Clarification:
    """An assessor or the lead takes back what was asked."""
    return withdrawn(engagement_id, number, note, by=by, at=now())
