"""From verdicts and findings to a score, an outcome and the day on which conditions end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from accounts.refusal import Refusal
from assessments.assurance import Ground, Grounds, Looked, Uncertainty, grounds_of, overall
from assessments.models import Finding, Grade, NotApplicableVerdict, Verdict
from assessments.status import PLAN_STANDS, SETTLED_FINDINGS
from assessments.working_papers import Papers, Row
from attestations.reading import thresholds_of
from principles.scoring import (
    RANK,
    Item,
    NotApplicable,
    Outcome,
    Result,
    Score,
    Thresholds,
    fold,
    recommended,
    scored,
)

WORDS: Final[dict[str, str]] = {
    Outcome.CONFORMING: "Conforming",
    Outcome.CONDITIONAL: "Conditional",
    Outcome.NOT_CONFORMING: "Not conforming",
    Outcome.INCOMPLETE: "Incomplete",
    Outcome.NOT_RATED: "Not rated",
}


class NoConditions(Refusal):
    """A conditional outcome lacks the day on which its conditions end."""


@dataclass(frozen=True, slots=True)
class Computed:
    """What the verdicts and findings come to on one day.

    `outcome` is the lower of the score's outcome and the findings' cap; `grounds` is what each
    principle's score rests on, `uncertainty` that of the overall score, `still_open` the numbers of
    the findings that cap.
    """

    items: tuple[Item, ...]
    result: Result
    outcome: Outcome
    thresholds: Thresholds
    on: date
    grounds: Mapping[str, Grounds]
    uncertainty: Uncertainty | None
    still_open: tuple[int, ...]


def computed(papers: Papers, *, on: date) -> Computed:
    """Score an engagement; corrective action counts in days from `on`."""
    thresholds = thresholds_of(papers.engagement.attestation.edition)
    items = tuple(_items(papers, on))
    weights = {principle.code: principle.weight for principle in papers.principles}
    result = scored(items, principle_weights=weights, thresholds=thresholds)
    still = [(each.grade, each.criterion.code) for each in open_findings(papers.findings)]
    outcome = recommended(result.outcome, still, thresholds)
    grounds = grounds_of(_grounds(papers, items))
    numbers = tuple(each.number for each in open_findings(papers.findings))
    uncertainty = overall(grounds, weights) if result.overall else None
    return Computed(items, result, outcome, thresholds, on, grounds, uncertainty, numbers)


def lower_or_equal(outcome: str) -> list[Outcome]:
    """The outcomes that a person may choose where `outcome` was found: never a higher one."""
    if outcome not in RANK:
        return []
    return [each for each in reversed(RANK) if RANK[each] <= RANK[Outcome(outcome)]]


def conditions_end(
    outcome: Outcome,
    findings: Sequence[Finding],
    chosen: date | None,
    *,
    on: date,
    days: int,
) -> date | None:
    """The last day of accepted corrective action if the outcome is conditional, else None.

    Where no plan was accepted, the day that was chosen. It lies 0 to `days` days after `on`;
    an open minor finding without an accepted plan has no date, and is refused.
    """
    if outcome is not Outcome.CONDITIONAL:
        return None
    for finding in open_findings(findings):
        if finding.grade == Grade.MINOR and finding.status not in PLAN_STANDS:
            raise NoConditions(
                f"Finding {finding.number} is minor and not closed, and a conditional outcome needs "
                "the date of an accepted plan. Ask the member for one."
            )
    dates = [each.plan_due for each in accepted_plans(findings) if each.plan_due]
    last = max(dates) if dates else chosen
    if last is None:
        raise NoConditions(
            "A conditional outcome needs the day on which its conditions end. Enter it."
        )
    if not on <= last <= on + timedelta(days=days):
        raise NoConditions(
            f"The conditions must end within {days} days from today. Choose another day."
        )
    return last


def open_findings(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that have been neither closed nor dismissed."""
    return [finding for finding in findings if finding.status not in SETTLED_FINDINGS]


