"""Two editions of a framework, criterion by criterion (pure).

Editions are given as their content: a checked data file, or `content.content_of` of the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from principles.lineage import FATES, ChangeClass, Declared, Fate, declared
from principles.wording import canonical

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """What became of one criterion between the older and the newer edition.

    `code` is its code in the newer edition; of a retired one, its code in the older. `sources`
    are the codes in the older edition whose answers belong to it: itself where it went on, one
    for a part of a split, two or more for a merger, none for a new one. `old` is the criterion's
    content in the older edition (None for new, split and merged), `new` in the newer.
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every criterion of both editions, in the newer one's order, the retired ones at the end."""

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


def compared(chain: Sequence[Content]) -> Comparison:
    """Compare the first edition of `chain` with its last; each follows the one before it.

    Needs two editions or more. What stands between them counts by what was declared on the way.
    """
    older, newer = chain[0], chain[-1]
    step = declared(newer)
    was = {row["code"]: row for row in older["criteria"]}
    found = [_change(row, was, step.get(row["code"])) for row in newer["criteria"]]
    used = {source for change in found for source in change.sources}
    found += [_retired(row, step.get(code)) for code, row in was.items() if code not in used]
    return Comparison(older, newer, tuple(found))


def _change(row: Content, was: Mapping[str, Content], said: Declared | None) -> CriterionChange:
    code = row["code"]
    if said is not None and said.sources:
        return CriterionChange(code, said.kind, said.sources, None, row, said.note, said.provision)
    old = was.get(code)
    if old is None:
        note, provision = (said.note, said.provision) if said else ("", "")
        return CriterionChange(code, ChangeClass.NEW, (), None, row, note, provision)
    if canonical(old) == canonical(row):
        return CriterionChange(code, ChangeClass.UNCHANGED, (code,), old, row)
    if said is None:  # Nobody said what the difference means, so nothing is taken over.
        return CriterionChange(code, ChangeClass.TIGHTENING, (code,), old, row)
    return CriterionChange(code, said.kind, (code,), old, row, said.note, said.provision)


def _retired(row: Content, said: Declared | None) -> CriterionChange:
    note, provision = (said.note, said.provision) if said else ("", "")
    return CriterionChange(
        row["code"], ChangeClass.RETIRED, (row["code"],), row, None, note, provision
    )
