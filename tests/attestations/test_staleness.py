"""Whether evidence still holds on a day: pure."""

from datetime import date

import pytest

from attestations.rating import Given
from attestations.staleness import Freshness, any_old, freshness, mark_of
from attestations.warned import WarningKind
from tests.attestations.test_completeness import TODAY, kinds, look
from trustportal.templatetags.words import freshness as in_words

D = date


def test_it_works() -> None:
    assert freshness(D(2026, 12, 23), TODAY) is Freshness.HOLDS
    assert freshness(D(2026, 12, 22), TODAY) is Freshness.SOON  # 30 days before
    assert freshness(D(2026, 11, 23), TODAY) is Freshness.SOON
    assert freshness(D(2026, 11, 22), TODAY) is Freshness.STALE  # the first day on which it is
    assert freshness(None, TODAY) is Freshness.LASTING


@pytest.mark.parametrize(
    ("expires", "mark"),
    [
        (D(2026, 12, 23), None),
        (D(2026, 12, 22), 30),
        (D(2026, 11, 30), 30),
        (D(2026, 11, 29), 7),
        (D(2026, 11, 24), 7),
        (D(2026, 11, 23), 1),
        (D(2026, 11, 22), None),
        (D(2025, 1, 1), None),
    ],
)
def test_the_most_urgent_mark_counts(expires: date, mark: int | None) -> None:
    assert mark_of(expires, TODAY) == mark


def test_a_leap_day_has_a_year_before() -> None:
    assert not any_old([D(2027, 2, 28)], D(2028, 2, 29))
    assert any_old([D(2027, 2, 27)], D(2028, 2, 29))


def answer(**more: object) -> Given:
    return Given({"value": "yes"}, evidence=1, **more)


def test_a_stale_piece_warns_from_its_day_on() -> None:
    place = ("GOV-01", "")
    assert not look({place: answer(expiries=(D(2026, 11, 23),))}).warnings
    found = look({place: answer(expiries=(D(2027, 1, 1), D(2026, 11, 22)))})
    assert kinds(found.warnings) == [WarningKind.STALE_EVIDENCE]
    assert found.ratings[place].level == 3  # the clock moves no level


def test_a_period_long_before_the_as_of_date_warns() -> None:
    place = ("GOV-01", "")
    assert not look({place: answer(periods_until=(D(2025, 11, 22),))}).warnings
    found = look({place: answer(periods_until=(D(2025, 11, 21),))})
    assert kinds(found.warnings) == [WarningKind.OLD_EVIDENCE]


def test_in_words_a_frozen_day_reads_as_a_day() -> None:
    assert in_words("2020-01-31") == {
        "state": "stale",
        "words": "Stale since",
        "day": D(2020, 1, 31),
    }
    assert in_words("")["state"] == in_words(None)["state"] == "lasting"
