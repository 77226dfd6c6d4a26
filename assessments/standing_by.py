"""An assessor says that a finding stands, though whoever raised it is not independent any more.

If it does not stand she closes it instead, and needs no evidence of a correction for that
(`closing.closed`).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.findings import FindingRefused, journalled, noted, opened, require_read
from assessments.handing_over import handed_over
from assessments.judging_again import doubted
from assessments.models import Finding, FindingStep
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.standing_steps import Judged
from assessments.status import CONFIRMED, FindingStatus, finding_after
from organisations.permissions import Permission


def confirmed(
    engagement_id: UUID,
    number: int,
    note: str,
    *,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Let a finding rest on whoever looked at it anew, with a note; joins the transaction."""
    engagement, finding = opened(engagement_id, number)
    named(engagement, by, Permission.FINDING_RAISE, at)
    require_read(finding, seen)
    step = doubted(engagement, number, at=at)
    if step is None or step.judged is not Judged.RAISING:
        raise FindingRefused(
            "Whoever raised the finding is independent, or it stands by somebody else already. "
            "Leave it."
        )
    if not note.strip():
        raise FindingRefused("Say what you looked at, and why the finding stands.")
    before = FindingStatus(finding.status)
    finding.status = finding_after(CONFIRMED[before], before)
    noted(finding, FindingStep.CONFIRMED, note.strip(), by=by, at=at)
    journalled(engagement, "finding.confirmed", finding, by=by, reason=note.strip())
    if engagement.draft_shared_at is not None:
        handed_over("finding.confirmed", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.confirmed")
@transaction.atomic(durable=True)
def confirm_finding(
    engagement_id: UUID, number: int, note: str, *, seen: int | None = None, by: Actor
) -> Finding:
    """An assessor or the lead looks at what somebody found who is not independent any more."""
    return confirmed(engagement_id, number, note, seen=seen, by=by, at=now())
