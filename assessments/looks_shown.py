"""Who said what of a verdict, one after the other: its versions and the looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.looks import Looked
from assessments.models import Verdict, VerdictLook, VerdictVersion


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was said: by whom, when, at which level (None: it does not apply), and why."""

    did: str
    who: Any
    at: datetime
    level: int | None
    text: str


def steps_of(verdicts: Iterable[Verdict]) -> dict[UUID, list[Step]]:
    """What was said of each verdict, the earliest first; two SQL statements, or none for nothing."""
    ids = [each.pk for each in verdicts]
    found: dict[UUID, list[Step]] = {pk: [] for pk in ids}
    if not ids:
        return found
    looks = list(VerdictLook.objects.filter(verdict__in=ids).select_related("by"))
    ruled = {(each.verdict_id, each.version) for each in looks if each.came_to == Looked.RULED}
    versions = VerdictVersion.objects.filter(verdict__in=ids).select_related("given_by")
    for given in versions:
        if (given.verdict_id, given.version) not in ruled:
            said = f"Version {given.version}"
            step = Step(said, given.given_by, given.given_at, given.level, given.reason)
            found[given.verdict_id].append(step)
    for look in looks:
        step = Step(look.get_came_to_display(), look.by, look.at, look.level, look.note)
        found[look.verdict_id].append(step)
    return {pk: sorted(steps, key=lambda step: step.at) for pk, steps in found.items()}


def over_which_two_were_apart(verdicts: Iterable[Verdict | None]) -> list[Verdict]:
    """Those that wait for a third look or were settled by one, whose steps are worth telling."""
    third = (Looked.APART.value, Looked.RULED.value)
    return [each for each in verdicts if each is not None and each.review in third]
