"""What a measure says of an answer, and how bands are read (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from principles.answers import as_decimal

YES_NO: Final[Mapping[str, str]] = {"yes": "Yes", "partial": "Partly", "no": "No"}
_UNITS: Final[Mapping[str, str]] = {"percent": "%", "business_days": "business days"}


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit above which a level cannot stand, why, and what lifts it."""

    limit: int
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one measure makes of one answer, before the evidence is looked at."""

    level: int
    reason: str
    caps: tuple[Cap, ...] = ()
    next_needs: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level 0 to 4 with its working: what the answer alone gave, and what lowered it.

    `next_needs` says what the next higher level needs; None where no answer can raise it.
    """

    level: int
    uncapped: int
    reason: str
    caps: tuple[Cap, ...] = ()
    next_needs: str | None = None


def capped(judgement: Judgement, caps: Iterable[Cap] = ()) -> Level:
    """Apply a judgement's own caps and further ones; each cap alone can only lower."""
    every = (*judgement.caps, *caps)
    level = min([judgement.level, *(cap.limit for cap in every)])
    needs = [cap.remedy for cap in every if cap.limit <= level]
    if judgement.next_needs is not None and judgement.level == level:
        needs.insert(0, judgement.next_needs)
    return Level(
        level=level,
        uncapped=judgement.level,
        reason=judgement.reason,
        caps=tuple(cap for cap in every if cap.limit < judgement.level),
        next_needs=" ".join(needs) or None,
    )


def counted(
    count: int, total: int, what: str, bands: Mapping[int, int], caps: tuple[Cap, ...]
) -> Judgement:
    """Judge a number of things present out of `total` against bands."""
    level = highest(band for band, bound in bands.items() if count >= bound)
    above = following(level, bands)
    needs = f"Level {above} needs {bands[above]} of them." if above else None
    return Judgement(level, f"{count} of {total} {what}: level {level}.", caps, needs)


def by_level(bands: Mapping[Any, Any]) -> dict[int, Any]:
    """Read bands, lowest level first; keys are numbers in a data file, texts in a JSON column."""
    return dict(sorted((int(level), bound) for level, bound in bands.items()))


def bound_of(value: object) -> Decimal:
    """Read a bound of a rule exactly; raises ValueError, since a rule is our own data."""
    bound = as_decimal(value)
    if bound is None:
        raise ValueError(f"A rule's bound is not a number: {value!r}")
    return bound


def highest(levels: Iterable[int]) -> int:
    """Pick the highest level reached; none reached is 0."""
    return max(levels, default=0)


def following(level: int, bands: Iterable[int]) -> int | None:
    """Pick the next level above `level` that the bands know, or None."""
    return min((each for each in bands if each > level), default=None)


def with_unit(figure: Decimal, unit: str) -> str:
    """Write a figure with its unit as people read it: `95 %`, `3 business days`, `1 day`."""
    name = _UNITS.get(unit, unit)
    return f"{figure:f} {name.removesuffix('s') if figure == 1 else name}"
