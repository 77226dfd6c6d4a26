"""Blind levels: what an assessor thinks before she sees the claim, and whether she is asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.following import require_reach
from assessments.models import BlindScore, Engagement, EngagementPerson
from assessments.moves import locked
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.verdicts import working
from assessments.working_papers import Row, content_of, rows_of
from attestations.rating import Place
from journal.recording import record
from organisations.permissions import Permission
from principles.models import Criterion

LEVELS: Final = range(5)


class BlindRefused(Refusal):
    """A blind level comes too late, says nothing, or is about nothing that is asked here."""


def scored_blind(
    engagement_id: UUID, code: str, levels: Mapping[str, int | None], *, by: Actor, at: datetime
) -> list[BlindScore]:
    """Keep an assessor's own levels by row (None: she skips it); joins the transaction.

    Rows of a criterion that has a verdict, or that she has scored or skipped before, are left out.
    The journal keeps that she did, and never the level.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.VERDICT_GIVE, at)
    require_reach(engagement, [code])
    rows = rows_of(engagement, content_of(engagement), code)
    if not rows:
        raise BlindRefused("This criterion is not asked here. Reload the list of criteria.")
    scores = []
    for row in waiting_rows(rows, places_of(engagement, by.person_id)):
        if row.key not in levels or levels[row.key] not in (None, *LEVELS):
            raise BlindRefused("Choose a level from 0 to 4 for each, or skip the criterion.")
        score = BlindScore.objects.create(
            engagement=engagement,
            criterion=row.criterion,
            layer=row.layer,
            level=levels[row.key],
            given_by_id=by.person_id,
            given_at=at,
        )
        facts = {"engagement": str(engagement.pk), "criterion": str(row.criterion.pk)}
        facts["layer"] = row.layer
        record("blind_score.given", score, by=by, organisation_id=engagement.body_id, facts=facts)
        scores.append(score)
    return scores


@refusals_recorded("blind_score.given")
@transaction.atomic(durable=True)
def score_blind(
    engagement_id: UUID, code: str, levels: Mapping[str, int | None], *, by: Actor
) -> list[BlindScore]:
    """An assessor gives her own levels before the claim is shown to her, or skips them."""
    return scored_blind(engagement_id, code, levels, by=by, at=now())


def chosen_for_herself(
    engagement_id: UUID, *, blind_first: bool, by: Actor, at: datetime
) -> EngagementPerson:
    """Let claims be hidden from her until she has scored, or not; joins the transaction."""
    engagement = locked(engagement_id)
    person = named(engagement, by, Permission.VERDICT_GIVE, at)
    person.blind_first = blind_first
    person.save(update_fields=["blind_first"])
    record(
        "blind_score.chosen",
        engagement,
        by=by,
        organisation_id=engagement.body_id,
        to_state="blind first" if blind_first else "claims shown",
    )
    return person


@refusals_recorded("blind_score.chosen")
@transaction.atomic(durable=True)
def choose_blind_first(engagement_id: UUID, *, blind_first: bool, by: Actor) -> EngagementPerson:
    """An assessor chooses for herself whether claims are hidden until she has scored."""
    return chosen_for_herself(engagement_id, blind_first=blind_first, by=by, at=now())


def is_planned(engagement: Engagement) -> bool:
    """Whether the plan asks every assessor to score before she sees a claim."""
    return bool(engagement.plan.get("blind_first"))


@dataclass(frozen=True, slots=True)
class Thought:
    """What one person thought of a row before she saw its claim; `level` None: she skipped it."""

    layer: str
    level: int | None
    person: UUID
    name: str


def thoughts_on(engagement: Engagement, criterion: Criterion) -> list[Thought]:
    """The blind levels on a criterion, whoever gave them, the first one first; one statement."""
    scores = engagement.blind_scores.filter(criterion=criterion).order_by("given_at")
    said = scores.values_list("layer", "level", "given_by", "given_by__name")
    return [Thought(*each) for each in said]


def waiting_rows(rows: Iterable[Row], scored: Collection[Place]) -> list[Row]:
    """The rows that have no verdict and that she has neither scored nor skipped."""
    return [row for row in rows if row.verdict is None and row.place not in scored]


def places_of(engagement: Engagement, person_id: UUID) -> set[Place]:
    """The rows that one person has scored or skipped; one SQL statement."""
    mine = engagement.blind_scores.filter(given_by=person_id)
    return set(mine.values_list("criterion__code", "layer"))
