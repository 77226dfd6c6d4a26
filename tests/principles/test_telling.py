"""Every kind of answer in words."""

import pytest

from principles.telling import told

OPTIONS = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]


@pytest.mark.parametrize(
    ("rule", "response", "words"),
    [
        ({"type": "yes_no_partial"}, {"value": "partial"}, "Partly"),
        (
            {"type": "metric", "unit": "days", "statistic": "median", "period_months": 12},
            {"value": "11", "coverage_pct": "97"},
            "11 days (median, 12 months to the as-of date, coverage 97 %)",
        ),
        (
            {"type": "metric", "unit": "days", "period_months": 12},
            {"not_exercised": True},
            "No case in the 12 months to the as-of date",
        ),
        ({"type": "maturity", "rubric": {"2": "Defined."}}, {"value": 2}, "Level 2: Defined."),
        ({"type": "date"}, {"value": "2026-03-09"}, "9 March 2026"),
        ({"type": "choice", "options": OPTIONS}, {"value": "b"}, "Beta"),
        ({"type": "multi_choice", "options": OPTIONS}, {"value": ["b"]}, "1 of 2: Beta"),
        ({"type": "multi_choice", "options": OPTIONS}, {"value": []}, "0 of 2"),
        (
            {"type": "document", "elements": OPTIONS},
            {"elements": ["a", "b"], "dated": "2026-01-31", "public": False},
            "2 of 2: Alpha; Beta; dated 31 January 2026; not public",
        ),
        ({"type": "document", "elements": OPTIONS}, {"elements": []}, "There is no such document"),
        ({"type": "date"}, None, "No answer yet"),
    ],
)
def test_it_works(rule: dict, response: dict | None, words: str) -> None:
    assert told(rule, response) == words
