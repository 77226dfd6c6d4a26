"""Who can sign an attestation."""

from uuid import UUID

from accounts.models import User
from attestations.models import Attestation
from organisations.permissions import Role


def signatories_of(attestation: Attestation, *, but: UUID | None) -> list[User]:
    """The organisation's signatories without the person who makes it ready; one statement."""
    held = attestation.scope.organisation.memberships.in_force().filter(role=Role.SIGNATORY.value)
    rows = held.exclude(user_id=but) if but else held
    return [each.user for each in rows.select_related("user")]
