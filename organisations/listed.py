"""Whether somebody's name stands in the public register of assessors: hers to say, and to unsay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.models import Membership
from organisations.permissions import PUBLIC_ROLES


class ListingRefused(Refusal):
    """The person has no role in the body whose holders can be listed."""


def listed(organisation_id: UUID, *, wished: bool, by: Actor, at: datetime) -> list[Membership]:
    """Her roles as an assessor of the body, listed from now on or not any more.

    A role that she is given later is listed once she says so again. Joins the transaction.
    """
    require_transaction()
    mine = Membership.objects.in_force(at).filter(
        organisation=organisation_id,
        user=by.person_id,
        role__in=[role.value for role in PUBLIC_ROLES],
    )
    roles = list(mine.select_for_update(of=("self",)))
    if not roles:
        raise ListingRefused(
            "Only assessors and quality reviewers of the body are listed. Ask its administrator for "
            "one of these roles if you should be."
        )
    changed = [each for each in roles if (each.listed_at is not None) is not wished]
    for membership in changed:
        membership.listed_at = at if wished else None
        membership.save(update_fields=["listed_at"])
        record(
            "person.listed" if wished else "person.unlisted",
            membership,
            by=by,
            organisation_id=organisation_id,
            facts={"role": membership.role},
        )
    return roles


@transaction.atomic(durable=True)
def list_name(organisation_id: UUID, *, wished: bool, by: Actor) -> list[Membership]:
    """An assessor lets her name stand in the public register, or takes it out."""
    return listed(organisation_id, wished=wished, by=by, at=now())
