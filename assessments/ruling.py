"""A member of the appeal panel rules on a disputed finding: it stands, or it falls."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.decision import reason_to_stand_aside
from assessments.disputing import because
from assessments.findings import FindingRefused, journalled, noted, opened
from assessments.handing_over import closed_to_panel, handed_over
from assessments.models import Engagement, Finding, FindingStep
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from attestations.grants import end
from organisations.models import Membership
from organisations.permissions import Role


class NotForThePanel(IndependenceRefused, FindingRefused):
    """Who rules has another part in it, or sits on the panel no more."""


def ruled(
    engagement_id: UUID, number: int, text: str, *, stands: bool, by: Actor, at: datetime
) -> Finding:
    """Rule on a dispute, with reasons; joins the transaction. Both texts are kept as they stand."""
    engagement, finding = opened(engagement_id, number)
    _require_third_person(engagement, by, at)
    act = FindingAct.UPHOLD if stands else FindingAct.DISMISS
    finding.status = finding_after(act, FindingStatus(finding.status))
    if not text.strip():
        raise FindingRefused("Give the reasons of the ruling.")
    finding.save(update_fields=["status"])
    step = FindingStep.UPHELD if stands else FindingStep.DISMISSED
    noted(finding, step, text.strip(), by=by, at=at)
    end(engagement.attestation, because(finding), at=at)
    journalled(engagement, "finding.ruled", finding, by=by)
    closed_to_panel(engagement, finding.number, at=at)
    handed_over("finding.ruled", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.ruled")
@transaction.atomic(durable=True)
def rule_on_finding(
    engagement_id: UUID, number: int, text: str, *, stands: bool, by: Actor
) -> Finding:
    """A panel member without any other part in it rules, with a fresh second factor."""
    by.require_fresh_second_factor()
    return ruled(engagement_id, number, text, stands=stands, by=by, at=now())


def _require_third_person(engagement: Engagement, by: Actor, at: datetime) -> None:
    if reason_to_stand_aside(engagement, by.person_id, on=at.date()):
        raise NotForThePanel(
            "You have or had another part in this. Ask another member of the panel to rule.",
            engagement,
            Ground.OTHER_PART,
        )
    held = Membership.objects.in_force(at).of(by).filter(role=Role.APPEAL_PANEL.value)
    if not held.exists():
        raise NotForThePanel(
            "You do not sit on the appeal panel. Ask the alliance who rules now.",
            engagement,
            Ground.ROLE_ENDED,
        )
