"""The member gives evidence that a finding has been put right."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.attached import attachable, chosen, opened_to_people
from assessments.findings import FindingRefused, journalled, noted, opened_to_mend
from assessments.handing_over import handed_over
from assessments.models import Engagement, Finding, FindingStep
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from attestations.models import Evidence, EvidenceKind


def proofs(engagement: Engagement) -> QuerySet[Evidence]:
    """The pieces of the library that can show a correction: no statements, which only say so."""
    return attachable(engagement).exclude(kind=EvidenceKind.STATEMENT)


def proved(
    engagement_id: UUID,
    number: int,
    text: str,
    evidence: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
) -> Finding:
    """Say what was done, and name the pieces that show it; joins the transaction.

    Possible once the plan is accepted, and again until it has been verified. Opens each piece to
    the engagement's people, as one that is given in an answer.
    """
    engagement, finding = opened_to_mend(engagement_id, number)
    finding.status = finding_after(FindingAct.PROVE, FindingStatus(finding.status))
    if not text.strip():
        raise FindingRefused("Say what was done.")
    if not evidence:
        raise FindingRefused(
            "Choose the piece of evidence that shows it. Add it to the library first if it is not "
            "there."
        )
    pieces = chosen(engagement, evidence)
    if any(piece.kind == EvidenceKind.STATEMENT for piece in pieces):
        raise FindingRefused("A statement shows no correction. Choose a file, a link or a SHA-256.")
    finding.save(update_fields=["status"])
    rests_on = [(piece.pk, piece.version) for piece in pieces]
    noted(finding, FindingStep.PROVED, text.strip(), by=by, at=at, rests_on=rests_on)
    opened_to_people(engagement, evidence, at=at)
    journalled(engagement, "finding.proved", finding, by=by, rests_on=rests_on)
    handed_over("finding.proved", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.proved")
@transaction.atomic(durable=True)
def prove_finding(
    engagement_id: UUID, number: int, text: str, evidence: Collection[UUID], *, by: Actor
) -> Finding:
    """The member's owner or editor shows that corrective action was taken."""
    return proved(engagement_id, number, text, evidence, by=by, at=now())
