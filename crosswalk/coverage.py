"""Which clauses of a law criteria touch, how, and which none touches (pure)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from crosswalk.vocabulary import BACKWARD, FORWARD, Confidence, Relationship

_PIECES: Final = re.compile(r"\d+|\D+")
_JOINTS: Final = frozenset("(.- ")


class Reach(StrEnum):
    """How near criteria come to a clause: itself, its parts or the whole it is in, or not at all."""

    TOUCHED = "touched"
    NEAR = "near"
    UNTOUCHED = "untouched"


class Show(StrEnum):
    """Which clauses of a law are looked at."""

    ALL = "all"
    TOUCHED = "touched"
    UNTOUCHED = "untouched"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """A clause: its place in the law, its reference and heading, and from when it applies."""

    order: int
    ref: str
    title: str = ""
    applies_from: date | None = None
    applies_note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """One criterion beside one clause, by whose judgement, on which text, checked by whom."""

    code: str
    title: str
    relationship: Relationship
    confidence: Confidence
    author: str
    dated: date
    judged_on: str
    carried_over: bool = False
    verified: bool = False
    verified_by: str = ""
    verified_on: date | None = None
    check_note: str = ""

    @property
    def forward(self) -> str:
        """What the criterion is to the clause, in words."""
        return FORWARD[self.relationship]

    @property
    def backward(self) -> str:
        """What the clause is to the criterion, in words."""
        return BACKWARD[self.relationship]


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause and the criteria that touch it.

    `parts` are references of clauses within it that are touched, `wholes` of those that it is in:
    from neither follows that this one is.
    """

    clause: ClauseFacts
    touches: tuple[Touch, ...] = ()
    parts: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()

    @property
    def nearby(self) -> tuple[str, ...]:
        """Touched clauses that it is in, or that are in it."""
        return self.wholes + self.parts

    @property
    def reach(self) -> Reach:
        """How near criteria come to it."""
        if self.touches:
            return Reach.TOUCHED
        return Reach.NEAR if self.nearby else Reach.UNTOUCHED


@dataclass(frozen=True, slots=True)
class Coverage:
    """The clauses of a law in their order, each with the criteria of one edition that touch it."""

    rows: tuple[Covered, ...]

    @property
    def listed(self) -> int:
        """How many clauses are listed."""
        return len(self.rows)

    @property
    def touched(self) -> int:
        """How many clauses a criterion touches itself."""
        return sum(1 for row in self.rows if row.touches)

    @property
    def touches(self) -> tuple[Touch, ...]:
        """Every mapping, in the order of the clauses."""
        return tuple(touch for row in self.rows for touch in row.touches)

    @property
    def verified(self) -> int:
        """How many mappings are verified."""
        return sum(1 for touch in self.touches if touch.verified)

    @property
    def carried_over(self) -> int:
        """How many mappings were judged on another text than the one they are shown for."""
        return sum(1 for touch in self.touches if touch.carried_over)

    def shown(self, show: Show) -> Iterator[Covered]:
        """Pick the clauses that `show` asks for; for the unverified, with these mappings only."""
        for row in self.rows:
            if show == Show.UNVERIFIED:
                open_ = tuple(touch for touch in row.touches if not touch.verified)
                if open_:
                    yield replace(row, touches=open_)
            elif show == Show.ALL or (show == Show.TOUCHED) == bool(row.touches):
                yield row


def covered(clauses: Iterable[ClauseFacts], touches: Iterable[tuple[str, Touch]]) -> Coverage:
    """Lay mappings beside clauses.

    `touches` holds references with their mappings; one whose reference is not among the clauses
    raises `KeyError`, since a mapping that nobody sees would be lost.
    """
    ordered = sorted(clauses, key=lambda clause: (clause.order, natural(clause.ref)))
    by_ref: dict[str, list[Touch]] = {clause.ref: [] for clause in ordered}
    for ref, touch in touches:
        by_ref[ref].append(touch)
    touched = [clause.ref for clause in ordered if by_ref[clause.ref]]
    return Coverage(tuple(_covered(each, by_ref[each.ref], touched) for each in ordered))


def _covered(clause: ClauseFacts, touches: list[Touch], touched: Sequence[str]) -> Covered:
    return Covered(
        clause,
        tuple(sorted(touches, key=lambda touch: natural(touch.code))),
        parts=tuple(ref for ref in touched if within(ref, clause.ref)),
        wholes=tuple(ref for ref in touched if within(clause.ref, ref)),
    )


def within(ref: str, whole: str) -> bool:
    """Tell whether a reference is one of a part: “Art. 21(2)(d)” of “Art. 21(2)”, not of “Art. 2”."""
    return len(ref) > len(whole) and ref.startswith(whole) and ref[len(whole)] in _JOINTS


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Order references as people do: “Art. 9” before “Art. 10”, “A.5.2” before “A.5.10”."""
    return tuple(
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece)
        for piece in _PIECES.findall(text)
    )
