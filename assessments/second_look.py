"""The second look: what a quality reviewer makes of a verdict; joins the review's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from accounts.actor import Actor
from assessments.handing_over import handed_over
from assessments.models import (
    Engagement,
    NotApplicableVerdict,
    Review,
    Verdict,
    VerdictLook,
)
from assessments.third_people import may_settle
from assessments.verdict_rules import VerdictRefused
from assessments.verdict_status import VerdictAct, are_apart, verdict_after

NO_LEVELS: Final[Mapping[UUID, int | None]] = MappingProxyType({})
FIELDS: Final = ["review", "review_note", "review_level", "reviewed_by", "reviewed_at"]


def second_look(
    verdict: Verdict,
    review: Review,
    note: str,
    levels: Mapping[UUID, int | None],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Set what the reviewer says of a verdict that she may review; refuses what leads nowhere."""
    act, level = VerdictAct.AGREE, None
    if review is not Review.AGREED:
        level = _own_level(verdict, levels)
        apart = are_apart(verdict.level, level)
        act, review = (
            (VerdictAct.PART, Review.APART) if apart else (VerdictAct.DISAGREE, Review.DISAGREED)
        )
    verdict_after(act, verdict.status, verdict.key)
    verdict.review, verdict.review_note, verdict.review_level = review, note, level
    verdict.reviewed_by_id, verdict.reviewed_at = by.person_id, at
    verdict.save(update_fields=FIELDS)


def keep_looks(verdicts: Iterable[Verdict], *, by: Actor, at: datetime) -> None:
    """Keep for ever what was just said of these verdicts; one statement."""
    VerdictLook.objects.bulk_create(
        VerdictLook(
            verdict=each,
            version=each.version,
            came_to=each.review,
            level=each.level if each.review == Review.AGREED else each.review_level,
            note=each.review_note,
            by_id=by.person_id,
            at=at,
        )
        for each in verdicts
    )


def tell_of_disagreement(
    engagement: Engagement, verdicts: Sequence[Verdict], *, by: Actor, at: datetime
) -> None:
    """Tell the authors of verdicts that came back, and the people who can settle the others."""
    back = [each for each in verdicts if each.review == Review.DISAGREED]
    if back:
        authors = {each.given_by_id for each in back}
        handed_over(
            "verdict.reviewed/disagreed",
            engagement,
            by=by,
            at=at,
            people=authors,
            count=_counted(back),
        )
    apart = [each for each in verdicts if each.review == Review.APART]
    if not apart:
        return
    settling = may_settle(engagement, apart)
    people = {user_id for each in settling.values() for user_id in each}
    if people:
        handed_over(
            "verdict.reviewed/apart", engagement, by=by, at=at, people=people, count=_counted(apart)
        )
    stuck = [each for each in apart if not settling[each.pk]]
    if stuck:
        handed_over("verdict.reviewed/stuck", engagement, by=by, at=at, count=_counted(stuck))


def _own_level(verdict: Verdict, levels: Mapping[UUID, int | None]) -> int | None:
    """The level that the reviewer would give; of a claim that it does not apply, 0 or None."""
    if verdict.pk not in levels:
        raise VerdictRefused(verdict.key, "levels", "say which level you would give.")
    level = levels[verdict.pk]
    if verdict.not_applicable in NotApplicableVerdict.values:
        if level not in (None, 0):
            raise VerdictRefused(
                verdict.key, "levels", "say that it does not apply, or that it counts 0."
            )
    elif level not in range(5):
        raise VerdictRefused(verdict.key, "levels", "choose a level from 0 to 4.")
    return level


def _counted(verdicts: Sequence[Verdict]) -> str:
    return "1 verdict" if len(verdicts) == 1 else f"{len(verdicts)} verdicts"
