"""The registrar's intake: returning what is incomplete, accepting what is complete."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations import grants
from attestations.handing_over import closed_to_registrars, handed_over
from attestations.models import Acceptance, Attestation, Submission
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record
from transparency.appending import append
from transparency.manifests import SALT_BYTES, acceptance_leaf, commitment


class NothingToReturn(Refusal):
    """A return needs at least one item that says what is incomplete."""


class OwnOrganisation(Refusal):
    """One person stands on one side only of any one attestation."""


def returned(
    attestation_id: UUID, items: Sequence[dict[str, str]], *, by: Actor, at: datetime
) -> Attestation:
    """Back to the member with a list of what is incomplete; about completeness, never truth.

    An item is `{"criterion": code or "", "text": what is missing}`.
    """
    kept = [
        {"criterion": item.get("criterion", ""), "text": item["text"].strip()}
        for item in items
        if item["text"].strip()
    ]
    if not kept:
        raise NothingToReturn("Write at least one item that says what is incomplete.")
    attestation = moved(attestation_id, Act.RETURN)
    require_other_side(attestation, by=by)
    attestation.return_items = kept
    attestation.save(update_fields=["status", "return_items"])
    grants.end(attestation, grants.SUBMISSION, at=at)
    _record("attestation.returned", attestation, by=by, facts={"items": kept})
    closed_to_registrars(attestation, at=at)
    count = "1 item" if len(kept) == 1 else f"{len(kept)} items"
    handed_over("attestation.returned", attestation, by=by, at=at, count=count)
    return attestation


def accepted(attestation_id: UUID, *, by: Actor, at: datetime) -> Attestation:
    """Complete: it may be assessed, and its declared report is due if the signatory wished one.

    Nothing is started from here: the rooms above look for accepted attestations. The public log
    gets an entry that says neither who nor what; the sample of an assessment is drawn from the
    first checkpoint after it.
    """
    attestation = moved(attestation_id, Act.ACCEPT)
    require_other_side(attestation, by=by)
    attestation.accepted_at = at
    attestation.save(update_fields=["status", "accepted_at"])
    handed_over("attestation.accepted", attestation, by=by, at=at)
    acceptance = _committed(attestation.submissions.latest("sequence"), at=at)
    _record("attestation.accepted", attestation, by=by, facts={"log_index": acceptance.log_index})
    return attestation


def _committed(submission: Submission, *, at: datetime) -> Acceptance:
    """The acceptance's commitment in the log; the log's lock is taken here, late."""
    salt, digest = secrets.token_bytes(SALT_BYTES), bytes.fromhex(submission.sha256)
    (index,) = append([acceptance_leaf(salt, digest, at)])
    return Acceptance.objects.create(
        submission=submission,
        accepted_at=at,
        salt=salt,
        commitment=commitment(salt, digest),
        log_index=index,
    )


def require_other_side(attestation: Attestation, *, by: Actor) -> None:
    """Refuse a registrar who also holds a role in the organisation that declares."""
    memberships = attestation.scope.organisation.memberships.in_force()
    if memberships.filter(user_id=by.person_id).exists():
        raise OwnOrganisation(
            "You hold a role in this organisation. Ask another registrar to do this."
        )


def _record(act: str, attestation: Attestation, *, by: Actor, facts: dict[str, Any]) -> None:
    record(
        act,
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        before_sha256=attestation.ready_sha256,
        facts=facts,
    )


@transaction.atomic(durable=True)
def return_attestation(
    attestation_id: UUID, items: Sequence[dict[str, str]], *, by: Actor
) -> Attestation:
    """A registrar returns what is incomplete."""
    return returned(attestation_id, items, by=by, at=now())


@transaction.atomic(durable=True)
def accept(attestation_id: UUID, *, by: Actor) -> Attestation:
    """A registrar accepts what is complete."""
    return accepted(attestation_id, by=by, at=now())
