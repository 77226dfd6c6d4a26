"""What the rules make of the answers that are in, kept apart from how many are in (pure).

The method gives no percentage while an answer is missing (`INCOMPLETE`), so none is made up here:
until then it is said, by principle, which criteria are at target, which are already below it (the
weakest layer counts, so one answer below target is enough), and which are still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from attestations.completeness import Picture
from attestations.gaps import GapKind
from attestations.rating import Asked, Place
from principles.scoring import NotApplicable, Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """One principle's criteria by what is known of them.

    `conformance` is the percentage, rounded for people, only when the whole result is there;
    None then means that nothing of it was rated.
    """

    code: str
    at_target: int
    below: tuple[str, ...]
    must_meets_below: tuple[str, ...]
    left_out: int
    open: int
    conformance: str | None = None


@dataclass(frozen=True, slots=True)
class Conformity:
    """What is known of every principle; `is_whole` says that the method gives a result."""

    principles: tuple[Known, ...]
    is_whole: bool

    @property
    def must_meets_below(self) -> tuple[str, ...]:
        """Every must-meet that is below target already."""
        return tuple(code for each in self.principles for code in each.must_meets_below)


def conformity(
    asked: Sequence[Asked], picture: Picture, *, layers: Sequence[str], target: int
) -> Conformity:
    """What the rules make of `picture`; `target` is the level that counts as met."""
    whole = picture.progress.is_complete and picture.result.outcome is not Outcome.INCOMPLETE
    unconfirmed = {gap.place for gap in picture.gaps if gap.kind is GapKind.AFFIRM}
    known = []
    for principle in dict.fromkeys(one.principle for one in asked):
        mine = [one for one in asked if one.principle == principle]
        states = {one.code: _state(one, picture, layers, target, unconfirmed) for one in mine}
        below = [one for one in mine if states[one.code] == "below"]
        scores = picture.result.principles or {}
        score = scores.get(principle) if whole else None
        known.append(
            Known(
                code=principle,
                at_target=sum(1 for state in states.values() if state == "at_target"),
                below=tuple(one.code for one in below),
                must_meets_below=tuple(one.code for one in below if one.must_meet),
                left_out=sum(1 for state in states.values() if state == "left_out"),
                open=sum(1 for state in states.values() if state == "open"),
                conformance=score.conformance_text if score else None,
            )
        )
    return Conformity(tuple(known), whole)


def _state(
    one: Asked, picture: Picture, layers: Sequence[str], target: int, unconfirmed: set[Place]
) -> str:
    places = [(one.code, layer) for layer in one.layers_among(layers)]
    levels = [picture.ratings[p].level for p in places if p not in unconfirmed]
    if any(isinstance(level, int) and level < target for level in levels):
        return "below"
    if len(levels) < len(places) or None in levels:
        return "open"
    if all(isinstance(level, NotApplicable) for level in levels):
        return "left_out"
    return "at_target"
