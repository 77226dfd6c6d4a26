"""On whose judgement the state of each finding rests."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from assessments.following import follow_up_of
from assessments.models import Engagement, Finding
from assessments.standing_steps import AT_FIRST, Judged, standing

WORDS: Final[Mapping[Judged, str]] = {
    Judged.RAISING: "Finding {number} was raised by",
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
        raising = self.judged is Judged.RAISING
        then = "say whether it stands" if raising else "judge it again"
        return f"{words} {name}, who {why}. Another assessor must {then}."


def standing_steps(engagement: Engagement, number: int | None = None) -> list[StandingStep]:
    """What stands in every finding, or in that of this number, in the order of its way; one SQL.

    In a follow-up what can be judged anew: its own findings, and neither that they were raised nor
    a plan.
    """
    one = follow_up_of(engagement)
    findings = Finding.objects.filter(engagement=engagement)
    if number is not None:
        findings = findings.filter(number=number)
    if one is not None:
        findings = findings.filter(number__in=one.numbers)
    rows = findings.order_by("number", "events__at", "events__pk")
    raised_by: dict[int, UUID] = {}
    steps: dict[int, list[tuple[str, UUID]]] = defaultdict(list)
    told = ("number", "raised_by_id", "events__step", "events__by_id")
    for number_, raiser, step, by in rows.values_list(*told):
        raised_by[number_] = raiser
        if step is not None:
            steps[number_].append((step, by))
    return [
        StandingStep(each, judged, raiser if place == AT_FIRST else steps[each][place][1])
        for each, raiser in raised_by.items()
        for judged, place in _in_order(standing([step for step, _ in steps[each]]))
        if one is None or judged not in {Judged.RAISING, Judged.PLAN}
    ]


def _in_order(found: Mapping[Judged, int]) -> list[tuple[Judged, int]]:
    return [(each, found[each]) for each in Judged if each in found]
