"""Affirming a carried answer: it holds under the new wording, here, or still."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.drafting import NoSuchQuestion, editable
from attestations.models import Answer, How
from attestations.versions import written


class NothingToAffirm(Refusal):
    """The answer was affirmed or saved meanwhile."""


def affirmed(attestation_id: UUID, code: str, layer: str, *, by: Actor, at: datetime) -> Answer:
    """Let a carried answer count as it stands; its new version says who affirmed it, and when.

    Only what nobody has touched since it was carried over can be affirmed, so there is no version
    to compare. Raises `NothingToAffirm`, `NoSuchQuestion`, `NotEditable`.
    """
    editable(attestation_id)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("criterion")
    answer = rows.filter(attestation_id=attestation_id, criterion__code=code, layer=layer).first()
    if answer is None:
        raise NoSuchQuestion("The attestation does not ask this. Go back to its list of criteria.")
    if not answer.to_affirm:
        raise NothingToAffirm(
            "There is nothing to confirm any more: the answer was confirmed or saved meanwhile. "
            "Reload the page to see it."
        )
    answer.to_affirm = False
    answer.version += 1
    answer.saved_by_id = by.person_id
    answer.saved_at = at
    linked = answer.evidence_links.values_list("evidence_id", flat=True)
    written(answer, list(linked), how=How.AFFIRMED)
    return answer


@transaction.atomic(durable=True)
def affirm(attestation_id: UUID, code: str, layer: str, *, by: Actor) -> Answer:
    """Somebody who may answer says that a carried answer still holds."""
    return affirmed(attestation_id, code, layer, by=by, at=now())
