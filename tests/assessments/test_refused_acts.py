"""Who is not named any more, or has a conflict, is refused, told why, and the journal keeps it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.closing import close_finding
from assessments.decision import Conclusion, NotIndependent, decide, send_back
from assessments.declaring import Declared
from assessments.findings import judge_plan, raise_finding
from assessments.interests import declare_interests
from assessments.models import Decision, Engagement, Finding, Grade, Recommendation, Review, Verdict
from assessments.naming import NotNamed, named
from assessments.people import name_person, remove_person
from assessments.plan import freeze_plan, propose_plan
from assessments.recommendation import Recommended, recommend, record_remarks, share_draft
from assessments.refusing import EngagementOver, Ground
from assessments.status import EngagementStatus
from assessments.verdicts import OwnVerdict, give_verdicts, review_verdicts
from assessments.working_papers import papers_of
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from tests.assessed import (
    agree_with_everything,
    given_for,
    make_confirmation,
    make_recommendation,
    reread,
    some_plan,
)
from tests.people import acting, person, sign_in

TYPED = "Two of three sites keep no log."
EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")


def kept() -> list[tuple[str, str]]:
    """What the journal keeps of refused acts: act and ground."""
    found = Entry.objects.filter(act="engagement.act_refused")
    return [(each.facts["act"], each.reason) for each in found]


def left_an_hour_ago(user: User) -> None:
    Membership.objects.filter(user=user).update(
        started_at=now() - timedelta(days=9), ended_at=now() - timedelta(hours=1)
    )


def taken_off(engagement: Engagement, user: User, by: User) -> None:
    remove_person(engagement.people.get(user=user).pk, "She moved to other work.", by=acting(by))


def finding_of(client: Client, engagement: Engagement) -> tuple[str, dict[str, str]]:
    """The page of findings, open in the browser, and a finding typed into its form."""
    url = reverse("assessments:findings", args=[engagement.pk])
    assert client.get(url).status_code == 200
    return url, {"criterion": "GOV-03.all", "grade": "minor", "text": TYPED}


def test_it_works(in_assessment: Engagement, lead: User) -> None:
    with transaction.atomic():
        found = named(in_assessment, acting(lead), Permission.PLAN_FREEZE, now())
    assert (found.user, found.role) == (lead, Role.LEAD_ASSESSOR)
    assert kept() == []


def test_a_role_that_ended_an_hour_ago(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    url, said = finding_of(client, in_assessment)
    left_an_hour_ago(assessor)
    response = client.post(url, said)
    assert response.status_code == 403
    assert "Your role as assessor of Plain Sight Audit has ended" in response.text
    assert TYPED in response.text
    assert "Ask its administrator" in response.text
    assert not Finding.objects.exists()
    assert kept() == [("finding.raise", "role ended")]
    assert client.get(url).status_code == 404


def test_a_person_taken_off_while_her_page_is_open(
    client: Client, in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-03"])
    assert client.get(url).status_code == 200
    taken_off(in_assessment, assessor, body_admin)
    response = client.post(url, {"GOV-03.all-level": "3", "GOV-03.all-reason": TYPED})
    assert response.status_code == 403
    assert "You were taken off this engagement on" in response.text
    assert TYPED in response.text
    assert "North Harbour" not in response.text  # nothing of what she may not read any more
    assert not Verdict.objects.exists()
    assert kept() == [("verdict.give", "taken off")]


def test_what_happened_is_in_the_journal_of_the_body_and_names_no_interest(
    in_assessment: Engagement, assessor: User
) -> None:
    left_an_hour_ago(assessor)
    with pytest.raises(NotNamed):
        raise_finding(in_assessment.pk, "GOV-03.all", Grade.MINOR, TYPED, by=acting(assessor))
    entry = Entry.objects.get(act="engagement.act_refused")
    assert entry.organisation_id == in_assessment.body_id
    assert entry.actor == assessor
    assert entry.object_id == str(in_assessment.pk)
    assert entry.facts == {"act": "finding.raised", "ground": "role_ended"}


def test_an_engagement_that_ended_while_a_page_is_open(
    client: Client, in_assessment: Engagement, lead: User
) -> None:
    sign_in(client, lead)
    url, said = finding_of(client, in_assessment)
    Engagement.objects.update(status=EngagementStatus.TERMINATED)
    response = client.post(url, said)
    assert response.status_code == 403
    assert "The engagement is over (terminated)" in response.text
    assert kept() == [("finding.raise", "engagement over")]


@pytest.mark.parametrize("who", ["stranger", "registrar", "owner"])
def test_nobody_else_learns_of_it(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-03"])
    assert client.post(url, {}).status_code == 404
    assert kept() == []


def test_a_session_without_the_second_factor_learns_nothing(
    client: Client, in_assessment: Engagement, lead: User
) -> None:
    sign_in(client, lead, second_factor=False)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-03"])
    assert client.post(url, {}).status_code == 404
    assert kept() == []


def test_a_colleague_who_was_never_named(in_assessment: Engagement, body: Organisation) -> None:
    colleague = person(body, Role.ASSESSOR, "Carla Colleague")
    with pytest.raises(NotNamed, match="You are not named in this engagement"):
        raise_finding(in_assessment.pk, "GOV-03.all", Grade.MINOR, TYPED, by=acting(colleague))
    assert kept() == [("finding.raised", "not named")]


def test_every_act_of_named_people_asks(
    assessed: Engagement, lead: User, assessor: User, reviewer: User
) -> None:
    """Nobody whose role has ended does anything, whatever the page may have let through."""
    one = assessed.pk
    rows = papers_of(reread(assessed)).rows
    versions = dict(assessed.verdicts.values_list("pk", "version"))
    number = raise_finding(one, "GOV-03.all", Grade.MINOR, TYPED, by=acting(lead)).number
    for user in (lead, assessor, reviewer):
        left_an_hour_ago(user)
    a, b, c = acting(lead), acting(assessor), acting(reviewer)
    acts = {
        "plan.proposed": lambda: propose_plan(one, some_plan(), by=a),
        "plan.frozen": lambda: freeze_plan(one, by=a),
        "verdict.given": lambda: give_verdicts(one, [given_for(rows[0], 1)], by=b),
        "verdict.reviewed": lambda: review_verdicts(one, versions, Review.AGREED, "", by=c),
        "finding.raised": lambda: raise_finding(one, "GOV-02.all", Grade.MAJOR, TYPED, by=b),
        "finding.plan_accepted": lambda: judge_plan(one, number, accepted=True, note="", by=a),
        "finding.closed": lambda: close_finding(one, number, "Seen.", by=b),
        "draft_report.shared": lambda: share_draft(one, by=a),
        "recommendation.made": lambda: recommend(
            one, Recommended(Outcome.CONFORMING, "Fine."), by=a
        ),
        "engagement.interests_declared": lambda: declare_interests(one, [], by=b),
    }
    for act in acts.values():
        with pytest.raises(NotNamed, match="has ended"):
            act()
    assert kept() == [(act, Ground.ROLE_ENDED.value) for act in acts]


def test_the_role_that_she_is_named_for_counts(in_assessment: Engagement, assessor: User) -> None:
    with pytest.raises(NotNamed, match="named as assessor"):
        share_draft(in_assessment.pk, by=acting(assessor))
    assert kept() == [("draft_report.shared", "named for another role")]


def test_nobody_reviews_her_own_verdict(assessed: Engagement, reviewer: User) -> None:
    assessed.verdicts.update(reviewed_by=None, review="", reviewed_at=None, given_by=reviewer)
    versions = dict(assessed.verdicts.values_list("pk", "version"))
    with pytest.raises(OwnVerdict, match="Leave it to another"):
        review_verdicts(assessed.pk, versions, Review.AGREED, "", by=acting(reviewer))
    assert kept() == [("verdict.reviewed", "her own work")]


def employed(member: Organisation) -> list[Declared]:
    return [Declared("employment", member.pk, "", began_on=now().date() - timedelta(days=900))]


def test_a_conflict_declared_between_assignment_and_signature(
    client: Client, assessed: Engagement, lead: User, signatory: User, member: Organisation
) -> None:
    sign_in(client, lead)
    url = reverse("assessments:recommend", args=[assessed.pk])
    assert client.get(url).status_code == 200
    assert declare_interests(assessed.pk, employed(member), by=acting(lead))
    response = client.post(url, {"outcome": "conforming", "reasons": TYPED})
    assert response.status_code == 403
    assert "You were taken off this engagement" in response.text
    assert not Recommendation.objects.exists()
    assert kept() == [("recommend", "taken off")]


def test_a_fact_that_became_a_conflict_since_it_was_declared(
    client: Client, in_assessment: Engagement, assessor: User, other_member: Organisation
) -> None:
    """She declared advice to somebody else; since then both are of one group."""
    advice = [Declared("paid_advice", other_member.pk, "")]
    assert declare_interests(in_assessment.pk, advice, by=acting(assessor)) == []
    Organisation.objects.filter(side="member").update(group="Harbour Holding")
    sign_in(client, assessor)
    url, said = finding_of(client, in_assessment)
    response = client.post(url, said)
    assert response.status_code == 422
    assert "A conflict of interest stands against you" in response.text
    assert TYPED in response.text
    assert not Finding.objects.exists()
    assert kept() == [("finding.raised", "conflict of interest")]


def test_a_conflict_declared_between_recommendation_and_decision(
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    assessor: User,
    member: Organisation,
) -> None:
    one = recommended.engagement_id
    sign_in(client, decision_maker)
    url = reverse("assessments:decide", args=[one])
    assert client.get(url).status_code == 200
    declare_interests(one, employed(member), by=acting(assessor))
    said = {"outcome": "conforming", "reasons": TYPED, "independent": "on"}
    response = client.post(url, said)
    assert response.status_code == 422
    assert "Send the recommendation back, so that others judge anew" in response.text
    assert str(assessor) in response.text
    assert TYPED in response.text
    assert not Decision.objects.exists()
    assert kept() == [("decision.made", Ground.CONFLICTED_WORK.value)]
    send_back(one, "Judge anew what she judged.", by=acting(decision_maker))


def test_a_recommendation_signed_by_somebody_with_a_conflict(
    recommended: Recommendation, decision_maker: User, lead: User, member: Organisation
) -> None:
    declare_interests(recommended.engagement_id, employed(member), by=acting(lead))
    with pytest.raises(NotIndependent, match="Lena Lead, who recommends, has a conflict"):
        decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))


def test_the_decision_stands_on_a_recommendation_without_conflict(
    assessed: Engagement,
    lead: User,
    assessor: User,
    reviewer: User,
    signatory: User,
    decision_maker: User,
    body: Organisation,
    body_admin: User,
    member: Organisation,
) -> None:
    """Sent back and judged anew by somebody else, it is decided."""
    first = make_recommendation(assessed, lead, signatory)
    make_confirmation(assessed, body_admin)
    declare_interests(assessed.pk, employed(member), by=acting(assessor))
    with pytest.raises(NotIndependent):
        decide(assessed.pk, first.pk, EQUAL, by=acting(decision_maker))
    send_back(assessed.pk, "Judge anew.", by=acting(decision_maker))
    rows = papers_of(reread(assessed)).rows
    # The same words by another person are no news: she says in her own what she saw.
    again = [given_for(row, reason="Seen again by the lead.") for row in rows]
    give_verdicts(assessed.pk, again, by=acting(lead))
    assessed.evidence_verdicts.update(judged_by=lead)
    substitute = person(body, Role.ASSESSOR, "Susa Substitute")
    name_person(assessed.pk, substitute.pk, Role.ASSESSOR, by=acting(body_admin))
    declare_interests(assessed.pk, [], by=acting(substitute))
    agree_with_everything(assessed, reviewer)
    share_draft(assessed.pk, by=acting(lead))
    second = make_recommendation(assessed, lead, signatory)
    make_confirmation(assessed, body_admin)
    assert decide(assessed.pk, second.pk, EQUAL, by=acting(decision_maker)).outcome == "conforming"


def test_a_decision_maker_whose_role_ended(
    recommended: Recommendation, decision_maker: User
) -> None:
    left_an_hour_ago(decision_maker)
    with pytest.raises(NotIndependent, match="Your role as decision maker has ended"):
        decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))
    assert kept() == [("decision.made", "role ended")]


def test_an_engagement_that_is_over_is_over_for_the_act_too(
    in_assessment: Engagement, lead: User, owner: User
) -> None:
    Engagement.objects.update(status=EngagementStatus.CLOSED)
    with pytest.raises(EngagementOver, match="is over"):
        share_draft(in_assessment.pk, by=acting(lead))
    with pytest.raises(EngagementOver, match="is over"):
        record_remarks(in_assessment.pk, "", by=acting(owner))
    assert kept() == [
        (act, "engagement over") for act in ("draft_report.shared", "remarks.recorded")
    ]
