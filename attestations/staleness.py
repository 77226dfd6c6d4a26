"""Whether a piece of evidence still holds on a day (pure).

A piece is stale from its expiry date on, and ends soon in the 30 days before it. A period that ended
more than twelve months before an attestation's as-of date is another thing: nobody said that it
ends, but it hardly speaks of the declaration's year.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

SOON_DAYS: Final = 30
# Days before the expiry date on which people are told, the earliest first.
MARKS: Final = (30, 7, 1)


class Freshness(StrEnum):
    """How a piece stands on a day; the value is the shape that pages draw."""

    LASTING = "lasting"
    HOLDS = "holds"
    SOON = "soon"
    STALE = "stale"


WORDS: Final = {
    Freshness.LASTING: "No expiry date",
    Freshness.HOLDS: "Holds until",
    Freshness.SOON: "Ends soon:",
    Freshness.STALE: "Stale since",
}


def freshness(expires_on: date | None, on: date) -> Freshness:
    """How a piece with this expiry date (the first day on which it is stale) stands on a day."""
    if expires_on is None:
        return Freshness.LASTING
    if expires_on <= on:
        return Freshness.STALE
    return Freshness.SOON if expires_on <= on + timedelta(days=SOON_DAYS) else Freshness.HOLDS


def any_stale(expiries: Iterable[date], on: date) -> bool:
    """Whether any of these expiry dates has come."""
    return any(freshness(each, on) is Freshness.STALE for each in expiries)


def any_old(ends: Iterable[date], as_of: date) -> bool:
    """Whether any of these periods ended more than twelve months before the as-of date."""
    return any(each < _a_year_before(as_of) for each in ends)


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def mark_of(expires_on: date, on: date) -> int | None:
    """The mark that has been reached: 30, 7 or 1 days before; None before them and once stale.

    The most urgent counts: whoever asks late is told once, not for every mark that was missed.
    """
    left = (expires_on - on).days
    if left < 1:
        return None
    return min((mark for mark in MARKS if left <= mark), default=None)
