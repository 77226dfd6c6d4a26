"""Giving and ending roles."""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import User
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.models import Membership, Organisation
from organisations.permissions import ROLE_TITLES, SIDES, Role, Side

# Somebody must always be able to invite the others.
KEPT_ROLES = {Side.MEMBER: Role.OWNER, Side.ASSESSOR_BODY: Role.BODY_ADMIN}


def given_role(organisation: Organisation, user: User, role: Role, *, by: Actor) -> Membership:
    """`user` holds `role` in `organisation` from now on; joins the caller's transaction.

    A person's roles stand on one side only: whoever declares cannot assess or decide. Raises
    Refusal for a role of another side, or one that she holds already.
    """
    require_transaction()
    if role not in SIDES[Side(organisation.side)]:
        raise Refusal(
            f"{ROLE_TITLES[role]} is not a role of this kind of organisation. Choose another."
        )
    User.objects.select_for_update().get(pk=user.pk)
    held = Membership.objects.in_force().filter(user=user).select_related("organisation")
    for membership in held:
        if membership.organisation.side != organisation.side:
            raise Refusal(
                "This person holds a role on another side already. One person cannot stand on two "
                "sides; ask the registrar if that role should end."
            )
        if membership.organisation_id == organisation.pk and membership.role == role:
            raise Refusal(f"{user} is {ROLE_TITLES[role].lower()} already. Choose another role.")
    membership = Membership.objects.create(
        organisation=organisation, user=user, role=role, given_by_id=by.user_id
    )
    record(
        "role.given",
        membership,
        by=by,
        organisation_id=organisation.pk,
        facts={"role": role.value},
    )
    return membership


@transaction.atomic(durable=True)
def give_role(organisation: Organisation, user: User, role: Role, *, by: Actor) -> Membership:
    """The owner (or body administrator) gives a colleague a further role."""
    return given_role(organisation, user, role, by=by)


def ended_role(membership_id: UUID, *, by: Actor) -> Membership:
    """The membership, ended now; joins the caller's transaction.

    Raises Refusal where nobody would be left to invite others.
    """
    require_transaction()
    organisation_id = Membership.objects.values_list("organisation", flat=True).get(
        pk=membership_id
    )
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    if membership.ended_at is not None:
        raise Refusal("This role has ended already. Reload the page.")
    kept = KEPT_ROLES.get(Side(organisation.side))
    if membership.role == kept:
        others = Membership.objects.in_force().filter(organisation=organisation, role=kept)
        if not others.exclude(pk=membership.pk).exists():
            raise Refusal(
                f"This is the last {ROLE_TITLES[kept].lower()}. Give the role to somebody else "
                "first."
            )
    membership.ended_at = now()
    membership.save(update_fields=["ended_at"])
    record(
        "role.ended",
        membership,
        by=by,
        organisation_id=organisation.pk,
        facts={"role": membership.role},
    )
    return membership


@transaction.atomic(durable=True)
def end_role(membership_id: UUID, *, by: Actor) -> Membership:
    """The owner (or body administrator) ends a role; it stops working at once."""
    return ended_role(membership_id, by=by)
