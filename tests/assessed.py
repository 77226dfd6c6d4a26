"""An engagement at every stage of its way, made by the acts' own joining functions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import User
from assessments.activation import without_objection
from assessments.agreement import answered
from assessments.confirming import confirmed as confirm
from assessments.confirming import is_confirmed
from assessments.decision import Conclusion
from assessments.decision import decided as decide
from assessments.engagement import Team, offered, requested
from assessments.findings import judged, planned, raised
from assessments.interests import declared_interests
from assessments.models import (
    BodyConfirmation,
    Decision,
    Engagement,
    Finding,
    Grade,
    Recommendation,
    Review,
)
from assessments.outcome import computed
from assessments.people import holders
from assessments.plan import Plan, frozen, proposed
from assessments.proving import proofs
from assessments.recommendation import Recommended, remarked, shared
from assessments.recommendation import recommended as recommend
from assessments.verdict_rules import EvidenceView, Given
from assessments.verdicts import given, reviewed
from assessments.working_papers import Row, papers_of
from attestations.models import Attestation
from organisations.models import Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.kept import kept
from tests.log import remember, sign_now
from tests.people import acting


def some_plan(**said: Any) -> Plan:
    today = now().date()
    return Plan("All cloud services.", "", today, today + timedelta(days=30), {}, **said)


def agree_on_plan(engagement: Engagement, lead: Actor, owner: Actor, **said: Any) -> None:
    """A plan is proposed and agreed; joins the transaction."""
    proposal = proposed(engagement.pk, some_plan(**said), by=lead, at=now())
    answered(engagement.pk, proposal.sequence, "", by=owner, at=now())


def begin_assessment(engagement: Engagement, lead: Actor, owner: Actor, **said: Any) -> None:
    """The plan is proposed, agreed and frozen, its sample drawn; joins the transaction."""
    agree_on_plan(engagement, lead, owner, **said)
    sign_now()
    frozen(engagement.pk, by=lead, at=now())


def reread(engagement: Engagement) -> Engagement:
    joined = ("attestation__scope__organisation", "attestation__edition", "body", "submission")
    return Engagement.objects.select_related(*joined).get(pk=engagement.pk)


def given_for(row: Row, level: int | None = None, reason: str = "Seen and traced.") -> Given:
    """A verdict equal to the claim (or at `level`), with all visible evidence accepted."""
    wished = row.claim.level if level is None else level
    away = row.claim.not_applicable and level is None
    return Given(
        key=row.key,
        seen=row.verdict.version if row.verdict else 0,
        level=None if away else wished,
        confidence="high",
        reason=reason,
        reason_code="evidence_partial" if not away and (wished or 0) < 3 else "",
        not_applicable="accepted" if away else "",
        done=("examine", "interview"),
        evidence={
            each.piece.id: EvidenceView(accepted=True)
            for each in row.evidence
            if not each.piece.is_closed
        },
    )


def assess_everything(
    engagement: Engagement,
    assessor: User,
    reviewer: User,
    levels: Mapping[str, int] | None = None,
) -> None:
    """Accept all evidence, give every verdict as claimed (or at `levels` by code), agree with all."""
    with transaction.atomic():
        papers = papers_of(reread(engagement))
        wished = levels or {}
        said = [given_for(row, wished.get(row.criterion.code)) for row in papers.rows]
        given(engagement.pk, said, by=acting(assessor), at=now())
        agree_with_everything(engagement, reviewer)


def agree_with_everything(engagement: Engagement, reviewer: User) -> None:
    with transaction.atomic():
        waiting = engagement.verdicts.exclude(review=Review.AGREED)
        versions = dict(waiting.values_list("pk", "version"))
        reviewed(engagement.pk, versions, Review.AGREED, "", by=acting(reviewer), at=now())


def find_and_plan(
    engagement: Engagement,
    key: str,
    assessor: User,
    lead: User,
    owner: User,
    *,
    grade: Grade = Grade.MINOR,
    days: int = 90,
) -> int:
    """A finding with an accepted plan; the draft is shared in between. Returns its number."""
    with transaction.atomic():
        finding = raised(
            engagement.pk, key, grade, "The log lacks two sites.", by=acting(assessor), at=now()
        )
        shared(engagement.pk, by=acting(lead), at=now())
        planned(
            engagement.pk,
            finding.number,
            owner="Head of operations",
            steps="Connect both sites and show a month of entries.",
            due=now().date() + timedelta(days=days),
            by=acting(owner),
            at=now(),
        )
        judged(engagement.pk, finding.number, accepted=True, note="", by=acting(lead), at=now())
    return finding.number


def make_recommendation(
    engagement: Engagement, lead: User, signatory: User, outcome: Outcome | None = None
) -> Recommendation:
    """Share the draft where that is still to do, no remarks, and recommend what was computed."""
    with transaction.atomic():
        if reread(engagement).draft_shared_at is None:
            shared(engagement.pk, by=acting(lead), at=now())
        remarked(engagement.pk, "", by=acting(signatory), at=now())
        found = computed(papers_of(reread(engagement)), on=now().date())
        wish = Recommended(outcome or found.outcome, "What we saw supports it.")
        return recommend(engagement.pk, wish, by=acting(lead), at=now())


def make_confirmation(engagement: Engagement, body_admin: User) -> BodyConfirmation:
    """The body stands behind its lead's recommendation; the alliance sees it from now on."""
    with transaction.atomic():
        newest = engagement.recommendations.latest("sequence")
        return confirm(engagement.pk, newest.pk, by=acting(body_admin), at=now())


