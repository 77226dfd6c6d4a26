"""The list of an engagement's criteria, light: one statement however long the edition is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.actor import Actor
from assessments.filtering import Line
from assessments.judgements import REVIEWED
from assessments.models import Engagement, NotApplicableVerdict
from assessments.sampling import in_plan
from assessments.verdict_status import SETTLED_VERDICTS
from attestations.rating import Place
from attestations.snapshot import asked_of

NO_VERDICT: Mapping[str, Any] = {"state": "unassessed"}


def lines_of(
    engagement: Engagement,
    content: Mapping[str, Any],
    actor: Actor,
    *,
    changed: frozenset[Place] = frozenset(),
    asked: frozenset[Place] = frozenset(),
) -> list[Line]:
    """Every criterion (and layer) in the edition's order, as the frozen `content` has it.

    `changed` are the answers that are not what they were last time, `asked` those on which a
    clarification is open.
    """
    verdicts = _verdicts(engagement, actor.person_id)
    answers = {(each["criterion"], each["layer"]): each for each in content["answers"]}
    sample = in_plan(engagement.plan)
    sampled = sample.codes if sample else frozenset()
    layers = content["scope"]["layers"]
    return [
        Line(
            code=criterion["code"],
            layer=layer,
            title=criterion["title"],
            principle=criterion["principle"],
            must_meet=criterion["must_meet"],
            claimed=answers[(criterion["code"], layer)]["level"],
            claimed_away=bool(answers[(criterion["code"], layer)]["not_applicable"]),
            sampled=criterion["code"] in sampled,
            changed=(criterion["code"], layer) in changed,
            asked=(criterion["code"], layer) in asked,
            **verdicts.get((criterion["code"], layer), NO_VERDICT),
        )
        for criterion in content["criteria"]
        for layer in asked_of(criterion).layers_among(layers)
    ]


def _verdicts(engagement: Engagement, me: UUID) -> dict[Place, dict[str, Any]]:
    rows = engagement.verdicts.values_list(
        "criterion__code", "layer", "level", "not_applicable", "review", "given_by_id"
    )
    return {
        (code, layer): {
            "state": _STATES.get(review, "given"),
            "level": level,
            "accepted_away": away == NotApplicableVerdict.ACCEPTED,
            "mine": level if given_by == me else None,
        }
        for code, layer, level, away, review, given_by in rows
    }


_STATES = {
    word: "settled" if status in SETTLED_VERDICTS else status.value
    for word, status in REVIEWED.items()
}
