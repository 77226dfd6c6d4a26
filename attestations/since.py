"""What a content says otherwise than an earlier one of the same scope (pure).

Both are contents as `snapshot.py` describes them, of one edition or of two of which the newer
follows the older: then a criterion's answer is compared with those that it came from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from attestations.rating import Place
from attestations.snapshot import answers_by_place, level_of
from principles.scoring import NotApplicable, fold

Worth = int | NotApplicable | None


class Move(StrEnum):
    """What became of one answer's level."""

    FELL = "fell"
    CLAIMED = "claimed"
    GONE = "gone"
    NEW = "new"
    APPLIES = "applies"
    ROSE = "rose"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that is not what it was.

    `before` is the weakest level of the answers that it came from, None for a new one; `after` is
    None for one that is asked no more. `sources` are those answers' places where they are others
    than its own. `parts` says what of it was written anew, at the same level.
    """

    place: Place
    title: str
    must_meet: bool
    move: Move
    before: Worth
    after: Worth
    sources: tuple[Place, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Every answer that changed, the gravest first, and how many are the same to the letter."""

    changes: tuple[Changed, ...]
    same: int

    def of(self, move: Move) -> tuple[Changed, ...]:
        """The answers of one kind, in their order."""
        return tuple(each for each in self.changes if each.move is move)

    @property
    def by_move(self) -> dict[Move, tuple[Changed, ...]]:
        """The changes by what became of them, without what is empty."""
        return {move: found for move in Move if (found := self.of(move))}


# What a person says, by its word in a sentence; keys of an answer in a content.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "answer": ("response", "figure"),
    "reason": ("reason",),
    "plan": ("plan", "plan_due"),
    "counter-claim": ("counter_claim",),
    "confidence": ("confidence",),
    "evidence": ("evidence",),
}


def compared(
    content: Mapping[str, Any],
    earlier: Mapping[str, Any],
    sources: Mapping[str, tuple[str, ...]] | None = None,
) -> Compared:
    """Compare a content with an earlier one.

    `sources` names for each criterion the codes in the earlier content's edition that it came
    from (`CriterionChange.sources`); without it every code means what it meant.
    """
    now, was = answers_by_place(content), answers_by_place(earlier)
    told = {each["code"]: each for each in content["criteria"]}
    told_then = {each["code"]: each for each in earlier["criteria"]}
    layers: dict[str, set[str]] = {}
    for code, layer in was:
        layers.setdefault(code, set()).add(layer)
    came_from = {
        place: tuple(
            (code, layer)
            for code in ((place[0],) if sources is None else sources.get(place[0], ()))
            for layer in _layers(place[1], layers.get(code, set()))
        )
        for place in now
    }
    judged = [_judged(place, told[place[0]], now[place], came_from[place], was) for place in now]
    used = {source for each in came_from.values() for source in each}
    gone = [_gone(place, told_then[place[0]], was[place]) for place in was if place not in used]
    changes = sorted((*(each for each in judged if each), *gone), key=_gravity)
    return Compared(tuple(changes), same=sum(1 for each in judged if each is None))


def _layers(layer: str, before: set[str]) -> Iterable[str]:
    """The layers of an earlier criterion that an answer for `layer` ("" for all) came from."""
    if layer in before:
        return (layer,)
    if "" in before:
        return ("",)
    return sorted(before) if layer == "" else ()


def _judged(
    place: Place,
    criterion: Mapping[str, Any],
    answer: Mapping[str, Any],
    sources: tuple[Place, ...],
    was: Mapping[Place, Mapping[str, Any]],
) -> Changed | None:
    after = level_of(answer)
    title, must_meet = criterion["title"], criterion["must_meet"]
    if not sources:
        return Changed(place, title, must_meet, Move.NEW, None, after)
    before = fold({str(source): level_of(was[source]) for source in sources})
    move = _move(before, after)
    parts: tuple[str, ...] = ()
    if move is None:
        parts = _parts(was[sources[0]], answer) if len(sources) == 1 else ()
        if not parts:
            return None
        move = Move.REWORDED
    others = () if sources == (place,) else sources
    return Changed(place, title, must_meet, move, before, after, others, parts)


def _move(before: Worth, after: Worth) -> Move | None:
    if isinstance(before, int) and isinstance(after, int):
        if before == after:
            return None
        return Move.FELL if after < before else Move.ROSE
    if isinstance(after, NotApplicable):
        return Move.CLAIMED if isinstance(before, int) else None
    return Move.APPLIES if isinstance(before, NotApplicable) else None


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        part
        for part, keys in PARTS.items()
        if any(_told(before, key) != _told(after, key) for key in keys)
    )


def _told(answer: Mapping[str, Any], key: str) -> Any:
    """What an answer says under a key; content of the first schema lacks some of them."""
    if key == "evidence":
        return [(piece["id"], piece["version"]) for piece in answer["evidence"]]
    return answer.get(key) or None


def _gone(place: Place, criterion: Mapping[str, Any], answer: Mapping[str, Any]) -> Changed:
    return Changed(
        place, criterion["title"], criterion["must_meet"], Move.GONE, level_of(answer), None
    )


def _gravity(change: Changed) -> tuple[int, bool, int]:
    """What became of it, what must be met first, the deepest fall first."""
    before, after = change.before, change.after
    depth = after - before if isinstance(before, int) and isinstance(after, int) else 0
    return list(Move).index(change.move), not change.must_meet, depth
