"""What the template prints (pure): contents turned into words, dates and cells.

Nothing is decided here that the contents leave open.
"""

from datetime import UTC
from decimal import Decimal
from typing import Any, Final
from unicodedata import east_asian_width

from assessments.assurance import WORDS, Assurance
from reports import annexes, judged
from reports.charts import bars
from reports.contents import (
    ASSESSED,
    FULL,
    PUBLIC,
    Criterion,
    ReportContents,
    assurance,
)
from reports.glossary import terms
from reports.lettering import joined
from reports.principles_shown import figures, principles
from reports.rungs import ATTACHMENTS, MARKS, is_withheld, shown
from reports.sections import heads
from reports.wording import OUTCOMES, WITHHELD, day, instant, per_cent, several

__all__ = ["DEVELOPMENT_MARK", "OUTCOMES", "TEMPLATE_VERSION", "headline", "view"]

TEMPLATE_VERSION: Final = "2.2"
DEVELOPMENT_MARK: Final = "DEVELOPMENT KEY: not evidence"
LONG_NAME: Final = 64  # more is set smaller, so that the cover stays one page
LONG_STATEMENT: Final = 640  # more stands under "Scope and basis" alone, for the same reason
RUNNING: Final = 62  # half-width cells of the organisation's name that fit into a footer
CAVEAT: Final = "Declared by the organisation, not assessed"
KINDS: Final = {
    ("declared", PUBLIC): "Self-declaration report",
    ("assessed", PUBLIC): "Assessment report",
    ("declared", FULL): "Full self-declaration report",
    ("assessed", FULL): "Full assessment report",
}
# Where paper is US Letter (CLDR 44, supplemental data, measurementData/paperSize); A4 elsewhere.
LETTER: Final = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)
LEVELS: Final = (
    ("0", "Not met: nothing in place, no answer, or the claim is contradicted by evidence."),
    ("1", "Initial: informal or partial; or claimed without acceptable evidence."),
    ("2", "Partial: defined, but gaps in scope, age or operation."),
    ("3", "Met (target): in place across the scope, operating, with current evidence."),
    ("4", "Exceeds: met, measured over time, independently checked or published, and improved."),
)


def view(contents: ReportContents) -> dict[str, Any]:
    """Give everything that `report.html` prints, as the rung of the contents allows it."""
    told = shown(contents)
    name = joined(told.organisation.name)
    at = heads(told)
    return {
        "c": told,
        "assessed": told.kind == ASSESSED,
        "paper": paper(told),
        "at": at,
        "heads": tuple(at.values()),
        "long_name": _width(name) > LONG_NAME,
        "short_name": running(name),
        "long_statement": _width(told.scope.statement) > LONG_STATEMENT,
        "kind_title": KINDS[told.kind, told.rung],
        "outcome": OUTCOMES.get(told.outcome or "", ""),
        "caveat": "" if told.kind == ASSESSED else CAVEAT,
        "mark": DEVELOPMENT_MARK if told.issuer.development else "",
        "dates": _dates(told),
        "headline": headline(told),
        "chart": bars(told.principles, told.thresholds),
        "chart_title": chart_title(told),
        "overall": {
            "declared": figures(told.declared),
            "assessed": figures(told.assessed) if told.assessed else None,
            "uncertainty": told.uncertainty,
        },
        "assurances": assurances(told),
        "counts": counts(told),
        "rests_on": rests_on(told),
        "withheld": withheld(told),
        "full": told.rung == FULL,
        "confidential": MARKS[told.rung],
        "attachment": ATTACHMENTS[told.rung],
        "withheld_words": WITHHELD,
        "flags": tuple(_flag(flag, told) for flag in told.flags),
        "principles": principles(told),
        "findings": judged.findings(told),
        "findings_told": judged.told(told),
        "tally": judged.tally(told),
        "assessment": judged.assessment(told),
        "levels": LEVELS,
        "target": str(told.thresholds.target_level),
        "table": annexes.full_table(told),
        "done_key": annexes.done_key(),
        "crosswalk": annexes.crosswalk(told),
        "terms": terms(told.kind),
        "template_version": TEMPLATE_VERSION,
    }


