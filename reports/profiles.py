"""Geometry of the chart of one principle (pure): its scores, their uncertainty, its levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.contents import Figures, Principle, Thresholds

LEFT: Final = 86.0  # where the scale of the bars begins
SCALE: Final = 200.0  # length of 0–100 %
FIRST: Final = 22.0  # top of the first bar
STEP: Final = 15.0
BAR: Final = 10.0
THIN: Final = 5.0
COLUMNS: Final = 372.0  # where the columns of the levels begin
PITCH: Final = 36.0  # from level to level
COLUMN: Final = 13.0  # width of one column
BASE: Final = 98.0  # the line that columns stand on
TALLEST: Final = 66.0
LEVELS: Final = range(5)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One horizontal bar with its name and what is printed at its end; lengths as text."""

    name: str
    style: str
    y: str
    height: str
    length: str
    label: str
    text_y: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """How many criteria stand at a level."""

    style: str
    x: str
    y: str
    height: str
    label: str
    label_x: str
    label_y: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place on a scale, and what is written there."""

    x: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything that the chart of a principle draws."""

    bars: tuple[Bar, ...]
    shares: tuple[Bar, ...]
    columns: tuple[Column, ...]
    levels: tuple[Mark, ...]
    threshold: Mark
    floor: Mark
    left: str
    right: str
    bottom: str
    height: str


def profile(principle: Principle, thresholds: Thresholds) -> Profile:
    """Lay out one principle: declared beside assessed, shares of weight, criteria by level."""
    scores = [("Declared", "outline", principle.declared)]
    if principle.assessed is not None:
        scores.append(("Assessed", "solid", principle.assessed))
    bars = tuple(
        _score(name, style, figures, FIRST + STEP * place)
        for place, (name, style, figures) in enumerate(scores)
    )
    bottom = FIRST + STEP * len(bars)
    return Profile(
        bars=bars,
        shares=tuple(_shares(principle, bottom + 19)),
        columns=tuple(_columns(principle)),
        levels=tuple(
            Mark(x=_text(COLUMNS + PITCH * (level + 0.5)), label=str(level)) for level in LEVELS
        ),
        threshold=_mark(thresholds.principle),
        floor=_mark(thresholds.principle_floor),
        left=_text(LEFT),
        right=_text(LEFT + SCALE),
        bottom=_text(bottom),
        height=_text(BASE + 24),
    )


def _score(name: str, style: str, figures: Figures, y: float) -> Bar:
    label = "not rated" if figures.conformance is None else f"{figures.conformance} %"
    return _bar(name, style, figures.conformance, label, y, BAR)


def _shares(principle: Principle, y: float) -> Iterable[Bar]:
    found = principle.grounds.uncertainty if principle.grounds else None
    if found is None:
        return
    told = (
        ("Low confidence", found.low_confidence),
        ("Not sampled", found.not_sampled),
        ("Not tested", found.not_tested),
    )
    for place, (name, share) in enumerate(told):
        yield _bar(name, "share", share, f"{share} %", y + 11.5 * place, THIN)


def _bar(name: str, style: str, share: str | None, label: str, y: float, height: float) -> Bar:
    part = max(Decimal(0), min(Decimal(share or 0), Decimal(100)))
    length = float(part) / 100 * SCALE
    return Bar(
        name=name,
        style=style,
        y=_text(y),
        height=_text(height),
        length=_text(length),
        label=label,
        text_y=_text(y + height / 2 + 3.1),
    )


def _columns(principle: Principle) -> Iterable[Column]:
    told = [("outline", [each.declared_level for each in principle.criteria])]
    if principle.assessed is not None:
        told.append(("solid", [each.assessed_level for each in principle.criteria]))
    counted = [(style, [levels.count(level) for level in LEVELS]) for style, levels in told]
    most = max((max(counts) for _, counts in counted), default=0) or 1
    width = COLUMN * len(counted) + (len(counted) - 1)
    for place, (style, counts) in enumerate(counted):
        for level, count in enumerate(counts):
            x = COLUMNS + PITCH * (level + 0.5) - width / 2 + (COLUMN + 1) * place
            yield _column(style, count, x, TALLEST * count / most)


def _column(style: str, count: int, x: float, height: float) -> Column:
    return Column(
        style=style,
        x=_text(x),
        y=_text(BASE - height),
        height=_text(height),
        label=str(count),
        label_x=_text(x + COLUMN / 2),
        label_y=_text(BASE - height - 3),
    )


def _mark(share: str) -> Mark:
    return Mark(x=_text(LEFT + float(Decimal(share)) / 100 * SCALE), label=f"{share} %")


def title(principle: Principle, thresholds: Thresholds) -> str:
    """Say what the chart shows of a principle, in one sentence without its full stop."""
    basis = "Assessed" if principle.assessed is not None else "Declared"
    figures = principle.assessed or principle.declared
    if figures.conformance is None:
        return "Not rated: no criterion of this principle applies"
    said = f"{basis} {figures.conformance}\N{NO-BREAK SPACE}%: {_beside(figures, thresholds)}"
    if principle.assessed is None or principle.declared.conformance is None:
        return said
    return f"{said}, {_differs(principle.declared.conformance, figures.conformance)}"


def _beside(figures: Figures, thresholds: Thresholds) -> str:
    share = Decimal(figures.conformance or 0)
    if share >= Decimal(thresholds.principle):
        return f"reaches the threshold of {thresholds.principle}\N{NO-BREAK SPACE}%"
    if share >= Decimal(thresholds.principle_floor):
        return f"below the threshold of {thresholds.principle}\N{NO-BREAK SPACE}%"
    return f"below the floor of {thresholds.principle_floor}\N{NO-BREAK SPACE}%"


def _differs(declared: str, assessed: str) -> str:
    points = Decimal(assessed) - Decimal(declared)
    if not points:
        return "as declared"
    side = "above" if points > 0 else "below"
    word = "point" if abs(points) == 1 else "points"
    return f"{abs(points)}\N{NO-BREAK SPACE}{word} {side} what was declared"


def _text(length: float) -> str:
    return f"{length:.2f}"
