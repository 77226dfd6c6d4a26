"""An answer in words, as reports and pages print it (pure)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from principles.judgement import YES_NO, bound_of, with_unit
from principles.vocabulary import AnswerType

NO_ANSWER: Final = "No answer yet"


def told(rule: Mapping[str, Any], response: object) -> str:
    """What `response` says, with unit, period and coverage; "No answer yet" where there is none.

    `rule` is the criterion's response block, `response` a stored answer that
    `principles/measures.py` has accepted.
    """
    if not isinstance(response, Mapping):
        return NO_ANSWER
    return _TELLERS[AnswerType(rule["type"])](rule, response)


def day_told(text: str) -> str:
    """An ISO 8601 date as "22 November 2026"."""
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _labels(options: Any) -> dict[str, str]:
    return {each["value"]: str(each["label"]) for each in options}


def _yes_no_partial(_rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    return YES_NO.get(response["value"], str(response["value"]))


def _metric(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    period = f"{rule.get('period_months', 12)} months to the as-of date"
    if response.get("not_exercised"):
        return f"No case in the {period}"
    parts = [period]
    if rule.get("statistic"):
        parts.insert(0, str(rule["statistic"]))
    if response.get("coverage_pct") is not None:
        parts.append(f"coverage {with_unit(bound_of(response['coverage_pct']), 'percent')}")
    return f"{with_unit(bound_of(response['value']), rule['unit'])} ({', '.join(parts)})"


def _maturity(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    level = response["value"]
    texts = {str(key): str(text) for key, text in rule["rubric"].items()}
    return f"Level {level}: {texts.get(str(level), '')}".rstrip(": ")


def _date(_rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    return day_told(str(response["value"]))


def _choice(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    return _labels(rule["options"]).get(response["value"], str(response["value"]))


def _multi_choice(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    return _listed(_labels(rule["options"]), response["value"])


def _document(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    if not response.get("elements"):
        return "There is no such document"
    parts = [_listed(_labels(rule["elements"]), response["elements"])]
    if response.get("dated"):
        parts.append(f"dated {day_told(str(response['dated']))}")
    if response.get("public") is not None:
        parts.append("public" if response["public"] else "not public")
    return "; ".join(parts)


def _listed(labels: Mapping[str, str], ticked: Any) -> str:
    named = [label for value, label in labels.items() if value in ticked]
    return f"{len(named)} of {len(labels)}: {'; '.join(named)}" if named else f"0 of {len(labels)}"


_TELLERS: Final[Mapping[AnswerType, Callable[[Mapping[str, Any], Mapping[str, Any]], str]]] = {
    AnswerType.YES_NO_PARTIAL: _yes_no_partial,
    AnswerType.METRIC: _metric,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}
