"""A registrar notes that two accounts are one natural person, or that this was an error."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import AccountLink, User
from accounts.refusal import Refusal
from journal.recording import record, require_transaction


class LinkRefused(Refusal):
    """The accounts cannot be noted as one person's, or not any more."""


def linked(one: str, other: str, reason: str, *, by: Actor, at: datetime) -> AccountLink:
    """Note that the accounts with these addresses are one person's; joins the transaction.

    From now on everything that asks who somebody is takes them for one (accounts/one_person.py).
    """
    require_transaction()
    if not reason.strip():
        raise LinkRefused("Say how you know it.")
    # In one order, so that the same two are never noted twice, whichever comes first.
    found = list(
        User.objects.select_for_update()
        .filter(email__in=[one.strip().lower(), other.strip().lower()])
        .order_by("pk")
    )
    if len(found) != 2:  # noqa: PLR2004 - a pair
        raise LinkRefused("Enter the addresses of two different accounts of this portal.")
    first, second = found
    if by.person_id in (first.pk, second.pk):
        raise LinkRefused("It is about your own account. Leave it to another registrar.")
    if AccountLink.objects.filter(one=first, other=second, ended_at=None).exists():
        raise LinkRefused("That is noted already. Reload the page.")
    link = AccountLink.objects.create(
        one=first, other=second, reason=reason.strip(), noted_by_id=by.person_id, noted_at=at
    )
    facts = {"accounts": [str(first.pk), str(second.pk)]}
    record("accounts.linked", link, by=by, reason=link.reason, facts=facts)
    return link


@transaction.atomic(durable=True)
def link_accounts(one: str, other: str, reason: str, *, by: Actor) -> AccountLink:
    """The registrar notes that two accounts are one person's."""
    by.require_fresh_second_factor()
    return linked(one, other, reason, by=by, at=now())


def unlinked(link_id: UUID, reason: str, *, by: Actor, at: datetime) -> AccountLink:
    """Note that it was an error; what was refused meanwhile stays refused. Joins the transaction."""
    require_transaction()
    if not reason.strip():
        raise LinkRefused("Say why they are two people.")
    link = AccountLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if link.ended_at is not None:
        raise LinkRefused("That was noted already. Reload the page.")
    if by.person_id in (link.one_id, link.other_id):
        raise LinkRefused("It is about your own account. Leave it to another registrar.")
    link.ended_at = at
    link.ended_reason = reason.strip()
    link.save(update_fields=["ended_at", "ended_reason"])
    facts = {"accounts": [str(link.one_id), str(link.other_id)]}
    record("accounts.unlinked", link, by=by, reason=link.ended_reason, facts=facts)
    return link


@transaction.atomic(durable=True)
def unlink_accounts(link_id: UUID, reason: str, *, by: Actor) -> AccountLink:
    """The registrar notes that the accounts are two people's after all."""
    by.require_fresh_second_factor()
    return unlinked(link_id, reason, by=by, at=now())
