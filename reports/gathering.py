"""From the frozen facts of a result to the contents of its report: a fixed number of queries."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings

from attestations import snapshot
from attestations.snapshot import STATEMENT
from attestations.validity import months_after
from custody import keyring
from organisations.layers import TITLES
from organisations.scope_statement import parts_in
from principles.models import Criterion as CriterionRow
from principles.scoring import NotApplicable, Thresholds, fold
from principles.scoring import Result as Score
from principles.scoring import Score as Figure
from principles.telling import told
from reports.assessed import Assessed, assessed_of
from reports.contents import (
    PUBLIC,
    Criterion,
    Edition,
    Evidence,
    EvidenceFile,
    Figures,
    Issuer,
    Layer,
    Organisation,
    Principle,
    ReportContents,
    Result,
    Scope,
    Signatory,
    assurance,
)
from reports.contents import Thresholds as ShownThresholds
from reports.corrected import Corrects
from reports.laws_touched import crosswalk_of
from reports.models import Report
from reports.status import Kind


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part of the contents is made from."""

    content: Mapping[str, Any]
    answers: Mapping[tuple[str, str], Mapping[str, Any]]
    rows: Mapping[str, CriterionRow]
    assessed: Assessed | None


def gathered(report: Report, *, issued_at: datetime) -> ReportContents:
    """What `report` will say, were it issued at `issued_at` (aware, whole seconds).

    Reads only what is frozen: the submission's content, the edition, the decision and what led to
    it. The figures of the declaration are computed from the submission as on the day it was signed.
    """
    submission = report.submission
    content = json.loads(bytes(submission.content))
    thresholds = Thresholds.from_data(report.edition.scoring)
    declared = snapshot.declared(
        content, signed_on=submission.signed_at.date(), thresholds=thresholds
    )
    assessed = assessed_of(report.decision) if report.decision else None
    rows = {row.code: row for row in report.edition.criteria.select_related("principle")}
    ground = Ground(content, snapshot.answers_by_place(content), rows, assessed)
    first, last = validity(report, issued_at)
    return ReportContents(
        number=report.number,
        kind=report.kind,
        organisation=organisation_in(content),
        scope=scope_in(content),
        edition=_edition(report),
        as_of=date.fromisoformat(content["as_of"]),
        submitted_at=submission.signed_at,
        submission_sha256=submission.sha256,
        signatory=_signatory(report),
        outcome=assessed.outcome if assessed else None,
        valid_from=first,
        valid_to=last,
        issued_at=issued_at,
        declared=figures(declared.overall),
        assessed=assessed.overall if assessed else None,
        thresholds=thresholds_shown(thresholds),
        flags=assessed.flags if assessed else declared.flags,
        principles=_principles(ground, declared),
        findings=assessed.findings if assessed else (),
        assessment=assessed.assessment if assessed else None,
        issuer=issuer(),
        sample=assessed.sample if assessed else None,
        uncertainty=assessed.uncertainty if assessed else None,
        corrects=_corrects(report),
        crosswalk=crosswalk_of(report),
    )


def organisation_in(content: Mapping[str, Any]) -> Organisation:
    """The organisation as a submission's content froze it."""
    told = content["organisation"]
    return Organisation(name=told["name"], slug=told["slug"], country=told["country"])


def scope_in(content: Mapping[str, Any]) -> Scope:
    """The scope as a submission's content froze it."""
    told = content["scope"]
    return Scope(
        slug=told["slug"],
        title=told["title"],
        statement=told["statement"],
        **parts_in(told),
        layers=tuple(Layer(slug=slug, title=TITLES[slug]) for slug in told["layers"]),
    )


def _edition(report: Report) -> Edition:
    edition = report.edition
    return Edition(
        framework=edition.framework.slug,
        framework_title=edition.framework.title,
        edition=edition.version,
        sha256=edition.sha256,
        method=edition.method,
    )


def _signatory(report: Report) -> Signatory:
    submission = report.submission
    return Signatory(
        name=str(submission.signed_by),
        authority=submission.authority,
        statement=submission.statement,
        statement_version=submission.statement_version,
    )


def issuer() -> Issuer:
    """The alliance as the settings name it, and whether its keys are throwaway ones."""
    return Issuer(
        alliance=settings.ALLIANCE_NAME,
        portal_origin=settings.SITE_ORIGIN,
        log_origin=settings.LOG_ORIGIN,
        development=keyring.certificates("reports").development,
    )


