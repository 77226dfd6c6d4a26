"""How a metric's figure was taken: of what, over which period, on what basis (pure).

It never changes a level. What is missing of it, or a period shorter than the criterion asks for,
asks for a reason before signing; what cannot be true is refused.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from principles.answers import InvalidAnswer
from principles.judgement import bound_of, by_level, with_unit
from principles.telling import told
from principles.vocabulary import AnswerType

LONGEST_POPULATION: Final = 300
LARGEST_SAMPLE: Final = 10**9
DATES: Final = ("period_from", "period_until")
KEYS: Final = frozenset({"population", *DATES, "basis", "sample_size"})


class Basis(StrEnum):
    """What a figure was counted on."""

    ALL = "all"
    SAMPLE = "sample"
    ESTIMATE = "estimate"


BASIS_WORDS: Final[Mapping[Basis, str]] = {
    Basis.ALL: "Counted over all cases",
    Basis.SAMPLE: "Counted over a sample",
    Basis.ESTIMATE: "Estimated",
}


class Doubt(StrEnum):
    """What about a figure asks for a reason."""

    UNEXPLAINED = "figure_unexplained"
    SHORT = "figure_short"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is said of how a figure was taken; the first and the last day belong to the period."""

    population: str = ""
    period_from: date | None = None
    period_until: date | None = None
    basis: Basis | None = None
    sample_size: int | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Self:
        """Read it from an answer's row, as `checked` has accepted it, or from a form."""
        said = dict(data or {})
        for key in DATES:
            if isinstance(said.get(key), str):
                said[key] = date.fromisoformat(said[key])
        if said.get("basis"):
            said["basis"] = Basis(said["basis"])
        return cls(**said)

    @property
    def data(self) -> dict[str, Any] | None:
        """As it stands in an answer's row: only what was said, None where nothing was."""
        said = {
            "population": self.population,
            "period_from": self.period_from and self.period_from.isoformat(),
            "period_until": self.period_until and self.period_until.isoformat(),
            "basis": self.basis and self.basis.value,
            "sample_size": self.sample_size,
        }
        return {key: value for key, value in said.items() if value} or None

    @property
    def is_whole(self) -> bool:
        """Whether population, period and basis are all said."""
        sized = self.basis is not Basis.SAMPLE or self.sample_size is not None
        return bool(self.population and self.period_from and self.period_until and self.basis) and (
            sized
        )


def checked(
    figure: Mapping[str, Any] | None, rule: Mapping[str, Any], *, as_of: date | None
) -> None:
    """Raise `InvalidAnswer`, with the field, for what cannot be true of a figure of this rule.

    `as_of` is the day on or before which the period must end.
    """
    if figure is None:
        return
    if AnswerType(rule["type"]) is not AnswerType.METRIC or not isinstance(figure, Mapping):
        raise InvalidAnswer("figure", "Only a figure has a population, a period and a basis.")
    unknown = sorted(str(key) for key in figure if key not in KEYS)
    if unknown:
        raise InvalidAnswer("figure", f"“{unknown[0][:60]}” says nothing of a figure.")
    _check_population(figure.get("population"))
    _check_period(_day(figure, "period_from"), _day(figure, "period_until"), as_of)
    _check_basis(figure.get("basis"), figure.get("sample_size"))


def _check_population(said: object) -> None:
    if said is not None and (not isinstance(said, str) or len(said) > LONGEST_POPULATION):
        raise InvalidAnswer("population", f"Write at most {LONGEST_POPULATION} characters.")


def _day(figure: Mapping[str, Any], key: str) -> date | None:
    said = figure.get(key)
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        sentence = "Enter a day of the calendar, such as 2026-03-31."
        raise InvalidAnswer(key, sentence) from None


def _check_period(begins: date | None, ends: date | None, as_of: date | None) -> None:
    if begins and ends and ends < begins:
        raise InvalidAnswer("period_until", "The period ends before it begins.")
    for key, day in (("period_until", ends), ("period_from", begins)):
        if day and as_of and day > as_of:
            raise InvalidAnswer(
                key, f"The period must lie on or before the as-of date, {_long(as_of)}."
            )


