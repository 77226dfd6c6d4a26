"""One answer that is true for several layers of a criterion, given for each of them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.drafting import Content, NoSuchQuestion, editable, saved
from attestations.models import Answer


class SourceChanged(Refusal):
    """The answer that shall be given for other layers is not the one that was shown."""


def made_alike(
    attestation_id: UUID,
    code: str,
    layer: str,
    *,
    version: int,
    targets: Mapping[str, int],
    by: Actor,
    at: datetime,
) -> list[Answer]:
    """Save version `version` of the answer for `layer` as the answer of each layer in `targets`.

    `targets` says by layer which version the person saw there; each layer gets a version of its
    own. Raises `SourceChanged`, and whatever saving one answer raises: then none is saved.
    """
    editable(attestation_id)
    rows = Answer.objects.filter(attestation_id=attestation_id, criterion__code=code)
    source = rows.filter(layer=layer).first()
    if source is None or not source.version or layer in targets:
        raise NoSuchQuestion("The attestation does not ask this.")
    if source.version != version:
        raise SourceChanged("The answer was saved anew meanwhile. Look at it before it is copied.")
    # What that version said, with its evidence: the row may be saved anew while this reads.
    said = source.versions.get(version=version)
    # In one order, so that two people who do this at once wait for each other and never in a ring.
    return [
        saved(
            attestation_id,
            code,
            each,
            Content.of(said),
            seen=targets[each],
            evidence=said.evidence_ids,
            by=by,
            at=at,
        )
        for each in sorted(targets)
    ]


@transaction.atomic(durable=True)
def make_alike(
    attestation_id: UUID,
    code: str,
    layer: str,
    *,
    version: int,
    targets: Mapping[str, int],
    by: Actor,
) -> list[Answer]:
    """Somebody uses the answer that she sees for other layers, each over the version she saw."""
    return made_alike(
        attestation_id, code, layer, version=version, targets=targets, by=by, at=now()
    )
