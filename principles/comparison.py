"""Two editions of a framework, criterion by criterion (pure).

Editions are given as their content: a checked data file, or `content.content_of` of the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from principles.effects import edition_effects, effects
from principles.lineage import (
    FATES,
    GOES_ON,
    STRENGTH,
    ChangeClass,
    Declared,
    Effect,
    Fate,
    declared,
)

Content = Mapping[str, Any]
C = ChangeClass
BY_HAND: Final = frozenset({C.SPLIT, C.MERGED})


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """What became of one criterion between the older and the newer edition.

    `code` is its code in the newer edition; of a retired one, its code in the older. `sources`
    are the codes in the older edition whose answers belong to it: itself where it went on, one
    for a part of a split, those of its parts that existed then for a merger, none for a new one.
    `old` is the criterion's content in the older edition (None for new, split and merged), `new`
    in the newer. Over several editions `note` and `provision` join what was said on the way.
    """

    code: str
    kind: ChangeClass
    sources: tuple[str, ...]
    old: Content | None
    new: Content | None
    note: str = ""
    provision: str = ""

    @property
    def fate(self) -> Fate:
        """What happens to the answers that belong to it."""
        return FATES[self.kind]


@dataclass(frozen=True)
class Comparison:
    """Every criterion of both editions, in the newer one's order, the retired ones at the end.

    Every criterion of the older edition is a source of at least one change. Where it is one of
    several, all of these are split or merged, so that its answers have one fate.
    """

    older: Content
    newer: Content
    criteria: tuple[CriterionChange, ...]

    def by_source(self) -> dict[str, tuple[CriterionChange, ...]]:
        """For each criterion of the older edition what it became: one, or the parts of a split."""
        found: dict[str, list[CriterionChange]] = {}
        for each in self.criteria:
            for source in each.sources:
                found.setdefault(source, []).append(each)
        return {code: tuple(changes) for code, changes in found.items()}

    def counts(self) -> dict[ChangeClass, int]:
        """How many criteria there are of each class, all classes in their order."""
        found = dict.fromkeys(ChangeClass, 0)
        for each in self.criteria:
            found[each.kind] += 1
        return found

    def effects_of(self, change: CriterionChange) -> tuple[Effect, ...]:
        """What can be computed of a criterion that went on; none for any other."""
        if change.old is None or change.new is None:
            return ()
        return effects(change.old, change.new, self.layer_titles)

    @property
    def edition_effects(self) -> tuple[Effect, ...]:
        """What differs outside the criteria: scoring, layers, principles, structures."""
        return edition_effects(self.older, self.newer)

    @cached_property
    def layer_titles(self) -> Mapping[str, str]:
        """The titles of the layers of both editions, by their ids."""
        return {row["id"]: row["title"] for row in (*self.older["layers"], *self.newer["layers"])}


def compared(chain: Sequence[Content]) -> Comparison:
    """Compare the first edition of `chain` with its last; each follows the one before it.

    Needs two editions or more. What stands between them counts by what was declared on the way:
    a criterion that goes on has the strongest class of any step, a split or merger anywhere
    stays one, and what was new on the way and retired again does not appear. A difference that
    nobody declared is tightening: nothing is taken over that nobody spoke for.
    """
    older, newer = chain[0], chain[-1]
    was = {row["code"]: row for row in older["criteria"]}
    traced = {code: _Trace(C.UNCHANGED, (code,)) for code in was}
    ended: dict[str, Declared] = {}
    for before, after in pairwise(chain):
        step = declared(after)
        traced, gone = _stepped(traced, before, after, step)
        ended |= {
            source: step[code] for code, each in gone.items() if code in step for source in each
        }
    found = [_change(row, was, traced[row["code"]]) for row in newer["criteria"]]
    used = {source for change in found for source in change.sources}
    found += [_retired(row, ended.get(code)) for code, row in was.items() if code not in used]
    return Comparison(older, newer, tuple(found))


@dataclass(frozen=True, slots=True)
class _Trace:
    """A criterion somewhere on the way: its class so far, and where it began."""

    kind: ChangeClass
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


def _stepped(
    traced: Mapping[str, _Trace],
    before: Content,
    after: Content,
    step: Mapping[str, Declared],
) -> tuple[dict[str, _Trace], dict[str, tuple[str, ...]]]:
    """Follow every criterion one edition further; also the sources of those that ended there."""
    rows = {row["code"]: row for row in before["criteria"]}
    own = {row["code"]: _own_step(row, rows, step.get(row["code"])) for row in after["criteria"]}
    takers: dict[str, int] = {}
    for _, sources in own.values():
        for source in sources:
            takers[source] = takers.get(source, 0) + 1
    found = {}
    for code, (kind, sources) in own.items():
        shared = kind not in BY_HAND and any(takers[source] > 1 for source in sources)
        merged = _joined(C.SPLIT if shared else kind, [traced[source] for source in sources])
        found[code] = _noted(merged, step.get(code))
    gone = {code: each.sources for code, each in traced.items() if code not in takers}
    return found, gone


def _own_step(
    row: Content, before: Mapping[str, Content], said: Declared | None
) -> tuple[ChangeClass, tuple[str, ...]]:
    """The class and the sources of one criterion from one edition to the next."""
    code = row["code"]
    if said is not None and said.kind in BY_HAND:
        known = tuple(source for source in said.sources if source in before)
        if known:
            return said.kind, known
    old = before.get(code)
    if old is None:
        return C.NEW, ()
    if old == row:
        return C.UNCHANGED, (code,)
    # Where nobody said what the difference means, nothing is taken over.
    return (said.kind if said is not None and said.kind in GOES_ON else C.TIGHTENING), (code,)


def _joined(kind: ChangeClass, before: Sequence[_Trace]) -> _Trace:
    """Put one step onto what its sources had become by then."""
    sources = tuple(dict.fromkeys(source for each in before for source in each.sources))
    notes = tuple(dict.fromkeys(note for each in before for note in each.notes))
    provisions = tuple(dict.fromkeys(law for each in before for law in each.provisions))
    if not sources:
        kind = C.NEW  # It came from nothing, or from what was new on the way.
    elif len(sources) > 1:
        kind = C.MERGED
    elif kind not in BY_HAND:
        earlier = before[0].kind
        kind = earlier if earlier in BY_HAND else max(earlier, kind, key=STRENGTH.index)
    return _Trace(kind, sources, notes, provisions)


def _noted(trace: _Trace, said: Declared | None) -> _Trace:
    if said is None:
        return trace
    provisions = (*trace.provisions, said.provision) if said.provision else trace.provisions
    return replace(trace, notes=(*trace.notes, said.note), provisions=provisions)


def _change(row: Content, was: Mapping[str, Content], trace: _Trace) -> CriterionChange:
    goes_on = trace.kind in STRENGTH
    return CriterionChange(
        code=row["code"],
        kind=trace.kind,
        sources=trace.sources,
        old=was[row["code"]] if goes_on else None,
        new=row,
        note=" ".join(dict.fromkeys(trace.notes)),
        provision="; ".join(dict.fromkeys(trace.provisions)),
    )


def _retired(row: Content, said: Declared | None) -> CriterionChange:
    note, provision = (said.note, said.provision) if said else ("", "")
    return CriterionChange(row["code"], C.RETIRED, (row["code"],), row, None, note, provision)
