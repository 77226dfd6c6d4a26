"""One criterion over the editions of its framework: where it stands, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from principles.lineage import ChangeClass, Declared, declared
from principles.models import Criterion, Edition

C = ChangeClass
# What became of a criterion in an edition, seen from the edition before.
BECAME: Final[Mapping[ChangeClass, str]] = {
    C.UNCHANGED: "unchanged",
    C.EDITORIAL: "reworded",
    C.CLARIFYING: "clarified",
    C.LOOSENING: "loosened",
    C.TIGHTENING: "tightened",
    C.NEW: "new",
    C.RETIRED: "retired",
    C.SPLIT: "split",
    C.MERGED: "merged",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """What one published edition does with a code.

    `criterion` is None where the edition no longer asks it. `kind` is None in an edition that
    follows none. `codes` are, of a split or merger, the codes on the other side: those it came
    from where it is asked, those it went into where it is not.
    """

    edition: Edition
    criterion: Criterion | None
    kind: ChangeClass | None = None
    codes: tuple[str, ...] = ()
    note: str = ""
    provision: str = ""

    @property
    def told(self) -> str:
        """What became of it: “tightened”, or “split into”, before the codes."""
        if self.kind is None:
            return "first asked"
        if self.codes:
            return f"{BECAME[self.kind]} {'from' if self.criterion is not None else 'into'}"
        return BECAME[self.kind]


def history_of(framework: str, code: str) -> tuple[Passage, ...]:
    """Follow a code through the published editions of a framework, the earliest first.

    Editions that never had to do with it are left out; empty when none had. Two statements.
    """
    editions = (
        Edition.objects.published()
        .filter(framework__slug=framework)
        .select_related("framework")
        .order_by("effective_on", "published_at")
    )
    listed = list(editions)
    rows = Criterion.objects.filter(edition__in=listed, code=code).select_related("principle")
    return tuple(_passages(listed, {row.edition_id: row for row in rows}, code))


def _passages(
    editions: Sequence[Edition], asked: Mapping[object, Criterion], code: str
) -> Iterator[Passage]:
    for edition in editions:
        here, before = asked.get(edition.pk), asked.get(edition.follows_id)
        said = declared({"changes": edition.changes})
        own = said.get(code)
        if here is not None:
            yield _asked(edition, here, before, own)
        elif before is not None:
            yield _gone(edition, code, own, list(said.values()))


def _asked(
    edition: Edition, here: Criterion, before: Criterion | None, own: Declared | None
) -> Passage:
    note, provision = (own.note, own.provision) if own else ("", "")
    if edition.follows_id is None:
        return Passage(edition, here)
    if own is not None and own.sources:
        return Passage(edition, here, own.kind, own.sources, note, provision)
    if before is None:
        return Passage(edition, here, C.NEW, (), note, provision)
    if before.sha256 == here.sha256:
        return Passage(edition, here, C.UNCHANGED)
    kind = own.kind if own is not None else C.TIGHTENING  # as principles/comparison.py has it
    return Passage(edition, here, kind, (), note, provision)


def _gone(edition: Edition, code: str, own: Declared | None, said: Sequence[Declared]) -> Passage:
    parts = [each for each in said if code in each.sources]
    if parts:
        codes = tuple(each.criterion for each in parts)
        return Passage(edition, None, parts[0].kind, codes, parts[0].note, parts[0].provision)
    note, provision = (own.note, own.provision) if own else ("", "")
    return Passage(edition, None, C.RETIRED, (), note, provision)