def make_decision(
    engagement: Engagement, decision_maker: User, outcome: Outcome | None = None
) -> Decision:
    with transaction.atomic():
        recommendation = engagement.recommendations.latest("sequence")
        if not is_confirmed(recommendation):
            admin = holders(engagement.body, Role.BODY_ADMIN).first()
            assert admin is not None
            confirm(engagement.pk, recommendation.pk, by=acting(admin), at=now())
        conclusion = Conclusion(
            outcome or Outcome(recommendation.outcome), "The recommendation is well founded."
        )
        return decide(
            engagement.pk, recommendation.pk, conclusion, by=acting(decision_maker), at=now()
        )


@kept
def asked(accepted: Attestation, body: Organisation, owner: User, body_admin: User) -> Engagement:
    with transaction.atomic():
        return requested(accepted.pk, body.pk, by=acting(owner), at=now())


@kept
def team(lead: User, assessor: User, reviewer: User) -> Team:
    return Team(lead.pk, (assessor.pk,), (reviewer.pk,))


@kept
def offer_made(asked: Engagement, team: Team, body_admin: User) -> Engagement:
    with transaction.atomic():
        return offered(asked.pk, team, by=acting(body_admin), at=now())


@kept
def engaged(
    offer_made: Engagement, owner: User, lead: User, assessor: User, reviewer: User
) -> Engagement:
    """Active: everybody declared, the member without objection."""
    with transaction.atomic():
        for user in (lead, assessor, reviewer):
            declared_interests(offer_made.pk, [], by=acting(user), at=now())
        without_objection(offer_made.pk, by=acting(owner), at=now())
    return reread(offer_made)


@kept
def begun(engaged: Engagement, lead: User, owner: User) -> Engagement:
    with transaction.atomic():
        begin_assessment(engaged, acting(lead), acting(owner))
    return reread(engaged)


@pytest.fixture
def in_assessment(begun: Engagement) -> Engagement:
    """The assessment has begun; the store of checkpoints knows what the log served."""
    remember()
    return begun


@kept
def assessed(in_assessment: Engagement, assessor: User, reviewer: User) -> Engagement:
    """Every verdict given as claimed and settled."""
    assess_everything(in_assessment, assessor, reviewer)
    return in_assessment


@kept
def recommended(
    assessed: Engagement, lead: User, signatory: User, body_admin: User, alliance: Organisation
) -> Recommendation:
    """Recommended by the lead and confirmed by the body: what the alliance decides on."""
    made = make_recommendation(assessed, lead, signatory)
    make_confirmation(assessed, body_admin)
    return made


@kept
def decided(recommended: Recommendation, decision_maker: User) -> Decision:
    return make_decision(recommended.engagement, decision_maker)


def something_shown(engagement: Engagement) -> list[UUID]:
    """A piece that can show a correction."""
    piece = proofs(engagement).first()
    assert piece is not None
    return [piece.pk]


@pytest.fixture
def finding(assessed: Engagement, assessor: User, lead: User, alliance: Organisation) -> Finding:
    """Minor, and shown to the member."""
    with transaction.atomic():
        by = acting(assessor)
        text = "Two sites are missing."
        made = raised(assessed.pk, "GOV-03.all", Grade.MINOR, text, by=by, at=now())
        shared(assessed.pk, by=acting(lead), at=now())
    return made


@pytest.fixture
def accepted_plan(finding: Finding, owner: User, lead: User) -> Finding:
    one, number = finding.engagement_id, finding.number
    due = now().date() + timedelta(days=60)
    theirs, ours = acting(owner), acting(lead)
    with transaction.atomic():
        planned(one, number, owner="CISO", steps="Think.", due=due, by=theirs, at=now())
        judged(one, number, accepted=False, note="No steps.", by=ours, at=now())
        planned(one, number, owner="CISO", steps="Connect both.", due=due, by=theirs, at=now())
        judged(one, number, accepted=True, note="", by=ours, at=now())
    return finding
