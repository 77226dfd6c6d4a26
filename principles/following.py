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
    statement, however many editions lie between.
    """
    rows = Edition.objects.filter(framework=newer.framework_id).select_related("framework")
    by_id = {each.pk: each for each in rows}
    found = [by_id.get(newer.pk, newer)]
    while found[0].pk != older.pk:
        before = by_id.get(found[0].follows_id)
        if before is None or before in found:
            raise NotRelated(f"Edition {newer.version} does not follow edition {older.version}.")
        found[0].follows = before
        found.insert(0, before)
    if (first := by_id.get(found[0].follows_id)) is not None:
        found[0].follows = first
    return found


def comparison_of(older: Edition, newer: Edition) -> Comparison:
    """Compare two editions of one framework; raises `NotRelated`."""
    return compared_over(chain(older, newer))


def compared_over(editions: list[Edition]) -> Comparison:
    """Compare the first of a `chain` with its last; two statements for each edition."""
    return compared([content_of(each) for each in editions])
