"""What the template prints (pure): contents turned into words, dates and cells.

The words for people stand here, in one place. Nothing is decided here that the contents leave open.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from unicodedata import east_asian_width

from assessments.assurance import WORDS, Assurance
from assessments.carried_out import words_of
from reports.charts import bars
from reports.contents import (
    ASSESSED,
    PUBLIC,
    Criterion,
    Figures,
    Finding,
    Principle,
    ReportContents,
    Result,
    assurance,
    published,
)

TEMPLATE_VERSION: Final = "1.3"
DEVELOPMENT_MARK: Final = "DEVELOPMENT KEY: not evidence"
OUTCOMES: Final = {
    "conforming": "Conforming",
    "conditional": "Conditional",
    "not_conforming": "Not conforming",
}
LONG_NAME: Final = 64  # more is set smaller, so that the cover stays one page
CAVEAT: Final = "Declared by the organisation, not assessed"
KINDS: Final = {"declared": "Self-declaration report", "assessed": "Assessment report"}
NOTHING_TO_MEND: Final = "good_practice"
GRADES: Final = {
    "major": "Major",
    "minor": "Minor",
    "observation": "Observation",
    "good_practice": "Good practice",
}
LEVELS: Final = (
    ("0", "Not met: nothing in place, no answer, or the claim is contradicted by evidence."),
    ("1", "Initial: informal or partial; or claimed without acceptable evidence."),
    ("2", "Partial: defined, but gaps in scope, age or operation."),
    ("3", "Met (target): in place across the scope, operating, with current evidence."),
    ("4", "Exceeds: met, measured over time, independently checked or published, and improved."),
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A level as printed: `level` picks the drawing ("" when there is none), `text` the words."""

    level: str
    text: str
    below: bool


def day(value: date) -> str:
    """Write a date as "22 November 2026"."""
    return f"{value.day} {value:%B %Y}"


def instant(value: datetime) -> str:
    """Write an instant as "22 November 2026, 14:02 UTC"."""
    there = value.astimezone(UTC)
    return f"{day(there)}, {there:%H:%M} UTC"


def per_cent(value: str | None) -> str:
    """Write a percentage with its unit, or say that there is none."""
    return "not rated" if value is None else f"{value}\N{NO-BREAK SPACE}%"


def view(contents: ReportContents) -> dict[str, Any]:
    """Give everything that `report.html` prints, as the public may see it."""
    public = published(contents)
    return {
        "c": public,
        "assessed": public.kind == ASSESSED,
        "long_name": _width(public.organisation.name) > LONG_NAME,
        "kind_title": KINDS[public.kind],
        "outcome": OUTCOMES.get(public.outcome or "", ""),
        "caveat": "" if public.kind == ASSESSED else CAVEAT,
        "mark": DEVELOPMENT_MARK if public.issuer.development else "",
        "dates": {
            "as_of": day(public.as_of),
            "valid_from": day(public.valid_from),
            "valid_to": day(public.valid_to),
            "issued_at": instant(public.issued_at),
            "machine": public.issued_at.astimezone(UTC).isoformat(timespec="seconds"),
            "submitted_at": instant(public.submitted_at),
        },
        "headline": headline(public),
        "chart": bars(public.principles, public.thresholds),
        "chart_title": chart_title(public),
        "overall": {
            "declared": _figures(public.declared),
            "assessed": _figures(public.assessed) if public.assessed else None,
            "uncertainty": public.uncertainty,
        },
        "counts": counts(public),
        "flags": tuple(_flag(flag, public) for flag in public.flags),
        "principles": tuple(_principle(public, place) for place in range(len(public.principles))),
        "findings": tuple(_finding(each) for each in public.findings),
        "assessment": _assessment(public),
        "levels": LEVELS,
        "template_version": TEMPLATE_VERSION,
    }


