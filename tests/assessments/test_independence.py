"""Declared interests compared by rule, exact to the day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.independence import Fact, Party, Rule, body_hits, hits, window_begins

MEMBER = Party(uuid4(), "North Harbour Cloud", "Harbour Group")
CHECK = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def employed(ended_on: date | None, about: Party = MEMBER) -> Fact:
    return Fact("employment", about, None, ended_on)


def test_it_works() -> None:
    found = hits([employed(None)], MEMBER, on=CHECK)
    assert [hit.rule for hit in found] == [Rule.EMPLOYER]
    assert "North Harbour Cloud" in found[0].sentence
    assert hits([], MEMBER, on=CHECK) == []


@pytest.mark.parametrize(
    ("check", "begins"),
    [
        (date(2026, 11, 22), date(2024, 11, 22)),
        (date(2026, 1, 1), date(2024, 1, 1)),
        (date(2026, 2, 28), date(2024, 2, 28)),  # a leap year's 29 February is inside
        (date(2024, 2, 29), date(2022, 2, 28)),  # there is no 29 February 2022
        (date(2028, 2, 29), date(2026, 2, 28)),
        (date(2025, 3, 31), date(2023, 3, 31)),
        (date(2026, 12, 31), date(2024, 12, 31)),
        (date(2024, 3, 1), date(2022, 3, 1)),
    ],
)
def test_the_window_begins_on_the_same_day_24_months_earlier(check: date, begins: date) -> None:
    assert window_begins(check) == begins
    assert hits([employed(begins)], MEMBER, on=check)
    assert not hits([employed(begins - timedelta(days=1))], MEMBER, on=check)


@pytest.mark.parametrize(
    ("check", "months", "begins"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
    ],
)
def test_a_month_without_that_day_ends_with_its_last_one(
    check: date, months: int, begins: date
) -> None:
    assert window_begins(check, months) == begins


@given(check=DAYS, ended=DAYS)
def test_it_agrees_with_a_second_way_of_counting(check: date, ended: date) -> None:
    # Counted forwards by fields: the anniversary of the last day has not passed.
    year, month, day = ended.year + 2, ended.month, ended.day
    past = (check.year, check.month, check.day) > (year, month, day)
    # 29 February counts as reached on 28 February of a year without it, where the window clamps.
    clamped = (check.month, check.day) == (2, 29) and (month, day) == (2, 28)
    expected = not past or (clamped and check.year == year)
    assert bool(hits([employed(ended)], MEMBER, on=check)) is expected


@given(check=DAYS, ended=DAYS)
def test_a_later_check_never_hits_what_an_earlier_one_left_free(check: date, ended: date) -> None:
    if not hits([employed(ended)], MEMBER, on=check):
        assert not hits([employed(ended)], MEMBER, on=check + timedelta(days=1))


@pytest.mark.parametrize("kind", ["paid_advice", "shares", "family", "group"])
def test_the_other_kinds_hit_whatever_their_dates(kind: str) -> None:
    old = Fact(kind, MEMBER, date(2001, 1, 1), date(2002, 1, 1))
    assert [hit.rule for hit in hits([old], MEMBER, on=CHECK)] == [Rule(kind)]


@pytest.mark.parametrize(
    "name",
    [
        "North Harbour Cloud",
        "  north  HARBOUR cloud ",
        "\u2003North Harbour\u00a0Cloud",
        "HARBOUR group",
    ],
)
def test_a_typed_name_is_compared_without_case_and_spaces(name: str) -> None:
    assert hits([employed(None, Party(None, name))], MEMBER, on=CHECK)


def test_an_organisation_of_the_register_is_compared_by_its_row() -> None:
    namesake = Party(uuid4(), MEMBER.name, "")
    assert not hits([employed(None, namesake)], MEMBER, on=CHECK)
    sister = Party(uuid4(), "North Harbour Chips", " harbour GROUP")
    found = hits([employed(None, sister)], MEMBER, on=CHECK)
    assert "of the same group as North Harbour Cloud" in found[0].sentence


def test_nothing_in_common_does_not_hit() -> None:
    groupless = Party(uuid4(), "Lone Star", "")
    other = Fact("employment", Party(None, "Elsewhere"))
    assert not hits([other], groupless, on=CHECK)
    assert not hits([Fact("family", Party(None, ""))], groupless, on=CHECK)


def test_the_body_itself_may_not_be_of_the_same_group() -> None:
    assert body_hits(Party(uuid4(), "Audit", "harbour group"), MEMBER)[0].rule is Rule.SAME_GROUP
    assert body_hits(MEMBER, MEMBER)
    assert not body_hits(Party(uuid4(), "Audit", ""), MEMBER)
