"""Closing an accepted attestation as declared: it will not be assessed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.handing_over import handed_over
from attestations.models import Attestation
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record


class AssessmentAsked(Refusal):
    """An engagement is open, so it cannot be closed as declared."""


def closed_as_declared(attestation_id: UUID, *, by: Actor, at: datetime) -> Attestation:
    """The declaration stands as it is; a new attestation of the scope may be opened."""
    attestation = moved(attestation_id, Act.CLOSE_AS_DECLARED)
    if attestation.engagement_open:
        raise AssessmentAsked("An assessment has been asked for. Withdraw the request first.")
    attestation.save(update_fields=["status"])
    record(
        "attestation.closed_declared",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
    )
    handed_over("attestation.closed_declared", attestation, by=by, at=at)
    return attestation


@transaction.atomic(durable=True)
def close_as_declared(attestation_id: UUID, *, by: Actor) -> Attestation:
    """The owner closes it; the clock does the same at the end of the report's validity."""
    return closed_as_declared(attestation_id, by=by, at=now())
