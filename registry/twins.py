"""What a page may show of a report's twin (pure).

A twin holds public content only. What a criterion withholds is taken out here once more, so that
a page shows level and confidence and nothing else of it, whatever the twin says.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from assessments.assurance import WORDS, Assurance
from principles.vocabulary import Disclosure

SETTLED: Final = frozenset({"closed", "dismissed"})  # states, in small letters
GRADES: Final = {
    "major": "Major",
    "minor": "Minor",
    "observation": "Observation",
    "good_practice": "Good practice",
}
CONFIDENCE: Final = ("low", "medium", "high")
_LEVEL_AND_CONFIDENCE: Final = ("layer", "declared_level", "assessed_level", "confidence")


def readable(twin: bytes) -> dict[str, Any]:
    """The twin as a page may show it."""
    content: dict[str, Any] = json.loads(twin)
    withheld: set[str] = set()
    for principle in content["principles"]:
        for criterion in principle["criteria"]:
            if criterion["disclosure"] != Disclosure.PUBLIC:
                withheld.add(criterion["code"])
                _withhold(criterion)
            criterion["confidence"] = weakest(criterion["results"])
    for finding in content["findings"]:
        finding["grade_words"] = GRADES.get(finding["grade"], finding["grade"])
        finding["withheld"] = finding["criterion"] in withheld
        finding["open"] = finding["state"].lower() not in SETTLED
        if finding["withheld"]:
            finding["text"] = finding["plan"] = ""
    return content


def _withhold(criterion: dict[str, Any]) -> None:
    criterion["evidence"] = []
    criterion["evidence_withheld"] = 0
    criterion["results"] = [
        {key: result.get(key) for key in _LEVEL_AND_CONFIDENCE} for result in criterion["results"]
    ]


def weakest(results: Iterable[Mapping[str, Any]]) -> str:
    """The lowest confidence given; "" where none was."""
    given = {result.get("confidence") for result in results}
    return next((each for each in CONFIDENCE if each in given), "")


def bars(principles: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `components/bars.html` from frozen figures."""
    return [
        {
            "code": each["code"],
            "name": each["title"],
            "declared": (each["declared"] or {}).get("conformance"),
            "assessed": (each["assessed"] or {}).get("conformance"),
        }
        for each in principles
    ]


def bars_title(principles: Iterable[Mapping[str, Any]], *, basis: str, threshold: str) -> str:
    """Say the finding: how many principles reach the threshold, and which is lowest.

    `basis` is "assessed" or "declared"; `threshold` and the figures are per cent.
    """
    rated = [
        (Decimal(each[basis]["conformance"]), each["title"])
        for each in principles
        if each[basis] and each[basis]["conformance"] is not None
    ]
    if not rated:
        return "No principle is rated"
    reached = sum(1 for share, _ in rated if share >= Decimal(threshold))
    lowest, name = min(rated)
    verb = "reaches" if reached == 1 else "reach"
    said = f"{reached} of {len(rated)} principles {verb} {threshold} % as {basis}"
    return f"{said}; the lowest is {name} with {lowest} %"


def grounds(principles: Iterable[Mapping[str, Any]], target: int) -> list[dict[str, Any]]:
    """Rows of `components/grounds.html` from an assessed report's twin."""
    return [
        {
            "code": each["code"],
            "name": each["title"],
            "score": each["assessed"]["conformance"],
            **_points(each["criteria"], target),
            "assurance": WORDS[Assurance(step)] if (step := each.get("assurance")) else "",
            **{key: (each.get("grounds") or {}).get(key) for key in ("criteria", "reviewed")},
            "uncertainty": each.get("uncertainty"),
        }
        for each in principles
    ]


def _points(criteria: Iterable[Mapping[str, Any]], target: int) -> dict[str, int]:
    rated = [
        (each["weight"], level)
        for each in criteria
        if (level := each["assessed_level"]) is not None
    ]
    return {
        "points": sum(weight * min(level, target) for weight, level in rated),
        "of": target * sum(weight for weight, _ in rated),
    }


def flag_words(flag: str, titles: Mapping[str, str], limit: str) -> str:
    """A flag of the score in a sentence; `limit` is the share of weight in per cent."""
    name, _, code = flag.partition(":")
    if name == "limited_scope":
        return (
            f"Limited scope in {titles.get(code, code)}: criteria accepted as not applicable carry "
            f"more than {limit} % of the principle’s weight."
        )
    return flag
