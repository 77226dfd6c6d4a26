"""Restoring an earlier version of an answer: what it said becomes the newest version."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.drafting import Content, saved
from attestations.models import Answer, AnswerVersion, Evidence, How
from journal.recording import require_transaction


class NoSuchVersion(Refusal):
    """The answer has no such version."""


class NothingToRestore(Refusal):
    """The answer says the same already."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The answer as it stands now; `left_out` counts pieces of evidence that are no longer there."""

    answer: Answer
    left_out: int


def restored(
    attestation_id: UUID, code: str, layer: str, version: int, *, seen: int, by: Actor, at: datetime
) -> Restored:
    """Save over version `seen` what `version` said, with those of its pieces that still exist.

    The versions in between stay in the history. Raises `NoSuchVersion`, `NothingToRestore`, and
    all that saving raises: `Conflict`, `InvalidAnswer`, `NotEditable`, `NoSuchQuestion`.
    """
    require_transaction()
    rows = AnswerVersion.objects.select_related("answer__attestation__scope")
    wanted = rows.filter(
        answer__attestation_id=attestation_id,
        answer__criterion__code=code,
        answer__layer=layer,
        version=version,
    ).first()
    if wanted is None:
        raise NoSuchVersion("This answer has no such version. Choose one of its history.")
    organisation_id = wanted.answer.attestation.scope.organisation_id
    own = Evidence.objects.filter(pk__in=wanted.evidence_ids, organisation=organisation_id)
    evidence = set(own.values_list("pk", flat=True))
    answer = saved(
        attestation_id,
        code,
        layer,
        Content.of(wanted),
        seen=seen,
        evidence=evidence,
        by=by,
        at=at,
        how=How.RESTORED,
        restored_from=version,
    )
    if answer.saved_at != at:
        raise NothingToRestore(
            "The answer says the same already. Choose another version to restore."
        )
    return Restored(answer, len(wanted.evidence_ids) - len(evidence))


@transaction.atomic(durable=True)
def restore_version(
    attestation_id: UUID, code: str, layer: str, version: int, *, seen: int, by: Actor
) -> Restored:
    """Somebody who may answer brings an earlier version back, over the one that she saw."""
    return restored(attestation_id, code, layer, version, seen=seen, by=by, at=now())