def _corrects(report: Report) -> Corrects | None:
    """The report that this one takes the place of, and why."""
    old = report.corrects
    if old is None:
        return None
    file = old.signed_files.defer("content").get(rung=PUBLIC)
    asked = report.correction
    return Corrects(number=old.number, sha256=file.sha256, code=asked.code, what=asked.what)


def validity(report: Report, issued_at: datetime) -> tuple[date, date]:
    """The first and the last day on which the report counts; a correction changes neither."""
    old = report.corrects
    if old is not None and old.valid_from is not None and old.valid_to is not None:
        return old.valid_from, old.valid_to
    first = issued_at.date()
    if report.kind == Kind.DECLARED:
        return first, months_after(first, settings.DECLARED_VALIDITY_MONTHS)
    decision = report.decision
    if decision is not None and decision.conditions_end_on is not None:
        return first, decision.conditions_end_on
    return first, months_after(first, settings.ASSESSED_VALIDITY_MONTHS)


def figures(score: Figure | None) -> Figures:
    """A score as the decimal strings that are shown; None where nothing was rated."""
    if score is None:
        return Figures(conformance=None, maturity=None)
    return Figures(conformance=score.conformance_text, maturity=score.maturity_text)


def frozen_figures(contents: ReportContents) -> dict[str, Any]:
    """The figures kept on the report's row, in the shape that docs/api.md fixes."""

    def pair(found: Figures | None) -> dict[str, str | None] | None:
        return None if found is None else vars(found).copy()

    return {
        "organisation": vars(contents.organisation).copy(),
        "scope": {
            "slug": contents.scope.slug,
            "title": contents.scope.title,
            "statement": contents.scope.statement,
            "included": contents.scope.included,
            "excluded": contents.scope.excluded,
            "why": contents.scope.why,
            "layers": [layer.slug for layer in contents.scope.layers],
        },
        "framework": contents.edition.framework,
        "edition": contents.edition.edition,
        "as_of": contents.as_of.isoformat(),
        "overall": {"declared": pair(contents.declared), "assessed": pair(contents.assessed)},
        "principles": [
            {
                "code": principle.code,
                "title": principle.title,
                "declared": pair(principle.declared),
                "assessed": pair(principle.assessed),
                "assurance": assurance(contents.kind, principle),
                "uncertainty": vars(principle.grounds.uncertainty).copy()
                if principle.grounds
                else None,
            }
            for principle in contents.principles
        ],
        "uncertainty": vars(contents.uncertainty).copy() if contents.uncertainty else None,
        "flags": list(contents.flags),
    }


def thresholds_shown(thresholds: Thresholds) -> ShownThresholds:
    """The edition's figures as a report prints them."""
    return ShownThresholds(
        overall=_decimal(thresholds.overall_pct),
        principle=_decimal(thresholds.conform_pct),
        principle_floor=_decimal(thresholds.floor_pct),
        target_level=thresholds.target,
        limited_scope=_decimal(thresholds.claimed_weight_pct),
        action_days=thresholds.action_days,
        open_findings=tuple((grade, best.value) for grade, best in thresholds.caps),
        may_not_stay_open=tuple(sorted(thresholds.may_not_stay_open)),
    )


def _decimal(value: Fraction) -> str:
    """A threshold as its edition wrote it: a decimal without end is not accepted there."""
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _principles(ground: Ground, declared: Score) -> tuple[Principle, ...]:
    own = {row.principle.code: row.principle for row in ground.rows.values()}
    assessed = ground.assessed.principles if ground.assessed else None
    return tuple(
        Principle(
            code=each["code"],
            title=each["title"],
            statement=own[each["code"]].statement,
            declared=figures((declared.principles or {}).get(each["code"])),
            assessed=assessed[each["code"]] if assessed is not None else None,
            criteria=tuple(
                _criterion(ground, criterion)
                for criterion in ground.content["criteria"]
                if criterion["principle"] == each["code"]
            ),
            weight=own[each["code"]].weight,
            grounds=ground.assessed.grounds.get(each["code"]) if ground.assessed else None,
        )
        for each in ground.content["principles"]
    )


