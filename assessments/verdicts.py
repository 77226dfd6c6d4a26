"""Verdicts: evidence accepted or refused, a level with confidence and reason, a second pair of eyes.

A verdict may never stand above what the accepted evidence allows, and one that changes (or whose
evidence is judged anew) loses its review.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import accounts_of_one
from accounts.refusal import Refusal
from assessments.following import require_reach, require_time
from assessments.models import Engagement, Review, Verdict, VerdictVersion
from assessments.moves import attestation_of, locked
from assessments.naming import named, still_running
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.second_look import (
    NO_LEVELS,
    keep_looks,
    second_look,
    tell_of_disagreement,
)
from assessments.stages import is_at_work
from assessments.verdict_rules import (
    Given,
    VerdictChanged,
    VerdictRefused,
    cap_sentence,
    changed_meanwhile,
    check,
)
from assessments.verdict_status import VerdictAct, verdict_after
from assessments.verdict_versions import (
    CHANGED,
    counts,
    is_as_read,
    judged_evidence,
    noted,
    own_figures_of,
    said_by,
    with_evidence,
    written_version,
)
from assessments.working_papers import Row, papers_of
from organisations.permissions import Permission


class NotInAssessment(Refusal):
    """Verdicts and findings are given while the attestation is in assessment."""


class OwnVerdict(IndependenceRefused):
    """Nobody reviews a verdict of which she gave any version, or whose evidence she judged."""


def working(engagement_id: UUID) -> Engagement:
    """The engagement, locked, while verdicts and findings may be given; else `NotInAssessment`.

    Raises `EngagementOver` once the engagement has ended.
    """
    engagement = locked(engagement_id)
    still_running(engagement)
    attestation = attestation_of(engagement)
    if not is_at_work(engagement.status, attestation.status) or engagement.plan_frozen_at is None:
        raise NotInAssessment(
            "The attestation is not in assessment, so nothing can be judged now. Reload the page to "
            "see where it stands."
        )
    require_time(engagement)
    return engagement


def given(
    engagement_id: UUID, verdicts: Sequence[Given], *, by: Actor, at: datetime
) -> list[Verdict]:
    """Judge evidence and give verdicts, all of them or none; joins the transaction.

    Returns the verdicts that are new or changed. What is said again unchanged changes nothing.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.VERDICT_GIVE, at)
    require_reach(engagement, [one.key.partition(".")[0] for one in verdicts])
    papers = papers_of(engagement)
    changed = []
    for one in verdicts:
        row = papers.by_key.get(one.key)
        if row is None:
            raise VerdictRefused(
                one.key, "level", "This criterion is not asked here. Reload the page."
            )
        judged = judged_evidence(engagement, row, one, by=by, at=at)
        verdict = _given(engagement, with_evidence(row, judged), one, by=by, at=at)
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
    levels: Mapping[UUID, int | None] = NO_LEVELS,
    by: Actor,
    at: datetime,
) -> list[Verdict]:
    """Agree or disagree with verdicts in the versions that were read; joins the transaction.

    Who disagrees says with `levels` what she would give (None: it does not apply); more than one
    level apart, the verdict waits for a third person.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.VERDICT_REVIEW, at)
    if review is Review.DISAGREED and not note.strip():
        raise VerdictRefused("The review", "note", "say why you disagree.")
    found = list(engagement.verdicts.select_related("criterion").filter(pk__in=versions))
    if len(found) != len(versions) or not found:
        raise VerdictRefused("The review", "verdicts", "choose at least one verdict.")
    require_reach(engagement, [verdict.criterion.code for verdict in found])
    own = _had_a_hand_in(engagement, found, accounts_of_one(by.person_id))
    for verdict in found:
        if verdict.version != versions[verdict.pk]:
            raise VerdictChanged(
                verdict.key,
                "verdicts",
                "the verdict has changed since you read it. Read it anew, and tick it again.",
            )
        if verdict.pk in own:
            raise OwnVerdict(
                f"{verdict.key.removesuffix('.all')}: nobody reviews what she has judged herself. "
                "Leave it to another quality reviewer.",
                engagement,
                Ground.OWN_WORK,
            )
        second_look(verdict, review, note.strip(), levels, by=by, at=at)
        noted(engagement, "verdict.reviewed", verdict, by=by, to=verdict.review)
    keep_looks(found, by=by, at=at)
    tell_of_disagreement(engagement, found, by=by, at=at)
    return found


@refusals_recorded("verdict.reviewed")
@transaction.atomic(durable=True)
def review_verdicts(
    engagement_id: UUID,
    versions: Mapping[UUID, int],
    review: Review,
    note: str,
    *,
    levels: Mapping[UUID, int | None] = NO_LEVELS,
    by: Actor,
) -> list[Verdict]:
    """The quality reviewer agrees or disagrees with verdicts that another person gave."""
    return reviewed(engagement_id, versions, review, note, levels=levels, by=by, at=now())


def _had_a_hand_in(
    engagement: Engagement, verdicts: Sequence[Verdict], accounts: frozenset[UUID]
) -> set[UUID]:
    """Those of these verdicts that the person gave in any version, or whose evidence she judged."""
    versions = VerdictVersion.objects.filter(verdict__in=verdicts, given_by__in=accounts)
    given_once = set(versions.values_list("verdict_id", flat=True))
    evidence = engagement.evidence_verdicts.filter(judged_by__in=accounts)
    places = set(evidence.values_list("criterion_id", "layer"))
    return {
        each.pk
        for each in verdicts
        if each.given_by_id in accounts
        or each.pk in given_once
        or (each.criterion_id, each.layer) in places
    }


def _given(
    engagement: Engagement, row: Row, one: Given, *, by: Actor, at: datetime
) -> Verdict | None:
    """Write the verdict down as a new version, if it or its evidence says anything new."""
    before = row.verdict
    evidence_is_new = any(each.verdict and each.verdict.judged_at == at for each in row.evidence)
    if (before.version if before else 0) != one.seen:
        # Of many rows in one form, most are sent as they were read: a colleague's stands.
        if before and not evidence_is_new and is_as_read(engagement, row, one):
            return None
        raise changed_meanwhile(row.key)
    if one.says_nothing:
        if before is None or not evidence_is_new:
            return None
        if before.level is not None and before.level > row.cap:
            raise VerdictRefused(row.key, "level", cap_sentence(row.cap))
        verdict_after(VerdictAct.GIVE, before.status, row.key)
        unchanged = {name: getattr(before, name) for name in CHANGED}
        unchanged["own_figures"] = own_figures_of(engagement, row, one)
        return written_version(engagement, row, unchanged, by=by, at=at)
    target = int(engagement.attestation.edition.target_level)
    check(row, one, target=target, cap=row.cap)
    said = said_by(engagement, row, one)
    same = before and not evidence_is_new and all(getattr(before, n) == said[n] for n in CHANGED)
    if before and same and counts(engagement, before.given_by_id, by, at):
        return None
    if before:
        verdict_after(VerdictAct.GIVE, before.status, row.key)
    return written_version(engagement, row, said, by=by, at=at)