def _check_basis(basis: object, size: object) -> None:
    if basis is not None and basis not in set(Basis):
        raise InvalidAnswer("basis", "Say whether all cases, a sample or an estimate was used.")
    if size is None:
        return
    if basis != Basis.SAMPLE:
        raise InvalidAnswer("sample_size", "Only a sample has a size. Leave this empty.")
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST_SAMPLE:
        raise InvalidAnswer("sample_size", "Enter how many cases the sample has, such as 30.")


def doubts(
    rule: Mapping[str, Any],
    response: Mapping[str, Any] | None,
    figure: Mapping[str, Any] | None,
) -> tuple[Doubt, ...]:
    """Say what about a metric's figure asks for a reason; nothing does where no figure is given."""
    if AnswerType(rule["type"]) is not AnswerType.METRIC or not (response or {}).get("value"):
        return ()
    said = Figure.of(figure)
    found = [] if said.is_whole else [Doubt.UNEXPLAINED]
    if _is_short(said, rule.get("period_months")):
        found.append(Doubt.SHORT)
    return tuple(found)


def _is_short(said: Figure, months: int | None) -> bool:
    if not (months and said.period_from and said.period_until):
        return False
    return said.period_until < _last_day(said.period_from, months)


def wanted_period(rule: Mapping[str, Any], as_of: date) -> tuple[date, date] | None:
    """The first and the last day of the period that the rule asks for, where it asks for one."""
    months = rule.get("period_months")
    return (_months_later(as_of + timedelta(days=1), -months), as_of) if months else None


def words(
    rule: Mapping[str, Any],
    response: Mapping[str, Any] | None,
    figure: Mapping[str, Any] | None = None,
    *,
    layer: str | None = None,
) -> str:
    """A response in words; a figure with unit, statistic, period, coverage and target.

    “11 days (median, 12 months to 31 Oct 2026; target ≤ 15 days)”. A layer may have its own target, so
    the target is told only where the layer is given (“” where there is none).
    """
    given = response or {}
    if AnswerType(rule["type"]) is not AnswerType.METRIC or not given.get("value"):
        return told(rule, response)
    said = Figure.of(figure)
    parts = [str(rule["statistic"])] if rule.get("statistic") else []
    if said.period_from and said.period_until:
        parts.append(_period(said.period_from, said.period_until))
    elif rule.get("period_months"):
        parts.append(f"{rule['period_months']} months to the as-of date")
    if given.get("coverage_pct") is not None:
        parts.append(f"coverage {with_unit(bound_of(given['coverage_pct']), 'percent')}")
    value = with_unit(bound_of(given["value"]), rule["unit"])
    target = "" if layer is None else _target(rule, layer)
    told_parts = "; ".join(part for part in (", ".join(parts), target) if part)
    return f"{value} ({told_parts})" if told_parts else value


def taken(figure: Mapping[str, Any] | None) -> str:
    """Of what and on what basis a figure was taken, in words; empty where nothing is said."""
    said = Figure.of(figure)
    basis = BASIS_WORDS[said.basis] if said.basis else ""
    if said.basis is Basis.SAMPLE and said.sample_size:
        basis = f"{basis} of {said.sample_size}"
    return ". ".join(part.rstrip(".") for part in (said.population, basis) if part)


def described(figure: Mapping[str, Any] | None) -> str:
    """Everything that is said of how a figure was taken, in words."""
    said = Figure.of(figure)
    days = [("from", said.period_from), ("until", said.period_until)]
    period = " ".join(f"{word} {_long(day)}" for word, day in days if day)
    return ". ".join(part for part in (taken(figure), period.capitalize()) if part)


def _target(rule: Mapping[str, Any], layer: str) -> str:
    bands = by_level(rule.get("bands_by_layer", {}).get(layer, rule["bands"]))
    bound = bands.get(rule.get("target_level", 3))
    side = "≤" if rule["direction"] == "lower_is_better" else "≥"
    return "" if bound is None else f"target {side} {with_unit(bound_of(bound), rule['unit'])}"


def _period(begins: date, ends: date) -> str:
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    for whole in (months, months + 1):
        if whole > 0 and _last_day(begins, whole) == ends:
            return f"{whole} month{'s' if whole > 1 else ''} to {_short(ends)}"
    return _short(ends) if begins == ends else f"{_short(begins)} to {_short(ends)}"


def _last_day(begins: date, months: int) -> date:
    return _months_later(begins, months) - timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year < date.max.year:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