def _width(text: str) -> int:
    """Count half-width cells: wide letters (UAX #11) take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def headline(contents: ReportContents) -> str:
    """Say the result in one sentence."""
    if contents.assessed is None:
        return (
            f"Declared conformance {per_cent(contents.declared.conformance)} overall. "
            "Nobody but the organisation has judged it."
        )
    still_open = sum(1 for finding in contents.findings if finding.state.lower() not in SETTLED)
    findings = "no finding is open" if not still_open else f"findings open: {still_open}"
    return (
        f"{OUTCOMES[contents.outcome or '']}: assessed conformance "
        f"{per_cent(contents.assessed.conformance)} overall "
        f"(threshold {per_cent(contents.thresholds.overall)}); {findings}."
    )


SETTLED: Final = frozenset({"closed", "dismissed"})  # states, in small letters


def chart_title(contents: ReportContents) -> str:
    """Say what the bars show: how many principles reach the threshold, and which is lowest."""
    basis = "assessed" if contents.kind == ASSESSED else "declared"
    rated = [
        (Decimal(figures.conformance), principle.code)
        for principle in contents.principles
        if (figures := getattr(principle, basis)) is not None and figures.conformance is not None
    ]
    if not rated:
        return "No principle is rated"
    line = Decimal(contents.thresholds.principle)
    reached = sum(1 for share, _ in rated if share >= line)
    lowest_share, lowest = min(rated)
    verb = "reaches" if reached == 1 else "reach"
    return (
        f"{reached} of {len(rated)} principles {verb} {per_cent(contents.thresholds.principle)} as "
        f"{basis}; the lowest is {lowest} with {per_cent(str(lowest_share))}"
    )


def counts(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """Count criteria: at target, below it, not applicable, and must-meets at target."""
    every = [criterion for principle in contents.principles for criterion in principle.criteria]
    basis = "assessed" if contents.kind == ASSESSED else "declared"
    target = contents.thresholds.target_level
    levels = [(each, _level(each, basis)) for each in every]
    rated = [(each, level) for each, level in levels if level is not None]
    must = [level for each, level in rated if each.must_meet]
    return (
        ("Criteria in the edition", str(len(every))),
        (f"{basis.capitalize()} at target or above", str(sum(v >= target for _, v in rated))),
        (f"{basis.capitalize()} below target", str(sum(v < target for _, v in rated))),
        ("Not applicable", str(len(every) - len(rated))),
        ("Must-meet criteria at target", f"{sum(v >= target for v in must)} of {len(must)}"),
    )


def _level(criterion: Criterion, basis: str) -> int | None:
    return criterion.assessed_level if basis == "assessed" else criterion.declared_level


def _figures(figures: Figures) -> dict[str, str]:
    return {
        "conformance": per_cent(figures.conformance),
        "maturity": figures.maturity or "not rated",
    }


def _cell(level: int | None, target: int, missing: str) -> Cell:
    if level is None:
        return Cell(level="", text=missing, below=False)
    return Cell(level=str(level), text=str(level), below=level < target)


def _principle(contents: ReportContents, place: int) -> dict[str, Any]:
    principle = contents.principles[place]
    return {
        "code": principle.code,
        "title": principle.title,
        "statement": principle.statement,
        "declared": _figures(principle.declared),
        "assessed": _figures(principle.assessed) if principle.assessed else None,
        "assurance": WORDS[Assurance(found)]
        if (found := assurance(contents.kind, principle))
        else "",
        "grounds": principle.grounds,
        "points": _points(principle, contents.thresholds.target_level),
        "criteria": tuple(_criterion(each, contents) for each in principle.criteria),
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
    confidences = {result.confidence for result in criterion.results if result.confidence}
    weakest = next((one for one in ("low", "medium", "high") if one in confidences), "")
    return {
        "c": criterion,
        "declared": _cell(criterion.declared_level, target, "n/a"),
        "assessed": _cell(criterion.assessed_level, target, "n/a"),
        "confidence": weakest if criterion.assessed_level is not None else "",
        "confidential": criterion.disclosure != PUBLIC,
        "results": tuple(_result(each, titles, target) for each in criterion.results),
    }


def _result(result: Result, titles: dict[str, str], target: int) -> dict[str, Any]:
    return {
        "r": result,
        "layer": titles.get(result.layer, result.layer) if result.layer else "",
        "declared": _cell(result.declared_level, target, "n/a"),
        "assessed": _cell(result.assessed_level, target, "n/a"),
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


def _flag(flag: str, contents: ReportContents) -> str:
    name, _, code = flag.partition(":")
    if name == "limited_scope":
        share = per_cent(contents.thresholds.limited_scope)
        return (
            f"Limited scope in {code}: criteria accepted as not applicable carry more than "
            f"{share} of the principle's weight."
        )
    return flag


def _finding(finding: Finding) -> dict[str, str]:
    confidential = not finding.text and not finding.plan
    withheld = "Detail is confidential."
    if finding.grade == NOTHING_TO_MEND:
        return {
            "grade": GRADES[finding.grade],
            "criterion": finding.criterion,
            "text": finding.text or withheld,
            "plan": "–",
            "due": "–",
            "accepted_on": "–",
            "state": "",
        }
    return {
        "grade": GRADES.get(finding.grade, finding.grade),
        "criterion": finding.criterion,
        "text": finding.text or withheld,
        "plan": finding.plan or (withheld if confidential else "None recorded."),
        "due": day(finding.due) if finding.due else "none",
        "accepted_on": day(finding.accepted_on) if finding.accepted_on else "not accepted",
        "state": finding.state.replace("_", " "),
    }


def _assessment(contents: ReportContents) -> dict[str, Any] | None:
    found = contents.assessment
    if found is None:
        return None
    return {
        "a": found,
        "assessors": ", ".join(found.assessors),
        "recommended": OUTCOMES.get(found.recommended_outcome, found.recommended_outcome),
        "recommended_on": day(found.recommended_on),
        "decided_on": day(found.decided_on),
        "confirmed_on": day(found.confirmed_on) if found.confirmed_on else "",
        "remarks": tuple(
            (
                each,
                f"Draft {each.draft}, {day(each.made_on)}",
                day(each.answered_on) if each.answered_on else "",
            )
            for each in found.remarks
        ),
        "lifted": tuple((each, day(each.lifted_on)) for each in found.conflicts_lifted),
    }
