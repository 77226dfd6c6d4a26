"""What is allowed in an answer, but only with a reason (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from attestations import figures
from attestations.rating import Asked, Given, Place, Rating
from attestations.staleness import any_old, any_stale
from principles.scoring import Thresholds


class WarningKind(StrEnum):
    """What is allowed, but only with a reason."""

    NO_EVIDENCE = "no_evidence"
    STALE_EVIDENCE = "stale_evidence"
    OLD_EVIDENCE = "old_evidence"
    NO_PLAN = "no_plan"
    PLAN_OVERDUE = "plan_overdue"
    PLAN_LATE = "plan_late"
    LOW_CONFIDENCE = "low_confidence"
    FIGURE_UNEXPLAINED = figures.Doubt.UNEXPLAINED.value
    FIGURE_SHORT = figures.Doubt.SHORT.value


WARNING_WORDS: Final[Mapping[WarningKind, str]] = {
    WarningKind.NO_EVIDENCE: "No evidence is attached: the level is 1 at most",
    WarningKind.STALE_EVIDENCE: "Attached evidence is stale: its expiry date has come",
    WarningKind.OLD_EVIDENCE: "Attached evidence covers a period that ended more than 12 months "
    "before the as-of date",
    WarningKind.NO_PLAN: "Below target, without a dated plan",
    WarningKind.PLAN_OVERDUE: "The date of the plan has passed",
    WarningKind.PLAN_LATE: "The plan ends later than corrective action may take",
    WarningKind.LOW_CONFIDENCE: "At target or above, but you are not sure of the answer",
    WarningKind.FIGURE_UNEXPLAINED: "The figure lacks its population, its period or its basis",
    WarningKind.FIGURE_SHORT: "The figure covers a shorter period than the criterion asks for",
}
WARNING_QUESTIONS: Final[Mapping[WarningKind, str]] = {
    WarningKind.NO_EVIDENCE: "Why no evidence is attached",
    WarningKind.STALE_EVIDENCE: "Why stale evidence is attached",
    WarningKind.OLD_EVIDENCE: "Why evidence of an earlier period is attached",
    WarningKind.NO_PLAN: "Why there is no dated plan",
    WarningKind.PLAN_OVERDUE: "Why the date of the plan has passed",
    WarningKind.PLAN_LATE: "Why the plan ends so late",
    WarningKind.LOW_CONFIDENCE: "Why the answer stands although you are not sure of it",
    WarningKind.FIGURE_UNEXPLAINED: "Why it is not said how the figure was taken",
    WarningKind.FIGURE_SHORT: "Why the figure covers a shorter period",
}
# The member's word for being hardly sure of an answer (`models.Confidence`).
LOW: Final = "low"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing that needs a reason, at one answer."""

    place: Place
    kind: WarningKind
    sentence: str

    @property
    def key(self) -> str:
        """The warning's name in forms and records."""
        return f"{self.kind}:{self.place[0]}:{self.place[1]}"


def warnings(
    place: Place,
    one: Asked,
    given: Given,
    rating: Rating,
    *,
    as_of: date,
    today: date,
    thresholds: Thresholds,
) -> Iterable[Warned]:
    """Everything that needs a reason at one answer, on the day `today`."""
    yield from _about_worth(place, given, rating, as_of, today, thresholds)
    if isinstance(rating.level, int):
        for doubt in figures.doubts(one.rule, given.response, given.figure):
            yield _warned(place, WarningKind(doubt.value))


def _about_worth(
    place: Place,
    given: Given,
    rating: Rating,
    as_of: date,
    today: date,
    thresholds: Thresholds,
) -> Iterable[Warned]:
    if not isinstance(rating.level, int):
        return
    if given.evidence == 0 and rating.working and rating.working.uncapped > rating.level:
        yield _warned(place, WarningKind.NO_EVIDENCE)
    if any_stale(given.expiries, today):
        yield _warned(place, WarningKind.STALE_EVIDENCE)
    if any_old(given.periods_until, as_of):
        yield _warned(place, WarningKind.OLD_EVIDENCE)
    if rating.level >= thresholds.target:
        if given.confidence == LOW:
            yield _warned(place, WarningKind.LOW_CONFIDENCE)
        return
    if not given.plan.strip() or given.plan_due is None:
        yield _warned(place, WarningKind.NO_PLAN)
    elif given.plan_due < today:
        yield _warned(place, WarningKind.PLAN_OVERDUE)
    elif (given.plan_due - today).days > thresholds.action_days:
        yield _warned(place, WarningKind.PLAN_LATE)


def _warned(place: Place, kind: WarningKind) -> Warned:
    return Warned(place, kind, f"{WARNING_WORDS[kind]}.")
