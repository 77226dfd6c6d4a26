"""Cancelling an attestation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations import grants
from attestations.handing_over import closed_to_others, handed_over
from attestations.models import Attestation
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record


class CancelReasonMissing(Refusal):
    """Cancelling needs a reason."""


def cancelled(attestation_id: UUID, reason: str, *, by: Actor, at: datetime) -> Attestation:
    """The end of an attestation that was not accepted; its record stays, grants on it end."""
    if not reason.strip():
        raise CancelReasonMissing("Say why it is cancelled.")
    attestation = moved(attestation_id, Act.CANCEL)
    attestation.save(update_fields=["status"])
    grants.end(attestation, grants.SUBMISSION, at=at)
    grants.end(attestation, grants.DELEGATION, at=at)
    record(
        "attestation.cancelled",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        reason=reason.strip(),
    )
    closed_to_others(attestation, at=at)
    handed_over("attestation.cancelled", attestation, by=by, at=at)
    return attestation


@transaction.atomic(durable=True)
def cancel(attestation_id: UUID, reason: str, *, by: Actor) -> Attestation:
    """The owner or the signatory cancels."""
    return cancelled(attestation_id, reason, by=by, at=now())
