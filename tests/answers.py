"""Answers to everything an attestation asks, at a wished level, with evidence."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from attestations.drafting import Content, checked, saved
from attestations.figures import Basis, Figure, wanted_period
from attestations.models import (
    CONTENT_FIELDS,
    Answer,
    AnswerVersion,
    Attestation,
    DisclosureClass,
    Evidence,
    EvidenceKind,
    EvidenceLink,
)
from principles.vocabulary import AnswerType


def answer_everything(
    attestation: Attestation,
    by: Actor,
    levels: Mapping[str, int] | None = None,
    *,
    level: int = 3,
    evidence: Evidence | None = None,
) -> None:
    """Answer every criterion (and layer) at `level`, those named in `levels` at theirs.

    A level below 3 comes with a dated plan. All share one piece of evidence.
    """
    with transaction.atomic():
        piece = evidence or piece_of(attestation, by)
        rows = Answer.objects.filter(attestation=attestation).select_related("criterion")
        wished = {
            row.pk: content_for(
                row, (levels or {}).get(row.criterion.code, level), attestation.as_of
            )
            for row in rows
        }
        blank = [row for row in rows if row.version == 0]
        _first_versions(attestation, blank, wished, piece, by)
        for row in rows:
            if row not in blank:
                saved(
                    attestation.pk,
                    row.criterion.code,
                    row.layer,
                    wished[row.pk],
                    seen=row.version,
                    evidence=[piece.pk],
                    by=by,
                    at=now(),
                )


def _first_versions(
    attestation: Attestation,
    rows: list[Answer],
    wished: Mapping[Any, Content],
    piece: Evidence,
    by: Actor,
) -> None:
    """What `saved` would write to blank answers, in a few statements instead of seven hundred.

    `tests/attestations/test_save_answer.py` compares the two.
    """
    at = now()
    for row in rows:
        content = wished[row.pk]
        checked(row.criterion, content, layer=row.layer, as_of=attestation.as_of)
        for field in CONTENT_FIELDS:
            setattr(row, field, getattr(content, field, row.criterion.sha256))
        row.version, row.saved_by_id, row.saved_at = 1, by.user_id, at
    # Written anew under their ids: bulk_update takes a CASE for every field of every row.
    Answer.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Answer.objects.bulk_create(rows)
    EvidenceLink.objects.bulk_create(EvidenceLink(answer=row, evidence=piece) for row in rows)
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=row,
            version=1,
            saved_by_id=by.user_id,
            saved_at=at,
            evidence_ids=[piece.pk],
            **{field: getattr(row, field) for field in CONTENT_FIELDS},
        )
        for row in rows
    )


def piece_of(attestation: Attestation, by: Actor, title: str = "Trust policy") -> Evidence:
    return Evidence.objects.create(
        organisation=attestation.scope.organisation,
        title=title,
        kind=EvidenceKind.LINK,
        disclosure=DisclosureClass.ASSESSOR,
        url="https://north-harbour.example/policy",
        added_by_id=by.user_id,
    )


def content_for(answer: Answer, level: int, as_of: date) -> Content:
    below = level < 3
    response = response_for(answer.criterion.rule, level, as_of, answer.layer)
    return Content(
        response=response,
        figure=figure_for(answer.criterion.rule, response, as_of),
        reason="This is how it stands, and the policy says why." if below else "",
        plan="The board has decided the steps." if below else "",
        plan_due=now().date() + timedelta(days=90) if below else None,
    )


def figure_for(
    rule: Mapping[str, Any], response: Mapping[str, Any], as_of: date
) -> dict[str, Any] | None:
    """How a metric's figure was taken, with nothing missing; None for any other answer."""
    if rule["type"] != AnswerType.METRIC or "value" not in response:
        return None
    period = wanted_period(rule, as_of) or (as_of, as_of)
    return Figure("All 41 cases of the period", *period, Basis.ALL).data


def response_for(  # noqa: PLR0911 - one return for each type
    rule: dict[str, Any], level: int, as_of: date, layer: str = ""
) -> dict[str, Any]:
    """A response to this rule that reaches `level`, or the nearest level below."""
    kind = AnswerType(rule["type"])
    if kind is AnswerType.YES_NO_PARTIAL:
        options = [(each, value) for value, each in rule["levels"].items() if each <= level]
        return {"value": max(options)[1]}
    if kind is AnswerType.MATURITY:
        return {"value": level}
    if kind is AnswerType.METRIC:
        return _metric(rule, level, layer)
    if kind is AnswerType.DATE:
        limits = {int(key): days for key, days in rule["max_age_days"].items()}
        age = limits[level] if level else limits[1] + 1
        return {"value": (as_of - timedelta(days=age)).isoformat()}
    if kind is AnswerType.CHOICE:
        fits = [o for o in rule["options"] if o["level"] <= level]
        best = max(fits or rule["options"], key=lambda o: o["level"] if fits else -o["level"])
        return {"value": best["value"]}
    if kind is AnswerType.MULTI_CHOICE:
        ordered = sorted(rule["options"], key=lambda option: not option.get("required"))
        return {"value": [o["value"] for o in ordered[: _count(rule, level)]]}
    elements = [each["value"] for each in rule["elements"]][: _count(rule, level)]
    response: dict[str, Any] = {"elements": elements, "public": True}
    return response | ({"dated": as_of.isoformat()} if elements else {})


def _count(rule: dict[str, Any], level: int) -> int:
    bands = {int(key): count for key, count in rule["bands"].items()}
    return int(bands[level]) if level else 0


def _metric(rule: dict[str, Any], level: int, layer: str) -> dict[str, Any]:
    own = rule.get("bands_by_layer", {}).get(layer, rule["bands"])
    bands = {int(key): bound for key, bound in own.items()}
    nothing = bands[1] + 1 if rule["direction"] == "lower_is_better" else 0
    value = bands[level] if level else nothing
    response: dict[str, Any] = {"value": str(value)}
    return response | ({"coverage_pct": "100"} if rule.get("min_coverage_pct") else {})
