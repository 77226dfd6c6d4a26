"""An assessor takes a finding back to before a step whose judge is not independent any more.

What follows is judged as it always is, by somebody else: the plan by the lead, the evidence and the
closure by an assessor. Every text is kept.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import User
from assessments.finding_judges import StandingStep, standing_steps
from assessments.findings import FindingRefused, journalled, noted, opened_to_mend
from assessments.handing_over import handed_over
from assessments.judges import not_independent
from assessments.models import Engagement, Finding, FindingStep
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.standing_steps import Judged, taking_back
from assessments.status import FindingStatus, finding_after
from organisations.permissions import Permission

REOPENS: Final = {
    Judged.PLAN: FindingStep.PLAN_REOPENED,
    Judged.PROOF: FindingStep.PROOF_REOPENED,
    Judged.CLOSURE: FindingStep.CLOSURE_REOPENED,
}


def doubted(engagement: Engagement, number: int, *, at: datetime) -> StandingStep | None:
    """The first step of a finding that rests on somebody who is not independent; None if none does."""
    steps = standing_steps(engagement, number)
    against = not_independent(engagement, {each.by for each in steps}, on=at.date())
    return next((each for each in steps if each.by in against), None)


def raised_in_doubt(engagement: Engagement, number: int, *, at: datetime) -> bool:
    """Whether a finding rests on somebody who raised it and is not independent."""
    step = doubted(engagement, number, at=at)
    return step is not None and step.judged is Judged.RAISING


def doubt_about(engagement: Engagement, number: int, *, at: datetime) -> str:
    """The same as a sentence for the people of the engagement; empty where nothing is doubted."""
    step = doubted(engagement, number, at=at)
    if step is None:
        return ""
    why = not_independent(engagement, [step.by], on=at.date())[step.by]
    return step.told(str(User.objects.get(pk=step.by)), why)


def judged_again(
    engagement_id: UUID,
    number: int,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> Finding:
    """Take the finding back to before the doubted step, with a reason; joins the transaction."""
    engagement, finding = opened_to_mend(engagement_id, number)
    named(engagement, by, Permission.FINDING_RAISE, at)
    step = doubted(engagement, number, at=at)
    if step is not None and step.judged is Judged.RAISING:
        raise FindingRefused(
            "Whoever raised the finding is not independent. Say first whether it stands, or close it."
        )
    if step is None:
        raise FindingRefused(
            "Everybody on whose judgement the finding rests is independent, so it stands. Leave it."
        )
    if not reason.strip():
        raise FindingRefused("Say why it is judged again.")
    steps = list(finding.events.values_list("step", flat=True))
    act = taking_back(step.judged, steps)
    before = finding.status
    finding.status = finding_after(act, FindingStatus(before))
    changed = ["status"]
    if before == FindingStatus.CLOSED:
        finding.closed_at = finding.closed_by = None
        changed += ["closed_at", "closed_by"]
    if step.judged is Judged.PLAN:
        finding.plan_judged_at = finding.plan_judged_by = None
        finding.plan_note = ""
        changed += ["plan_judged_at", "plan_judged_by", "plan_note"]
    finding.save(update_fields=changed)
    noted(finding, REOPENS[step.judged], reason.strip(), by=by, at=at)
    journalled(engagement, "finding.judged_again", finding, by=by, reason=reason.strip())
    handed_over("finding.judged_again", engagement, by=by, at=at, number=finding.number)
    if engagement.draft_shared_at is not None:
        handed_over("finding.judged_again/member", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.judged_again")
@transaction.atomic(durable=True)
def judge_again(engagement_id: UUID, number: int, reason: str, *, by: Actor) -> Finding:
    """An assessor or the lead takes back what somebody judged who is not independent any more."""
    return judged_again(engagement_id, number, reason, by=by, at=now())
