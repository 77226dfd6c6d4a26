"""Whose turn it is in an engagement, and how far the work has come; for its page and the desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from assessments.agreement import PlanStanding
from assessments.following import FollowUp
from assessments.judgements import SETTLED
from assessments.models import Engagement, Finding, Review, Verdict
from assessments.status import FOLLOWING, EngagementStatus
from assessments.working_papers import content_of
from attestations.status import Status


@dataclass(frozen=True, slots=True)
class Progress:
    """How many verdicts there are to give, and what became of those that are given.

    `disagreed` are back with their authors, `apart` wait for a third person.
    """

    total: int
    given: int = 0
    settled: int = 0
    disagreed: int = 0
    apart: int = 0

    @property
    def unread(self) -> int:
        """How many verdicts no quality reviewer has answered yet."""
        return self.given - self.settled - self.disagreed - self.apart

    @property
    def in_words(self) -> str:
        """Such as: 16 of 53 verdicts given, 10 settled, 1 waits for a third look."""
        waits = "waits" if self.apart == 1 else "wait"
        third = f", {self.apart} {waits} for a third look" if self.apart else ""
        return f"{self.given} of {self.total} verdicts given, {self.settled} settled{third}"


def progress_of(engagements: Iterable[Engagement]) -> Mapping[UUID, Progress]:
    """The progress of each engagement (with its submission); one SQL statement for all."""
    totals = {each.pk: len(content_of(each)["answers"]) for each in engagements}
    counted = (
        Verdict.objects.filter(engagement__in=totals)
        .values("engagement_id")
        .annotate(
            given=Count("pk"),
            settled=Count("pk", filter=Q(review__in=SETTLED)),
            disagreed=Count("pk", filter=Q(review=Review.DISAGREED)),
            apart=Count("pk", filter=Q(review=Review.APART)),
        )
    )
    found = {
        row["engagement_id"]: (row["given"], row["settled"], row["disagreed"], row["apart"])
        for row in counted
    }
    return {pk: Progress(total, *found.get(pk, (0, 0, 0, 0))) for pk, total in totals.items()}


def changed_since_shared(engagements: Iterable[Engagement]) -> set[UUID]:
    """Those whose draft has to be shared again, since verdicts or findings are newer; one SQL."""
    shared = OuterRef("draft_shared_at")
    verdicts = Verdict.objects.filter(engagement=OuterRef("pk"), given_at__gt=shared)
    findings = Finding.objects.filter(engagement=OuterRef("pk"), raised_at__gt=shared)
    ids = [each.pk for each in engagements if each.draft_shared_at]
    rows = Engagement.objects.filter(pk__in=ids).filter(Exists(verdicts) | Exists(findings))
    return set(rows.values_list("pk", flat=True)) if ids else set()


_BEFORE_PEOPLE: Final[Mapping[str, str]] = {
    EngagementStatus.ASKED: "{body} quotes, or declines.",
    EngagementStatus.QUOTED: "{member} compares the quotes that it has, and chooses a body.",
    EngagementStatus.REQUESTED: "{body} answers the request: its administrator accepts and names "
    "people, or declines.",
}


def turn_of(  # noqa: PLR0911 (one sentence for each state)
    engagement: Engagement,
    *,
    missing: list[str],
    gaps: list[str],
    progress: Progress | None,
    remarks_end: datetime | None,
    unanswered: bool = False,
    disputed: int | None = None,
    changed: bool = False,
    confirmed: bool = True,
    plan: PlanStanding | None = None,
    follow_up: FollowUp | None = None,
    at: datetime | None = None,
) -> str:
    """What the engagement waits for and from whom, in one sentence; empty once it has ended.

    `progress` is None for a person who does not work in it: counts of verdicts are not hers to see.
    `disputed` is the number of a finding that waits for its ruling, `changed` whether verdicts or
    findings are newer than the draft that was shared, `plan` the newest proposal, `at` the moment for
    which the time for objections is judged.
    """
    member, body = engagement.attestation.scope.organisation.name, engagement.body.name
    if engagement.status in _BEFORE_PEOPLE:
        return _BEFORE_PEOPLE[engagement.status].format(member=member, body=body)
    if engagement.status == EngagementStatus.OFFERED:
        if missing:
            return f"{body} and {member} settle what is listed below; then the engagement begins."
        return f"The administrator of {body} begins the engagement."
    if engagement.status not in (EngagementStatus.ACTIVE, *FOLLOWING):
        return ""
    if engagement.is_recommended:
        return _recommended(body, confirmed=confirmed)
    if gaps:
        return f"The administrator of {body} mends what is listed below."
    if engagement.status == EngagementStatus.FOLLOW_UP:
        return _following(engagement, member, follow_up)
    if engagement.plan_frozen_at is None:
        return _planning(member, plan, at)
    if engagement.draft_shared_at and remarks_end and not changed:
        return _shared(engagement, member, remarks_end, unanswered=unanswered, disputed=disputed)
    return _work(member, progress, again=" again, since it has changed" if changed else "")


def _following(engagement: Engagement, member: str, one: FollowUp | None) -> str:
    if engagement.attestation.status != Status.PUBLISHED:
        return "The report is being made; then what is open is followed up."
    until = f" until {one.ends_on.day} {one.ends_on:%B %Y}" if one else ""
    return (
        f"{member} puts right what is open, and the assessors verify and close it{until}; then the "
        "lead assessor recommends again."
    )


def _recommended(body: str, *, confirmed: bool) -> str:
    if not confirmed:
        return f"The administrator of {body} confirms the recommendation."
    return "A decision maker of the alliance decides on the recommendation."


def _shared(
    engagement: Engagement,
    member: str,
    remarks_end: datetime,
    *,
    unanswered: bool,
    disputed: int | None,
) -> str:
    if unanswered:
        return f"The lead assessor answers the remarks of {member}."
    if engagement.remarks_at and disputed is not None:
        return f"The appeal panel rules on finding {disputed}; nothing is recommended before."
    if engagement.remarks_at:
        return "The lead assessor recommends an outcome."
    return (
        f"{member} remarks on the draft result, or records that it has no remarks, "
        f"until {remarks_end.day} {remarks_end:%B %Y}."
    )


def _planning(member: str, plan: PlanStanding | None, at: datetime | None) -> str:
    if plan is None:
        return "The lead assessor proposes a plan."
    if plan.has_objection:
        return f"{member} objected to the plan: the lead assessor proposes another one."
    if at is not None and plan.may_be_frozen(at):
        return "The lead assessor freezes the plan."
    ends = plan.ends_at
    return f"{member} agrees to the proposed plan, or objects until {ends.day} {ends:%B %Y}."


def _work(member: str, progress: Progress | None, *, again: str) -> str:
    if progress is None:
        return "The assessors give their verdicts, and a quality reviewer agrees or disagrees."
    if progress.settled == progress.total:
        return f"The lead assessor shares the draft result with {member}{again}."
    if progress.unread and progress.given == progress.total and not progress.disagreed:
        return f"A quality reviewer answers {progress.unread} of {progress.total} verdicts."
    if progress.apart and progress.given == progress.total and not progress.disagreed:
        return f"A third person settles {progress.apart} of {progress.total} verdicts."
    return f"The assessors give verdicts: {progress.in_words}."
