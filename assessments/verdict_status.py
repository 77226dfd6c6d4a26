"""The states of a verdict, what moves it, and when two levels lie too far apart (pure)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from accounts.refusal import Refusal

NEAR: Final = 1
"""So many levels may lie between an assessor and a reviewer before a third person has to look."""


class VerdictStatus(StrEnum):
    """Where the verdict on one criterion (and layer) stands."""

    UNASSESSED = "unassessed"
    GIVEN = "given"
    DISAGREED = "disagreed"
    APART = "apart"
    SETTLED = "settled"
    RULED = "ruled"


V = VerdictStatus
VERDICT_WORDS: Final[dict[str, str]] = {
    V.UNASSESSED: "Without a verdict",
    V.GIVEN: "Waits for review",
    V.DISAGREED: "Reviewer disagrees",
    V.APART: "Waits for a third look",
    V.SETTLED: "Settled",
    V.RULED: "Settled by a third look",
}
# Either way two people, or three, stand behind it.
SETTLED_VERDICTS: Final = (V.SETTLED, V.RULED)


class VerdictAct(StrEnum):
    """What moves a verdict."""

    GIVE = "give"
    AGREE = "agree"
    DISAGREE = "disagree"
    PART = "part"
    THIRD_LOOK = "third_look"


# A third look settles; only a new version of the verdict opens it again, for a new review.
VERDICT_MOVES: Final[Mapping[VerdictAct, tuple[frozenset[VerdictStatus], VerdictStatus]]] = {
    VerdictAct.GIVE: (
        frozenset({V.UNASSESSED, V.GIVEN, V.DISAGREED, V.SETTLED, V.RULED}),
        V.GIVEN,
    ),
    VerdictAct.AGREE: (frozenset({V.GIVEN, V.DISAGREED, V.SETTLED}), V.SETTLED),
    VerdictAct.DISAGREE: (frozenset({V.GIVEN, V.DISAGREED, V.SETTLED}), V.DISAGREED),
    VerdictAct.PART: (frozenset({V.GIVEN, V.DISAGREED, V.SETTLED}), V.APART),
    VerdictAct.THIRD_LOOK: (frozenset({V.APART}), V.RULED),
}
_NEXT: Final[Mapping[VerdictStatus, str]] = {
    V.UNASSESSED: "Wait until an assessor has given a verdict.",
    V.APART: "A third person of the engagement settles it.",
    V.RULED: "Ask an assessor to give a new verdict, with what is new about it.",
}


class WrongVerdictStatus(Refusal):
    """The act does not lead on from the state that the verdict is in."""

    def __init__(self, act: VerdictAct, status: VerdictStatus, key: str = "") -> None:
        about = f"{key.removesuffix('.all').replace('.', ', ')}: " if key else ""
        then = _NEXT.get(status, "Reload the page to see what has happened.")
        super().__init__(
            f"{about}The verdict stands at “{VERDICT_WORDS[status].lower()}”, and this step is not "
            f"open from there. {then}"
        )
        self.act = act
        self.status = status
        self.key = key


def verdict_after(act: VerdictAct, status: VerdictStatus, key: str = "") -> VerdictStatus:
    """The state that `act` leads a verdict to from `status`, or `WrongVerdictStatus`.

    `key` names the criterion (and layer) in the refusal.
    """
    sources, target = VERDICT_MOVES[act]
    if status not in sources:
        raise WrongVerdictStatus(act, status, key)
    return target


def are_apart(level: int | None, other: int | None) -> bool:
    """Whether two views lie more than one level apart; None is "does not apply".

    Between "does not apply" and a level there is nothing to meet on: these are always apart.
    """
    if level is None or other is None:
        return level is not other
    return abs(level - other) > NEAR


def between(level: int | None, other: int | None) -> tuple[int, ...]:
    """The levels that a third person chooses from: the two and what lies between them."""
    ends = [each for each in (level, other) if each is not None]
    return tuple(range(min(ends), max(ends) + 1)) if ends else ()
