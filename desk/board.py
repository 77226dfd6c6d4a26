"""Engagements under way as a board shows them: in a fixed number of statements, however many."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from assessments.clarification_status import OPEN_CLARIFICATIONS, ClarificationStatus
from assessments.clocking import Timing, timings_of
from assessments.clocks import Clock, overdue
from assessments.models import (
    Clarification,
    Decision,
    Engagement,
    EngagementPerson,
    PlanProposal,
    Quote,
    Recommendation,
)
from assessments.status import ENDED
from assessments.turns import changed_since_shared
from desk.turn import WORDS, Facts, Side, Turn, turn_of

JOINED: Final = ("attestation__scope__organisation", "body", "quote_request")


@dataclass(frozen=True, slots=True)
class Line:
    """One engagement of a board: whose turn it is, since when, and how late it is."""

    engagement: Engagement
    turn: Turn
    people: Sequence[EngagementPerson]
    clock: Clock | None
    overdue: int
    asked_by: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def waits_for(self) -> str:
        """The side in words."""
        return WORDS[self.turn.side]

    @property
    def late_words(self) -> str:
        """How late it is, in words; empty while it is not."""
        if not self.overdue:
            return ""
        days = "1 working day" if self.overdue == 1 else f"{self.overdue} working days"
        return f"Overdue by {days}"


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person or one body has in hand."""

    who: str
    engagements: int
    overdue: int
    turns: int
    questions: int = 0


FILTERS: Final[dict[str, tuple[str, Callable[[Line], bool]]]] = {
    "all": ("All", lambda _: True),
    "overdue": ("Overdue", lambda line: line.overdue > 0),
    "body": ("Waits for the body", lambda line: line.turn.side is Side.BODY),
    "member": ("Waits for the member", lambda line: line.turn.side is Side.MEMBER),
    "alliance": ("Waits for the alliance", lambda line: line.turn.side is Side.ALLIANCE),
}


def lines_of(engagements: QuerySet[Engagement], *, at: datetime) -> list[Line]:
    """The engagements among these that have not ended, the most overdue first; nine statements."""
    under_way = engagements.exclude(status__in=[each.value for each in ENDED])
    decided = Decision.objects.filter(engagement=OuterRef("pk")).order_by("-sequence")
    ends = Subquery(decided.values("conditions_end_on")[:1])
    newest = Quote.objects.filter(engagement=OuterRef("pk")).order_by("-sequence")
    until = Subquery(newest.values("valid_until")[:1])
    under_way = under_way.annotate(conditions_until=ends, quote_until=until)
    under_way = under_way.select_related(*JOINED)
    found = list(under_way.order_by("requested_at"))
    if not found:
        return []
    people = _people(found)
    timings = timings_of(found, at=at)
    facts = _facts(found, people, timings, at)
    asked_by = _asked_by(found)
    lines = []
    for one in found:
        turn = turn_of(facts[one.pk])
        timing = timings.get(one.pk)
        lines.append(
            Line(
                one,
                turn,
                people.get(one.pk, ()),
                timing.clock if timing else None,
                overdue(turn.due, at.date()),
                asked_by.get(one.pk, {}),
            )
        )
    return sorted(lines, key=lambda line: (-line.overdue, line.turn.due or date.max))


def load_of_people(lines: Iterable[Line]) -> list[Load]:
    """What each person named in these engagements has in hand, the most first."""
    mine: dict[UUID, list[Line]] = {}
    names: dict[UUID, str] = {}
    for line in lines:
        for person in line.people:
            names[person.user_id] = str(person.user)
            mine.setdefault(person.user_id, []).append(line)
    loads = (_load(names[pk], held, pk) for pk, held in mine.items())
    return sorted(loads, key=lambda load: (-load.engagements, load.who))


def load_of_bodies(lines: Iterable[Line]) -> list[Load]:
    """What each body has in hand, the most first."""
    theirs: dict[str, list[Line]] = {}
    for line in lines:
        theirs.setdefault(line.engagement.body.name, []).append(line)
    loads = (_load(name, held) for name, held in theirs.items())
    return sorted(loads, key=lambda load: (-load.engagements, load.who))


