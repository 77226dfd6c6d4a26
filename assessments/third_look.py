"""The third look: where assessor and reviewer are apart, another person of the engagement chooses."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import accounts_of_one
from assessments.following import require_reach
from assessments.handing_over import handed_over
from assessments.models import Engagement, Review, Verdict, VerdictLook
from assessments.naming import named
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.third_people import took_part
from assessments.verdict_rules import Given, VerdictChanged, VerdictRefused, check
from assessments.verdict_status import VerdictAct, between, verdict_after
from assessments.verdict_versions import judged_evidence, said_by, with_evidence, written_version
from assessments.verdicts import working
from assessments.working_papers import Row, content_of, rows_of
from organisations.permissions import Permission


class NotThird(IndependenceRefused):
    """Who has given a version of the verdict, or looked at one, is no third person to it."""


def settled(engagement_id: UUID, one: Given, *, by: Actor, at: datetime) -> Verdict:
    """Choose between assessor and reviewer, judging the evidence anew; joins the transaction.

    What comes of it is a new version of the verdict, and settled.
    """
    engagement = working(engagement_id)
    named(engagement, by, Permission.THIRD_LOOK, at)
    require_reach(engagement, [one.key.partition(".")[0]])
    row, verdict = _apart(engagement, one)
    before = (verdict.given_by_id, verdict.reviewed_by_id)
    if accounts_of_one(by.person_id) & set(took_part([verdict])[verdict.pk]):
        raise NotThird(
            f"{_named(row)}: you have judged this yourself, so you cannot settle it. Leave it to "
            "another assessor; the body's administrator can name one.",
            engagement,
            Ground.OWN_WORK,
        )
    _require_between(row, verdict, one)
    judged = with_evidence(row, judged_evidence(engagement, row, one, by=by, at=at))
    check(judged, one, target=int(engagement.attestation.edition.target_level), cap=judged.cap)
    review = {name: getattr(verdict, name) for name in REVIEW}
    verdict = written_version(
        engagement, judged, said_by(engagement, judged, one), by=by, at=at, act="verdict.third_look"
    )
    for name, value in review.items():
        setattr(verdict, name, value)
    verdict.review = Review.RULED
    verdict.save(update_fields=["review", *REVIEW])
    _keep(verdict, by=by, at=at)
    people = {each for each in before if each}
    handed_over("verdict.third_look", engagement, by=by, at=at, people=people, count="1 verdict")
    return verdict


@refusals_recorded("verdict.third_look")
@transaction.atomic(durable=True)
def take_third_look(engagement_id: UUID, one: Given, *, by: Actor) -> Verdict:
    """Another assessor or the lead settles a verdict over which two people are apart."""
    return settled(engagement_id, one, by=by, at=now())


REVIEW = ("review_note", "review_level", "reviewed_by_id", "reviewed_at")


def _apart(engagement: Engagement, one: Given) -> tuple[Row, Verdict]:
    """The row and its verdict, in the version that was read and waiting for a third look."""
    code = one.key.partition(".")[0]
    rows = {row.key: row for row in rows_of(engagement, content_of(engagement), code)}
    row = rows.get(one.key)
    if row is None or row.verdict is None:
        raise VerdictRefused(one.key, "level", "There is no verdict to settle. Reload the page.")
    if row.verdict.version != one.seen:
        raise VerdictChanged(
            row.key,
            "level",
            "this verdict was changed since you read it. Read it anew.",
        )
    verdict_after(VerdictAct.THIRD_LOOK, row.verdict.status, row.key)
    return row, row.verdict


def _require_between(row: Row, verdict: Verdict, one: Given) -> None:
    if row.claim.not_applicable:
        return
    choices = between(verdict.level, verdict.review_level)
    if one.level not in choices:
        raise VerdictRefused(
            row.key, "level", f"Choose a level from {choices[0]} to {choices[-1]}: between the two."
        )


def _keep(verdict: Verdict, *, by: Actor, at: datetime) -> None:
    VerdictLook.objects.create(
        verdict=verdict,
        version=verdict.version,
        came_to=Review.RULED.value,
        level=verdict.level,
        note=verdict.reason,
        by_id=by.person_id,
        at=at,
    )


def _named(row: Row) -> str:
    return ", ".join(filter(None, (row.criterion.code, row.layer_title)))
