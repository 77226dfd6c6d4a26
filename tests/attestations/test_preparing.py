"""The estimate, and what to have at hand (pure)."""

from datetime import date

import pytest

from attestations.preparing import Wanted, documents, hours, preparation
from tests.attestations.test_conformity import LAYERS, asked

METRIC = {
    "type": "metric",
    "metric": "Median days to fix",
    "unit": "days",
    "numerator": "Days to the fix",
    "denominator": "Cases",
    "period_months": 12,
}
DAY = date(2026, 10, 31)


def wanted(code: str, *evidence: str, **more) -> Wanted:
    return Wanted(asked(code, **more), evidence)


def test_it_works() -> None:
    found = preparation(
        [
            wanted("GOV-01", "Minutes", "Charter"),
            wanted("SEC-05", "Register", "Minutes", rule=METRIC, per_layer=True),
            wanted("SEC-09", "Never", applies_to=("connectivity",)),
        ],
        LAYERS,
        DAY,
    )
    gov, sec = found.shares
    assert (found.answers, found.documents, found.figures) == (3, 4, 2)
    assert gov.minutes == 5 + 2 * 5 + 2, "a yes or no, two documents, one answer to read"
    assert sec.minutes == 2 * 20 + 2 * 5 + 2 * 2, "a figure for each of two layers"
    assert found.hours == "1 hour"


def test_a_figure_says_what_to_count_and_over_which_days() -> None:
    (figure,) = preparation([wanted("SEC-05", rule=METRIC)], LAYERS, DAY).shares[0].figures
    assert (figure.what, figure.of, figure.unit) == ("Median days to fix", "Cases", "days")
    assert (figure.first, figure.last) == (date(2025, 11, 1), DAY)


def test_a_document_that_many_criteria_want_is_named_once() -> None:
    found = documents([
        wanted("SEC-01", "Penetration  test report."), wanted("SEC-02", "penetration test report"),
    ])  # fmt: skip
    assert [(each.title, each.codes) for each in found] == [
        ("Penetration  test report.", ("SEC-01", "SEC-02"))
    ]


def test_layers_that_nothing_asks_for_take_nothing() -> None:
    assert preparation([wanted("GOV-01", applies_to=("ai",))], ("cloud",), DAY).shares == ()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "half an hour"),
        (30, "half an hour"),
        (60, "1 hour"),
        (95, "1½ hours"),
        (240, "4 hours"),
        (1500, "25 hours"),
    ],
)
def test_time_is_told_roughly(minutes, words) -> None:
    assert hours(minutes) == words
