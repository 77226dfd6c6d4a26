"""The member gives evidence that a finding has been put right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.findings import FindingRefused, journalled, noted, opened_to_mend
from assessments.following import follow_up_of
from assessments.handing_over import handed_over
from assessments.models import Engagement, Finding, FindingStep
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from attestations.models import DisclosureClass, Evidence


def proofs(engagement: Engagement) -> QuerySet[Evidence]:
    """The pieces that the member may point to: those that its assessors can open."""
    links = Q(links__answer__attestation=engagement.attestation_id)
    one = follow_up_of(engagement)
    if one is not None:
        links &= Q(links__answer__criterion__code__in=one.codes)
    return (
        Evidence.objects.filter(links)
        .exclude(disclosure=DisclosureClass.MEMBER)
        .distinct()
        .order_by("title")
    )


def proved(
    engagement_id: UUID,
    number: int,
    text: str,
    evidence_id: UUID | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Finding:
    """Say what shows the correction, and point to a piece; joins the transaction.

    Possible once the plan is accepted, and again until it has been verified.
    """
    engagement, finding = opened_to_mend(engagement_id, number)
    finding.status = finding_after(FindingAct.PROVE, FindingStatus(finding.status))
    if not text.strip():
        raise FindingRefused("Say what was done, and what shows it.")
    piece = None if evidence_id is None else proofs(engagement).filter(pk=evidence_id).first()
    if evidence_id is not None and piece is None:
        raise FindingRefused("Choose a piece of evidence that the assessors can open.")
    finding.save(update_fields=["status"])
    noted(finding, FindingStep.PROVED, text.strip(), by=by, at=at, evidence=piece)
    journalled(engagement, "finding.proved", finding, by=by)
    handed_over("finding.proved", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.proved")
@transaction.atomic(durable=True)
def prove_finding(
    engagement_id: UUID, number: int, text: str, evidence_id: UUID | None = None, *, by: Actor
) -> Finding:
    """The member's owner or editor shows that corrective action was taken."""
    return proved(engagement_id, number, text, evidence_id, by=by, at=now())
