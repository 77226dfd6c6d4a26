"""Attempts to judge, sign or decide without being independent, by ways round the front door."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.refusal import Refusal
from assessments.closing import close_finding
from assessments.confirming import NotForTheBody, confirm_for_body
from assessments.decision import (
    Conclusion,
    NotIndependent,
    decide,
    reason_to_stand_aside,
    send_back,
)
from assessments.declaring import Declared
from assessments.disputing import dispute_finding
from assessments.engagement import Team, offer, request_assessment
from assessments.findings import FindingRefused, plan_finding, raise_finding
from assessments.interests import declare_interests
from assessments.lifting import LifterNotIndependent, ask_to_lift, lift_conflict, propose_lifting
from assessments.models import BodyConfirmation, Decision, Engagement, Grade, Recommendation, Review
from assessments.naming import NotNamed
from assessments.people import PersonNotIndependent, name_person, remove_person
from assessments.recommendation import RecommendationRefused, Recommended, recommend, share_draft
from assessments.ruling import rule_on_finding
from assessments.status import EngagementStatus, WrongEngagementStatus
from assessments.termination import terminate
from assessments.verdicts import OwnVerdict, give_verdicts, review_verdicts
from assessments.working_papers import papers_of
from attestations.models import Attestation
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import given_for, make_confirmation, make_recommendation, reread
from tests.people import Link, acting, person, sign_in

EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")
GROUP = "Harbour Holding"


def one_group(*organisations: Organisation) -> None:
    for each in organisations:
        each.group = GROUP
        each.save(update_fields=["group"])


def role_ends(user: User, days_ago: int = 0) -> None:
    ended = now() - timedelta(days=days_ago)
    Membership.objects.filter(user=user).update(
        started_at=ended - timedelta(days=9), ended_at=ended
    )


def test_it_works(recommended: Recommendation, decision_maker: User) -> None:
    """Nothing of what follows stands in the way of people who are independent."""
    made = decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))
    assert made.outcome == "conforming"


def test_typing_a_name_hides_no_company_of_the_group(
    in_assessment: Engagement, assessor: User, member: Organisation, other_member: Organisation
) -> None:
    one_group(member, other_member)
    shares = [Declared("shares", None, "  quiet valley   CHIPS ")]
    assert declare_interests(in_assessment.pk, shares, by=acting(assessor))


def test_what_was_typed_and_lifted_stays_lifted(
    in_assessment: Engagement,
    assessor: User,
    member: Organisation,
    other_member: Organisation,
    body_admin: User,
    decision_maker: User,
    alliance: Organisation,
) -> None:
    one_group(member, other_member)
    shares = [Declared("shares", None, other_member.name)]
    found = declare_interests(in_assessment.pk, shares, by=acting(assessor))[0]
    ask_to_lift(found.pk, "Three shares.", by=acting(body_admin))
    proposal = propose_lifting(found.pk, "Three shares.", by=acting(decision_maker))
    second = person(alliance, Role.DECISION_MAKER, "Signe Second")
    lift_conflict(found.pk, proposal.pk, by=acting(second))
    name_person(in_assessment.pk, assessor.pk, Role.ASSESSOR, by=acting(body_admin))
    assert declare_interests(in_assessment.pk, [], by=acting(assessor)) == []


@pytest.mark.parametrize("days_ago", [0, 400])
def test_nobody_is_named_who_came_from_a_company_of_the_group(
    days_ago: int,
    in_assessment: Engagement,
    body: Organisation,
    body_admin: User,
    member: Organisation,
    other_member: Organisation,
    other_owner: User,
) -> None:
    one_group(member, other_member)
    role_ends(other_owner, days_ago)
    Membership.objects.create(organisation=body, user=other_owner, role=Role.ASSESSOR)
    with pytest.raises(PersonNotIndependent, match="owner of Quiet Valley Chips"):
        name_person(in_assessment.pk, other_owner.pk, Role.ASSESSOR, by=acting(body_admin))


def test_nobody_decides_who_came_from_a_company_of_the_group(
    recommended: Recommendation,
    decision_maker: User,
    member: Organisation,
    other_member: Organisation,
) -> None:
    one_group(member, other_member)
    Membership.objects.create(
        organisation=other_member,
        user=decision_maker,
        role=Role.VIEWER,
        started_at=now() - timedelta(days=500),
        ended_at=now() - timedelta(days=300),
    )
    engagement = reread(recommended.engagement)
    said = reason_to_stand_aside(engagement, decision_maker.pk, on=now().date())
    assert "viewer of Quiet Valley Chips" in said


def test_asking_the_body_again_forgets_nothing(
    in_assessment: Engagement,
    assessor: User,
    lead: User,
    reviewer: User,
    owner: User,
    body: Organisation,
    body_admin: User,
    member: Organisation,
) -> None:
    """Declared once for this attestation, and left out when she is named anew."""
    shares = [Declared("shares", member.pk, "")]
    assert declare_interests(in_assessment.pk, shares, by=acting(assessor))
    terminate(in_assessment.pk, "Begin anew.", by=acting(body_admin))
    again = request_assessment(in_assessment.attestation_id, body.pk, by=acting(owner))
    team = Team(lead.pk, (assessor.pk,), (reviewer.pk,))
    offer(again.pk, team, by=acting(body_admin))
    assert declare_interests(again.pk, [], by=acting(assessor))


def test_a_judge_whom_the_member_hired_since(
    recommended: Recommendation, decision_maker: User, assessor: User, member: Organisation
) -> None:
    """She left the body, and is no more among its people, with every verdict under her name."""
    role_ends(assessor)
    Membership.objects.create(organisation=member, user=assessor, role=Role.EDITOR)
    with pytest.raises(NotIndependent, match="Aldo Assessor, who is or was editor of North"):
        decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))


def test_a_judge_who_turns_out_to_be_of_the_member(
    recommended: Recommendation, decision_maker: User, reviewer: User, viewer: User, link: Link
) -> None:
    link(reviewer, viewer)
    with pytest.raises(NotIndependent, match="Quirin Reviewer, who is or was viewer of North"):
        decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))


def test_a_judge_whose_other_account_has_the_conflict(
    assessed: Engagement,
    assessor: User,
    body: Organisation,
    body_admin: User,
    lead: User,
    member: Organisation,
    signatory: User,
    link: Link,
) -> None:
    other = person(body, Role.ASSESSOR, "Otto Other")
    name_person(assessed.pk, other.pk, Role.ASSESSOR, by=acting(body_admin))
    assert declare_interests(assessed.pk, [Declared("shares", member.pk, "")], by=acting(other))
    link(assessor, other)
    remove_person(assessed.people.get(user=assessor).pk, "Left.", by=acting(body_admin))
    fresh = person(body, Role.ASSESSOR, "Fred Fresh")
    name_person(assessed.pk, fresh.pk, Role.ASSESSOR, by=acting(body_admin))
    declare_interests(assessed.pk, [], by=acting(fresh))
    share_draft(assessed.pk, by=acting(lead))
    wish = Recommended(Outcome.CONFORMING, "It holds.")
    with pytest.raises(RecommendationRefused, match="come from Aldo Assessor, who has a conflict"):
        recommend(assessed.pk, wish, by=acting(lead))


def test_a_judge_who_was_taken_off_before_the_group_was_known(
    recommended: Recommendation,
    decision_maker: User,
    assessor: User,
    member: Organisation,
    other_member: Organisation,
    body_admin: User,
) -> None:
    one = recommended.engagement_id
    declare_interests(one, [Declared("shares", other_member.pk, "")], by=acting(assessor))
    role_ends(assessor)
    one_group(member, other_member)
    with pytest.raises(NotIndependent, match="Aldo Assessor, who has a conflict"):
        decide(one, recommended.pk, EQUAL, by=acting(decision_maker))


def test_her_successor_says_the_same_and_it_counts(
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    lead: User,
    body_admin: User,
    member: Organisation,
) -> None:
    """What a person with a conflict judged is judged anew, in the very same words if need be."""
    row = papers_of(in_assessment).rows[0]
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    assert declare_interests(
        in_assessment.pk, [Declared("shares", member.pk, "")], by=acting(assessor)
    )
    row = papers_of(reread(in_assessment)).rows[0]
    assert give_verdicts(in_assessment.pk, [given_for(row)], by=acting(lead))
    verdict = in_assessment.verdicts.get()
    assert (verdict.given_by, verdict.version) == (lead, 2)
    judges = in_assessment.evidence_verdicts.values_list("judged_by__name", flat=True)
    assert set(judges) == {"Lena Lead"}
    row = papers_of(reread(in_assessment)).rows[0]
    assert give_verdicts(in_assessment.pk, [given_for(row)], by=acting(lead)) == []


def test_nobody_reviews_what_she_began(
    in_assessment: Engagement,
    assessor: User,
    lead: User,
    body: Organisation,
    body_admin: User,
) -> None:
    """Named as reviewer after she judged the evidence and gave the first version."""
    row = papers_of(in_assessment).rows[0]
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    row = papers_of(reread(in_assessment)).rows[0]
    said = given_for(row, reason="As before.")
    give_verdicts(in_assessment.pk, [said], by=acting(lead))
    remove_person(in_assessment.people.get(user=assessor).pk, "Reviews now.", by=acting(body_admin))
    Membership.objects.create(organisation=body, user=assessor, role=Role.QUALITY_REVIEWER)
    name_person(in_assessment.pk, assessor.pk, Role.QUALITY_REVIEWER, by=acting(body_admin))
    declare_interests(in_assessment.pk, [], by=acting(assessor))
    verdict = in_assessment.verdicts.get()
    assert verdict.given_by == lead
    with pytest.raises(OwnVerdict, match="judged herself"):
        review_verdicts(
            in_assessment.pk, {verdict.pk: verdict.version}, Review.AGREED, "", by=acting(assessor)
        )


def test_nobody_confirms_for_the_body_with_a_conflict(
    assessed: Engagement,
    lead: User,
    signatory: User,
    body: Organisation,
    body_admin: User,
    member: Organisation,
) -> None:
    """Signing for the body is signing."""
    Membership.objects.create(organisation=body, user=body_admin, role=Role.ASSESSOR)
    name_person(assessed.pk, body_admin.pk, Role.ASSESSOR, by=acting(body_admin))
    assert declare_interests(
        assessed.pk, [Declared("shares", member.pk, "")], by=acting(body_admin)
    )
    made = make_recommendation(assessed, lead, signatory)
    with pytest.raises(NotForTheBody, match="not independent"):
        confirm_for_body(assessed.pk, made.pk, by=acting(body_admin))


def test_a_confirmation_by_somebody_who_turns_out_to_be_of_the_member(
    recommended: Recommendation, decision_maker: User, body_admin: User, owner: User, link: Link
) -> None:
    link(body_admin, owner)
    with pytest.raises(NotIndependent, match="confirms it for the body, is or was owner"):
        decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))


@pytest.mark.parametrize("gone", ["role", "hers"])
def test_a_reason_counts_while_its_author_could_lift(
    gone: str,
    in_assessment: Engagement,
    assessor: User,
    member: Organisation,
    body_admin: User,
    decision_maker: User,
    alliance: Organisation,
    link: Link,
) -> None:
    shares = [Declared("shares", member.pk, "")]
    conflict = declare_interests(in_assessment.pk, shares, by=acting(assessor))[0]
    ask_to_lift(conflict.pk, "Three shares.", by=acting(body_admin))
    proposal = propose_lifting(conflict.pk, "Three shares.", by=acting(decision_maker))
    second = person(alliance, Role.DECISION_MAKER, "Signe Second")
    if gone == "role":
        role_ends(decision_maker)
    else:
        link(decision_maker, assessor)
    with pytest.raises(LifterNotIndependent, match="cannot lift it any more"):
        lift_conflict(conflict.pk, proposal.pk, by=acting(second))


def test_nobody_decides_on_her_own_ruling(
    assessed: Engagement,
    lead: User,
    owner: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
    alliance: Organisation,
) -> None:
    raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "No log.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    dispute_finding(assessed.pk, 1, "There is one.", by=acting(owner))
    Membership.objects.create(organisation=alliance, user=decision_maker, role=Role.APPEAL_PANEL)
    rule_on_finding(assessed.pk, 1, "There is.", stands=False, by=acting(decision_maker))
    made = make_recommendation(assessed, lead, signatory)
    make_confirmation(assessed, body_admin)
    with pytest.raises(NotIndependent, match="You have ruled on a finding"):
        decide(assessed.pk, made.pk, EQUAL, by=acting(decision_maker))


def test_a_finding_that_the_member_answered_is_not_taken_back(
    assessed: Engagement, lead: User, owner: User
) -> None:
    """Raised since the draft was shared, planned by the member, and closed without any evidence."""
    share_draft(assessed.pk, by=acting(lead))
    raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "No log.", by=acting(lead))
    due = now().date() + timedelta(days=9)
    plan_finding(assessed.pk, 1, owner="CISO", steps="Keep one.", due=due, by=acting(owner))
    with pytest.raises(FindingRefused, match="verified evidence"):
        close_finding(assessed.pk, 1, "It is fine.", by=acting(lead))


def test_sending_back_through_an_engagement_that_is_over(
    recommended: Recommendation, decision_maker: User, body_admin: User, other_body: Organisation
) -> None:
    """The right is on the attestation; an older engagement would let it be sent back again and again."""
    mine = recommended.engagement
    old = Engagement.objects.create(
        attestation=mine.attestation,
        submission=mine.submission,
        body=other_body,
        status=EngagementStatus.TERMINATED,
        requested_by=mine.requested_by,
    )
    made = Recommendation.objects.create(
        engagement=old,
        sequence=1,
        score=recommended.score,
        computed_outcome=recommended.computed_outcome,
        outcome=recommended.outcome,
        reasons="Then.",
        made_by=recommended.made_by,
    )
    BodyConfirmation.objects.create(recommendation=made, confirmed_by=body_admin)
    with pytest.raises(WrongEngagementStatus):
        send_back(old.pk, "Once more.", by=acting(decision_maker))
    with pytest.raises(Refusal):
        decide(old.pk, made.pk, EQUAL, by=acting(decision_maker))
    assert Attestation.objects.get(pk=mine.attestation_id).status == "recommended"
    assert not Decision.objects.exists()


def test_a_conflict_is_told_to_those_who_see_to_it_alone(
    client: Client,
    assessed: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    body_admin: User,
    signatory: User,
    member: Organisation,
    other_member: Organisation,
) -> None:
    """Neither to the member, nor what was declared to her lead, when a fact becomes a conflict."""
    declared = [Declared("paid_advice", other_member.pk, "")]
    declare_interests(assessed.pk, declared, by=acting(assessor))
    one_group(member, other_member)
    page = reverse("assessments:engagement", args=[assessed.pk])
    for user, told in ((body_admin, True), (lead, True), (owner, False)):
        sign_in(client, user)
        assert ("who has a conflict of interest" in client.get(page).text) is told, user
    with pytest.raises(RecommendationRefused) as refusal:
        make_recommendation(assessed, lead, signatory)
    assert "Aldo Assessor has a conflict of interest." in str(refusal.value)
    assert "advice" not in str(refusal.value)


def test_nobody_reads_or_judges_before_she_has_declared(
    client: Client, in_assessment: Engagement, body: Organisation, body_admin: User
) -> None:
    """Whoever is named later, while everything is open to her colleagues."""
    late = person(body, Role.ASSESSOR, "Lena Late")
    name_person(in_assessment.pk, late.pk, Role.ASSESSOR, by=acting(body_admin))
    row = papers_of(in_assessment).rows[0]
    one, code = in_assessment.pk, row.criterion.code
    pages = [reverse("assessments:work", args=[one])]
    pages += [reverse(f"assessments:{name}", args=[one, code]) for name in ("criterion", "notes")]
    sign_in(client, late)
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    with pytest.raises(NotNamed, match="not declared your interests"):
        give_verdicts(one, [given_for(row)], by=acting(late))
    assert client.get(reverse("assessments:interests", args=[one])).status_code == 200
    declare_interests(one, [], by=acting(late))
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert give_verdicts(one, [given_for(row)], by=acting(late))
