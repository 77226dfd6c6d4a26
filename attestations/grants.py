"""Rights on an attestation that are no membership of its organisation: giving and ending them.

`because` names what a grant follows from (`submission`, `engagement:<id>`, `recommendation`,
`delegation`), and is how the act that ends it finds it again.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from attestations.models import Attestation, Grant
from journal.recording import require_transaction
from organisations.models import Organisation
from organisations.permissions import GRANTED, Permission, Role, Side

SUBMISSION: Final = "submission"
DELEGATION: Final = "delegation"


class NotGrantable(ValueError):
    """The rights table lets no grant give this permission to this role."""


def give_to_role(
    attestation: Attestation,
    permissions: Sequence[Permission],
    *,
    organisation: Organisation,
    role: Role,
    because: str,
    at: datetime,
    until: datetime | None = None,
) -> list[Grant]:
    """Give everybody who holds `role` in `organisation` these rights on the attestation.

    Raises `NotGrantable` for what `GRANTED` does not give this role. Joins the caller's
    transaction; a right that is in force already for the same reason is left as it is.
    """
    require_transaction()
    _require_grantable(permissions, role)
    held = _held(attestation, because, at, Q(user=None, organisation=organisation, role=role.value))
    return Grant.objects.bulk_create(
        Grant(
            attestation=attestation,
            permission=permission.value,
            organisation=organisation,
            role=role.value,
            starts_at=at,
            ends_at=until,
            because=because,
        )
        for permission in permissions
        if permission.value not in held
    )


def give_to_person(
    attestation: Attestation,
    permissions: Sequence[Permission],
    *,
    user_id: UUID,
    role: Role,
    because: str,
    at: datetime,
    organisation: Organisation | None = None,
    criteria: Sequence[str] | None = None,
    until: datetime | None = None,
    note: str = "",
    due: date | None = None,
) -> list[Grant]:
    """Give one person, in the role she has it in, these rights on the attestation.

    They count only while she holds the role, in `organisation` where it is named. `criteria`
    narrows them to these codes. Raises `NotGrantable` for what `GRANTED` does not give this role.
    Joins the caller's transaction; a right that is in force already for the same reason is left
    as it is.
    """
    require_transaction()
    _require_grantable(permissions, role)
    held = _held(attestation, because, at, Q(user_id=user_id, role=role.value))
    return Grant.objects.bulk_create(
        Grant(
            attestation=attestation,
            permission=permission.value,
            user_id=user_id,
            organisation=organisation,
            role=role.value,
            criteria=None if criteria is None else list(criteria),
            note=note,
            due=due,
            starts_at=at,
            ends_at=until,
            because=because,
        )
        for permission in permissions
        if permission.value not in held
    )


def give_piece(
    attestation: Attestation,
    evidence_id: UUID,
    *,
    user_id: UUID | None,
    role: Role,
    organisation: Organisation,
    because: str,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Let one person read one piece of evidence that no answer of the attestation names.

    Without a person, everybody who holds the role in the organisation. It opens that piece alone,
    by its class, while the role is held. Joins the caller's transaction; what is in force already
    for the same reason is left as it is.
    """
    require_transaction()
    _require_grantable((Permission.EVIDENCE_READ,), role)
    to = Q(user=user_id, organisation=organisation, role=role.value, evidence_id=evidence_id)
    if _held(attestation, because, at, to, of_pieces=True):
        return
    Grant.objects.create(
        attestation=attestation,
        permission=Permission.EVIDENCE_READ.value,
        user_id=user_id,
        organisation=organisation,
        role=role.value,
        evidence_id=evidence_id,
        starts_at=at,
        ends_at=until,
        because=because,
    )


def end(
    attestation: Attestation, because: str, *, at: datetime, user_id: UUID | None = None
) -> int:
    """End what was given for this reason (to this person only, when named); how many ended.

    What begins after `at` ends with it: an act that waited for another may be the earlier one by
    its clock.
    """
    require_transaction()
    grants = Grant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), attestation=attestation, because=because
    )
    if user_id is not None:
        grants = grants.filter(user_id=user_id)
    return grants.update(ends_at=Greatest(Value(at), F("starts_at")))


def open_to_registrars(attestation: Attestation, *, at: datetime) -> None:
    """From submission the alliance's registrars read what was submitted, return it or accept it.

    They do not get the evidence itself: its classes name assessors, regulators, partners and the
    public, and completeness is judged from the list.
    """
    alliance = Organisation.objects.filter(side=Side.ALLIANCE.value).first()
    if alliance is not None:
        give_to_role(
            attestation,
            GRANTED[Role.REGISTRAR],
            organisation=alliance,
            role=Role.REGISTRAR,
            because=SUBMISSION,
            at=at,
        )


def _require_grantable(permissions: Sequence[Permission], role: Role) -> None:
    for permission in permissions:
        if permission not in GRANTED.get(role, ()):
            raise NotGrantable(f"{permission} cannot be granted to {role}.")


def _held(
    attestation: Attestation, because: str, at: datetime, to: Q, *, of_pieces: bool = False
) -> set[str]:
    grants = Grant.objects.in_force(at).filter(to, attestation=attestation, because=because)
    grants = grants.filter(evidence__isnull=not of_pieces)
    return set(grants.values_list("permission", flat=True))
