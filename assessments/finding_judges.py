"""On whose judgement the state of each finding rests."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from assessments.following import follow_up_of
from assessments.models import Engagement, FindingEvent
from assessments.standing_steps import Judged, standing

WORDS: Final[Mapping[Judged, str]] = {
    Judged.PLAN: "The plan of finding {number} was accepted by",
    Judged.PROOF: "The evidence of finding {number} was verified by",
    Judged.CLOSURE: "Finding {number} was closed by",
}


@dataclass(frozen=True, slots=True)
class StandingStep:
    """A judgement that stands in a finding, and whose it is."""

    number: int
    judged: Judged
    by: UUID

    def told(self, name: str, why: str) -> str:
        """That it comes from somebody who is not independent, as a sentence that says what to do."""
        words = WORDS[self.judged].format(number=self.number)
        return f"{words} {name}, who {why}. Another assessor must judge it again."


def standing_steps(engagement: Engagement, number: int | None = None) -> list[StandingStep]:
    """What stands in every finding, or in that of this number, in the order of its way; one SQL.

    In a follow-up what can be judged anew: its own findings, and no plan.
    """
    one = follow_up_of(engagement)
    events = FindingEvent.objects.filter(finding__engagement=engagement)
    if number is not None:
        events = events.filter(finding__number=number)
    if one is not None:
        events = events.filter(finding__number__in=one.numbers)
    rows = events.order_by("finding__number", "at", "pk")
    steps: dict[int, list[tuple[str, UUID]]] = defaultdict(list)
    for number_, step, by in rows.values_list("finding__number", "step", "by_id"):
        steps[number_].append((step, by))
    return [
        StandingStep(each, judged, taken[place][1])
        for each, taken in steps.items()
        for judged, place in sorted(
            standing([step for step, _ in taken]).items(),
            key=lambda found: list(Judged).index(found[0]),
        )
        if one is None or judged is not Judged.PLAN
    ]
