"""The assessor body's side, what the member answers to it, and the alliance's decision."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.timezone import now

from assessments import engagement as engaging
from assessments import findings, interests, verdicts
from assessments.activation import have_no_objection
from assessments.agreement import answer_plan
from assessments.confirming import confirm_for_body, is_confirmed
from assessments.decision import Conclusion, decide
from assessments.models import Engagement, Grade, Review, Verdict
from assessments.plan import Plan, freeze_plan, propose_plan
from assessments.recommendation import (
    Recommended,
    recommend,
    record_remarks,
    share_draft,
    unanswered,
)
from assessments.remark_answers import answer_remark
from assessments.status import FindingStatus
from assessments.verdict_rules import EvidenceView, Given
from assessments.working_papers import Papers, Row, papers_of
from attestations.models import Attestation
from demonstration.asking import asked_and_answered
from demonstration.content import Judgement, Story, Way, alliance, dated, judgements_of, story_of
from demonstration.declaring import attestation_of
from demonstration.looking import differed, scored_blind
from demonstration.quoting import quoted
from demonstration.stage import Stage, happened, organisation_of
from demonstration.waiting import signed_over
from organisations.permissions import Role
from principles.scoring import Outcome

TEAM: Final = (Role.LEAD_ASSESSOR, Role.ASSESSOR, Role.QUALITY_REVIEWER)
# The lead judges secure development herself; the rest is the assessor's.
LEADS: Final = "SEC"
WORK_DAYS: Final = 25
SAMPLE_PERCENT: Final = 40


def assessed(stage: Stage, story: Story, scope: Mapping[str, Any]) -> None:
    """Take an accepted attestation through assessment and decision, as far as its way goes."""
    way = Way(scope["way"])
    attestation = attestation_of(story, scope)
    if attestation is None or not way.reaches(Way.QUOTED):
        return
    if scope.get("quotes"):
        quoted(stage, story, attestation, scope)
    if not way.reaches(Way.REQUESTED):
        return
    body = story_of(scope["assessed_by"])
    engagement = _requested(stage, story, body, attestation)
    if not way.reaches(Way.IN_ASSESSMENT):
        return
    _begun(stage, story, body, engagement, scope)
    if not happened("recommendation.made", engagement):
        _judged(stage, story, body, engagement, scope)
    if way.reaches(Way.RECOMMENDED):
        _recommended(stage, story, body, engagement, scope)
        _confirmed(stage, body, engagement)
    if way.reaches(Way.PUBLISHED):
        _decided(stage, engagement, scope)


def _about(engagement: Engagement) -> str:
    scope = engagement.attestation.scope
    return f"“{scope.title}” of {scope.organisation.name}"


def _requested(stage: Stage, story: Story, body: Story, attestation: Attestation) -> Engagement:
    mine = attestation.engagements.filter(body=organisation_of(body))
    found = mine.order_by("requested_at").first()
    if found is None:
        owner = stage.actor(story, Role.OWNER)
        found = engaging.request_assessment(attestation.pk, organisation_of(body).pk, by=owner)
        stage.tell(f"{story.organisation['name']} asks {found.body.name} for an assessment.")
    return found


def _begun(
    stage: Stage, story: Story, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """The body names its people, they declare interests, a plan is agreed and frozen."""
    if not happened("engagement.offered", engagement):
        ids = {role: tuple(stage.user_id(p) for p in body.people_as(role)) for role in TEAM}
        team = engaging.Team(
            lead=ids[Role.LEAD_ASSESSOR][0],
            assessors=ids[Role.ASSESSOR],
            reviewers=ids[Role.QUALITY_REVIEWER],
        )
        engaging.offer(engagement.pk, team, by=stage.actor(body, Role.BODY_ADMIN))
        stage.tell(f"{body.organisation['name']} accepts and names its people.")
    waiting = engagement.people.filter(interests_declared_at=None, removed_at=None)
    emails = set(waiting.values_list("user__email", flat=True))
    for person in body.people:
        if person.email in emails:
            interests.declare_interests(engagement.pk, [], by=stage.as_person(person))
            stage.tell(f"{person.name} declares interests: none.")
    if not happened("engagement.no_objection", engagement):
        have_no_objection(engagement.pk, by=stage.actor(story, Role.OWNER))
        stage.tell(f"{story.organisation['name']} has no objection; the engagement is active.")
    if not happened("plan.frozen", engagement):
        _begun_as_agreed(stage, story, body, engagement, scope)


def _begun_as_agreed(
    stage: Stage, story: Story, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """The plan is proposed, agreed and frozen; its sample needs a checkpoint of the signer."""
    lead = stage.actor(body, Role.LEAD_ASSESSOR)
    if not happened("plan.proposed", engagement):
        today = now().date()
        plan = Plan(
            scope=engagement.attestation.scope_statement,
            note=dated(scope["plan_note"], engagement.attestation.as_of),
            begins_on=today,
            ends_on=today + timedelta(days=WORK_DAYS),
            methods={},
            sample_percent=SAMPLE_PERCENT,
        )
        propose_plan(engagement.pk, plan, by=lead)
        stage.tell(f"{body.organisation['name']} proposes a plan for {_about(engagement)}.")
    if not happened("plan.agreed", engagement):
        answer_plan(engagement.pk, 1, "", by=stage.actor(story, Role.OWNER))
        stage.tell(f"{story.organisation['name']} agrees to the plan.")
    signed_over(stage, engagement)
    freeze_plan(engagement.pk, by=stage.actor(body, Role.LEAD_ASSESSOR))
    stage.tell(f"The assessment of {_about(engagement)} begins.")


def _judged(
    stage: Stage, story: Story, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """Verdicts principle by principle, findings, and the reviewer's agreement."""
    engagement.refresh_from_db(fields=["plan"])  # what was planned is what was done
    scored_blind(stage, body, engagement, scope)
    papers = papers_of(engagement)
    said = judgements_of(
        story, scope, [row.place for row in papers.rows], engagement.attestation.as_of
    )
    for principle in papers.principles:
        rows = [row for row in papers.of_principle(principle.code) if row.verdict is None]
        given = [_given(story, row, said[row.place]) for row in rows if row.place in said]
        if given:
            role = Role.LEAD_ASSESSOR if principle.code == LEADS else Role.ASSESSOR
            verdicts.give_verdicts(engagement.pk, given, by=stage.actor(body, role))
            stage.tell(f"{_about(engagement)}: {len(given)} verdicts on {principle.title}.")
    _findings_raised(stage, story, body, engagement, papers)
    asked_and_answered(stage, story, body, engagement, scope)
    _reviewed(stage, body, engagement, scope)


