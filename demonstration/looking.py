"""Levels that an assessor gives before she sees the claim, and where the quality reviewer differs."""

from collections.abc import Mapping
from typing import Any

from assessments.blind_scores import choose_blind_first, score_blind
from assessments.models import Engagement, Review, Verdict
from assessments.verdicts import review_verdicts
from demonstration.content import Story, dated
from demonstration.stage import Stage
from organisations.permissions import Role


def scored_blind(
    stage: Stage, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """The scope's `blind` levels, each before there is a verdict."""
    assessor = stage.actor(body, Role.ASSESSOR)
    done = set(engagement.blind_scores.values_list("criterion__code", flat=True))
    todo = {key: level for key, level in scope.get("blind", {}).items() if _code(key) not in done}
    if not todo:
        return
    choose_blind_first(engagement.pk, blind_first=True, by=assessor)
    for key, level in todo.items():
        score_blind(engagement.pk, _code(key), {key: level}, by=assessor)
    choose_blind_first(engagement.pk, blind_first=False, by=assessor)
    stage.tell(f"An assessor gives {len(todo)} levels before she sees the claims.")


def differed(stage: Stage, body: Story, engagement: Engagement, scope: Mapping[str, Any]) -> None:
    """The scope's `differs`: verdicts that the reviewer would give otherwise, with her reason."""
    reviewer = stage.actor(body, Role.QUALITY_REVIEWER)
    waiting = Verdict.objects.filter(engagement=engagement, review="").select_related("criterion")
    found = {verdict.key: verdict for verdict in waiting}
    for key, said in scope.get("differs", {}).items():
        if key not in found:
            continue
        verdict, why = found[key], dated(said["why"], engagement.attestation.as_of)
        review_verdicts(
            engagement.pk,
            {verdict.pk: verdict.version},
            Review.DISAGREED,
            why,
            levels={verdict.pk: said["level"]},
            by=reviewer,
        )
        stage.tell(f"The quality reviewer would give level {said['level']} on {key}.")


def _code(key: str) -> str:
    return key.partition(".")[0]
