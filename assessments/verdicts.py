"""Verdicts: evidence accepted or refused, a level with confidence and reason, a second pair of eyes.

A verdict may never stand above what the accepted evidence allows, and one that changes (or whose
evidence is judged anew) loses its review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.carried_out import in_order
from assessments.handing_over import handed_over
from assessments.models import (
    Engagement,
    EvidenceVerdict,
    Review,
    Verdict,
    VerdictVersion,
)
from assessments.moves import attestation_of, locked
from assessments.naming import named, still_running
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.status import EngagementStatus
from assessments.verdict_rules import (
    Given,
    VerdictChanged,
    VerdictRefused,
    cap_sentence,
    check,
    settled_level,
)
from assessments.working_papers import Row, papers_of
from attestations.status import Status
from journal.recording import record
from organisations.permissions import Permission

CHANGED = ("level", "confidence", "reason", "reason_code", "not_applicable", "done")


class NotInAssessment(Refusal):
    """Verdicts and findings are given while the attestation is in assessment."""


class OwnVerdict(IndependenceRefused):
    """Nobody reviews a verdict that she gave herself."""


def working(engagement_id: UUID) -> Engagement:
    """The engagement, locked, while verdicts and findings may be given; else `NotInAssessment`.

    Raises `EngagementOver` once the engagement has ended.
    """
    engagement = locked(engagement_id)
    still_running(engagement)
    attestation = attestation_of(engagement)
    if (
        engagement.status != EngagementStatus.ACTIVE
        or attestation.status != Status.IN_ASSESSMENT
        or engagement.plan_frozen_at is None
    ):
        raise NotInAssessment(
            "The attestation is not in assessment, so nothing can be judged now. Reload the page to "
            "see where it stands."
        )
    return engagement


def given(
    engagement_id: UUID, verdicts: Sequence[Given], *, by: Actor, at: datetime
) -> list[Verdict]:
    """Judge evidence and give verdicts, all of them or none; joins the transaction.

    Returns the verdicts that are new or changed. What is said again unchanged changes nothing.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.VERDICT_GIVE, at)
    papers = papers_of(engagement)
    changed = []
    for one in verdicts:
        row = papers.by_key.get(one.key)
        if row is None:
            raise VerdictRefused(
                one.key, "level", "This criterion is not asked here. Reload the page."
            )
        judged = _judged(engagement, row, one, by=by, at=at)
        verdict = _given(engagement, _with(row, judged), one, by=by, at=at)
        if verdict is not None:
            changed.append(verdict)
    return changed


@refusals_recorded("verdict.given")
@transaction.atomic(durable=True)
def give_verdicts(engagement_id: UUID, verdicts: Sequence[Given], *, by: Actor) -> list[Verdict]:
    """An assessor or the lead judges evidence and gives verdicts, all of them or none."""
    return given(engagement_id, verdicts, by=by, at=now())


def reviewed(
    engagement_id: UUID,
    versions: Mapping[UUID, int],
    review: Review,
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> list[Verdict]:
    """Agree or disagree with verdicts in the versions that were read; joins the transaction."""
    engagement = working(engagement_id)
    named(engagement, by, Permission.VERDICT_REVIEW, at)
    if review is Review.DISAGREED and not note.strip():
        raise VerdictRefused("The review", "note", "say why you disagree.")
    found = list(engagement.verdicts.select_related("criterion").filter(pk__in=versions))
    if len(found) != len(versions) or not found:
        raise VerdictRefused("The review", "verdicts", "choose at least one verdict.")
    for verdict in found:
        key = f"{verdict.criterion.code}.{verdict.layer or 'all'}"
        if verdict.version != versions[verdict.pk]:
            raise VerdictChanged(key, "verdicts", "it has changed since you read it. Read it anew.")
        if verdict.given_by_id == by.person_id:
            raise OwnVerdict(
                f"{key.removesuffix('.all')}: nobody reviews her own verdict. Leave it to another "
                "quality reviewer.",
                engagement,
                Ground.OWN_WORK,
            )
        verdict.review = review
        verdict.review_note = note.strip()
        verdict.reviewed_by_id = by.person_id
        verdict.reviewed_at = at
        verdict.save(update_fields=["review", "review_note", "reviewed_by", "reviewed_at"])
        _journal(engagement, "verdict.reviewed", verdict, by=by, to=review.value)
    if review is Review.DISAGREED:
        people = {verdict.given_by_id for verdict in found}
        count = "1 verdict" if len(found) == 1 else f"{len(found)} verdicts"
        handed_over(
            "verdict.reviewed/disagreed", engagement, by=by, at=at, people=people, count=count
        )
    return found


@refusals_recorded("verdict.reviewed")
@transaction.atomic(durable=True)
def review_verdicts(
    engagement_id: UUID, versions: Mapping[UUID, int], review: Review, note: str, *, by: Actor
) -> list[Verdict]:
    """The quality reviewer agrees or disagrees with verdicts that another person gave."""
    return reviewed(engagement_id, versions, review, note, by=by, at=now())


def _with(row: Row, evidence: list[EvidenceVerdict]) -> Row:
    """The row with the evidence as it is judged now."""
    latest = {str(each.evidence_id): each for each in evidence}
    judged = tuple(
        type(each)(each.piece, latest.get(each.piece.id, each.verdict)) for each in row.evidence
    )
    return replace(row, evidence=judged)


def _judged(
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
        if same:
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


def _given(
    engagement: Engagement, row: Row, one: Given, *, by: Actor, at: datetime
) -> Verdict | None:
    """Write the verdict down as a new version, if it or its evidence says anything new."""
    before = row.verdict
    if (before.version if before else 0) != one.seen:
        raise VerdictChanged(
            row.key,
            "level",
            "somebody else has changed this verdict since you read it. Read it anew.",
        )
    evidence_is_new = any(each.verdict and each.verdict.judged_at == at for each in row.evidence)
    if one.says_nothing:
        if before is None or not evidence_is_new:
            return None
        if before.level is not None and before.level > row.cap:
            raise VerdictRefused(row.key, "level", cap_sentence(row.cap))
        return _written(engagement, row, {n: getattr(before, n) for n in CHANGED}, by=by, at=at)
    target = int(engagement.attestation.edition.target_level)
    check(row, one, target=target, cap=row.cap)
    level = settled_level(one)
    said = {
        "level": level,
        "confidence": "" if level is None else one.confidence,
        "reason": one.reason.strip(),
        "reason_code": one.reason_code,
        "not_applicable": one.not_applicable,
        "done": in_order(one.done),
    }
    if before and not evidence_is_new and all(getattr(before, n) == said[n] for n in CHANGED):
        return None
    return _written(engagement, row, said, by=by, at=at)


def _written(
    engagement: Engagement, row: Row, said: Mapping[str, Any], *, by: Actor, at: datetime
) -> Verdict:
    verdict = row.verdict or Verdict(
        engagement=engagement, criterion=row.criterion, layer=row.layer, version=0
    )
    for name, value in said.items():
        setattr(verdict, name, value)
    verdict.version += 1
    verdict.given_by_id = by.person_id
    verdict.given_at = at
    verdict.review, verdict.review_note = "", ""
    verdict.reviewed_by = verdict.reviewed_at = None
    verdict.save()
    VerdictVersion.objects.create(
        verdict=verdict, version=verdict.version, given_by_id=by.person_id, given_at=at, **said
    )
    _journal(engagement, "verdict.given", verdict, by=by)
    return verdict


def _journal(
    engagement: Engagement, act: str, verdict: Verdict, *, by: Actor, to: str = ""
) -> None:
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
