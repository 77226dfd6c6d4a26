"""Whose working days go by: the assessors' or the member's (pure).

The assessors' clock runs from the beginning of an engagement to the recommendation. It stops on
every working day at whose end something waits for the member: a question or a request for
evidence, a plan to agree to, a draft result to remark on. Working days are Monday to Friday;
public holidays differ from country to country and are not taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for the member from a moment on; until None while it still does."""

    since: datetime
    until: datetime | None = None

    def covers(self, day: date) -> bool:
        """Whether it waited when the day ended."""
        return self.since.date() <= day and (self.until is None or self.until.date() > day)


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days that have gone by on each side; `stopped` while the member is waited for."""

    assessors: int
    member: int
    stopped: bool

    @property
    def in_words(self) -> str:
        """Such as: 12 working days of the assessors, 3 of the member; the member’s clock runs."""
        runs = "the member’s clock runs" if self.stopped else "the assessors’ clock runs"
        return f"{self.used}; {runs}"

    @property
    def used(self) -> str:
        """The days alone, in words."""
        if not self.assessors and not self.member:
            return "No working day has gone by yet"
        if not self.assessors:
            return f"{_days(self.member)} of the member, none of the assessors"
        return f"{_days(self.assessors)} of the assessors, {self.member or 'none'} of the member"


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < SATURDAY


def working_day_from(day: date) -> date:
    """That day, or the Monday after it where it falls on a weekend."""
    return day if is_working_day(day) else after_working_days(day, 1)


def after_working_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day`; a weekend counts for nothing."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days(begins: date, ends: date) -> int:
    """How many working days lie from `begins` (included) to `ends` (not included)."""
    if ends <= begins:
        return 0
    weeks, rest = divmod((ends - begins).days, 7)
    return weeks * 5 + sum(is_working_day(begins + timedelta(days=each)) for each in range(rest))


def read(began: datetime, waits: Sequence[Wait], *, ended: datetime | None, at: datetime) -> Clock:
    """The clock of an engagement at the moment `at`, or as it stood when its work `ended`.

    Days count once they are over: what happened today moves neither side's count.
    """
    stands = min(ended, at) if ended else at
    first, last = began.date(), stands.date()
    members = sum(
        working_days(max(first, since), min(last, until)) for since, until in merged(waits, last)
    )
    stopped = ended is None and any(each.since <= at and each.until is None for each in waits)
    return Clock(working_days(first, last) - members, members, stopped)


def moved_end(planned: date, frozen: datetime, waits: Sequence[Wait], at: datetime) -> date:
    """The planned last day, later by the working days that waited for the member since `frozen`."""
    members = read(frozen, waits, ended=None, at=at).member
    return after_working_days(planned, members)


def overdue(due: date | None, today: date) -> int:
    """By how many working days `due` has passed; 0 while it has not, or where there is none."""
    if due is None or today <= due:
        return 0
    return max(1, working_days(due + timedelta(days=1), today + timedelta(days=1)))


def merged(waits: Sequence[Wait], last: date) -> list[tuple[date, date]]:
    """Spans of days (the second not included) in which at least one thing waited, in order."""
    spans: list[tuple[date, date]] = []
    for since, until in sorted(
        (each.since.date(), each.until.date() if each.until else last) for each in waits
    ):
        if until <= since:
            continue
        if spans and since <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], until))
        else:
            spans.append((since, until))
    return spans
