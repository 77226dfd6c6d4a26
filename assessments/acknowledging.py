"""The member acknowledges a finding: it agrees with what was found."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.findings import journalled, noted, opened, shown
from assessments.handing_over import handed_over
from assessments.models import Finding, FindingStep
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after


def acknowledged(engagement_id: UUID, number: int, *, by: Actor, at: datetime) -> Finding:
    """Acknowledge a finding that was shared; joins the transaction."""
    engagement, finding = opened(engagement_id, number)
    shown(engagement)
    finding.status = finding_after(FindingAct.ACKNOWLEDGE, FindingStatus(finding.status))
    finding.save(update_fields=["status"])
    noted(finding, FindingStep.ACKNOWLEDGED, "", by=by, at=at)
    journalled(engagement, "finding.acknowledged", finding, by=by)
    handed_over("finding.acknowledged", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.acknowledged")
@transaction.atomic(durable=True)
def acknowledge_finding(engagement_id: UUID, number: int, *, by: Actor) -> Finding:
    """The member's owner or editor agrees with a finding."""
    return acknowledged(engagement_id, number, by=by, at=now())
