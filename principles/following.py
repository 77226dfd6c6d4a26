"""Which edition follows which, and what lies between two of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.refusal import Refusal
from principles.comparison import Comparison, compared
from principles.content import content_of
from principles.lineage import came_from, declared
from principles.models import Edition
from principles.wording import edition_content


class NotRelated(Refusal):
    """Neither of the two editions follows the other."""


def line_of(edition: Edition) -> list[Edition]:
    """The editions that lead up to this one, itself the last; each follows the one before it.

    One statement, however many there are.
    """
    rows = Edition.objects.filter(framework=edition.framework_id).select_related("framework")
    by_id: dict[UUID | None, Edition] = {each.pk: each for each in rows}
    for each in rows:
        each.follows = by_id.get(each.follows_id)
    found = [by_id[edition.pk]]
    while (before := found[0].follows) is not None and before not in found:
        found.insert(0, before)
    return found


def chain(older: Edition, newer: Edition) -> list[Edition]:
    """The editions from `older` to `newer`, both included; each follows the one before it.

    Raises `NotRelated` when `newer` does not follow `older`, directly or over others. One
    statement, however many editions lie between.
    """
    found = line_of(newer)
    if older not in found:
        raise NotRelated(f"Edition {newer.version} does not follow edition {older.version}.")
    return found[found.index(older) :]


def former_codes(edition: Edition, code: str) -> dict[UUID, frozenset[str]]:
    """By what codes a criterion of `edition` was asked in it and in every edition before.

    One statement at most. The newest edition comes first. A criterion that was merged had several, a new one has none.
    Of an edition that follows none, nothing has to be read.
    """
    if edition.follows_id is None:
        return {edition.pk: frozenset({code})}
    found: dict[UUID, frozenset[str]] = {}
    codes = frozenset({code})
    for each in reversed(line_of(edition)):
        found[each.pk] = codes
        codes = came_from(codes, declared({"changes": each.changes}))
    return found


def comparison_of(older: Edition, newer: Edition) -> Comparison:
    """Compare two editions of one framework; raises `NotRelated`."""
    return compared_over(chain(older, newer))


def compared_over(editions: list[Edition]) -> Comparison:
    """Compare the first of a `chain` with its last; two statements for each edition."""
    return compared([content_of(each) for each in editions])


def comparison_of_data(data: Mapping[str, Any]) -> Comparison:
    """Compare a checked data file with the published edition that it follows, before it is loaded.

    Raises `Edition.DoesNotExist` when it follows none.
    """
    followed = Edition.objects.published().get(
        framework__slug=data["framework"]["slug"], version=data["edition"]["follows"]
    )
    return compared([content_of(followed), edition_content(data)])
