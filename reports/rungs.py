"""The rungs of disclosure: what each of a report's files may hold (pure).

The rule, class by class, stands in docs/decisions/rungs.md. `shown()` is applied again by everything
that writes, so that one forgotten call leaks nothing; contents that name no rung are public.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

from reports.contents import FULL, PUBLIC, Criterion, Evidence, Finding, ReportContents

Has = TypeVar("Has", Criterion, Finding)
RUNGS: Final = (PUBLIC, FULL)
# Whose evidence a rung names; `member` is on none. A class that is not known is on none either.
CLASSES: Final[Mapping[str, frozenset[str]]] = {
    PUBLIC: frozenset({"public"}),
    FULL: frozenset({"public", "partner", "regulator", "assessor"}),
}
ATTACHMENTS: Final[Mapping[str, str]] = {PUBLIC: "report.json", FULL: "report-full.json"}
# On every page of a full report.
MARKS: Final[Mapping[str, str]] = {PUBLIC: "", FULL: "Full report: confidential"}


def published(contents: ReportContents) -> ReportContents:
    """`contents` with everything removed that the public may not read.

    Of a criterion marked `public_level_confidential_detail` only levels and confidence remain, and
    of a finding on it grade, date and state; of evidence that is not public only the count.
    """
    return shown(replace(contents, rung=PUBLIC))


def full(contents: ReportContents) -> ReportContents:
    """`contents` for those who may read the submission and the verdicts on it."""
    return shown(replace(contents, rung=FULL))


def shown(contents: ReportContents) -> ReportContents:
    """`contents` with everything removed that their own rung may not hold."""
    open_codes = {
        criterion.code
        for principle in contents.principles
        for criterion in principle.criteria
        if not is_withheld(criterion, contents.rung)
    }
    principles = tuple(
        replace(
            principle,
            criteria=tuple(_shown(each, contents.rung) for each in principle.criteria),
        )
        for principle in contents.principles
    )
    findings = tuple(
        _named(finding, contents.rung)
        if finding.criterion in open_codes or contents.rung == FULL
        else replace(finding, text="", plan="", evidence=(), evidence_withheld=0)
        for finding in contents.findings
    )
    return replace(contents, principles=principles, findings=findings)


def is_withheld(criterion: Criterion, rung: str) -> bool:
    """Whether only levels and confidence of the criterion stand on this rung."""
    return criterion.disclosure != PUBLIC and rung != FULL


def _shown(criterion: Criterion, rung: str) -> Criterion:
    if is_withheld(criterion, rung):
        bare = tuple(
            replace(
                result,
                claim="",
                reason="",
                not_applicable_reason="",
                done=None,
                own_figures="",
                own_figures_level=None,
            )
            for result in criterion.results
        )
        return replace(criterion, results=bare, evidence=(), evidence_withheld=0)
    return _named(criterion, rung)


def _named(of: Has, rung: str) -> Has:
    """A criterion or a finding with the pieces that the rung names, and a count of the others."""
    allowed = CLASSES[rung]
    kept = tuple(_piece(each, allowed) for each in of.evidence if each.disclosure in allowed)
    hidden = len(of.evidence) - len(kept)
    return replace(of, evidence=kept, evidence_withheld=of.evidence_withheld + hidden)


def _piece(piece: Evidence, allowed: frozenset[str]) -> Evidence:
    """The piece with the first of its files that may be named; a file may be kept closer than it."""
    if not piece.files:
        return piece
    files = tuple(each for each in piece.files if each.disclosure in allowed)
    return replace(piece, files=files[:1], reference=files[0].reference if files else "")
