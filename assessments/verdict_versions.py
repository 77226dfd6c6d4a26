"""Verdicts as they are kept: evidence as it is judged, and each version of what was said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.actor import Actor
from assessments.carried_out import in_order
from assessments.judges import not_independent
from assessments.models import Engagement, EvidenceVerdict, Verdict, VerdictVersion
from assessments.own_figures import OWN, worked_out
from assessments.verdict_rules import Given, VerdictRefused, settled_level
from assessments.working_papers import Row
from journal.recording import record
from principles.answers import InvalidAnswer

# What a version says; whoever gives it again changes nothing.
CHANGED = ("level", "confidence", "reason", "reason_code", "not_applicable", "done", "own_figures")


def said_by(engagement: Engagement, row: Row, one: Given) -> dict[str, Any]:
    """What a verdict that breaks no rule comes to, by the names of its fields."""
    level = settled_level(one)
    return {
        "level": level,
        "confidence": "" if level is None else one.confidence,
        "reason": one.reason.strip(),
        "reason_code": one.reason_code,
        "not_applicable": one.not_applicable,
        "done": in_order(one.done),
        "own_figures": own_figures_of(engagement, row, one),
    }


def own_figures_of(engagement: Engagement, row: Row, one: Given) -> dict[str, Any] | None:
    """The assessor's own figures with the level that they give, on the evidence as it is judged."""
    kept = row.verdict.own_figures if row.verdict else None
    response = one.own if one.own_asked else (kept or {}).get("response")
    try:
        return worked_out(
            row.criterion.rule,
            response,
            layer=row.layer,
            has_evidence=any(each.lifts for each in row.evidence),
            as_of=engagement.attestation.as_of,
        )
    except InvalidAnswer as problem:
        raise VerdictRefused(row.key, f"{OWN}{problem.field}", problem.sentence) from problem


def is_as_read(engagement: Engagement, row: Row, one: Given) -> bool:
    """Whether nothing is said to a row, or only what the version said that was read."""
    if one.says_nothing:
        return True
    read = VerdictVersion.objects.filter(verdict=row.verdict, version=one.seen).first()
    if read is None:
        return False
    said = said_by(engagement, row, one)
    names = [each for each in CHANGED if each != "own_figures" or one.own_asked]
    return all(getattr(read, name) == said[name] for name in names)


def with_evidence(row: Row, evidence: list[EvidenceVerdict]) -> Row:
    """The row with the evidence as it is judged now."""
    latest = {str(each.evidence_id): each for each in evidence}
    judged = tuple(
        type(each)(each.piece, latest.get(each.piece.id, each.verdict)) for each in row.evidence
    )
    return replace(row, evidence=judged)


def judged_evidence(
    engagement: Engagement, row: Row, one: Given, *, by: Actor, at: datetime
) -> list[EvidenceVerdict]:
    """Accept or refuse the row's pieces of evidence where that says something new."""
    known = {each.piece.id: each for each in row.evidence}
    changed = []
    for evidence_id, view in one.evidence.items():
        if evidence_id not in known:
            raise VerdictRefused(
                row.key, "evidence", "This evidence is not attached here. Reload the page."
            )
        held = known[evidence_id]
        if view.accepted and held.piece.is_closed:
            raise VerdictRefused(
                row.key,
                "evidence",
                "Evidence that you cannot see cannot be accepted. Leave it unjudged.",
            )
        if not view.accepted and not view.reason.strip():
            raise VerdictRefused(row.key, f"evidence-{evidence_id}", "Say why it is refused.")
        before = held.verdict
        same = before is not None and (before.accepted, before.reason) == (
            view.accepted,
            view.reason.strip(),
        )
        if before is not None and same and counts(engagement, before.judged_by_id, by, at):
            continue
        verdict, _ = EvidenceVerdict.objects.update_or_create(
            engagement=engagement,
            criterion=row.criterion,
            layer=row.layer,
            evidence_id=UUID(evidence_id),
            defaults={
                "accepted": view.accepted,
                "reason": view.reason.strip(),
                "judged_by_id": by.person_id,
                "judged_at": at,
            },
        )
        record(
            "evidence.judged",
            verdict,
            by=by,
            organisation_id=engagement.body_id,
            to_state="accepted" if view.accepted else "refused",
            facts={"engagement": str(engagement.pk), "row": row.key},
        )
        changed.append(verdict)
    return changed


def counts(engagement: Engagement, judge_id: UUID, by: Actor, at: datetime) -> bool:
    """Whether what this person judged stands, so that another who says the same says nothing new."""
    return judge_id == by.person_id or not not_independent(engagement, [judge_id], on=at.date())


def written_version(
    engagement: Engagement,
    row: Row,
    said: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    act: str = "verdict.given",
) -> Verdict:
    """Write the verdict down as a new version, which nobody has looked at yet."""
    verdict = row.verdict or Verdict(
        engagement=engagement, criterion=row.criterion, layer=row.layer, version=0
    )
    for name, value in said.items():
        setattr(verdict, name, value)
    verdict.version += 1
    verdict.given_by_id = by.person_id
    verdict.given_at = at
    verdict.review, verdict.review_note, verdict.review_level = "", "", None
    verdict.reviewed_by = verdict.reviewed_at = None
    verdict.save()
    VerdictVersion.objects.create(
        verdict=verdict, version=verdict.version, given_by_id=by.person_id, given_at=at, **said
    )
    noted(engagement, act, verdict, by=by)
    return verdict


def noted(engagement: Engagement, act: str, verdict: Verdict, *, by: Actor, to: str = "") -> None:
    """Enter what happened to a verdict in the journal of the body."""
    record(
        act,
        verdict,
        by=by,
        organisation_id=engagement.body_id,
        to_state=to,
        facts={
            "engagement": str(engagement.pk),
            "criterion": str(verdict.criterion_id),
            "layer": verdict.layer,
            "version": verdict.version,
        },
    )
