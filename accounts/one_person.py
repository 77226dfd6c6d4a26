"""Which accounts are one natural person: by what a registrar noted, and by the mail address.

Two addresses that the same mailbox is sure to receive are one: they differ in letter case or in
what follows a plus sign (RFC 5233). What else could be known, and why it is not used:
docs/decisions/one-person.md.
"""

from uuid import UUID

from django.db.models import QuerySet

from accounts.links import plain_address
from accounts.models import AccountLink, User


def accounts_of_one(user_id: UUID) -> frozenset[UUID]:
    """Every account of the person whose account this is, itself included.

    One statement where there is no other account; one more for each step from account to account.
    """
    found: set[UUID] = {user_id}
    new = {user_id}
    while new:
        new = set(_near(new)) - found
        found |= new
    return frozenset(found)


def other_accounts(user_id: UUID) -> frozenset[UUID]:
    """The further accounts of the person; usually none."""
    return accounts_of_one(user_id) - {user_id}


def one_person(first: UUID | None, second: UUID | None) -> bool:
    """Whether two accounts are one person's; the very same account is, and nobody is not."""
    if first is None or second is None:
        return False
    return first == second or second in accounts_of_one(first)


def _near(users: set[UUID]) -> QuerySet[User, UUID]:
    by_plain = User.objects.order_by().annotate(plain=plain_address())
    addresses = by_plain.filter(pk__in=users).values("plain")
    links = AccountLink.objects.filter(ended_at=None).order_by()
    there = links.filter(one__in=users).values_list("other", flat=True)
    back = links.filter(other__in=users).values_list("one", flat=True)
    return by_plain.filter(plain__in=addresses).values_list("pk", flat=True).union(there, back)
