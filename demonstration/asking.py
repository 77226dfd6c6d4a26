"""What the assessors ask while they judge, and what the member answers."""

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import now

from assessments.clarification import Wish, ask, usual_due
from assessments.clarifying import answer_clarification
from assessments.models import ClarificationKind, Engagement
from demonstration.content import Story, dated
from demonstration.stage import Stage
from organisations.permissions import Role


def asked_and_answered(
    stage: Stage, story: Story, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """The scope's `questions`, each once; those with an `answer` are answered."""
    as_of = engagement.attestation.as_of
    known = set(engagement.clarifications.values_list("criterion__code", flat=True))
    for each in scope.get("questions", ()):
        if each["at"].partition(".")[0] in known:
            continue
        wish = Wish(
            each["at"],
            ClarificationKind(each["kind"]),
            dated(each["text"], as_of),
            usual_due(now().date()),
        )
        one = ask(engagement.pk, wish, by=stage.actor(body, Role.ASSESSOR))
        stage.tell(f"{body.organisation['name']} asks {story.organisation['name']}: {one}.")
        if each.get("answer"):
            said = dated(each["answer"], as_of)
            editor = stage.actor(story, Role.EDITOR)
            answer_clarification(engagement.pk, one.number, said, by=editor)
            stage.tell(f"{story.organisation['name']} answers it.")
