"""What waits for whom, at each stage of an engagement."""

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.findings import raise_finding
from assessments.interests import declare_interests
from assessments.models import Decision, Engagement, Grade, Recommendation
from assessments.people import name_person
from assessments.recommendation import shared
from assessments.verdicts import give_verdicts
from assessments.working_papers import papers_of
from desk.waiting import waiting_for
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import given_for, make_recommendation, reread
from tests.people import acting, person, sign_in


def tasks(user: User) -> dict[str, str]:
    return {task.what: task.progress for task in waiting_for(acting(user))}


def test_it_works(
    client: Client, in_assessment: Engagement, lead: User, assessor: User, reviewer: User
) -> None:
    total = len(papers_of(reread(in_assessment)).rows)
    none = f"0 of {total} verdicts given, 0 settled"
    assert tasks(lead) == {"Lead the assessment": none}
    assert tasks(assessor) == {"Assess": none}
    assert tasks(reviewer) == {}
    row = papers_of(reread(in_assessment)).rows[0]
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    assert tasks(reviewer) == {"Review verdicts": f"1 of {total} verdicts given, 0 settled"}
    sign_in(client, assessor)
    assert f"1 of {total} verdicts given, 0 settled" in client.get(reverse("desk")).text
    page = client.get(reverse("assessments:engagement", args=[in_assessment.pk])).text
    assert f"The assessors give verdicts: 1 of {total} verdicts given" in page


def test_once_all_is_settled_only_the_lead_has_something_to_do(
    assessed: Engagement, lead: User, assessor: User, reviewer: User, owner: User
) -> None:
    assert set(tasks(lead)) == {"Lead the assessment"}
    assert tasks(assessor) == tasks(reviewer) == tasks(owner) == {}


def test_a_shared_draft_waits_for_the_member(
    client: Client, assessed: Engagement, lead: User, assessor: User, owner: User, signatory: User
) -> None:
    row = papers_of(reread(assessed)).rows[0]
    raise_finding(assessed.pk, row.key, Grade.MINOR, "One is missing.", by=acting(assessor))
    assert tasks(owner) == {}
    with transaction.atomic():
        shared(assessed.pk, by=acting(lead), at=now())
    assert "Plan corrective action" in tasks(owner)
    assert "Remark on the draft result" in tasks(signatory)
    sign_in(client, owner)
    page = client.get(reverse("assessments:engagement", args=[assessed.pk])).text
    assert "remarks on the draft result, or records that it has no remarks" in page


def test_a_recommendation_waits_for_the_body_first(
    assessed: Engagement,
    lead: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
    alliance: Organisation,
) -> None:
    make_recommendation(assessed, lead, signatory)
    assert set(tasks(body_admin)) == {"Confirm the recommendation"}
    assert tasks(decision_maker) == {}


def test_a_recommendation_waits_for_a_decision_maker(
    recommended: Recommendation, lead: User, body_admin: User, decision_maker: User
) -> None:
    assert tasks(lead) == {}
    assert tasks(body_admin) == {}
    assert set(tasks(decision_maker)) == {"Decide"}


def test_a_decided_result_is_no_draft_any_more(
    client: Client, decided: Decision, signatory: User
) -> None:
    sign_in(client, signatory)
    page = client.get(reverse("assessments:result", args=[decided.engagement_id])).text
    assert "Draft result" not in page
    assert "Decided by the alliance" in page
    assert decided.reasons in page


def test_who_is_named_later_is_asked_for_her_interests(
    in_assessment: Engagement, body: Organisation, body_admin: User
) -> None:
    late = person(body, Role.ASSESSOR, "Susa Substitute")
    name_person(in_assessment.pk, late.pk, Role.ASSESSOR, by=acting(body_admin))
    assert "Declare your interests" in tasks(late)
    declare_interests(in_assessment.pk, [], by=acting(late))
    assert "Declare your interests" not in tasks(late)
