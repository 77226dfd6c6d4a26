"""Principles, their criteria and results as a report prints them (pure)."""

from dataclasses import dataclass
from typing import Any

from assessments.assurance import WORDS, Assurance
from assessments.carried_out import words_of
from reports import profiles
from reports.annexes import lowest_confidence
from reports.contents import (
    PUBLIC,
    Criterion,
    Figures,
    Principle,
    ReportContents,
    Result,
    assurance,
)
from reports.judged import GRADES, is_open
from reports.rungs import is_withheld
from reports.wording import NOT_APPLICABLE, per_cent


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A level as printed: `level` picks the drawing ("" when there is none), `text` the words."""

    level: str
    text: str
    below: bool


def figures(found: Figures) -> dict[str, str]:
    """Write a pair of figures with units."""
    return {
        "conformance": per_cent(found.conformance),
        "maturity": found.maturity or "not rated",
    }


def _cell(level: int | None, target: int) -> Cell:
    if level is None:
        return Cell(level="", text=NOT_APPLICABLE, below=False)
    return Cell(level=str(level), text=str(level), below=level < target)


def principles(contents: ReportContents) -> tuple[dict[str, Any], ...]:
    """Every principle with its chart, what is below target, and all its criteria."""
    return tuple(_principle(contents, each) for each in contents.principles)


def _principle(contents: ReportContents, principle: Principle) -> dict[str, Any]:
    criteria = tuple(_criterion(each, contents) for each in principle.criteria)
    below = tuple(each for each in criteria if each["below"])
    return {
        "code": principle.code,
        "title": principle.title,
        "statement": principle.statement,
        "declared": figures(principle.declared),
        "assessed": figures(principle.assessed) if principle.assessed else None,
        "assurance": WORDS[Assurance(found)]
        if (found := assurance(contents.kind, principle))
        else "",
        "grounds": principle.grounds,
        "points": _points(principle, contents.thresholds.target_level),
        "profile": profiles.profile(principle, contents.thresholds),
        "finding": profiles.title(principle, contents.thresholds),
        "below": below,
        "rated": sum(each["rated"] for each in criteria),
        "criteria": criteria,
    }


def _points(principle: Principle, target: int) -> str:
    """The working of assessed conformance: points up to the target, of those that can be reached."""
    rated = [
        (each.weight, each.assessed_level)
        for each in principle.criteria
        if each.assessed_level is not None
    ]
    reached = sum(weight * min(level, target) for weight, level in rated)
    return f"{reached} of {target * sum(weight for weight, _ in rated)}"


def _criterion(criterion: Criterion, contents: ReportContents) -> dict[str, Any]:
    target = contents.thresholds.target_level
    titles = {layer.slug: layer.title for layer in contents.scope.layers}
    declared = _cell(criterion.declared_level, target)
    assessed = _cell(criterion.assessed_level, target)
    counts = declared if contents.assessed is None else assessed
    return {
        "c": criterion,
        "declared": declared,
        "assessed": assessed,
        "below": counts.below,
        "rated": bool(counts.level),
        "findings": ", ".join(
            GRADES.get(each.grade, each.grade).lower()
            for each in contents.findings
            if each.criterion == criterion.code and is_open(each)
        ),
        "confidence": lowest_confidence(criterion),
        "withheld": is_withheld(criterion, contents.rung),
        "confidential": criterion.disclosure != PUBLIC,
        "results": tuple(_result(each, titles, target) for each in criterion.results),
    }


def _result(result: Result, titles: dict[str, str], target: int) -> dict[str, Any]:
    return {
        "r": result,
        "layer": titles.get(result.layer, result.layer) if result.layer else "",
        "declared": _cell(result.declared_level, target),
        "assessed": _cell(result.assessed_level, target),
        "not_applicable": _not_applicable(result),
        "done": words_of(result.done or ()),
    }


def _not_applicable(result: Result) -> str:
    if result.not_applicable == "layer":
        return "Not applicable: the criterion does not apply to the declared layers."
    if result.not_applicable == "claimed":
        ruled = {
            True: "accepted by the assessor",
            False: "refused by the assessor, so it counts as level 0",
            None: "not judged by an assessor",
        }
        return f"Claimed as not applicable; {ruled[result.not_applicable_accepted]}."
    return ""
