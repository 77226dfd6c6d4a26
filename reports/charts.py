"""Geometry of the one chart of a report (pure): bars by principle beside the threshold line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.contents import Figures, Principle, Thresholds

LEFT: Final = 186.0  # where the scale begins; principle names stand left of it
SCALE: Final = 318.0  # length of 0–100 %
ROW: Final = 31.0
TOP: Final = 26.0
BAR: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: its length in drawing units, and what is printed at its end."""

    length: str
    label: str
    label_x: str
    y: str
    text_y: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One principle: its name, and its bars; `assessed` is None in a declared report."""

    code: str
    title: str
    y: str
    middle: str
    glyph: str
    declared: Bar
    assessed: Bar | None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A vertical line at a share of the scale."""

    x: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything the SVG template needs; all lengths as text, so that no locale can touch them."""

    width: str
    height: str
    left: str
    right: str
    top: str
    bottom: str
    axis_y: str
    rows: tuple[Row, ...]
    threshold: Mark
    floor: Mark
    ticks: tuple[Mark, ...]


def bars(principles: Sequence[Principle], thresholds: Thresholds) -> Chart:
    """Lay out declared and assessed conformance of every principle, 0–100 %."""
    bottom = TOP + ROW * len(principles)
    return Chart(
        width=_text(LEFT + SCALE + 46),
        height=_text(bottom + 22),
        left=_text(LEFT),
        right=_text(LEFT + SCALE),
        top=_text(TOP),
        bottom=_text(bottom),
        axis_y=_text(bottom + 13),
        rows=tuple(_row(place, each) for place, each in enumerate(principles)),
        threshold=_mark(thresholds.principle),
        floor=_mark(thresholds.principle_floor),
        ticks=tuple(_mark(share) for share in ("0", "20", "40", "60", "80", "100")),
    )


def _row(place: int, principle: Principle) -> Row:
    y = TOP + ROW * place
    first = y + 4 if principle.assessed else y + 10
    assessed = _bar(principle.assessed, first + BAR + 3) if principle.assessed else None
    return Row(
        code=principle.code,
        title=principle.title,
        y=_text(y + 10),
        middle=_text(y + ROW / 2 + 3.5),
        glyph=_text(y + ROW / 2 - 5.6),
        declared=_bar(principle.declared, first),
        assessed=assessed,
    )


def _bar(figures: Figures, y: float) -> Bar:
    share = Decimal(figures.conformance) if figures.conformance is not None else Decimal(0)
    length = float(max(Decimal(0), min(share, Decimal(100)))) / 100 * SCALE
    return Bar(
        length=_text(length),
        label="not rated" if figures.conformance is None else f"{figures.conformance} %",
        label_x=_text(LEFT + SCALE + 6),
        y=_text(y),
        text_y=_text(y + BAR - 1.6),
    )


def _mark(share: str) -> Mark:
    return Mark(x=_text(LEFT + float(Decimal(share)) / 100 * SCALE), label=f"{share} %")


def _text(length: float) -> str:
    return f"{length:.2f}"
