"""Percentages of the same criteria, cut along another structure (pure).

An edition may carry the titles under which somebody else orders its criteria
(`alternative_structures`). They re-cut the percentages of a report and yield no outcome: that is
concluded along the official principles alone (docs/decisions/second-structure.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from principles.scoring import Item, Score, Thresholds, scores_by

# How people call a structure; one without a name here is called by its id.
NAMES: Final[Mapping[str, str]] = {"tta-published": "published titles"}
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
BASES: Final = ("declared", "assessed")


@dataclass(frozen=True, slots=True)
class Structure:
    """An order of an edition's criteria: `titles` by code, `assignment` from criterion to code."""

    id: str
    version: str
    source: str
    titles: Mapping[str, str]
    assignment: Mapping[str, str]

    @property
    def name(self) -> str:
        """How people call it: "five published titles"."""
        return f"{number(len(self.titles))} {NAMES.get(self.id, f'titles of {self.id}')}"


def number(count: int) -> str:
    """A small number as a word."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def structures_of(
    twin: Mapping[str, Any], alternatives: Iterable[Mapping[str, Any]]
) -> list[Structure]:
    """The edition's structures along which this twin can be cut, in the edition's order.

    `alternatives` is `Edition.alternative_structures`. One that does not assign every criterion of
    the twin would tell half of it, and is left out.
    """
    codes = {criterion["code"] for criterion in _criteria(twin)}
    return [each for each in map(_read, alternatives) if codes <= each.assignment.keys()]


def cut(twin: Mapping[str, Any], structure: Structure) -> list[dict[str, Any]]:
    """The figures of each title, in the shape of a report's frozen figures by principle.

    Conformance and maturity as rounded decimal strings, None where no criterion was rated;
    `assessed` is None where nobody has assessed.
    """
    thresholds = Thresholds(target=twin["thresholds"]["target_level"])
    scores = {
        basis: scores_by(structure.assignment, _items(twin, f"{basis}_level"), thresholds)
        for basis in BASES
    }
    assessed = twin["assessment"] is not None
    return [
        {
            "code": code,
            "title": title,
            "declared": _figures(scores["declared"].get(code)),
            "assessed": _figures(scores["assessed"].get(code)) if assessed else None,
        }
        for code, title in structure.titles.items()
    ]


def span(rows: Iterable[Mapping[str, Any]], *, basis: str) -> str:
    """Say the finding of a cut, lowest and highest; no threshold is held against it."""
    rated = [
        (Decimal(each[basis]["conformance"]), each["title"])
        for each in rows
        if each[basis] and each[basis]["conformance"] is not None
    ]
    if not rated:
        return "No title is rated"
    (low, lowest), (high, _) = min(rated), max(rated)
    if low == high:
        return f"Every title has {low}\u00a0% as {basis}"
    return f"From {low}\u00a0% to {high}\u00a0% as {basis}; the lowest is {lowest}"


def _read(row: Mapping[str, Any]) -> Structure:
    in_order = sorted(row["principles"], key=lambda each: each["order"])
    return Structure(
        id=row["id"],
        version=row["version"],
        source=row["source"],
        titles={each["code"]: each["title"] for each in in_order},
        assignment=row["assignment"],
    )


def _criteria(twin: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (criterion for each in twin["principles"] for criterion in each["criteria"])


def _items(twin: Mapping[str, Any], level: str) -> list[Item]:
    """The twin's criteria with the level that counts: layers are folded, null does not apply."""
    return [
        Item(
            code=each["code"],
            principle=principle["code"],
            weight=each["weight"],
            must_meet=each["must_meet"],
            level=each[level],
        )
        for principle in twin["principles"]
        for each in principle["criteria"]
    ]


def _figures(score: Score | None) -> dict[str, str | None]:
    if score is None:
        return {"conformance": None, "maturity": None}
    return {"conformance": score.conformance_text, "maturity": score.maturity_text}