def _load(who: str, held: Sequence[Line], user_id: UUID | None = None) -> Load:
    return Load(
        who,
        len(held),
        sum(line.overdue > 0 for line in held),
        sum(line.turn.side is Side.BODY for line in held),
        sum(line.asked_by.get(user_id, 0) for line in held) if user_id else 0,
    )


def _people(found: Sequence[Engagement]) -> dict[UUID, list[EngagementPerson]]:
    rows = EngagementPerson.objects.in_force().filter(engagement__in=[one.pk for one in found])
    people: dict[UUID, list[EngagementPerson]] = {}
    for person in rows.select_related("user"):
        people.setdefault(person.engagement_id, []).append(person)
    return people


def _asked_by(found: Sequence[Engagement]) -> dict[UUID, dict[UUID, int]]:
    """How many open questions each person has asked in each engagement."""
    rows = Clarification.objects.filter(
        engagement__in=[one.pk for one in found], status__in=OPEN_CLARIFICATIONS
    )
    asked: dict[UUID, dict[UUID, int]] = {}
    for engagement_id, user_id in rows.values_list("engagement_id", "asked_by_id"):
        mine = asked.setdefault(engagement_id, {})
        mine[user_id] = mine.get(user_id, 0) + 1
    return asked


def _facts(
    found: Sequence[Engagement],
    people: Mapping[UUID, Sequence[EngagementPerson]],
    timings: Mapping[UUID, Timing],
    at: datetime,
) -> dict[UUID, Facts]:
    ids = [one.pk for one in found]
    asked = {
        row["engagement_id"]: (row["many"], row["until"])
        for row in Clarification.objects.filter(
            engagement__in=ids, status=ClarificationStatus.ASKED
        )
        .values("engagement_id")
        .annotate(many=Count("pk"), until=Min("due_on"))
    }
    plans = {
        row[0]: row[1:]
        for row in PlanProposal.objects.filter(engagement__in=ids)
        .order_by("sequence")
        .values_list("engagement_id", "proposed_at", "answer__agreed")
    }
    confirmed = dict(
        Recommendation.objects.filter(engagement__in=ids)
        .order_by("sequence")
        .annotate(stands=Count("confirmation", filter=Q(confirmation__isnull=False)))
        .values_list("engagement_id", "stands")
    )
    changed = changed_since_shared(found)
    facts = {}
    for one in found:
        many, until = asked.get(one.pk, (0, None))
        timing = timings.get(one.pk)
        objections = _after(
            max((each.named_at for each in people.get(one.pk, ())), default=None),
            settings.OBJECTION_DAYS,
        )
        plan, plan_until = _plan(plans.get(one.pk), at)
        facts[one.pk] = Facts(
            status=one.status,
            attestation=one.attestation.status,
            quote_by=getattr(getattr(one, "quote_request", None), "answer_by", None),
            quote_until=getattr(one, "quote_until", None),
            objections_until=objections,
            may_object=one.no_objection_at is None
            and objections is not None
            and objections >= at.date(),
            plan=plan,
            plan_until=plan_until,
            frozen=one.plan_frozen_at is not None,
            due=timing.due if timing else None,
            asked=many,
            asked_until=until,
            shared=one.draft_shared_at is not None,
            changed=one.pk in changed,
            remarks_until=_after(one.draft_shared_at, settings.REMARKS_DAYS),
            remarked=one.remarks_at is not None or _over(one.draft_shared_at, at),
            confirmed=bool(confirmed.get(one.pk)),
            conditions_until=getattr(one, "conditions_until", None),
        )
    return facts


def _plan(row: tuple[datetime, bool | None] | None, at: datetime) -> tuple[str, date | None]:
    """How the newest proposal stands, and until when it may be answered."""
    if row is None:
        return "none", None
    proposed, agreed = row
    ends = proposed + timedelta(days=settings.PLAN_AGREEMENT_DAYS)
    if agreed is None:
        return ("waits" if at < ends else "agreed"), ends.date()
    return ("agreed" if agreed else "objected"), None


def _after(began: datetime | None, days: int) -> date | None:
    return (began + timedelta(days=days)).date() if began else None


def _over(shared: datetime | None, at: datetime) -> bool:
    """Whether the time for remarks has ended."""
    return shared is not None and at >= shared + timedelta(days=settings.REMARKS_DAYS)