def _dates(contents: ReportContents) -> dict[str, str]:
    return {
        "as_of": day(contents.as_of),
        "valid_from": day(contents.valid_from),
        "valid_to": day(contents.valid_to),
        "issued_at": instant(contents.issued_at),
        "machine": contents.issued_at.astimezone(UTC).isoformat(timespec="seconds"),
        "submitted_at": instant(contents.submitted_at),
    }


def paper(contents: ReportContents) -> str:
    """The paper of the organisation's country: "a4" or "letter"."""
    return "letter" if contents.organisation.country in LETTER else "a4"


def running(name: str) -> str:
    """A name for the foot of every page: cut where it would run into its neighbours."""
    if _width(name) <= RUNNING:
        return name
    kept = ""
    for letter in name:
        if _width(kept + letter) >= RUNNING:
            break
        kept += letter
    return kept.rstrip() + "…"


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
    still_open = sum(map(judged.is_open, contents.findings))
    findings = "no finding is open" if not still_open else f"findings open: {still_open}"
    return (
        f"{OUTCOMES[contents.outcome or '']}: assessed conformance "
        f"{per_cent(contents.assessed.conformance)} overall "
        f"(threshold {per_cent(contents.thresholds.overall)}); {findings}."
    )


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


def assurances(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """Each assurance that a principle has, with the codes of its principles; for the cover."""
    found: dict[str, list[str]] = {}
    for principle in contents.principles:
        step = assurance(contents.kind, principle)
        words = WORDS[Assurance(step)] if step else "Not recorded"
        found.setdefault(words, []).append(principle.code)
    return tuple((words, ", ".join(codes)) for words, codes in found.items())


def _every(contents: ReportContents) -> list[Criterion]:
    return [criterion for principle in contents.principles for criterion in principle.criteria]


def rests_on(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """What was looked at, in figures."""
    every = _every(contents)
    named = sum(len(each.evidence) for each in every)
    pieces = named + sum(each.evidence_withheld for each in every)
    how = "named" if contents.rung == FULL else "public"
    evidence = ("Evidence, by criterion", f"{several(pieces, 'piece')}, {named} {how}")
    if contents.kind != ASSESSED:
        return (
            ("Signed by", contents.signatory.name),
            evidence,
            ("Looked into by others", "nothing"),
        )
    rated = sum(each.assessed_level is not None for each in every)
    sample = contents.sample
    depth = len(sample.must_meet) + len(sample.drawn) if sample else None
    return (
        ("Criteria that apply, all judged", f"{rated} of {len(every)}"),
        (
            "Checked in depth (sample)",
            "not recorded" if depth is None else f"{depth} of {len(every)}",
        ),
        evidence,
    )


def withheld(contents: ReportContents) -> tuple[str, ...]:
    """What this report does not show, in sentences; each place says so itself, too."""
    every = _every(contents)
    bare = sum(is_withheld(each, contents.rung) for each in every)
    pieces = sum(each.evidence_withheld for each in every)
    pieces += sum(each.evidence_withheld for each in contents.findings)
    texts = sum(not each.text and not each.plan for each in contents.findings)
    told = []
    if bare:
        kept = "levels and confidence" if contents.kind == ASSESSED else "levels"
        told.append(
            f"the detail of {several(bare, 'criterion', 'criteria')} (only {kept} are shown)"
        )
    if pieces:
        told.append(f"{several(pieces, 'piece')} of evidence (only counted)")
    if texts:
        told.append(f"the text of {several(texts, 'finding')}")
    return tuple(told)


def counts(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """Count criteria: at target, below it, not applicable, and must-meets at target."""
    every = _every(contents)
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


def _flag(flag: str, contents: ReportContents) -> str:
    name, _, code = flag.partition(":")
    if name == "limited_scope":
        share = per_cent(contents.thresholds.limited_scope)
        return (
            f"Limited scope in {code}: criteria accepted as not applicable carry more than "
            f"{share} of the principle's weight."
        )
    return flag
