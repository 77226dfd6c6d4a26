"""Working days on each side: what waits for the member stops the assessors' clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.clocks import (
    Clock,
    Wait,
    after_working_days,
    is_working_day,
    read,
    working_day_from,
    working_days,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MOMENTS = st.floats(-20, 70).map(lambda count: MONDAY + timedelta(days=count))


def days(count: float) -> datetime:
    return MONDAY + timedelta(days=count)


def test_it_works() -> None:
    asked = [Wait(days(2), days(4))]
    clock = read(MONDAY, asked, ended=None, at=days(7))
    assert (clock.assessors, clock.member, clock.stopped) == (3, 2, False)
    assert clock.used == "3 working days of the assessors, 2 of the member"


def test_none_is_said_and_not_0() -> None:
    assert Clock(0, 0, False).used == "No working day has gone by yet"
    assert Clock(0, 1, True).used == "1 working day of the member, none of the assessors"
    assert Clock(4, 0, False).used == "4 working days of the assessors, none of the member"


def test_a_day_that_is_proposed_is_no_day_of_a_weekend() -> None:
    assert working_day_from(date(2026, 11, 27)) == date(2026, 11, 27)
    assert working_day_from(date(2026, 11, 28)) == date(2026, 11, 30)
    assert working_day_from(date(2026, 11, 29)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("waits", "at", "expected"),
    [
        ([], 0, (0, 0, False)),
        ([], 5, (5, 0, False)),  # Saturday: Monday to Friday are over
        ([], 7, (5, 0, False)),
        ([Wait(days(1))], 3, (1, 2, True)),
        ([Wait(days(4))], 7, (4, 1, True)),  # over the weekend
        ([Wait(days(1), days(1.2))], 3, (3, 0, False)),  # answered the same day
        ([Wait(days(1), days(3)), Wait(days(2), days(4))], 7, (2, 3, False)),  # counted once
        ([Wait(days(1), days(2)), Wait(days(3))], 4, (2, 2, True)),
        ([Wait(days(-3), days(1))], 4, (3, 1, False)),  # before the beginning nothing counts
        ([Wait(days(9))], 7, (5, 0, False)),  # not yet
    ],
)
def test_what_counts_on_which_side(
    waits: list[Wait], at: float, expected: tuple[int, int, bool]
) -> None:
    clock = read(MONDAY, waits, ended=None, at=days(at))
    assert (clock.assessors, clock.member, clock.stopped) == expected


def test_it_stands_still_once_the_work_has_ended() -> None:
    clock = read(MONDAY, [Wait(days(1))], ended=days(2), at=days(30))
    assert (clock.assessors, clock.member, clock.stopped) == (1, 1, False)


def test_fifteen_working_days_are_three_weeks() -> None:
    assert after_working_days(MONDAY.date(), 15) == date(2026, 12, 14)
    assert after_working_days(date(2026, 11, 28), 1) == date(2026, 11, 30)  # from a Saturday


@given(DAYS, st.integers(0, 400))
def test_counting_is_what_stepping_says(day: date, count: int) -> None:
    ends = day + timedelta(days=count)
    stepped = sum(is_working_day(day + timedelta(days=each)) for each in range(count))
    assert working_days(day, ends) == stepped
    assert working_days(day, after_working_days(day, count) + timedelta(days=1)) in (
        count,
        count + 1,
    )


@given(
    st.lists(st.tuples(MOMENTS, st.one_of(st.none(), st.floats(0, 40))), max_size=5),
    MOMENTS,
)
def test_no_day_is_lost_or_counted_twice(
    said: list[tuple[datetime, float | None]], at: datetime
) -> None:
    waits = [
        Wait(since, None if more is None else since + timedelta(days=more)) for since, more in said
    ]
    clock = read(MONDAY, waits, ended=None, at=at)
    every = [MONDAY.date() + timedelta(days=n) for n in range((at.date() - MONDAY.date()).days)]
    on_the_member = [
        day for day in every if is_working_day(day) and any(each.covers(day) for each in waits)
    ]
    assert clock.member == len(on_the_member)
    assert clock.assessors + clock.member == working_days(MONDAY.date(), at.date())
