"""The clocks of engagements, from their rows: five statements for however many engagements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from assessments.clocks import Clock, Wait, moved_end, read
from assessments.models import (
    ClarificationEntry,
    ClarificationStep,
    DraftShare,
    Engagement,
    PlanProposal,
    Recommendation,
    Remark,
)
from attestations.status import Status

ASKING = (ClarificationStep.ASKED, ClarificationStep.ASKED_AGAIN)


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of an engagement, and the last day of its plan as it stands now."""

    clock: Clock
    due: date | None


def clocks_of(engagements: Iterable[Engagement], *, at: datetime) -> Mapping[UUID, Clock]:
    """The clock of each engagement that has begun (with its attestation)."""
    return {pk: timing.clock for pk, timing in timings_of(engagements, at=at).items()}


def timings_of(engagements: Iterable[Engagement], *, at: datetime) -> Mapping[UUID, Timing]:
    """Clock and last day of each engagement that has begun (with its attestation)."""
    begun = {each.pk: each for each in engagements if each.activated_at}
    if not begun:
        return {}
    waits: dict[UUID, list[Wait]] = {pk: [] for pk in begun}
    _questions(waits)
    _plans(waits, begun, at)
    _drafts(waits, at)
    ended = _ended(begun)
    return {
        pk: Timing(
            read(one.activated_at, waits[pk], ended=ended.get(pk), at=at),
            _due(one, waits[pk], at),
        )
        for pk, one in begun.items()
        if one.activated_at
    }


def _due(one: Engagement, waits: list[Wait], at: datetime) -> date | None:
    """The last day of the frozen plan, later by what waited for the member since."""
    planned = one.plan.get("ends_on")
    if one.plan_frozen_at is None or not planned:
        return None
    return moved_end(date.fromisoformat(planned), one.plan_frozen_at, waits, at)


def _questions(waits: dict[UUID, list[Wait]]) -> None:
    """Each asking waits until the next entry of its thread."""
    rows = ClarificationEntry.objects.filter(clarification__engagement__in=waits)
    since: dict[UUID, datetime] = {}
    found = rows.order_by("at", "pk").values_list(
        "clarification_id", "clarification__engagement_id", "step", "at"
    )
    engagement_of = {}
    for pk, engagement_id, step, at in found:
        engagement_of[pk] = engagement_id
        began = since.pop(pk, None)
        if began is not None:
            waits[engagement_id].append(Wait(began, at))
        if step in ASKING:
            since[pk] = at
    for pk, began in since.items():
        waits[engagement_of[pk]].append(Wait(began))


def _plans(waits: dict[UUID, list[Wait]], begun: Mapping[UUID, Engagement], at: datetime) -> None:
    """A proposal waits until it is answered, replaced, frozen, or its time is over."""
    rows = PlanProposal.objects.filter(engagement__in=waits).order_by("sequence")
    newest: dict[UUID, datetime] = {}
    found = rows.values_list("engagement_id", "proposed_at", "answer__answered_at")
    said: Iterable[tuple[UUID, datetime, datetime | None]] = found
    for engagement_id, since, answered in said:
        before = newest.pop(engagement_id, None)
        if before is not None:
            waits[engagement_id].append(Wait(before, min(since, _plan_ends(before))))
        if answered is None:
            newest[engagement_id] = since
        else:
            waits[engagement_id].append(Wait(since, answered))
    for engagement_id, since in newest.items():
        ends = min(begun[engagement_id].plan_frozen_at or _plan_ends(since), _plan_ends(since))
        waits[engagement_id].append(Wait(since, ends if ends <= at else None))


def _plan_ends(proposed: datetime) -> datetime:
    return proposed + timedelta(days=settings.PLAN_AGREEMENT_DAYS)


def _drafts(waits: dict[UUID, list[Wait]], at: datetime) -> None:
    """A draft waits until the first remark on it, the next draft, or the end of its time."""
    first: dict[UUID, datetime] = {}
    remarks = Remark.objects.filter(share__engagement__in=waits).order_by("made_at")
    for share_id, made_at in remarks.values_list("share_id", "made_at"):
        first.setdefault(share_id, made_at)
    shares = DraftShare.objects.filter(engagement__in=waits).order_by("number")
    for pk, engagement_id, since in shares.values_list("pk", "engagement_id", "shared_at"):
        ends = min(
            first.get(pk, since + timedelta(days=settings.REMARKS_DAYS)), _remarks_end(since)
        )
        waits[engagement_id].append(Wait(since, ends if ends <= at else None))


def _remarks_end(shared: datetime) -> datetime:
    return shared + timedelta(days=settings.REMARKS_DAYS)


def _ended(begun: Mapping[UUID, Engagement]) -> dict[UUID, datetime]:
    """When the assessors' work ended: with the newest recommendation, or with the engagement."""
    past = (Status.RECOMMENDED, Status.DECIDED, Status.PUBLISHED, Status.CLOSED_UNPUBLISHED)
    made = dict(
        Recommendation.objects.filter(engagement__in=begun)
        .order_by("sequence")
        .values_list("engagement_id", "made_at")
    )
    ended = {pk: one.ended_at for pk, one in begun.items() if one.ended_at}
    return ended | {pk: at for pk, at in made.items() if begun[pk].attestation.status in past}