def _given(story: Story, row: Row, said: Judgement) -> Given:
    refused = {story.evidence[key].title: why for key, why in said.refused.items()}
    views = {
        each.piece.id: EvidenceView(
            each.piece.title not in refused, refused.get(each.piece.title, "")
        )
        for each in row.evidence
        if not each.piece.is_closed
    }
    away = row.claim.not_applicable
    return Given(
        key=row.key,
        seen=0,
        level=None if away else row.claim.level if said.level is None else said.level,
        confidence="" if away else said.confidence,
        reason=said.reason,
        reason_code=said.reason_code,
        not_applicable="accepted" if away else "",
        done=said.done or row.planned,
        evidence=views,
    )


def _findings_raised(
    stage: Stage, story: Story, body: Story, engagement: Engagement, papers: Papers
) -> None:
    as_of = engagement.attestation.as_of
    known = {finding.text for finding in papers.findings}
    for each in story.findings:
        text = dated(each["text"], as_of)
        if each["at"] not in papers.by_key or text in known:
            continue
        role = Role.LEAD_ASSESSOR if each["at"].startswith(LEADS) else Role.ASSESSOR
        found = findings.raise_finding(
            engagement.pk, each["at"], Grade(each["grade"]), text, by=stage.actor(body, role)
        )
        stage.tell(f"{_about(engagement)}: finding {found.number} ({found.get_grade_display()}).")


def _reviewed(stage: Stage, body: Story, engagement: Engagement, scope: Mapping[str, Any]) -> None:
    """The quality reviewer has read all, or some principles; she agrees but with some."""
    differed(stage, body, engagement, scope)
    waiting = Verdict.objects.filter(engagement=engagement, review="")
    read_so_far = scope.get("reviewed")
    if read_so_far is not None:
        waiting = waiting.filter(criterion__principle__code__in=read_so_far)
    versions = dict(waiting.values_list("pk", "version"))
    if versions:
        reviewer = stage.actor(body, Role.QUALITY_REVIEWER)
        verdicts.review_verdicts(engagement.pk, versions, Review.AGREED, "", by=reviewer)
        stage.tell(f"{_about(engagement)}: the quality reviewer agrees with {len(versions)}.")


