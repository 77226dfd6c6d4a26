"""Several bodies are asked for quotes; some answer, and the member may choose."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import now

from assessments.choosing import choose_quote
from assessments.models import Engagement
from assessments.quoting import Asking, Priced, ask_for_quotes, give_quote
from assessments.status import EngagementStatus
from attestations.models import Attestation
from demonstration.content import Story, dated, story_of
from demonstration.stage import Stage, happened, organisation_of
from organisations.permissions import Role

ANSWER_DAYS: Final = 10
VALID_DAYS: Final = 45


def quoted(stage: Stage, story: Story, attestation: Attestation, scope: Mapping[str, Any]) -> None:
    """The scope's `quotes`: all are asked, those with a price quote, the chosen one is chosen."""
    owner = stage.actor(story, Role.OWNER)
    bodies = {organisation_of(story_of(each["body"])).pk: each for each in scope["quotes"]}
    if not attestation.engagements.filter(body__in=bodies).exists():
        note = dated(scope["quotes_note"], attestation.as_of)
        asking = Asking(now().date() + timedelta(days=ANSWER_DAYS), note)
        asked = ask_for_quotes(attestation.pk, list(bodies), asking, by=owner)
        stage.tell(f"{story.organisation['name']} asks {len(asked)} bodies for quotes.")
    for engagement in attestation.engagements.filter(body__in=bodies).select_related("body"):
        said = bodies[engagement.body_id]
        if "price" in said and engagement.status == EngagementStatus.ASKED:
            _given(stage, engagement, said)
    for engagement in attestation.engagements.filter(body__in=bodies).select_related("body"):
        if bodies[engagement.body_id].get("chosen") and not happened(
            "engagement.chosen", engagement
        ):
            choose_quote(engagement.quotes.latest("sequence").pk, by=owner)
            stage.tell(f"{story.organisation['name']} chooses {engagement.body.name}.")


def _given(stage: Stage, engagement: Engagement, said: Mapping[str, Any]) -> None:
    today = now().date()
    priced = Priced(
        price=Decimal(said["price"]),
        currency=said["currency"],
        days=said["days"],
        earliest_start=today + timedelta(days=said["begins_in"]),
        valid_until=today + timedelta(days=VALID_DAYS),
        note=dated(said.get("note", ""), engagement.attestation.as_of),
    )
    admin = stage.actor(story_of(said["body"]), Role.BODY_ADMIN)
    give_quote(engagement.pk, priced, by=admin)
    stage.tell(f"{engagement.body.name} quotes {priced.price} {priced.currency}.")
