"""Which edition follows which, and what lies between two of them."""

from accounts.refusal import Refusal
from principles.comparison import Comparison, compared
from principles.content import content_of
from principles.models import Edition


class NotRelated(Refusal):
    """Neither of the two editions follows the other."""


def chain(older: Edition, newer: Edition) -> list[Edition]:
    """The editions from `older` to `newer`, both included; each follows the one before it.

    Raises `NotRelated` when `newer` does not follow `older`, directly or over others. One
    statement for each step.
    """
    found = [newer]
    while found[0].pk != older.pk:
        before = found[0].follows
        if before is None or before in found:
            raise NotRelated(f"Edition {newer.version} does not follow edition {older.version}.")
        found.insert(0, before)
    return found


def comparison_of(older: Edition, newer: Edition) -> Comparison:
    """Compare two editions of one framework; raises `NotRelated`."""
    return compared([content_of(each) for each in chain(older, newer)])
