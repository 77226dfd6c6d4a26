"""The member agrees to the proposed plan, or objects; no objection in time counts as agreement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.handing_over import handed_over
from assessments.models import Engagement, PlanAnswer, PlanProposal
from assessments.moves import locked
from assessments.status import EngagementStatus
from journal.recording import record


class AnswerRefused(Refusal):
    """The plan cannot be answered like this, or not any more."""


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """The newest proposal of an engagement and what the member said to it, if anything."""

    proposal: PlanProposal
    answer: PlanAnswer | None

    @property
    def ends_at(self) -> datetime:
        """Until when the member may object; after that the plan counts as agreed."""
        return self.proposal.proposed_at + timedelta(days=settings.PLAN_AGREEMENT_DAYS)

    @property
    def has_objection(self) -> bool:
        """Whether the member objected."""
        return self.answer is not None and not self.answer.agreed

    @property
    def is_agreed(self) -> bool:
        """Whether the member said that it agrees."""
        return self.answer is not None and self.answer.agreed

    def may_be_frozen(self, at: datetime) -> bool:
        """Whether the member agreed, or let the time for objections go by."""
        return self.is_agreed or (self.answer is None and at >= self.ends_at)


def standing(engagement: Engagement) -> PlanStanding | None:
    """How the planning stands; None before the first proposal. One SQL statement."""
    newest = (
        PlanProposal.objects.filter(engagement=engagement)
        .select_related("answer__answered_by", "proposed_by")
        .last()
    )
    if newest is None:
        return None
    return PlanStanding(newest, getattr(newest, "answer", None))


def answered(
    engagement_id: UUID, sequence: int, objection: str, *, by: Actor, at: datetime
) -> PlanAnswer:
    """Agree to the proposal that was read (no objection), or object to it; joins the transaction."""
    engagement = locked(engagement_id)
    plan = standing(engagement)
    if engagement.status != EngagementStatus.ACTIVE or engagement.plan_frozen_at is not None:
        raise AnswerRefused(
            "The plan is frozen, or the engagement is over. Reload the page to read how it stands."
        )
    if plan is None or plan.proposal.sequence != sequence:
        raise AnswerRefused(
            "The plan has changed since you read it. Read it again and answer then."
        )
    if plan.answer is not None:
        raise AnswerRefused(
            "This plan has been answered already. Reload the page to read what was said."
        )
    answer = PlanAnswer.objects.create(
        proposal=plan.proposal,
        agreed=not objection.strip(),
        reason=objection.strip(),
        answered_by_id=by.person_id,
        answered_at=at,
    )
    record(
        "plan.agreed" if answer.agreed else "plan.objected",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        facts={"proposal": sequence},
    )
    if answer.agreed:
        handed_over("plan.agreed", engagement, by=by, at=at)
    else:
        handed_over("plan.objected", engagement, by=by, at=at)
    return answer


@transaction.atomic(durable=True)
def answer_plan(engagement_id: UUID, sequence: int, objection: str, *, by: Actor) -> PlanAnswer:
    """The owner or signatory agrees to the plan (no objection), or objects to it."""
    return answered(engagement_id, sequence, objection, by=by, at=now())
