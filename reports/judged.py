"""Findings, decision and remarks as a report prints them (pure)."""

from datetime import date
from typing import Any, Final

from reports.contents import Finding, ReportContents
from reports.wording import OUTCOMES, WITHHELD, day, several

GRADES: Final = {
    "major": "Major",
    "minor": "Minor",
    "observation": "Observation",
    "good_practice": "Good practice",
}
NOTHING_TO_MEND: Final = "good_practice"
SETTLED: Final = frozenset({"closed", "dismissed"})  # states, in small letters


def is_open(finding: Finding) -> bool:
    """Whether something is still to be put right."""
    return finding.grade != NOTHING_TO_MEND and finding.state.lower() not in SETTLED


def next_due(contents: ReportContents) -> date | None:
    """The first day on which the plan of an open finding is due."""
    return min((each.due for each in contents.findings if is_open(each) and each.due), default=None)


def tally(contents: ReportContents) -> tuple[tuple[str, int, int], ...]:
    """By grade: how many findings were raised, and how many of them are open; empty grades left out."""
    counted = (
        (
            words,
            sum(each.grade == grade for each in contents.findings),
            sum(each.grade == grade and is_open(each) for each in contents.findings),
        )
        for grade, words in GRADES.items()
    )
    return tuple(each for each in counted if each[1])


def told(contents: ReportContents) -> str:
    """Say in one sentence how many findings there are and what is open."""
    if not contents.findings:
        return "The assessors raised no findings."
    still = sum(map(is_open, contents.findings))
    raised = several(len(contents.findings), "finding")
    first = next_due(contents)
    due = f"; the first plan is due on {day(first)}" if first else ""
    return f"{raised} on record, {still or 'none'} open{due}."


def findings(contents: ReportContents) -> tuple[dict[str, Any], ...]:
    """Every finding, in the order in which it was raised within its grade, the gravest first."""
    order = list(GRADES)
    ranked = sorted(
        contents.findings,
        key=lambda each: order.index(each.grade) if each.grade in order else len(order),
    )
    return tuple(_finding(each) for each in ranked)


def _finding(finding: Finding) -> dict[str, Any]:
    withheld = not finding.text and not finding.plan
    mend = finding.grade != NOTHING_TO_MEND
    return {
        "grade": GRADES.get(finding.grade, finding.grade),
        "criterion": finding.criterion,
        "text": finding.text or WITHHELD,
        "plan": finding.plan or ("" if withheld or not mend else "None recorded."),
        "due": day(finding.due) if finding.due else ("no date" if mend else ""),
        "accepted_on": day(finding.accepted_on) if finding.accepted_on else "",
        "mend": mend,
        "state": finding.state.replace("_", " ") if mend else "",
        "open": is_open(finding),
        "evidence": finding.evidence,
        "evidence_withheld": finding.evidence_withheld,
    }


def assessment(contents: ReportContents) -> dict[str, Any] | None:
    """Who assessed, recommended, confirmed and decided; conflicts lifted; remarks and answers."""
    found = contents.assessment
    if found is None:
        return None
    return {
        "a": found,
        "assessors": ", ".join(found.assessors),
        "recommended": OUTCOMES.get(found.recommended_outcome, found.recommended_outcome),
        "computed": _computed(contents),
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


def _computed(contents: ReportContents) -> str:
    """What the method alone gives, and what open findings left of it."""
    found = contents.assessment.computed if contents.assessment else None
    if found is None:
        return ""
    score, outcome = (OUTCOMES.get(each, each) for each in (found.score, found.outcome))
    if score == outcome:
        return f"{score}; open findings do not lower it"
    return f"{score} by the score; {outcome.lower()} with the open findings"
