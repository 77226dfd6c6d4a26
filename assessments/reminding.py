"""The clock reminds people before and after what is due; each mark once to each person.

Nothing is sent from here: a reminder is a message like any other (`accounts/messages.py`). What
has been done in time is not spoken of any more, since the state is read anew in each round.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from assessments.activation import in_force, objections_end_at
from assessments.agreement import PlanStanding
from assessments.conclusions import Decision
from assessments.disputing import ruling_due
from assessments.handing_over import matter_of
from assessments.models import (
    Clarification,
    Engagement,
    Finding,
    FindingEvent,
    FindingStep,
    PlanProposal,
)
from assessments.moves import JOINS
from assessments.recommendation import remarks_end_at
from assessments.reminders import (
    ACTION,
    CHOICE,
    CHOOSING,
    CLARIFICATION,
    OBJECTION,
    PLAN,
    QUOTE,
    REMARKS,
    REMINDERS,
    RULING,
)
from assessments.stages import at_work
from assessments.status import EngagementStatus, FindingStatus
from attestations.status import Status
from organisations.handing import hand_over
from organisations.reminder import OVER, Due, occasion
from principles.scoring import Outcome


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that an engagement waits for until a due date."""

    what: str
    engagement: Engagement
    due: Due
    facts: dict[str, object] = field(default_factory=dict)


@transaction.atomic(durable=True)
def remind(*, at: datetime) -> int:
    """One round: a message to everybody whom a mark concerns that has been reached; how many marks."""
    return reminded(at=at)


def reminded(*, at: datetime) -> int:
    """One round; joins the transaction."""
    return sum(_reminded(each, at) for each in awaited())


def awaited() -> Iterator[Awaited]:
    """Everything that is waited for until a due date, as it stands now."""
    yield from _quotes()
    yield from _objections()
    yield from _plans()
    yield from _rulings()
    yield from _clarifications()
    yield from _remarks()
    yield from _actions()
    yield from _choices()


def _reminded(one: Awaited, at: datetime) -> bool:
    reminder = REMINDERS[one.what]
    mark = reminder.mark(one.due, at)
    lines = () if mark is None else reminder.lines(mark)
    if mark is None or not lines:
        return False
    until = {"left": "" if mark == OVER else one.due.left(at), "until": one.due.until}
    number = one.facts.get("number")
    hand_over(
        one.what,
        lines,
        matter_of(one.engagement, lines, facts=one.facts | until),
        but=None,
        at=at,
        occasion=occasion(one.due, mark, f" #{number}" if number else ""),
    )
    return True


def _quotes() -> Iterator[Awaited]:
    """Quotes that bodies are asked for, and quotes that wait to be chosen."""
    asked = Engagement.objects.filter(status=EngagementStatus.ASKED)
    for each in asked.select_related(*JOINS, "quote_request"):
        yield Awaited(QUOTE, each, Due(each.quote_request.answer_by))
    quoted = Engagement.objects.filter(status=EngagementStatus.QUOTED).select_related(*JOINS)
    for each in quoted.prefetch_related("quotes"):
        newest = list(each.quotes.all())[-1]
        yield Awaited(CHOOSING, each, Due(newest.valid_until))


def _objections() -> Iterator[Awaited]:
    rows = Engagement.objects.filter(status=EngagementStatus.OFFERED, no_objection_at=None)
    for each in rows.select_related(*JOINS):
        ends = objections_end_at(each, in_force(each))
        if ends is not None:
            yield Awaited(OBJECTION, each, Due(ends.date(), ends))


def _plans() -> Iterator[Awaited]:
    joined = [f"engagement__{each}" for each in JOINS]
    for proposal in PlanProposal.objects.to_answer().select_related(*joined):
        ends = PlanStanding(proposal, None).ends_at
        yield Awaited(PLAN, proposal.engagement, Due(ends.date(), ends))


def _rulings() -> Iterator[Awaited]:
    """Disputes that the appeal panel has not ruled on."""
    joined = [f"finding__engagement__{each}" for each in JOINS]
    disputes = FindingEvent.objects.filter(
        at_work("finding__engagement__"),
        step=FindingStep.DISPUTED,
        finding__status=FindingStatus.DISPUTED,
    )
    for event in disputes.select_related(*joined):
        facts: dict[str, object] = {"number": event.finding.number}
        yield Awaited(RULING, event.finding.engagement, Due(ruling_due(event.at)), facts)


def _clarifications() -> Iterator[Awaited]:
    joined = [f"engagement__{each}" for each in JOINS]
    rows = Clarification.objects.waiting().filter(at_work("engagement__"))
    for one in rows.select_related(*joined):
        facts: dict[str, object] = {"number": one.number}
        yield Awaited(CLARIFICATION, one.engagement, Due(one.due_on), facts)


def _remarks() -> Iterator[Awaited]:
    rows = Engagement.objects.filter(
        at_work(),
        draft_shared_at__isnull=False,
        remarks_at=None,
    )
    for each in rows.select_related(*JOINS):
        ends = remarks_end_at(each)
        if ends is not None:
            yield Awaited(REMARKS, each, Due(ends.date(), ends))


def _actions() -> Iterator[Awaited]:
    """Accepted plans that no evidence was given of yet, also after the decision; not of what was
    broken off.
    """
    over = (EngagementStatus.TERMINATED, EngagementStatus.CONFLICTED)
    rows = Finding.objects.filter(status=FindingStatus.ACCEPTED, plan_due__isnull=False)
    joined = [f"engagement__{each}" for each in JOINS]
    for finding in rows.exclude(engagement__status__in=over).select_related(*joined):
        if finding.plan_due is not None:
            facts: dict[str, object] = {"number": finding.number}
            yield Awaited(ACTION, finding.engagement, Due(finding.plan_due), facts)


def _choices() -> Iterator[Awaited]:
    rows = Decision.objects.filter(
        outcome=Outcome.NOT_CONFORMING,
        publication_choice=None,
        engagement__attestation__status__in=(Status.DECIDED, Status.PUBLISHED),
    )
    joined = [f"engagement__{each}" for each in JOINS]
    for decision in rows.select_related(*joined):
        ends = decision.made_at + timedelta(days=settings.UNPUBLISHED_CHOICE_DAYS)
        due = Due(ends.date(), ends)
        yield Awaited(CHOICE, decision.engagement, due, {"decision": decision.pk})