def accepted_plans(findings: Iterable[Finding]) -> list[Finding]:
    """The open findings whose corrective plan the lead assessor has accepted."""
    return [finding for finding in findings if finding.status in PLAN_STANDS]


def score_data(computed: Computed) -> dict[str, Any]:
    """The score as it is kept for ever: exact fractions, words for display, and the working."""
    result = computed.result
    return {
        "method_outcome": result.outcome.value,
        "outcome": computed.outcome.value,
        "computed_on": computed.on.isoformat(),
        "overall": None
        if result.overall is None
        else {
            **(_score(result.overall) or {}),
            "uncertainty": computed.uncertainty.texts() if computed.uncertainty else None,
        },
        "principles": {
            code: None
            if score is None
            else {
                **(_score(score) or {}),
                "points_to_target": score.points_to_target,
                "points": score.points,
                "weight": score.weight,
                **computed.grounds[code].data(),
            }
            for code, score in (result.principles or {}).items()
        },
        "must_meet_not_met": list(result.must_meet_not_met),
        "below_target": list(result.below_target),
        "flags": list(result.flags),
        "open_findings": list(computed.still_open),
        "reasons": list(result.reasons),
        "criteria": [
            {
                "code": item.code,
                "level": item.level if isinstance(item.level, int) else None,
                "not_applicable": item.level.value if isinstance(item.level, NotApplicable) else "",
                "action_due_days": item.action_due_days,
            }
            for item in computed.items
        ],
    }


def _score(score: Score | None) -> dict[str, str] | None:
    if score is None:
        return None
    return {
        "conformance": score.conformance_text,
        "maturity": score.maturity_text,
        "conformance_exact": _exact(score.conformance),
        "maturity_exact": _exact(score.maturity),
    }


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _items(papers: Papers, on: date) -> Iterable[Item]:
    by_criterion: dict[str, dict[str, int | NotApplicable | None]] = {}
    for row in papers.rows:
        by_criterion.setdefault(row.criterion.code, {})[row.layer] = _level(row.verdict)
    principle_of = {principle.pk: principle.code for principle in papers.principles}
    for criterion in papers.criteria:
        levels = by_criterion.get(criterion.code)
        yield Item(
            code=criterion.code,
            principle=principle_of[criterion.principle_id],
            weight=criterion.weight,
            must_meet=criterion.must_meet,
            level=NotApplicable.BY_LAYER if levels is None else fold(levels),
            action_due_days=_due_days(papers.findings, criterion.code, on),
        )


def _grounds(papers: Papers, items: Iterable[Item]) -> Iterable[Ground]:
    """What was done for each criterion that applies; a layer that does not apply is left out."""
    rows: dict[str, list[Row]] = {}
    for row in papers.rows:
        rows.setdefault(row.criterion.code, []).append(row)
    for item in items:
        if isinstance(item.level, NotApplicable):
            continue
        asked = rows[item.code]
        given = [each.verdict for each in asked if each.verdict is not None]
        whole = len(given) == len(asked)
        yield Ground(
            principle=item.principle,
            weight=item.weight,
            in_depth=bool(asked[0].sampled),
            verdicts=tuple(
                Looked(frozenset(each.done), each.confidence)
                for each in given
                if whole and each.level is not None
            ),
        )


def _level(verdict: Verdict | None) -> int | NotApplicable | None:
    if verdict is None:
        return None
    if verdict.not_applicable == NotApplicableVerdict.ACCEPTED:
        return NotApplicable.CLAIMED
    return verdict.level


def _due_days(findings: Iterable[Finding], code: str, on: date) -> int | None:
    """Days until the last accepted action on a criterion; None while one of its plans lacks."""
    mine = [
        finding
        for finding in open_findings(findings)
        if finding.criterion.code == code and finding.grade != Grade.GOOD_PRACTICE
    ]
    if any(f.status not in PLAN_STANDS and f.grade != Grade.OBSERVATION for f in mine):
        return None
    days = [(each.plan_due - on).days for each in accepted_plans(mine) if each.plan_due]
    if not days:
        return None
    # A date that has passed cannot hide behind a later one.
    return min(days) if min(days) < 0 else max(days)
