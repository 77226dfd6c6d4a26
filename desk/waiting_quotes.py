"""What waits while bodies are asked for quotes: theirs to give, the member's to choose."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.models import Engagement, Quote
from assessments.status import EngagementStatus
from desk.task import Task, task_on
from organisations.permissions import Permission

JOINED = ("attestation__scope__organisation", "body", "quote_request")


def quotes_waiting(actor: Actor) -> Iterator[Task]:
    """Quotes to give; quotes to choose from, and quotes that did not come in time."""
    today = now().date()
    yield from _to_give(actor, today)
    yield from _to_choose(actor, today)


def _to_give(actor: Actor, today: date) -> Iterator[Task]:
    mine = Engagement.objects.where_user_may(Permission.ENGAGEMENT_STAFF, actor)
    for one in mine.filter(status=EngagementStatus.ASKED).select_related(*JOINED):
        by = one.quote_request.answer_by
        yield task_on(
            "Quote for an assessment, or decline",
            one.attestation,
            one.requested_at,
            reverse("assessments:engagement", args=[one.pk]),
            f"Asked for until {_words(by)}{'; the day is over' if by < today else ''}",
        )


def _to_choose(actor: Actor, today: date) -> Iterator[Task]:
    """One task for each attestation; none while every quote is still to come in time."""
    mine = Engagement.objects.where_user_may(Permission.ENGAGEMENT_REQUEST, actor)
    asked = mine.filter(status__in=(EngagementStatus.ASKED, EngagementStatus.QUOTED))
    by_attestation: dict[object, list[Engagement]] = {}
    for one in asked.select_related(*JOINED).order_by("requested_at"):
        by_attestation.setdefault(one.attestation_id, []).append(one)
    ends: dict[object, date] = {}
    for quote in Quote.objects.filter(engagement__in=asked).order_by("sequence"):
        ends[quote.engagement_id] = quote.valid_until
    for engagements in by_attestation.values():
        first = engagements[0]
        quotes = [ends[one.pk] for one in engagements if one.status == EngagementStatus.QUOTED]
        silent = [one for one in engagements if one.status == EngagementStatus.ASKED]
        late = [one.body.name for one in silent if one.quote_request.answer_by < today]
        if not quotes and not late:
            continue
        yield task_on(
            "Compare quotes and choose a body" if quotes else "See which quotes have not come",
            first.attestation,
            first.requested_at,
            reverse("assessments:quotes", args=[first.attestation_id]),
            "; ".join(_said(quotes, late, today)),
        )


def _said(quotes: list[date], late: list[str], today: date) -> Iterator[str]:
    """How many quotes count and how long, and who has not answered in time."""
    counting = [end for end in quotes if end >= today]
    if counting:
        many = "1 quote counts" if len(counting) == 1 else f"{len(counting)} quotes count"
        until = " until" if len(set(counting)) == 1 else ", the first until"
        yield f"{many}{until} {_words(min(counting))}"
    elif quotes:
        yield "every quote has run out"
    if late:
        yield f"no answer in time from {', '.join(late)}"


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
