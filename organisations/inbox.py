"""Whose inbox holds what: messages count as long as the role does that they were told in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.actor import Actor
from accounts.messages import Message, MessageQuerySet, Recipient
from organisations.models import Membership, held_by
from organisations.permissions import ROLE_TITLES, SECOND_FACTOR_ROLES, Role, Side


def inbox_of(actor: Actor) -> MessageQuerySet:
    """The messages of the person who asks, without those of roles that do not count for her now."""
    roles = [(each.organisation_id, each.role.value) for each in held_by(actor).roles]
    return Message.objects.of(actor.person_id, roles)


def resting_roles(actor: Actor) -> list[Membership]:
    """Roles that rest in this session, because no second factor was confirmed in it."""
    if actor.has_second_factor:
        return []
    roles = [role.value for role in SECOND_FACTOR_ROLES]
    held = Membership.objects.in_force().filter(user_id=actor.person_id, role__in=roles)
    return list(held.select_related("organisation"))


def still_held(at: datetime) -> Q:
    """Of messages: those whose reader holds the role in which she was told."""
    held = Membership.objects.in_force(at).filter(
        user=OuterRef("to"), organisation=OuterRef("organisation_id"), role=OuterRef("role")
    )
    return Q(organisation_id=None) | Q(Exists(held))


def holders(places: Iterable[tuple[UUID | None, Role]], *, at: datetime) -> list[Recipient]:
    """Who holds one of these roles, each in this organisation (None: the alliance); one SQL.

    Somebody who holds several has a line for each, in the order in which the roles were given.
    """
    asked = Q(pk=None)
    for organisation_id, role in places:
        where = (
            Q(organisation__side=Side.ALLIANCE.value)
            if organisation_id is None
            else Q(organisation_id=organisation_id)
        )
        asked |= where & Q(role=role.value)
    rows = Membership.objects.in_force(at).filter(asked).order_by("started_at", "pk")
    found = rows.values_list("user_id", "organisation_id", "role", "organisation__name")
    return [Recipient(user, where, role, told_as(role, name)) for user, where, role, name in found]


def told_as(role: str, organisation: str) -> str:
    """A role in the words of a letter: owner of North Harbour Cloud."""
    return f"{ROLE_TITLES[role].lower()} of {organisation}"
