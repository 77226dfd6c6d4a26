"""Answering a question in a window: controls are found by what their labels say."""

import re
from datetime import date
from typing import Any

from attestations.figures import BASIS_WORDS, Basis, Figure
from attestations.response_forms import UNITS, WORDS
from principles.vocabulary import AnswerType
from tests.answers import figure_for
from tests.browser.windows import Window


def answer(window: Window, rule: dict[str, Any], response: dict[str, Any], as_of: date) -> None:
    """Say `response` to the question on the page, whatever its type, and how a figure was taken."""
    kind = AnswerType(rule["type"])
    value = response.get("value")
    if kind is AnswerType.YES_NO_PARTIAL:
        window.page.get_by_label(WORDS[str(value)], exact=True).first.check()
    elif kind is AnswerType.MATURITY:
        window.check(f"{value}: ")
    elif kind is AnswerType.METRIC:
        unit = UNITS.get(rule["unit"], rule["unit"].replace("_", " "))
        window.fill(f"{rule['metric']} ({unit})", str(value))
        if "coverage_pct" in response:
            window.fill("Coverage (per cent)", response["coverage_pct"])
        taken = Figure.of(figure_for(rule, response, as_of))
        window.fill("Of what it was taken", taken.population)
        window.fill("Period from", str(taken.period_from))
        window.fill("Period until", str(taken.period_until))
        window.check(BASIS_WORDS[Basis(taken.basis)])
    elif kind is AnswerType.DATE:
        window.fill(rule["date"], str(value))
    elif kind is AnswerType.CHOICE:
        window.page.get_by_label(titles(rule["options"])[str(value)], exact=True).check()
    elif kind is AnswerType.MULTI_CHOICE:
        for each in response["value"]:
            window.check(titles(rule["options"])[each])
    else:
        for each in response["elements"]:
            window.check(titles(rule["elements"])[each])
        window.fill("Date of the document", response["dated"])
        group = window.page.get_by_role("group", name=re.compile("^Is it public"))
        group.get_by_label("Yes").check()


def titles(options: list[dict[str, Any]]) -> dict[str, str]:
    return {each["value"]: each["label"] for each in options}
