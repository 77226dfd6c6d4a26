"""The machine-readable twin of a report: what its file shows as JSON (RFC 8785 bytes)."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import rfc8785

from reports import corrected
from reports.basis import Grounds, Sample
from reports.contents import (
    PUBLIC,
    Assessment,
    Criterion,
    Evidence,
    Figures,
    Principle,
    ReportContents,
    Result,
    Thresholds,
    assurance,
)
from reports.plain import to_plain
from reports.rungs import ATTACHMENTS, shown

SCHEMA_ID: Final = "urn:trustportal:report-twin:1.7"
SCHEMA_FILE: Final = Path(__file__).with_name("twin.schema.json")
NAME: Final = ATTACHMENTS[PUBLIC]  # of the attachment inside the public PDF


def twin_bytes(contents: ReportContents) -> bytes:
    """Return the canonical bytes (RFC 8785) that are attached, hashed and published."""
    return rfc8785.dumps(to_twin(contents))


@cache
def schema() -> dict[str, Any]:
    """Return the published JSON Schema (draft 2020-12) of the twin."""
    return cast("dict[str, Any]", json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def to_twin(contents: ReportContents) -> dict[str, Any]:
    """Return what the rung shows as plain JSON, after `twin.schema.json`. Names match the API's."""
    told = shown(contents)
    return {
        "schema": SCHEMA_ID,
        "rung": told.rung,
        "number": told.number,
        "kind": told.kind,
        "outcome": told.outcome,
        "organisation": vars(told.organisation).copy(),
        "scope": {
            "slug": told.scope.slug,
            "title": told.scope.title,
            "statement": told.scope.statement,
            "included": told.scope.included,
            "excluded": told.scope.excluded,
            "why": told.scope.why,
            "layers": [vars(layer).copy() for layer in told.scope.layers],
        },
        "framework": told.edition.framework,
        "edition": told.edition.edition,
        "edition_sha256": told.edition.sha256,
        "method": told.edition.method,
        "as_of": told.as_of.isoformat(),
        "valid_from": told.valid_from.isoformat(),
        "valid_to": told.valid_to.isoformat(),
        "issued_at": _instant(told.issued_at),
        "submission": {
            "sha256": told.submission_sha256,
            "submitted_at": _instant(told.submitted_at),
            "signatory": vars(told.signatory).copy(),
        },
        "overall": {
            "declared": _figures(told.declared),
            "assessed": _figures(told.assessed),
            "uncertainty": vars(told.uncertainty).copy() if told.uncertainty else None,
        },
        "thresholds": _thresholds(told.thresholds),
        "flags": list(told.flags),
        "principles": [_principle(told.kind, each) for each in told.principles],
        "findings": _findings(told),
        "assessment": _assessment(told.assessment),
        "sample": _sample(told.sample),
        "corrects": corrected.to_twin(told.corrects),
        "issuer": {
            "alliance": told.issuer.alliance,
            "report_url": told.url,
            "log_origin": told.issuer.log_origin,
            "development_key": told.issuer.development,
        },
        "crosswalk": to_plain(told.crosswalk) if told.crosswalk else None,
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _figures(figures: Figures | None) -> dict[str, str | None] | None:
    return None if figures is None else vars(figures).copy()


def _thresholds(thresholds: Thresholds) -> dict[str, Any]:
    return {
        **vars(thresholds),
        "open_findings": dict(thresholds.open_findings),
        "may_not_stay_open": list(thresholds.may_not_stay_open),
    }


def _principle(kind: str, principle: Principle) -> dict[str, Any]:
    return {
        "code": principle.code,
        "title": principle.title,
        "weight": principle.weight,
        "assurance": assurance(kind, principle),
        **_grounds(principle.grounds),
        "declared": _figures(principle.declared),
        "assessed": _figures(principle.assessed),
        "criteria": [_criterion(each) for each in principle.criteria],
    }


def _grounds(grounds: Grounds | None) -> dict[str, Any]:
    if grounds is None:
        return {"uncertainty": None, "grounds": None}
    return {
        "uncertainty": vars(grounds.uncertainty).copy(),
        "grounds": vars(grounds.sums).copy(),
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "requirement": criterion.requirement,
        "must_meet": criterion.must_meet,
        "weight": criterion.weight,
        "disclosure": criterion.disclosure,
        "declared_level": criterion.declared_level,
        "assessed_level": criterion.assessed_level,
        "results": [_result(each) for each in criterion.results],
        "evidence": [_evidence(each) for each in criterion.evidence],
        "evidence_withheld": criterion.evidence_withheld,
        "action_due_days": criterion.action_due_days,
    }


def _result(result: Result) -> dict[str, Any]:
    plain = dict(vars(result))
    plain["not_applicable"] = result.not_applicable or None
    plain["confidence"] = result.confidence or None
    plain["done"] = None if result.done is None else list(result.done)
    return plain


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "title": evidence.title,
        "kind": evidence.kind,
        "class": evidence.disclosure,
        "reference": evidence.reference,
        "accepted": evidence.accepted,
    }


def _findings(contents: ReportContents) -> list[dict[str, Any]]:
    return [
        {
            "grade": finding.grade,
            "criterion": finding.criterion,
            "text": finding.text,
            "plan": finding.plan,
            "due": finding.due.isoformat() if finding.due else None,
            "accepted_on": finding.accepted_on.isoformat() if finding.accepted_on else None,
            "state": finding.state,
            "counted": finding.counted,
            "evidence": [
                {name: told for name, told in _evidence(each).items() if name != "accepted"}
                for each in finding.evidence
            ],
            "evidence_withheld": finding.evidence_withheld,
        }
        for finding in contents.findings
    ]


def _sample(sample: Sample | None) -> dict[str, Any] | None:
    if sample is None:
        return None
    return {
        "method": sample.method,
        "percent": sample.percent,
        "checkpoint": sample.checkpoint,
        "acceptance": vars(sample.acceptance).copy() if sample.acceptance else None,
        "seed": sample.seed,
        "must_meet": list(sample.must_meet),
        "drawn": list(sample.drawn),
    }


def _assessment(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    return {
        "body": assessment.body,
        "lead": assessment.lead,
        "assessors": list(assessment.assessors),
        "quality_reviewer": assessment.quality_reviewer,
        "recommended_outcome": assessment.recommended_outcome,
        "recommended_on": assessment.recommended_on.isoformat(),
        "computed": vars(assessment.computed).copy() if assessment.computed else None,
        "questions": vars(assessment.questions).copy() if assessment.questions else None,
        "decision": {
            "reasons": assessment.decision_reasons,
            "decision_maker": assessment.decision_maker,
            "decided_on": assessment.decided_on.isoformat(),
        },
        "member_remarks": assessment.member_remarks,
        "remarks": [
            {
                "draft": remark.draft,
                "text": remark.text,
                "made_on": remark.made_on.isoformat(),
                "answer": remark.answer,
                "answered_on": remark.answered_on.isoformat() if remark.answered_on else None,
            }
            for remark in assessment.remarks
        ],
        "confirmed_by": assessment.confirmed_by,
        "confirmed_on": assessment.confirmed_on.isoformat() if assessment.confirmed_on else None,
        "conflicts_lifted": [
            {
                "person": lifted.person,
                "reason": lifted.reason,
                "lifted_on": lifted.lifted_on.isoformat(),
            }
            for lifted in assessment.conflicts_lifted
        ],
    }
