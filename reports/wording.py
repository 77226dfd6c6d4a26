"""Dates, instants, shares and the other words of a report that several of its parts use (pure)."""

from datetime import UTC, date, datetime
from typing import Final

OUTCOMES: Final = {
    "conforming": "Conforming",
    "conditional": "Conditional",
    "not_conforming": "Not conforming",
}
NOT_APPLICABLE: Final = "n/a"
WITHHELD: Final = "Withheld: the detail of this criterion is confidential."


def day(value: date) -> str:
    """Write a date as "22 November 2026"."""
    return f"{value.day} {value:%B %Y}"


def instant(value: datetime) -> str:
    """Write an instant as "22 November 2026, 14:02 UTC"."""
    there = value.astimezone(UTC)
    return f"{day(there)}, {there:%H:%M} UTC"


def per_cent(value: str | None) -> str:
    """Write a percentage with its unit, or say that there is none."""
    return "not rated" if value is None else f"{value}\N{NO-BREAK SPACE}%"


def several(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 criterion", "3 criteria"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
