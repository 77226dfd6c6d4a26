"""The list of an engagement's criteria, light: one statement however long the edition is."""

from uuid import UUID

from accounts.actor import Actor
from assessments.filtering import Line
from assessments.following import within_reach
from assessments.judgements import REVIEWED
from assessments.models import Engagement, NotApplicableVerdict
from assessments.outline import Outline
from assessments.sampling import in_plan
from assessments.verdict_status import SETTLED_VERDICTS
from attestations.rating import Place

# What a verdict puts into a line: its state, its level, whether the claim that the criterion does
# not apply is accepted, and the level that the reader herself gave.
Given = tuple[str, int | None, bool, int | None]
NO_VERDICT: Given = ("unassessed", None, False, None)


def lines_of(
    engagement: Engagement,
    outline: Outline,
    actor: Actor,
    *,
    changed: frozenset[Place] = frozenset(),
    asked: frozenset[Place] = frozenset(),
) -> list[Line]:
    """Every criterion (and layer) in the edition's order, as the submission has it.

    `changed` are the answers that are not what they were last time, `asked` those on which a
    clarification is open.
    """
    verdicts = _verdicts(engagement, actor.person_id)
    sample = in_plan(engagement.plan)
    sampled = sample.codes if sample else frozenset()
    reach = within_reach(engagement, [each.code for each in outline.claims])
    return [
        Line(
            *each,
            *verdicts.get(each.place, NO_VERDICT),
            sampled=each.code in sampled,
            changed=each.place in changed,
            asked=each.place in asked,
        )
        for each in outline.claims
        if each.code in reach
    ]


def _verdicts(engagement: Engagement, me: UUID) -> dict[Place, Given]:
    rows = engagement.verdicts.values_list(
        "criterion__code", "layer", "level", "not_applicable", "review", "given_by_id"
    )
    return {
        (code, layer): (
            _STATES.get(review, "given"),
            level,
            away == NotApplicableVerdict.ACCEPTED,
            level if given_by == me else None,
        )
        for code, layer, level, away, review, given_by in rows
    }


_STATES = {
    word: "settled" if status in SETTLED_VERDICTS else status.value
    for word, status in REVIEWED.items()
}