def _recommended(
    stage: Stage, story: Story, body: Story, engagement: Engagement, scope: Mapping[str, Any]
) -> None:
    """The draft is shared, plans are made and accepted, remarks recorded, the lead recommends."""
    if happened("recommendation.made", engagement):
        return
    lead = stage.actor(body, Role.LEAD_ASSESSOR)
    if not happened("draft_report.shared", engagement):
        share_draft(engagement.pk, by=lead)
        stage.tell(f"{_about(engagement)}: the draft result is shared with the member.")
    _planned(stage, story, body, engagement)
    if not happened("remarks.recorded", engagement):
        remarks = dated(scope.get("remarks", ""), engagement.attestation.as_of)
        record_remarks(engagement.pk, remarks, by=stage.actor(story, Role.SIGNATORY))
        stage.tell(f"{story.organisation['name']} has {'' if remarks else 'no '}remarks.")
    _answered(stage, body, engagement, scope)
    wish = Recommended(
        Outcome(scope["outcome"]), dated(scope["recommendation"], engagement.attestation.as_of)
    )
    recommend(engagement.pk, wish, by=stage.actor(body, Role.LEAD_ASSESSOR))
    stage.tell(f"{_about(engagement)}: {wish.outcome.replace('_', ' ')} is recommended.")


def _answered(stage: Stage, body: Story, engagement: Engagement, scope: Mapping[str, Any]) -> None:
    """The lead answers what the member remarked."""
    for remark in unanswered(engagement):
        text = dated(scope["remarks_answer"], engagement.attestation.as_of)
        answer_remark(engagement.pk, remark.pk, text, by=stage.actor(body, Role.LEAD_ASSESSOR))
        stage.tell(f"{_about(engagement)}: the lead answers a remark.")


def _confirmed(stage: Stage, body: Story, engagement: Engagement) -> None:
    """The body's administrator confirms what the lead recommended."""
    latest = engagement.recommendations.latest("sequence")
    if not is_confirmed(latest):
        confirm_for_body(engagement.pk, latest.pk, by=stage.actor(body, Role.BODY_ADMIN))
        stage.tell(f"{_about(engagement)}: {body.organisation['name']} confirms it.")


def _planned(stage: Stage, story: Story, body: Story, engagement: Engagement) -> None:
    as_of = engagement.attestation.as_of
    plans = {dated(each["text"], as_of): each["plan"] for each in story.findings if "plan" in each}
    for finding in engagement.findings.filter(
        status__in=(FindingStatus.RAISED, FindingStatus.PLANNED)
    ):
        plan = plans.get(finding.text)
        if plan is None:
            continue
        if finding.status == FindingStatus.RAISED:
            findings.plan_finding(
                engagement.pk,
                finding.number,
                owner=plan["owner"],
                steps=dated(plan["steps"], as_of),
                due=as_of + timedelta(days=plan["in"]),
                by=stage.actor(story, Role.EDITOR),
            )
        findings.judge_plan(
            engagement.pk,
            finding.number,
            accepted=True,
            note=plan["note"],
            by=stage.actor(body, Role.LEAD_ASSESSOR),
        )
        stage.tell(f"{_about(engagement)}: the plan for finding {finding.number} is accepted.")


def _decided(stage: Stage, engagement: Engagement, scope: Mapping[str, Any]) -> None:
    if engagement.decisions.exists():
        return
    latest = engagement.recommendations.latest("sequence")
    conclusion = Conclusion(
        Outcome(scope["outcome"]), dated(scope["decision"], engagement.attestation.as_of)
    )
    number = scope.get("decided_by", 1)
    decision_maker = stage.actor(alliance(), Role.DECISION_MAKER, number)
    decide(engagement.pk, latest.pk, conclusion, by=decision_maker)
    stage.tell(f"The alliance decides on {_about(engagement)}: {scope['outcome']}.")
