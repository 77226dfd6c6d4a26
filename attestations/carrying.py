"""Where every answer goes when an attestation begins with the answers of an earlier one (pure).

The editions are compared in `principles/comparison.py`; here their layers and what was answered
come in. Every old answer that says anything goes one way, and every new place begins one way.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from attestations.rating import Place
from principles.comparison import CriterionChange
from principles.lineage import Fate

# The ways an old answer can go, from the one that asks least of a person to the one that asks most.
WAYS: Final = (Fate.CARRIED, Fate.REAFFIRM, Fate.AGAIN, Fate.BY_HAND, Fate.KEPT)
# Ways on which the new answer begins with the old one's content.
WHOLE: Final = frozenset({Fate.CARRIED, Fate.REAFFIRM})


class Why(StrEnum):
    """Why a carried answer counts only once somebody has confirmed it."""

    WORDING = "wording"
    SCOPE = "scope"
    PERIOD = "period"


def waits(fate: Fate, *, same_draft: bool, waited: bool) -> bool:
    """Whether an answer that is carried whole waits to be confirmed.

    `same_draft` says that its draft, which nobody signed, goes on here: then the facts are those of
    yesterday, and it waits only where the wording has changed, or where it `waited` already.
    """
    return fate is Fate.REAFFIRM or waited or not same_draft


def why_it_waits(fate: Fate, *, same_scope: bool, signed: bool) -> tuple[Why, ...]:
    """Why an answer that waits does; `signed` says that its attestation was once submitted."""
    found = [Why.WORDING] if fate is Fate.REAFFIRM else []
    if not same_scope:
        found.append(Why.SCOPE)
    elif signed or not found:
        found.append(Why.PERIOD)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Target:
    """A place of the new attestation that an old answer belongs to, and how it gets there."""

    place: Place
    fate: Fate


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of one old answer: `fate` is its way, `targets` is empty for what is kept."""

    source: Place
    fate: Fate
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every old answer, and with what every new place begins.

    `begins` has every place that the new attestation asks, in its order; None stands for what
    was asked before as well, and not answered.
    """

    moved: tuple[Moved, ...]
    begins: Mapping[Place, Fate | None]

    def of(self, fate: Fate) -> tuple[Moved, ...]:
        """The old answers that go this way."""
        return tuple(each for each in self.moved if each.fate is fate)

    def beginning(self, fate: Fate | None) -> tuple[Place, ...]:
        """The new places that begin this way."""
        return tuple(place for place, each in self.begins.items() if each is fate)

    @property
    def counts(self) -> dict[str, int]:
        """How many new places begin each way; `kept` counts old answers, `blank` is what is left."""
        found = {
            fate.value: len(self.beginning(fate)) for fate in (*WAYS, Fate.NEW) if fate != Fate.KEPT
        }
        return found | {"kept": len(self.of(Fate.KEPT)), "blank": len(self.beginning(None))}


def planned(
    changes: Iterable[CriterionChange],
    *,
    asked_before: Iterable[Place],
    answered: Collection[Place],
    asked_now: Iterable[Place],
) -> Plan:
    """Plan the way of every old answer.

    `asked_before` and `asked_now` are the places of the old and of the new attestation, in their
    order; `answered` are those of the old ones in which anything is said.
    """
    every = tuple(changes)
    now = tuple(asked_now)
    before = tuple(dict.fromkeys((*asked_before, *answered)))
    layers: dict[str, tuple[str, ...]] = {}
    for code, layer in now:
        layers[code] = (*layers.get(code, ()), layer)
    by_source: dict[str, list[CriterionChange]] = {}
    for change in every:
        for source in change.sources:
            by_source.setdefault(source, []).append(change)
    ways = {
        place: tuple(
            target
            for change in by_source.get(place[0], ())
            for target in _to(place, change, layers)
        )
        for place in before
    }
    moved = tuple(_moved(place, ways[place]) for place in before if place in answered)
    begins: dict[Place, Fate | None] = dict.fromkeys(now, Fate.NEW)
    begins |= {target.place: None for targets in ways.values() for target in targets}
    arrived = {target for each in moved for target in each.targets}
    for target in sorted(arrived, key=lambda each: WAYS.index(each.fate), reverse=True):
        begins[target.place] = target.fate
    return Plan(moved, begins)


def _moved(place: Place, targets: tuple[Target, ...]) -> Moved:
    fates = {target.fate for target in targets} or {Fate.KEPT}
    return Moved(place, next(way for way in WAYS if way in fates), targets)


def _to(
    place: Place, change: CriterionChange, layers: Mapping[str, tuple[str, ...]]
) -> Iterable[Target]:
    """The places of the changed criterion that an answer at `place` belongs to."""
    if change.new is None:
        return ()
    found = _layers(place[1], layers.get(change.code, ()))
    # What was said once for all layers, or for another one, or of one source among several, is not
    # said of this: it can be shown beside the new answer, and never stand for it.
    exact = found == (place[1],) and len(change.sources) == 1
    fate = Fate.AGAIN if change.fate in WHOLE and not exact else change.fate
    return (Target((change.code, layer), fate) for layer in found)


def _layers(before: str, now: tuple[str, ...]) -> tuple[str, ...]:
    """Of the layers that are asked now ("" for once), those that an answer for `before` is about."""
    if before in now:
        return (before,)
    return now if before == "" or now == ("",) else ()
