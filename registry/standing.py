"""What anyone may see of one scope of an organisation at an instant: the one definition (pure).

A standing is computed from frozen facts and the clock, and stored nowhere. `standing_at` takes the
published reports of one scope and framework and the notices on them; it reads no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from reports.status import Kind, NoticeKind


class Status(StrEnum):
    """What a standing, or a single report, can be."""

    DECLARED = "declared"
    CONFORMING = "conforming"
    CONDITIONAL = "conditional"
    NOT_CONFORMING = "not_conforming"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class Words:
    """How a status is said: as a title, and as a sentence that says what it means."""

    title: str
    sentence: str


WORDS: Final[Mapping[Status, Words]] = {
    Status.DECLARED: Words(
        "Declared, not assessed",
        "The organisation has declared this about itself. Nobody else has judged it.",
    ),
    Status.CONFORMING: Words(
        "Conforming",
        "An independent assessor examined the declaration, and the alliance decided that it "
        "conforms.",
    ),
    Status.CONDITIONAL: Words(
        "Conditional",
        "Assessed, and conforming on condition that open findings are closed by the date shown.",
    ),
    Status.NOT_CONFORMING: Words(
        "Not conforming", "Assessed, and the alliance decided that it does not conform."
    ),
    Status.LAPSED: Words(
        "Lapsed", "The validity of the report has ended and nothing newer has taken its place."
    ),
    Status.SUSPENDED: Words(
        "Suspended", "The alliance has suspended this result. Do not rely on it meanwhile."
    ),
    Status.REVOKED: Words(
        "Revoked", "The alliance has taken this result back. It must not be relied on."
    ),
    Status.WITHDRAWN: Words("Withdrawn", "The organisation has withdrawn this report."),
    Status.SUPERSEDED: Words("Superseded", "A later report has taken the place of this one."),
    Status.NOT_LISTED: Words("Not listed", "Nothing was published for this scope at that time."),
}

IN_FORCE: Final = frozenset(
    {Status.DECLARED, Status.CONFORMING, Status.CONDITIONAL, Status.NOT_CONFORMING}
)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What is frozen of a published report. `valid_from` and `valid_to` are days of validity, both
    included; `outcome` is "" for a declared report; `live_at` is when it was published, `stands_since`
    when the first of the reports that it corrects was (None: it corrects none).
    """

    number: str
    kind: str
    outcome: str
    live_at: datetime
    valid_from: date
    valid_to: date
    sequence: int = 1
    stands_since: datetime | None = None

    @property
    def begins_at(self) -> datetime:
        """From when it counts: published, and its first day of validity begun (UTC)."""
        return max(self.live_at, _start_of(self.valid_from))

    @property
    def news_at(self) -> datetime:
        """When what it says was first published: a correction is no news."""
        return self.stands_since or self.begins_at

    @property
    def ends_at(self) -> datetime:
        """The first instant after its last day of validity (UTC)."""
        return _start_of(self.valid_to + _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """A notice on the report `number`; it counts from `effective_at`."""

    number: str
    kind: str
    effective_at: datetime
    issued_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A report beside its own status at the instant asked about."""

    report: ReportFacts
    status: Status


@dataclass(frozen=True, slots=True)
class Standing:
    """What the world sees of one scope at `at`; `report` is the one that it rests on.

    `listed` holds every report published by then, newest first, each with its own status.
    """

    status: Status
    at: datetime
    outcome: str | None = None
    kind: str | None = None
    renewal_due: bool = False
    report: ReportFacts | None = None
    listed: tuple[Placed, ...] = ()

    @property
    def words(self) -> Words:
        """How the status is said."""
        return WORDS[self.status]


def standing_at(
    facts: Sequence[ReportFacts],
    notices: Iterable[NoticeFacts],
    at: datetime,
    *,
    renewal_due_days: int,
) -> Standing:
    """The standing of one scope at `at` (with its zone), from what was published for it.

    `facts` are the live reports of one organisation, scope and framework. A later report of the
    same kind supersedes. An assessed report in force outranks a declared one; so does a suspended
    one, and a revoked one until something newer is published: a declaration hides neither.
    """
    told = tuple(notices)
    begun = sorted((each for each in facts if each.begins_at <= at), key=_age, reverse=True)
    listed = tuple(Placed(each, report_status(each, begun, told, at)) for each in begun)
    leading = _leading(listed)
    if leading is None:
        return Standing(Status.NOT_LISTED, at)
    report = leading.report
    in_force = leading.status in IN_FORCE
    return Standing(
        status=leading.status,
        at=at,
        outcome=report.outcome or None,
        kind=report.kind,
        renewal_due=in_force and at >= report.ends_at - _DAY * (renewal_due_days + 1),
        report=report,
        listed=listed,
    )


def report_status(
    report: ReportFacts,
    facts: Iterable[ReportFacts],
    notices: Iterable[NoticeFacts],
    at: datetime,
) -> Status:
    """The status of one published report itself at `at`, among those of its scope.

    What cannot be undone weighs most: revoked, withdrawn, superseded, suspended, lapsed, outcome.
    """
    effective = [each for each in notices if each.number == report.number]
    effective = [each for each in effective if each.effective_at <= at]
    effective.sort(key=lambda each: (each.effective_at, each.issued_at))
    kinds = [each.kind for each in effective]
    followed = any(
        other.kind == report.kind and other.begins_at <= at and _age(other) > _age(report)
        for other in facts
    )
    if NoticeKind.REVOCATION in kinds:
        return Status.REVOKED
    if NoticeKind.WITHDRAWAL in kinds:
        return Status.WITHDRAWN
    if followed or NoticeKind.SUPERSESSION in kinds:
        return Status.SUPERSEDED
    if _suspended(kinds):
        return Status.SUSPENDED
    return _by_the_clock(report, at)


def _by_the_clock(report: ReportFacts, at: datetime) -> Status:
    """The status of a report on which no notice and no later report bears."""
    if report.begins_at > at:
        return Status.NOT_LISTED
    if at >= report.ends_at:
        return Status.LAPSED
    return Status.DECLARED if report.kind == Kind.DECLARED else Status(report.outcome)


def history(
    facts: Sequence[ReportFacts],
    notices: Sequence[NoticeFacts],
    until: datetime,
    *,
    renewal_due_days: int,
) -> tuple[Standing, ...]:
    """Every standing that the scope has had up to `until`, oldest first.

    One entry for each change of status or of the report that it rests on; its `at` is the instant
    of the change.
    """
    instants = sorted({each for each in _instants(facts, notices) if each <= until})
    passed: list[Standing] = []
    for instant in instants:
        now = standing_at(facts, notices, instant, renewal_due_days=renewal_due_days)
        if now.status is Status.NOT_LISTED:
            continue
        if not passed or (now.status, now.report) != (passed[-1].status, passed[-1].report):
            passed.append(now)
    return tuple(passed)


def _instants(facts: Iterable[ReportFacts], notices: Iterable[NoticeFacts]) -> Iterable[datetime]:
    for report in facts:
        yield report.begins_at
        yield report.ends_at
    for notice in notices:
        yield notice.effective_at


def _leading(listed: Sequence[Placed]) -> Placed | None:
    """The report that the standing rests on; `listed` is newest first."""
    assessed = next((each for each in listed if each.report.kind == Kind.ASSESSED), None)
    declared = next((each for each in listed if each.report.kind == Kind.DECLARED), None)
    if assessed is None or declared is None:
        return assessed or declared
    holds = assessed.status in IN_FORCE | {Status.SUSPENDED}
    revoked = assessed.status is Status.REVOKED
    last_word = revoked and declared.report.news_at <= assessed.report.news_at
    if holds or last_word:
        return assessed
    if declared.status in IN_FORCE | {Status.SUSPENDED}:
        return declared
    return assessed


def _suspended(kinds: Iterable[str]) -> bool:
    suspended = False
    for kind in kinds:
        if kind == NoticeKind.SUSPENSION:
            suspended = True
        elif kind == NoticeKind.REINSTATEMENT:
            suspended = False
    return suspended


def _age(report: ReportFacts) -> tuple[datetime, int, str]:
    return (report.begins_at, report.sequence, report.number)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
