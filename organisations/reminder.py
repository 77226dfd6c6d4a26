"""Reminders before and after a due date: at which marks, and whom they tell (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from organisations.handover import Handover

OVER: Final = -1


@dataclass(frozen=True, slots=True)
class Due:
    """Until when something is wanted: the last day of it, and the moment after which it is over.

    What is due by a day, and not by a moment, is over once that day has ended.
    """

    last_day: date
    ends_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether the time has ended."""
        return at >= self.ends_at if self.ends_at else at.date() > self.last_day

    def left(self, at: datetime) -> str:
        """How much time is left, in words that begin a subject."""
        days = (self.last_day - at.date()).days
        if days < 1:
            return "Last day"
        return "1 day left" if days == 1 else f"{days} days left"

    @property
    def until(self) -> str:
        """The last day in words."""
        return f"{self.last_day.day} {self.last_day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Days before the due date at which people are reminded, and whom, before and after it.

    Facts of the sentences beside those of the matter: {left} and {until}.
    """

    days: tuple[int, ...]
    before: tuple[Handover, ...]
    after: tuple[Handover, ...] = ()

    def mark(self, due: Due, at: datetime) -> int | None:
        """The mark that has been reached: days before, `OVER`, or None where it is too early.

        Days on which nobody looked collapse to the most urgent mark.
        """
        if due.is_over(at):
            return OVER
        left = (due.last_day - at.date()).days
        return min((each for each in self.days if left <= each), default=None)

    def lines(self, mark: int) -> Sequence[Handover]:
        """Whom the mark tells."""
        return self.after if mark == OVER else self.before


def occasion(due: Due, mark: int, about: str = "") -> str:
    """The name under which a reminder is told once to each person: due date and mark."""
    which = "over" if mark == OVER else f"{mark} before"
    return f"{due.last_day.isoformat()} {which}{about}"
