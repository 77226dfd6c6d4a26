"""Two versions of one answer: where they differ, who changed what, and the choice (pure).

A version is what it says by field, as `models.SAID_FIELDS` names them, and under `evidence` the
ids of what is attached; a version that leaves the evidence as it is has no `evidence`. Fields that
mean nothing without each other are one part, and are chosen together.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

Said = Mapping[str, Any]

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "answer": ("response", "figure", "not_applicable"),
    "reason": ("reason",),
    "counter_claim": ("counter_claim",),
    "plan": ("plan",),
    "plan_due": ("plan_due",),
    "unsure": ("unsure",),
    "confidence": ("confidence",),
    "evidence": ("evidence",),
}


class Side(StrEnum):
    """Whose version of a part."""

    THEIRS = "theirs"
    MINE = "mine"


class Unsettled(ValueError):
    """Of these parts it is not said whose version shall stand."""

    def __init__(self, parts: Iterable[str]) -> None:
        self.parts = frozenset(parts)
        super().__init__(", ".join(sorted(self.parts)))


def differing(theirs: Said, mine: Said) -> tuple[str, ...]:
    """The parts in which two versions differ, in the order of the form."""
    return tuple(part for part in PARTS if not _agree(part, theirs, mine))


def suggested(part: str, before: Said, theirs: Said, mine: Said) -> Side | None:
    """Whose version to begin with: of who alone has changed the part since `before`.

    None where both have changed it: only a person can say.
    """
    if _agree(part, before, mine):
        return Side.THEIRS
    return Side.MINE if _agree(part, before, theirs) else None


def settled(theirs: Said, mine: Said, choice: Mapping[str, str], shown: Iterable[str]) -> Said:
    """The version that the choice makes of the two; raises `Unsettled`.

    `choice` says by part whose version shall stand, `shown` which parts there was a choice of.
    What was not shown was the same in both then: a difference there was typed afterwards, and is
    meant.
    """
    wanted = set(shown)
    parts = differing(theirs, mine)
    open_parts = [part for part in parts if part in wanted and choice.get(part) not in set(Side)]
    if open_parts:
        raise Unsettled(open_parts)
    taken = {part for part in parts if choice.get(part) == Side.THEIRS}
    found = {field: theirs[field] for part in taken for field in PARTS[part]}
    return {**mine, **found}


def _agree(part: str, one: Said, other: Said) -> bool:
    return all(
        field not in one or field not in other or one[field] == other[field]
        for field in PARTS[part]
    )
