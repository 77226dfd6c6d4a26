"""Bodies declare interests, and decision makers too; a hit blocks them as it blocks a person."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.decision import Conclusion, NotIndependent, decide, decided, send_back
from assessments.declaring import Declared
from assessments.interests import (
    declare_before_deciding,
    declare_for_body,
    declared_before_deciding,
    declared_for_body,
)
from assessments.lifting import (
    LifterNotIndependent,
    ask_to_lift,
    lift_conflict,
    propose_lifting,
)
from assessments.models import Conflict, Declaration, Engagement, Interest, Recommendation
from assessments.refusing import EngagementOver
from assessments.status import EngagementStatus
from attestations.status import Status
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import reread
from tests.people import acting, person, sign_in
from tests.races import second_waits

EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")
ROWS = {
    "interest-TOTAL_FORMS": "1",
    "interest-INITIAL_FORMS": "0",
    "complete": "on",
}


def advice_to(organisation: Organisation) -> Declared:
    return Declared("paid_advice", organisation.pk, "")


def test_it_works(
    client: Client, in_assessment: Engagement, member: Organisation, body_admin: User
) -> None:
    sign_in(client, body_admin)
    url = reverse("assessments:body_interests", args=[in_assessment.pk])
    assert "Declare an interest of the body" in client.get(url).text
    said = ROWS | {"interest-0-kind": "paid_advice", "interest-0-organisation": str(member.pk)}
    response = client.post(url, said, follow=True)
    assert "The engagement has ended" in response.text
    found = reread(in_assessment)
    assert found.status == EngagementStatus.CONFLICTED
    assert "Paid advice" in found.end_reason
    assert found.attestation.status == Status.ACCEPTED
    conflict = Conflict.objects.get()
    assert (conflict.engagement, conflict.person) == (in_assessment, None)
    assert conflict.whose == "Plain Sight Audit"
    entry = Entry.objects.filter(act="engagement.body_interests_declared").latest("id")
    assert entry.organisation_id == in_assessment.body_id


def test_accepting_a_request_declares_that_there_is_nothing(offer_made: Engagement) -> None:
    declared = Declaration.objects.get(engagement=offer_made)
    assert declared.part == "body"
    assert not Interest.objects.exists()


def test_what_concerns_others_ends_nothing(
    in_assessment: Engagement, other_member: Organisation, body_admin: User
) -> None:
    assert (
        declare_for_body(in_assessment.pk, [advice_to(other_member)], by=acting(body_admin)) == []
    )
    assert reread(in_assessment).status == EngagementStatus.ACTIVE


def test_a_request_that_is_not_answered_yet_ends_too(
    asked: Engagement, member: Organisation, body_admin: User
) -> None:
    declare_for_body(asked.pk, [advice_to(member)], by=acting(body_admin))
    assert reread(asked).status == EngagementStatus.CONFLICTED
    with pytest.raises(EngagementOver):
        declare_for_body(asked.pk, [], by=acting(body_admin))


def test_while_a_decision_is_waited_for_nobody_can_decide(
    recommended: Recommendation, member: Organisation, body_admin: User, decision_maker: User
) -> None:
    engagement = recommended.engagement
    declare_for_body(engagement.pk, [advice_to(member)], by=acting(body_admin))
    assert reread(engagement).status == EngagementStatus.ACTIVE
    with pytest.raises(NotIndependent, match="Paid advice"):
        decide(engagement.pk, recommended.pk, EQUAL, by=acting(decision_maker))
    send_back(engagement.pk, "The body advises the member.", by=acting(decision_maker))


@pytest.mark.parametrize("about", ["member", "body"])
def test_a_decision_maker_with_an_interest_stands_aside(
    about: str,
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    request: pytest.FixtureRequest,
) -> None:
    tied: Organisation = request.getfixturevalue(about)
    sign_in(client, decision_maker)
    engagement = recommended.engagement
    url = reverse("assessments:decider_interests", args=[engagement.pk])
    said = ROWS | {"interest-0-kind": "shares", "interest-0-organisation": str(tied.pk)}
    response = client.post(url, said, follow=True)
    assert "Somebody else decides" in response.text
    page = client.get(reverse("assessments:decide", args=[engagement.pk]))
    assert "You have a conflict of interest" in page.text
    with pytest.raises(NotIndependent, match="somebody else decides"):
        decide(engagement.pk, recommended.pk, EQUAL, by=acting(decision_maker))
    with pytest.raises(NotIndependent):
        send_back(engagement.pk, "Look again.", by=acting(decision_maker))
    assert Entry.objects.filter(act="engagement.act_refused").count() == 2


def test_a_decision_keeps_the_declaration(
    recommended: Recommendation, decision_maker: User
) -> None:
    decide(recommended.engagement_id, recommended.pk, EQUAL, by=acting(decision_maker))
    declared = Declaration.objects.get(part="decision_maker")
    assert declared.declared_by == decision_maker
    assert Entry.objects.filter(act="decision.interests_declared").count() == 1


def test_the_conflict_of_a_decision_maker_is_lifted_by_two_others(
    recommended: Recommendation,
    member: Organisation,
    decision_maker: User,
    body_admin: User,
    alliance: Organisation,
) -> None:
    engagement = recommended.engagement
    shares = Declared("shares", member.pk, "")
    (conflict,) = declare_before_deciding(engagement.pk, [shares], by=acting(decision_maker))
    one, other = (person(alliance, Role.DECISION_MAKER, f"Decider {n}") for n in ("One", "Two"))
    ask_to_lift(conflict.pk, "A fund of hers holds eleven shares.", by=acting(body_admin))
    with pytest.raises(LifterNotIndependent, match="your own conflict"):
        propose_lifting(conflict.pk, "It is little.", by=acting(decision_maker))
    proposal = propose_lifting(conflict.pk, "Eleven shares.", by=acting(one))
    lift_conflict(conflict.pk, proposal.pk, by=acting(other))
    decide(engagement.pk, recommended.pk, EQUAL, by=acting(decision_maker))


@pytest.mark.parametrize("who", ["lead", "owner", "registrar", "decision_maker", "stranger"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:body_interests", args=[in_assessment.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, ROWS | {"none": "on"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_declaration_waits_and_is_refused(
    in_assessment: Engagement, member: Organisation, body_admin: User
) -> None:
    by = acting(body_admin)
    second_waits(
        lambda: declared_for_body(in_assessment.pk, [advice_to(member)], by=by, at=now()),
        lambda: declare_for_body(in_assessment.pk, [], by=by),
        refused=EngagementOver,
    )


@pytest.mark.django_db(transaction=True)
def test_deciding_waits_for_her_own_declaration(
    recommended: Recommendation, member: Organisation, decision_maker: User
) -> None:
    one, by = recommended.engagement_id, acting(decision_maker)
    shares = Declared("shares", member.pk, "")
    second_waits(
        lambda: declared_before_deciding(one, [shares], by=by, at=now()),
        lambda: decide(one, recommended.pk, EQUAL, by=by),
        refused=NotIndependent,
        match="somebody else decides",
    )


@pytest.mark.django_db(transaction=True)
def test_a_declaration_after_the_decision_is_refused(
    recommended: Recommendation, member: Organisation, decision_maker: User
) -> None:
    one, by = recommended.engagement_id, acting(decision_maker)
    shares = Declared("shares", member.pk, "")
    second_waits(
        lambda: decided(one, recommended.pk, EQUAL, by=by, at=now()),
        lambda: declare_before_deciding(one, [shares], by=by),
        refused=EngagementOver,
    )
