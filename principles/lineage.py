"""What became of a criterion from one edition to the next, and what that means for answers (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class ChangeClass(StrEnum):
    """What became of a criterion; the author of an edition declares all but UNCHANGED."""

    UNCHANGED = "unchanged"
    EDITORIAL = "editorial"
    CLARIFYING = "clarifying"
    LOOSENING = "loosening"
    TIGHTENING = "tightening"
    NEW = "new"
    RETIRED = "retired"
    SPLIT = "split"
    MERGED = "merged"


class Fate(StrEnum):
    """What happens to the answers that belong to a criterion when they move to an edition."""

    CARRIED = "carried"
    REAFFIRM = "reaffirm"
    AGAIN = "again"
    BY_HAND = "by_hand"
    KEPT = "kept"
    NEW = "new"


C = ChangeClass
WORDS: Final[Mapping[ChangeClass, str]] = {
    C.UNCHANGED: "Unchanged",
    C.EDITORIAL: "Editorial",
    C.CLARIFYING: "Clarifying",
    C.LOOSENING: "Loosening",
    C.TIGHTENING: "Tightening",
    C.NEW: "New",
    C.RETIRED: "Retired",
    C.SPLIT: "Split",
    C.MERGED: "Merged",
}
MEANING: Final[Mapping[ChangeClass, str]] = {
    C.UNCHANGED: "The text is the same, to the letter.",
    C.EDITORIAL: "Wording only: nothing else is asked.",
    C.CLARIFYING: "What was meant is said more clearly.",
    C.LOOSENING: "Less is asked than before.",
    C.TIGHTENING: "More is asked than before.",
    C.NEW: "Nothing like it was asked before.",
    C.RETIRED: "It is not asked any more.",
    C.SPLIT: "One criterion became several.",
    C.MERGED: "Several criteria became one.",
}
# How an answer moves: carried as it stands; carried, to be confirmed with one click; asked again
# beside the old answer; mapped by hand; kept readable; asked for the first time.
FATES: Final[Mapping[ChangeClass, Fate]] = {
    C.UNCHANGED: Fate.CARRIED,
    C.EDITORIAL: Fate.CARRIED,
    C.CLARIFYING: Fate.REAFFIRM,
    C.LOOSENING: Fate.REAFFIRM,
    C.TIGHTENING: Fate.AGAIN,
    C.SPLIT: Fate.BY_HAND,
    C.MERGED: Fate.BY_HAND,
    C.RETIRED: Fate.KEPT,
    C.NEW: Fate.NEW,
}
# What the fate of an answer means, in the sentence of whoever gave it.
FATE_WORDS: Final[Mapping[Fate, str]] = {
    Fate.CARRIED: "Carried over as they stand",
    Fate.REAFFIRM: "Carried over, to be confirmed",
    Fate.AGAIN: "Asked again, beside the old answer",
    Fate.BY_HAND: "Assigned by hand",
    Fate.KEPT: "Kept to be read",
    Fate.NEW: "Asked for the first time",
}
# From the class that says least to the one that says most, of those under which a criterion goes on.
STRENGTH: Final = (C.UNCHANGED, C.EDITORIAL, C.CLARIFYING, C.LOOSENING, C.TIGHTENING)
GOES_ON: Final = frozenset(STRENGTH[1:])


class Direction(StrEnum):
    """Whether a difference asks for more, for less, or for something that is neither."""

    TIGHTENING = "tightening"
    LOOSENING = "loosening"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Effect:
    """One difference that can be computed: which way it goes, in which field, in a sentence."""

    direction: Direction
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the author of an edition declares of one criterion.

    `criterion` is its code in the edition; of a retired one, its code in the edition followed.
    `sources` are the codes, in the edition followed, from which a split or merged one came.
    """

    criterion: str
    kind: ChangeClass
    sources: tuple[str, ...]
    note: str
    provision: str


def declared(content: Mapping[str, Any]) -> dict[str, Declared]:
    """Read the `changes` of an edition's content (a checked data file, or `content_of`)."""
    return {
        row["criterion"]: Declared(
            criterion=row["criterion"],
            kind=ChangeClass(row["class"]),
            sources=tuple(row.get("from", ())),
            note=row["note"],
            provision=row.get("provision", ""),
        )
        for row in content.get("changes", ())
    }


def came_from(codes: Iterable[str], step: Mapping[str, Declared]) -> frozenset[str]:
    """The codes, in the edition followed, of what criteria were before this step; none for new ones."""
    found: set[str] = set()
    for code in codes:
        said = step.get(code)
        if said is None or said.kind in GOES_ON:
            found.add(code)
        else:
            found.update(said.sources)
    return frozenset(found)
