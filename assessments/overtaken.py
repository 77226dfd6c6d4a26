"""What a colleague did while somebody of the alliance wrote: why her form finds nothing there.

A ruling or a decision waits for a role and not for a person, so two can have it open. The right of
both ends with the act of the first (docs/decisions/refused-acts.md).
"""

from uuid import UUID

from accounts.actor import Actor
from assessments.disputing import because as disputing
from assessments.following import was_sent_back
from assessments.models import Engagement, Finding, FindingStep
from assessments.recommendation import because as recommending
from attestations.models import Grant
from organisations.permissions import Permission


def decided_meanwhile(engagement_id: UUID, *, by: Actor) -> str:
    """What became of a recommendation that waited for her role; empty for anybody else."""
    one = Engagement.objects.filter(pk=engagement_id).first()
    if one is None or not _could(Permission.DECIDE, recommending(one), by):
        return ""
    if was_sent_back(one):
        return (
            "The recommendation was sent back to the assessors meanwhile, so nothing was recorded. "
            "It comes to the decision makers again once there is a new one."
        )
    if one.decisions.exists():
        return "Another decision maker has decided meanwhile, so nothing was recorded."
    return "The recommendation waits for nobody any more, so nothing was recorded."


def ruled_meanwhile(engagement_id: UUID, number: int, *, by: Actor) -> str:
    """What became of a dispute that waited for her panel; empty for anybody else."""
    finding = Finding.objects.filter(engagement=engagement_id, number=number).first()
    if finding is None or not _could(Permission.DISPUTE_RULE, disputing(finding), by):
        return ""
    steps = (FindingStep.UPHELD, FindingStep.DISMISSED)
    ruling = finding.events.filter(step__in=steps).last()
    if ruling is None:
        return "The engagement has ended meanwhile, so no ruling is needed and none was recorded."
    words = "stands" if ruling.step == FindingStep.UPHELD else "falls"
    day = f"{ruling.at.day} {ruling.at:%B %Y}"
    return (
        f"The panel has ruled on finding {number} meanwhile, on {day}: it {words}. A dispute is "
        "ruled on once, so nothing was recorded."
    )


def _could(permission: Permission, because: str, by: Actor) -> bool:
    """Whether it ever waited for a role that she held by then, and holds now, in this session."""
    return Grant.objects.ever_giving(permission, by).filter(because=because).exists()
