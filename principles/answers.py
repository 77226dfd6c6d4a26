"""Answers as they were given, read into exact values, or refused with a sentence (pure)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

LARGEST_FIGURE: Final = Decimal(10) ** 12
MOST_DECIMALS: Final = 60
LONGEST_LIST: Final = 200
LONGEST_REASON: Final = 10_000

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FIGURE: Final = re.compile(r"-?[0-9]{1,80}(\.[0-9]{1,60})?", re.ASCII)


class InvalidAnswer(ValueError):
    """An answer that cannot be rated; `field` is its key, `sentence` is written for people."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class OneValue:
    """A value out of a list: of yes / partial / no, or of a choice."""

    value: str


@dataclass(frozen=True, slots=True)
class MetricAnswer:
    """A figure in the metric's unit, and how much of the population it covers, in percent.

    `value` is None when the period held no case (`not_exercised`).
    """

    value: Decimal | None
    coverage_pct: Decimal


@dataclass(frozen=True, slots=True)
class MaturityAnswer:
    """A level of the rubric, 0 to 4."""

    value: int


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """When it last happened, and how many days before the as-of date that was."""

    value: date
    age_days: int


@dataclass(frozen=True, slots=True)
class ManyValues:
    """The ticked options."""

    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """The elements a document holds, its age in days at the as-of date, and whether it is public.

    Age and publicity are None only for a document without any element.
    """

    elements: frozenset[str]
    age_days: int | None
    public: bool | None


class Reader:
    """Takes typed values out of one answer; what remains unread at the end is refused.

    `as_of` is the frozen as-of date; an answer that brings its own (a worked case does) may not
    contradict it. `reason` may always stand beside an answer, and `"na": false` says nothing.
    """

    def __init__(self, answer: object, *, as_of: date | None) -> None:
        if not isinstance(answer, Mapping):
            raise InvalidAnswer("answer", "The answer is not in a form that can be read.")
        if not all(isinstance(key, str) for key in answer):
            raise InvalidAnswer("answer", "The answer holds a field without a name.")
        self._left: dict[str, Any] = dict(answer)
        own = self.day("as_of") if self._left.get("as_of") is not None else None
        self._left.pop("as_of", None)
        if own is not None and as_of is not None and own != as_of:
            raise InvalidAnswer(
                "as_of", "The answer names another as-of date than the attestation."
            )
        self.as_of = as_of or own
        if self._left.get("na") is False:
            del self._left["na"]
        reason = self._left.pop("reason", None)
        if reason is not None and (not isinstance(reason, str) or len(reason) > LONGEST_REASON):
            raise InvalidAnswer("reason", "The reason is not a text of reasonable length.")

    def has(self, field: str) -> bool:
        """Whether the field was given at all (null counts as not given)."""
        return self._left.get(field) is not None

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        given = sorted(key for key, value in self._left.items() if value is not None)
        if given:
            raise InvalidAnswer(given[0][:60], f"“{given[0][:60]}” does not belong to this answer.")

    def flag(self, field: str) -> bool | None:
        """Read a true or false, or None when it was not given; 1 and 0 are numbers, not flags."""
        value = self._left.pop(field, None)
        if value is None or isinstance(value, bool):
            return value
        raise InvalidAnswer(field, "This is neither yes nor no.")

    def figure(self, field: str, what: str) -> Decimal:
        """Read an exact decimal, zero or more, from a JSON number or a decimal text."""
        number = as_decimal(self._take(field, f"{what} is missing."))
        if number is None:
            raise InvalidAnswer(field, f"{what} is not a number.")
        if number < 0:
            raise InvalidAnswer(field, f"{what} cannot be below zero.")
        if number >= LARGEST_FIGURE:
            raise InvalidAnswer(field, f"{what} is too large to be true.")
        return number

    def percentage(self, field: str, what: str) -> Decimal:
        """Read an exact decimal from 0 to 100."""
        number = self.figure(field, what)
        if number > 100:  # noqa: PLR2004
            raise InvalidAnswer(field, f"{what} cannot be above 100 %.")
        return number

    def whole(self, field: str, what: str) -> int:
        """Read a whole number, zero or more; fractions and texts are refused."""
        value = self._take(field, f"{what} is missing.")
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidAnswer(field, f"{what} is not a whole number.")
        if value < 0:
            raise InvalidAnswer(field, f"{what} cannot be below zero.")
        if value >= LARGEST_FIGURE:
            raise InvalidAnswer(field, f"{what} is too large to be true.")
        return value

    def day(self, field: str, what: str = "The date") -> date:
        """Read a calendar day, written YYYY-MM-DD."""
        value = self._take(field, f"{what} is missing.")
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise InvalidAnswer(field, f"{what} is not a day of the calendar, such as 2026-03-31.")

    def days_since(self, field: str, what: str = "The date") -> tuple[date, int]:
        """Read a day and its age at the as-of date; a day after it is refused."""
        value = self.day(field, what)
        if self.as_of is None:
            raise InvalidAnswer("as_of", "The as-of date is missing.")
        age = (self.as_of - value).days
        if age < 0:
            raise InvalidAnswer(field, f"{what} lies after the as-of date, {self.as_of}.")
        return value, age

    def option(self, field: str, known: Collection[str]) -> str:
        """Read one of the known values."""
        value = self._take(field, "Nothing was chosen.")
        if not isinstance(value, str) or value not in known:
            raise InvalidAnswer(field, "This is not one of the options.")
        return value

    def options(self, field: str, known: Collection[str]) -> frozenset[str]:
        """Read a list of known values, each at most once; an empty list means none of them."""
        value = self._take(field, "Nothing was chosen.")
        if not isinstance(value, list | tuple) or len(value) > LONGEST_LIST:
            raise InvalidAnswer(field, "This is not a list of options.")
        if not all(isinstance(item, str) and item in known for item in value):
            raise InvalidAnswer(field, "One of these is not among the options.")
        if len(set(value)) != len(value):
            raise InvalidAnswer(field, "One of the options was given twice.")
        return frozenset(value)

    def _take(self, field: str, sentence: str) -> Any:
        value = self._left.pop(field, None)
        if value is None:
            raise InvalidAnswer(field, sentence)
        return value


def as_decimal(value: object) -> Decimal | None:
    """Turn a JSON number or decimal text into the decimal as written; None if it is no number.

    A float counts as the shortest decimal that names it (RFC 8259 numbers are decimal texts), so
    99.9 is 99.9 and not its binary neighbour.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = (
            Decimal(value)
            if abs(value) <= 10**80
            else LARGEST_FIGURE.copy_sign(Decimal(1 if value > 0 else -1))
        )
    elif isinstance(value, float):
        number = Decimal(repr(value))
    elif isinstance(value, str) and _FIGURE.fullmatch(value):
        number = Decimal(value)
    else:
        return None
    if not number.is_finite():
        return None
    return number if _exponent(number) >= -MOST_DECIMALS else None


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
