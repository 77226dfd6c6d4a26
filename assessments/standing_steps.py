"""The judgements that the state of a finding rests on, told from its steps (pure)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from assessments.status import CONFIRMED, REOPENED, FindingAct, FindingStatus

F = FindingStatus


class Judged(StrEnum):
    """What an assessor judges of a finding, in the order of its way."""

    RAISING = "raised"
    PLAN = "plan_accepted"
    PROOF = "verified"
    CLOSURE = "closed"


# The place of the raising, which is before all steps.
AT_FIRST: Final = -1
# In which states a judgement stands; a closure does not ask who accepted the plan or who raised it.
STANDS_IN: Final[Mapping[Judged, frozenset[FindingStatus]]] = MappingProxyType(
    {
        Judged.RAISING: frozenset(CONFIRMED),
        Judged.PLAN: frozenset({F.ACCEPTED, F.PROVED, F.VERIFIED}),
        Judged.PROOF: frozenset({F.VERIFIED, F.CLOSED}),
        Judged.CLOSURE: frozenset({F.CLOSED}),
    }
)
# The state that a step leads to; whatever else happened leaves it as it was.
LED_TO: Final[Mapping[str, FindingStatus]] = MappingProxyType(
    {
        "acknowledged": F.ACKNOWLEDGED,
        "disputed": F.DISPUTED,
        "upheld": F.ACKNOWLEDGED,
        "dismissed": F.DISMISSED,
        "planned": F.PLANNED,
        "plan_accepted": F.ACCEPTED,
        "plan_returned": F.RETURNED,
        "proved": F.PROVED,
        "proof_refused": F.ACCEPTED,
        "verified": F.VERIFIED,
        "closed": F.CLOSED,
        "plan_reopened": F.PLANNED,
        "proof_reopened": F.PROVED,
    }
)


def standing(steps: Sequence[str]) -> dict[Judged, int]:
    """Which judgements stand after these steps, each with the place of its step among them.

    A finding rests on who raised it (`AT_FIRST`), on who let it stand after that, and on neither
    once the panel has ruled.
    """
    raising: int | None = AT_FIRST
    state, found = F.RAISED, dict[Judged, int]()
    before: tuple[FindingStatus, dict[Judged, int]] = (state, {})
    for place, step in enumerate(steps):
        if step == "closure_reopened":
            state, found = before[0], dict(before[1])
            continue
        if step in {"confirmed", "upheld"}:
            raising = place if step == "confirmed" else None
        if step == "closed":
            before = state, dict(found)
        state = LED_TO.get(step, state)
        if step in set(Judged):
            found[Judged(step)] = place
        found = {each: at for each, at in found.items() if state in STANDS_IN[each]}
    if raising is not None and state in STANDS_IN[Judged.RAISING]:
        found[Judged.RAISING] = raising
    return found


def taking_back(doubted: Judged, steps: Sequence[str]) -> FindingAct:
    """The act that leads back to before the doubted judgement."""
    if doubted is Judged.PLAN:
        return FindingAct.REOPEN_PLAN
    if doubted is Judged.PROOF:
        return FindingAct.REOPEN_PROOF
    place = standing(steps)[Judged.CLOSURE]
    return REOPENED[_state_after(steps[:place])]


def _state_after(steps: Sequence[str]) -> FindingStatus:
    state = before = F.RAISED
    for step in steps:
        if step == "closed":
            before = state
        state = before if step == "closure_reopened" else LED_TO.get(step, state)
    return state
