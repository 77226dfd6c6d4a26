"""The member disputes a finding; a third person rules (docs/decisions/disputes.md)."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.clocks import after_working_days
from assessments.findings import FindingRefused, journalled, noted, opened, shown
from assessments.handing_over import closed_to_panel, handed_over
from assessments.models import Engagement, Finding, FindingStep
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from attestations.grants import end, give_to_role
from organisations.models import Organisation
from organisations.permissions import Permission, Role, Side


def because(finding: Finding) -> str:
    """What the appeal panel's grant follows from."""
    return f"dispute:{finding.pk}"


def ruling_due(disputed_at: datetime) -> date:
    """The day by which the appeal panel rules on what was disputed at this moment."""
    return after_working_days(disputed_at.date(), settings.APPEAL_DAYS)


def disputed(engagement_id: UUID, number: int, text: str, *, by: Actor, at: datetime) -> Finding:
    """Dispute a finding that was shared, once; joins the transaction. Opens it to the panel."""
    engagement, finding = opened(engagement_id, number)
    shown(engagement)
    if finding.events.filter(step=FindingStep.UPHELD).exists():
        raise FindingRefused(
            "The appeal panel has ruled that it stands. Name who answers for it, and plan the steps."
        )
    finding.status = finding_after(FindingAct.DISPUTE, FindingStatus(finding.status))
    if not text.strip():
        raise FindingRefused("Say why the finding is wrong, and what shows it.")
    alliance = Organisation.objects.filter(side=Side.ALLIANCE.value).first()
    if alliance is None:
        raise FindingRefused(
            "There is no alliance that could rule. Ask the operator of this portal to add it."
        )
    finding.save(update_fields=["status"])
    noted(finding, FindingStep.DISPUTED, text.strip(), by=by, at=at)
    give_to_role(
        engagement.attestation,
        (Permission.DISPUTE_RULE,),
        organisation=alliance,
        role=Role.APPEAL_PANEL,
        because=because(finding),
        at=at,
    )
    journalled(engagement, "finding.disputed", finding, by=by)
    due = ruling_due(at)
    until = f"{due.day} {due:%B %Y}"
    handed_over("finding.disputed", engagement, by=by, at=at, number=finding.number, until=until)
    return finding


def let_go(engagement: Engagement, *, at: datetime) -> None:
    """Nothing is ruled on in an engagement that is broken off: the panel's rights and messages end."""
    for finding in engagement.findings.filter(status=FindingStatus.DISPUTED):
        end(engagement.attestation, because(finding), at=at)
        closed_to_panel(engagement, finding.number, at=at)


@refusals_recorded("finding.disputed")
@transaction.atomic(durable=True)
def dispute_finding(engagement_id: UUID, number: int, text: str, *, by: Actor) -> Finding:
    """The member's owner or editor says why a finding is wrong."""
    return disputed(engagement_id, number, text, by=by, at=now())
