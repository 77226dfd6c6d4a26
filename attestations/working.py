"""How the declared outcome of a content comes about, and what would lift it (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from attestations.snapshot import items_of, weights_of
from principles.scoring import Item, Outcome, PrincipleScore, Result, Thresholds, scored


class Path(StrEnum):
    """What would lift the outcome."""

    MUST_MEETS = "must_meets"
    PLANS = "plans"
    BOTH = "both"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class PrincipleWorking:
    """A principle's figures with what they are measured against; `score` is None if nothing counts."""

    code: str
    title: str
    score: PrincipleScore | None
    reaches: bool
    above_floor: bool


@dataclass(frozen=True, slots=True)
class Working:
    """How the declared outcome comes about, and what would lift it."""

    result: Result
    thresholds: Thresholds
    principles: tuple[PrincipleWorking, ...]
    paths: tuple[tuple[Path, Outcome], ...]

    @property
    def limited(self) -> tuple[str, ...]:
        """The principles of which more is claimed not to apply than the rules let pass unmarked."""
        return tuple(flag.partition(":")[2] for flag in self.result.flags)


def working(content: Mapping[str, Any], *, on: date, thresholds: Thresholds) -> Working:
    """The declared result as the rules have it if signed on the day `on`, with its working."""
    items = items_of(content, signed_on=on, target=thresholds.target)
    weights = weights_of(content)
    result = scored(items, principle_weights=weights, thresholds=thresholds)
    scores = result.principles or {}
    principles = tuple(
        PrincipleWorking(
            code=each["code"],
            title=each["title"],
            score=score,
            reaches=score is not None and score.conformance >= thresholds.conform_pct,
            above_floor=score is not None and score.conformance >= thresholds.floor_pct,
        )
        for each in content["principles"]
        for score in [scores.get(each["code"])]
    )
    return Working(result, thresholds, principles, _paths(items, result, weights, thresholds))


RANK: Final = (Outcome.NOT_CONFORMING, Outcome.CONDITIONAL, Outcome.CONFORMING)


def _paths(
    items: Sequence[Item], result: Result, weights: Mapping[str, int], thresholds: Thresholds
) -> tuple[tuple[Path, Outcome], ...]:
    """What would lift the outcome, from the least to the most; each step lifts it further."""
    if result.outcome not in RANK:
        return ()
    target = thresholds.target

    def below(item: Item) -> bool:
        return isinstance(item.level, int) and item.level < target

    def met(item: Item) -> Item:
        return replace(item, level=target) if item.must_meet and below(item) else item

    def planned(item: Item) -> Item:
        return replace(item, action_due_days=0) if below(item) else item

    def at_target(item: Item) -> Item:
        return replace(item, level=target) if below(item) else item

    tried = {
        Path.MUST_MEETS: [met(item) for item in items],
        Path.PLANS: [planned(item) for item in items],
        Path.BOTH: [planned(met(item)) for item in items],
        Path.TARGET: [at_target(item) for item in items],
    }
    found: list[tuple[Path, Outcome]] = []
    best = RANK.index(result.outcome)
    for path, changed in tried.items():
        outcome = scored(changed, principle_weights=weights, thresholds=thresholds).outcome
        if RANK.index(outcome) > best:
            best = RANK.index(outcome)
            found.append((path, outcome))
    return tuple(found)
