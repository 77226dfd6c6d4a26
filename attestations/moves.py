"""Moving an attestation: lock the row, then ask the table."""

from uuid import UUID

from attestations.models import Attestation
from attestations.status import Act, Status, after
from journal.recording import require_transaction


def moved(attestation_id: UUID, act: Act) -> Attestation:
    """The attestation, locked and already in the state `act` leads to; yet to be saved.

    The row is locked before its state is judged: of two simultaneous acts one finds the other
    done and gets `WrongStatus`. The state before stands in `came_from`.
    """
    require_transaction()
    attestation = (
        Attestation.objects.select_for_update(of=("self",))
        .select_related("scope__organisation", "edition__framework")
        .get(pk=attestation_id)
    )
    attestation.came_from = attestation.status
    attestation.status = after(act, Status(attestation.status))
    return attestation