def _criterion(ground: Ground, criterion: Mapping[str, Any]) -> Criterion:
    row = ground.rows[criterion["code"]]
    layers = snapshot.asked_of(criterion).layers_among(ground.content["scope"]["layers"])
    results = tuple(_result(ground, row, layer) for layer in layers)
    if not results:
        results = (Result(layer=None, declared_level=None, not_applicable="layer"),)
    return Criterion(
        code=row.code,
        title=row.title,
        requirement=row.requirement,
        must_meet=row.must_meet,
        weight=row.weight,
        disclosure=row.disclosure,
        declared_level=_weakest(results, "declared_level", "not_applicable"),
        assessed_level=_weakest(results, "assessed_level", "not_applicable_accepted"),
        results=results,
        evidence=_evidence(ground, row.code, layers),
        action_due_days=ground.assessed.due_days.get(row.code) if ground.assessed else None,
    )


def _weakest(results: Sequence[Result], level: str, left_out: str) -> int | None:
    """The level that counts: the weakest layer's, not-applicable ones left out."""
    found: dict[str, int | NotApplicable | None] = {
        str(place): NotApplicable.CLAIMED
        if getattr(result, left_out) and getattr(result, level) is None
        else getattr(result, level)
        for place, result in enumerate(results)
    }
    folded = fold(found)
    return folded if isinstance(folded, int) else None


def _result(ground: Ground, row: CriterionRow, layer: str) -> Result:
    answer = ground.answers[(row.code, layer)]
    claimed = bool(answer["not_applicable"])
    verdict = ground.assessed.verdicts.get((row.code, layer)) if ground.assessed else None
    ruled = verdict.not_applicable if verdict else ""
    own = verdict.own_figures if verdict else None
    return Result(
        layer=layer or None,
        declared_level=answer["level"],
        claim="" if claimed else _claim(row, answer),
        not_applicable="claimed" if claimed else "",
        not_applicable_reason=answer["reason"] if claimed else "",
        not_applicable_accepted=ruled == "accepted" if claimed and ruled else None,
        assessed_level=verdict.level if verdict else None,
        confidence=verdict.confidence if verdict else "",
        reason=verdict.reason if verdict else "",
        done=tuple(verdict.done) if verdict else (),
        own_figures=own["words"] if own else "",
        own_figures_level=own["level"] if own else None,
    )


def _claim(row: CriterionRow, answer: Mapping[str, Any]) -> str:
    parts = [told(row.rule, answer["response"]) + "."]
    if answer["reason"]:
        parts.append(answer["reason"])
    if answer["plan"]:
        due = f" (by {answer['plan_due']})" if answer["plan_due"] else ""
        parts.append(f"Plan{due}: {answer['plan']}")
    return " ".join(parts)


def _evidence(ground: Ground, code: str, layers: Sequence[str]) -> tuple[Evidence, ...]:
    """Every piece attached to any layer's answer, once; accepted only where all verdicts accept."""
    found: dict[str, Evidence] = {}
    for layer in layers:
        for piece in ground.answers[(code, layer)]["evidence"]:
            accepted = (
                ground.assessed.accepted.get((code, layer, piece["id"]))
                if ground.assessed
                else None
            )
            known = found.get(piece["id"])
            if known is not None:
                accepted = _both(known.accepted, accepted)
            found[piece["id"]] = Evidence(
                title=piece.get("title", ""),
                kind=piece["kind"],
                disclosure=piece["class"],
                reference=_reference(piece),
                accepted=accepted,
                files=_files(piece),
            )
    return tuple(found.values())


def _reference(piece: Mapping[str, Any]) -> str:
    """Its link, or the digest of its first file; a statement's is that of its words (UTF-8)."""
    if piece["kind"] == STATEMENT:
        return "sha256:" + hashlib.sha256(piece["text"].encode()).hexdigest()
    return str(piece.get("url") or "sha256:" + "".join(piece["sha256"][:1]))


def _files(piece: Mapping[str, Any]) -> tuple[EvidenceFile, ...]:
    """Its files, each with its own class; in content of before files had one, the piece's."""
    return tuple(
        EvidenceFile(
            reference=f"sha256:{each['sha256']}", disclosure=each.get("class") or piece["class"]
        )
        for each in piece.get("files", ())
    )


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is None or other is None:
        return one if other is None else other
    return one and other
