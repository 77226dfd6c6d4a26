"""The words of the signatory's briefing for people: one table for each state (pure)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from attestations.briefing import PlanState, Risk
from attestations.since import Move, Worth
from attestations.working import Path
from principles.scoring import NotApplicable

RISKS: Final[Mapping[Risk, str]] = {
    Risk.BELOW_TARGET: "Below target",
    Risk.PLAN: "No plan that counts",
    Risk.LOW_CONFIDENCE: "At target, but your colleagues are not sure of it",
    Risk.NO_EVIDENCE: "No evidence",
    Risk.STALE_EVIDENCE: "All of its evidence has expired",
    Risk.REFUSED_FILE: "The scanner refused a file of its evidence",
}
PLANS: Final[Mapping[PlanState, str]] = {
    PlanState.NONE: "No dated plan",
    PlanState.OVERDUE: "The date has passed",
    PlanState.LATE: "Later than corrective action may take",
    PlanState.IN_TIME: "In time",
}
MOVES: Final[Mapping[Move, str]] = {
    Move.FELL: "Level fell",
    Move.CLAIMED: "Now claimed not to apply",
    Move.GONE: "Asked no more",
    Move.NEW: "Answered for the first time",
    Move.APPLIES: "Was claimed not to apply",
    Move.ROSE: "Level rose",
    Move.REWORDED: "Same level, written anew",
}
PATHS: Final[Mapping[Path, str]] = {
    Path.MUST_MEETS: "every criterion that must be met reached the target",
    Path.PLANS: "every answer below target had a dated plan in time",
    Path.BOTH: "what must be met reached the target, and the rest below it had a dated plan in time",
    Path.TARGET: "every answer reached the target",
}
# Two tables may share a value, so each state is looked up in its own.
TABLES: Final[Mapping[type[StrEnum], Mapping[Any, str]]] = {
    Risk: RISKS,
    PlanState: PLANS,
    Move: MOVES,
    Path: PATHS,
}


def worth_words(worth: Worth) -> str:
    """A level, a claim, or nothing, for people."""
    if worth is None:
        return "–"
    return "does not apply" if isinstance(worth, NotApplicable) else f"level {worth}"
