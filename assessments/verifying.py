"""An assessor verifies the evidence of a correction, or refuses it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.findings import (
    FindingRefused,
    journalled,
    noted,
    opened_to_mend,
    require_read,
)
from assessments.handing_over import handed_over
from assessments.models import Finding, FindingStep
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from organisations.permissions import Permission


def verified(
    engagement_id: UUID,
    number: int,
    note: str,
    *,
    good: bool,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Find the evidence that was read good, or refuse it, with a note; joins the transaction."""
    engagement, finding = opened_to_mend(engagement_id, number)
    named(engagement, by, Permission.FINDING_RAISE, at)
    require_read(finding, seen)
    act = FindingAct.VERIFY if good else FindingAct.REFUSE_PROOF
    finding.status = finding_after(act, FindingStatus(finding.status))
    if not note.strip():
        raise FindingRefused("Say what you looked at, and what it shows or lacks.")
    rests_on = looked_at(finding)
    if good and not rests_on:
        raise FindingRefused(
            "No piece of evidence was given, so nothing can be closed on it. Say that it does not "
            "show the correction yet, and which piece you need."
        )
    finding.save(update_fields=["status"])
    step = FindingStep.VERIFIED if good else FindingStep.PROOF_REFUSED
    noted(finding, step, note.strip(), by=by, at=at, rests_on=rests_on)
    journalled(engagement, "finding.verified", finding, by=by, rests_on=rests_on)
    handed_over("finding.verified", engagement, by=by, at=at, number=finding.number)
    return finding


def looked_at(finding: Finding) -> list[tuple[UUID, int]]:
    """The pieces that the newest proof names, each in the version that stands now."""
    proof = finding.events.filter(step=FindingStep.PROVED).last()
    if proof is None:
        return []
    return list(proof.pieces.values_list("evidence_id", "evidence__version"))


@refusals_recorded("finding.verified")
@transaction.atomic(durable=True)
def verify_finding(
    engagement_id: UUID,
    number: int,
    note: str,
    *,
    good: bool,
    seen: int | None = None,
    by: Actor,
) -> Finding:
    """An assessor or the lead looks at the evidence of a correction."""
    return verified(engagement_id, number, note, good=good, seen=seen, by=by, at=now())
