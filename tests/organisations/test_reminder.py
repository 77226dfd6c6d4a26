"""Marks before and after a due date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.reminder import OVER, Due, Reminder, occasion

REMINDER = Reminder((30, 7, 1), ())
ENDS = datetime(2030, 3, 31, 14, 30, tzinfo=UTC)
MOMENT, DAY = Due(ENDS.date(), ENDS), Due(ENDS.date())


def before(days: int, hour: int = 9) -> datetime:
    return datetime(2030, 3, 31, hour, tzinfo=UTC) - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "mark"), [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1)]
)
def test_it_works(days: int, mark: int | None) -> None:
    assert REMINDER.mark(MOMENT, before(days)) == mark
    assert REMINDER.mark(DAY, before(days)) == mark


def test_a_moment_ends_at_its_moment_and_a_day_with_the_day() -> None:
    assert REMINDER.mark(MOMENT, ENDS - timedelta(seconds=1)) == 1
    assert REMINDER.mark(MOMENT, ENDS) == OVER
    assert REMINDER.mark(DAY, before(0, 23)) == 1
    assert REMINDER.mark(DAY, before(-1, 0)) == OVER


@pytest.mark.parametrize(
    ("days", "words"), [(12, "12 days left"), (1, "1 day left"), (0, "Last day")]
)
def test_how_much_is_left(days: int, words: str) -> None:
    assert MOMENT.left(before(days)) == words
    assert MOMENT.until == "31 March 2030"


def test_each_mark_has_a_name_of_its_own() -> None:
    names = {occasion(DAY, mark) for mark in (30, 7, 1, OVER)}
    assert len(names) == 4
    assert occasion(DAY, OVER, " #12") == "2030-03-31 over #12"
    assert occasion(Due(date(2030, 4, 1)), 1) not in names


@given(st.lists(st.integers(-400, 400), min_size=2, max_size=2).map(sorted))
def test_marks_only_grow_more_urgent(days: list[int]) -> None:
    later, earlier = (REMINDER.mark(DAY, before(each)) for each in days)
    order = [None, 30, 7, 1, OVER]
    assert order.index(earlier) <= order.index(later)
