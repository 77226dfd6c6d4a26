"""An assessor verifies the evidence of a correction, or refuses it."""

from collections.abc import Iterable
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
from assessments.models import Finding, FindingPiece, FindingStep
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
    versions: str | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Find the evidence that was read good, or refuse it, with a note; joins the transaction.

    `versions` are those that the page showed, as `marked` writes them; None where no page is
    behind it.
    """
    engagement, finding = opened_to_mend(engagement_id, number)
    named(engagement, by, Permission.FINDING_RAISE, at)
    require_read(finding, seen)
    act = FindingAct.VERIFY if good else FindingAct.REFUSE_PROOF
    finding.status = finding_after(act, FindingStatus(finding.status))
    if not note.strip():
        raise FindingRefused("Say what you looked at, and what it shows or lacks.")
    rests_on = looked_at(finding)
    if versions is not None and versions != marked(rests_on):
        raise FindingRefused(
            "A new version of the evidence was saved since you read this page. Open it again below, "
            "and answer then."
        )
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
    return [(piece.evidence_id, piece.evidence.version) for piece in last_proof(finding)]


def last_proof(finding: Finding) -> list[FindingPiece]:
    """What the newest proof names, with the pieces as they are now."""
    proof = finding.events.filter(step=FindingStep.PROVED).last()
    return [] if proof is None else list(proof.pieces.select_related("evidence"))


def marked(pieces: Iterable[tuple[UUID, int]]) -> str:
    """Pieces and their versions as a form carries them, unseen, from the page to the act."""
    return " ".join(sorted(f"{piece}:{version}" for piece, version in pieces))


@refusals_recorded("finding.verified")
@transaction.atomic(durable=True)
def verify_finding(
    engagement_id: UUID,
    number: int,
    note: str,
    *,
    good: bool,
    seen: int | None = None,
    versions: str | None = None,
    by: Actor,
) -> Finding:
    """An assessor or the lead looks at the evidence of a correction."""
    return verified(
        engagement_id, number, note, good=good, seen=seen, versions=versions, by=by, at=now()
    )
