"""Making an attestation ready to sign, and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations import snapshot
from attestations.editions import require_not_over
from attestations.gaps import Gap
from attestations.handing_over import handed_over
from attestations.models import Attestation
from attestations.moves import moved
from attestations.reading import content_of, draft_of
from attestations.status import Act
from attestations.warned import Warned
from journal.recording import record


class NotComplete(Refusal):
    """Something blocks: answers are missing, invalid, unsure or without their reason."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        self.gaps = gaps
        answers = "answer needs" if len(gaps) == 1 else "answers need"
        super().__init__(
            f"{len(gaps)} {answers} attention before it can be made ready. Mend what is listed."
        )


class ReasonMissing(Refusal):
    """A warning has no reason."""

    def __init__(self, warnings: tuple[Warned, ...]) -> None:
        self.warnings = warnings
        super().__init__("Every warning needs a reason. Write it, or mend the answer.")


class ReopenReasonMissing(Refusal):
    """Reopening needs a reason."""


def made_ready(
    attestation_id: UUID, reasons: Mapping[str, str], *, by: Actor, at: datetime
) -> Attestation:
    """Judge the content, keep its digest, and hand it to the signatory.

    `reasons` are the member's reasons by `Warned.key`. Raises `NotComplete` or `ReasonMissing`, and
    `NotInForce` from the edition's sunset on, since nobody could sign it.
    """
    attestation = moved(attestation_id, Act.MAKE_READY)
    require_not_over(attestation, at.date())
    draft = draft_of(attestation)
    found = draft.picture(at.date())
    if found.gaps:
        raise NotComplete(found.gaps)
    without = tuple(each for each in found.warnings if not reasons.get(each.key, "").strip())
    if without:
        raise ReasonMissing(without)
    attestation.ready_warnings = [
        {"key": each.key, "sentence": each.sentence, "reason": reasons[each.key].strip()}
        for each in found.warnings
    ]
    content = snapshot.canonical(content_of(draft, attestation.ready_warnings))
    attestation.ready_sha256 = snapshot.digest(content)
    attestation.made_ready_by_id = by.person_id
    attestation.made_ready_at = at
    attestation.save(
        update_fields=[
            "status",
            "ready_warnings",
            "ready_sha256",
            "made_ready_by",
            "made_ready_at",
        ]
    )
    record(
        "attestation.made_ready",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        after_sha256=attestation.ready_sha256,
        facts={"warnings": attestation.ready_warnings},
    )
    handed_over("attestation.made_ready", attestation, by=by, at=at)
    return attestation


def reopened(attestation_id: UUID, reason: str, *, by: Actor, at: datetime) -> Attestation:
    """Back to a draft, with a reason; what was made ready is ready no more.

    The reasons of the warnings stay on the row: they come back when it is checked again.
    """
    if not reason.strip():
        raise ReopenReasonMissing("Say why it is reopened.")
    attestation = moved(attestation_id, Act.REOPEN)
    before = attestation.ready_sha256
    attestation.ready_sha256 = ""
    attestation.made_ready_by = None
    attestation.made_ready_at = None
    attestation.save(
        update_fields=[
            "status",
            "ready_sha256",
            "made_ready_by",
            "made_ready_at",
        ]
    )
    record(
        "attestation.reopened",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        reason=reason.strip(),
        before_sha256=before,
    )
    handed_over("attestation.reopened", attestation, by=by, at=at)
    return attestation


@transaction.atomic(durable=True)
def make_ready(attestation_id: UUID, reasons: Mapping[str, str], *, by: Actor) -> Attestation:
    """An editor or owner declares the draft complete."""
    return made_ready(attestation_id, reasons, by=by, at=now())


@transaction.atomic(durable=True)
def reopen(attestation_id: UUID, reason: str, *, by: Actor) -> Attestation:
    """Somebody finds that it was not ready after all."""
    return reopened(attestation_id, reason, by=by, at=now())
