"""Reports and receipts as an operator sees them: that they are there, and how they get on.

Whose they are and what they say is not read here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from accounts.actor import Actor
from journal.models import Entry
from organisations.permissions import Permission
from reports.lease import MAX_ATTEMPTS
from reports.models import Receipt, Report
from reports.progress import Progress, progress
from reports.status import State
from reports.work import Work, where_user_may

KINDS: Final[Mapping[str, type[Work]]] = {of.NOUN: of for of in (Report, Receipt)}
PAGE: Final = 50
AT_ONCE: Final = 1000
SHOWN: Final = (
    "state",
    "opened_at",
    "leased_until",
    "attempts",
    "not_before",
    "last_error",
    "last_cause",
    "last_reference",
)
ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    Report.NOUN: ("number", *SHOWN),
    Receipt.NOUN: SHOWN,
}


class Show(StrEnum):
    """Which jobs a page shows."""

    OPEN = "open"
    WAITING = "waiting"
    WORKING = "working"
    FAILED = "failed"
    OVER = "over"


WORDS: Final[Mapping[Show, str]] = {
    Show.OPEN: "Not finished",
    Show.WAITING: "Waiting",
    Show.WORKING: "At work",
    Show.FAILED: "Failed",
    Show.OVER: "Finished",
}


class WrongPlace(ValueError):
    """The address names no place in the list."""


@dataclass(frozen=True, slots=True)
class Job:
    """One row of work at an instant."""

    row: Work
    at: datetime

    @property
    def kind(self) -> str:
        """What is made."""
        return self.row.NOUN

    @property
    def how(self) -> Progress:
        """The step, and what went wrong so far."""
        row = self.row
        return progress(
            State(row.state),
            leased_until=row.leased_until,
            attempts=row.attempts,
            cause=row.last_cause,
            at=self.at,
            published=isinstance(row, Report),
        )

    @property
    def at_work(self) -> bool:
        """Whether a worker has it."""
        return self.row.leased_until is not None and self.row.leased_until > self.at

    @property
    def failed(self) -> bool:
        """Whether its attempts are used up."""
        return self.row.state == State.FAILED

    @property
    def waits(self) -> bool:
        """Whether it waits for the pause after a failed attempt to be over."""
        return self.row.state in self.row.WORKING and not self.at_work and self.next_try is not None

    @property
    def next_try(self) -> datetime | None:
        """When it is tried again; None: now, or never."""
        later = self.row.state in self.row.WORKING and self.row.not_before > self.at
        return self.row.not_before if later else None

    @property
    def attempts(self) -> str:
        """How many of its attempts at this step are used."""
        return f"{self.row.attempts} of {MAX_ATTEMPTS}"

    @property
    def place(self) -> str:
        """Where it stands in the list: what the next page begins after."""
        return f"{self.row.opened_at.isoformat()}~{self.row.pk}"


def board(
    show: Show, *, after: str, by: Actor, at: datetime, size: int = PAGE
) -> tuple[list[Job], str | None]:
    """A page of jobs, the newest first, and the place that the next one begins after.

    Two statements. Raises WrongPlace.
    """
    place = _place(after) if after else None
    found: list[Work] = []
    for of in KINDS.values():
        rows = _rows(of, by).filter(_shown(of, show, at))
        if place is not None:
            opened_at, pk = place
            rows = rows.filter(Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, pk__lt=pk))
        found += rows.only(*ONLY[of.NOUN]).order_by("-opened_at", "-pk")[: size + 1]
    found.sort(key=lambda row: (row.opened_at, row.pk), reverse=True)
    jobs = [Job(row, at) for row in found[:size]]
    return jobs, jobs[-1].place if len(found) > size else None


def every(show: Show, *, by: Actor, at: datetime) -> Iterator[Job]:
    """All jobs of a heading, the newest first, read a thousand at a time."""
    place: str | None = ""
    while place is not None:
        jobs, place = board(show, after=place, by=by, at=at, size=AT_ONCE)
        yield from jobs


def counted(*, by: Actor, at: datetime) -> dict[Show, int]:
    """How many there are of each that is not finished; one statement for each kind."""
    shows = (Show.OPEN, Show.WAITING, Show.WORKING, Show.FAILED)
    total = dict.fromkeys(shows, 0)
    for of in KINDS.values():
        rows = _rows(of, by).filter(_shown(of, Show.OPEN, at))
        asked = {show.value: Count("pk", filter=_shown(of, show, at)) for show in shows}
        found = rows.aggregate(**asked)
        for show in shows:
            total[show] += found[show.value]
    return total


def failed_jobs(by: Actor) -> tuple[int, datetime | None]:
    """How many failed, and since when the oldest of them is due; one statement for each kind."""
    number, since = 0, []
    for of in KINDS.values():
        rows = _rows(of, by).filter(state=State.FAILED)
        found = rows.aggregate(number=Count("pk"), since=Min("opened_at"))
        number += found["number"]
        since += [found["since"]] if found["since"] is not None else []
    return number, min(since, default=None)


def job_of(kind: str, pk: UUID, *, permission: Permission, by: Actor, at: datetime) -> Job | None:
    """One job for somebody who may do this with it; None: there is none for her."""
    of = KINDS.get(kind)
    if of is None:
        return None
    row = where_user_may(of, permission, by).only(*ONLY[kind]).filter(pk=pk).first()
    return None if row is None else Job(row, at)


def attempts_of(job: Job) -> Iterator[Entry]:
    """What the journal says of its failures and of who had it tried again, the newest first."""
    acts = ("step_failed", "failed", "retried", "hastened", "ended")
    named = Entry.objects.filter(
        object_type=f"reports.{job.kind}",
        object_id=str(job.row.pk),
        act__in=[f"{job.kind}.{act}" for act in acts],
    )
    yield from named.select_related("actor").order_by("-id")[: MAX_ATTEMPTS * 2]


def _rows(of: type[Work], by: Actor) -> QuerySet[Work]:
    return where_user_may(of, Permission.JOBS_READ, by)


def _shown(of: type[Work], show: Show, at: datetime) -> Q:
    unfinished, failed = Q(state__in=of.WORKING), Q(state=State.FAILED)
    leased = Q(leased_until__gt=at)
    return {
        Show.OPEN: unfinished | failed,
        Show.WAITING: unfinished & ~Q(leased_until__isnull=False, leased_until__gt=at),
        Show.WORKING: unfinished & leased,
        Show.FAILED: failed,
        Show.OVER: ~(unfinished | failed),
    }[show]


def _place(text: str) -> tuple[datetime, UUID]:
    opened_at, _, pk = text.partition("~")
    try:
        found = datetime.fromisoformat(opened_at), UUID(pk)
    except ValueError as error:
        raise WrongPlace(text) from error
    if found[0].utcoffset() is None:
        raise WrongPlace(text)
    return found
