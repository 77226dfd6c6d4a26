"""The body confirms its lead's recommendation; only then the alliance sees it and may decide."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.asked import asked_in
from assessments.clarification import Wish, ask, usual_due
from assessments.clarified import settle_clarification
from assessments.clarifying import answer_clarification
from assessments.confirming import ConfirmationRefused, NotForTheBody, confirm_for_body, confirmed
from assessments.decision import Conclusion, DecisionRefused, decide, send_back
from assessments.models import (
    BodyConfirmation,
    Clarification,
    ClarificationKind,
    Engagement,
    Recommendation,
)
from assessments.recommendation import Recommended, recommend
from attestations.models import Attestation, DisclosureClass, Evidence, EvidenceKind
from attestations.status import WrongStatus
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from tests.assessed import make_recommendation
from tests.people import acting, person, sign_in
from tests.races import second_waits

EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")


@pytest.fixture
def made(
    assessed: Engagement, lead: User, signatory: User, body_admin: User, alliance: Organisation
) -> Recommendation:
    """Recommended by the lead, and not confirmed yet."""
    return make_recommendation(assessed, lead, signatory)


def test_it_works(
    client: Client, made: Recommendation, body_admin: User, decision_maker: User
) -> None:
    actor = acting(decision_maker)
    assert not Engagement.objects.where_user_may(Permission.DECIDE, actor).exists()
    sign_in(client, body_admin)
    url = reverse("assessments:confirm", args=[made.engagement_id])
    assert url in client.get(reverse("assessments:engagement", args=[made.engagement_id])).text
    page = client.get(url).text
    assert made.reasons in page
    assert client.post(url, {}).status_code == 422
    done = client.post(url, {"confirm": "on"}, follow=True)
    assert "A decision maker of the alliance decides" in done.text
    assert BodyConfirmation.objects.get().confirmed_by == body_admin
    facts = Entry.objects.get(act="recommendation.confirmed").facts
    assert facts == {"recommendation": str(made.pk)}
    for permission in (Permission.ATTESTATION_READ, Permission.DECIDE):
        assert Attestation.objects.where_user_may(permission, actor).exists()
    sign_in(client, decision_maker)
    shown = client.get(reverse("assessments:decide", args=[made.engagement_id])).text
    assert str(body_admin) in shown
    assert str(made.made_by) in shown


def test_nobody_decides_or_sends_back_before(made: Recommendation, decision_maker: User) -> None:
    with pytest.raises(DecisionRefused, match="has not confirmed"):
        decide(made.engagement_id, made.pk, EQUAL, by=acting(decision_maker))
    with pytest.raises(DecisionRefused, match="has not confirmed"):
        send_back(made.engagement_id, "Look again.", by=acting(decision_maker))


def test_it_is_another_person_than_the_lead(
    client: Client, made: Recommendation, body: Organisation, lead: User
) -> None:
    Membership.objects.create(organisation=body, user=lead, role=Role.BODY_ADMIN)
    sign_in(client, lead)
    url = reverse("assessments:confirm", args=[made.engagement_id])
    page = client.get(url).text
    assert "You made the recommendation yourself" in page
    assert "Confirm for the body</button>" not in page
    assert client.post(url, {"confirm": "on"}).status_code == 422
    with pytest.raises(NotForTheBody):
        confirm_for_body(made.engagement_id, made.pk, by=acting(lead))
    refused = Entry.objects.filter(act="engagement.act_refused")
    assert {entry.facts["act"] for entry in refused} == {"recommendation.confirmed"}


def test_it_needs_a_fresh_second_factor(made: Recommendation, body_admin: User) -> None:
    with pytest.raises(SecondFactorNeeded):
        confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin, second_factor=False))


def test_an_administrator_whose_role_ended_is_refused(
    made: Recommendation, body_admin: User
) -> None:
    Membership.objects.filter(user=body_admin).update(ended_at=now())
    with pytest.raises(NotForTheBody, match="has ended"):
        confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin))


def test_each_recommendation_is_confirmed_anew(
    recommended: Recommendation, decision_maker: User, lead: User, signatory: User, body_admin: User
) -> None:
    one = recommended.engagement_id
    with pytest.raises(ConfirmationRefused, match="already"):
        confirm_for_body(one, recommended.pk, by=acting(body_admin))
    send_back(one, "Look at SEC again.", by=acting(decision_maker))
    with pytest.raises(ConfirmationRefused, match="No recommendation waits"):
        confirm_for_body(one, recommended.pk, by=acting(body_admin))
    again = make_recommendation(recommended.engagement, lead, signatory)
    with pytest.raises(ConfirmationRefused, match="newer recommendation"):
        confirm_for_body(one, recommended.pk, by=acting(body_admin))
    confirm_for_body(one, again.pk, by=acting(body_admin))
    assert decide(one, again.pk, EQUAL, by=acting(decision_maker)).recommendation == again


@pytest.mark.parametrize(
    "who", ["lead", "assessor", "reviewer", "owner", "signatory", "decision_maker", "stranger"]
)
def test_it_does_not_exist_for_others(
    who: str, client: Client, made: Recommendation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:confirm", args=[made.engagement_id])
    assert client.get(url).status_code == 404
    assert client.post(url, {"confirm": "on"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_confirmation_waits_and_is_refused(
    made: Recommendation, body: Organisation, body_admin: User
) -> None:
    other = person(body, Role.BODY_ADMIN, "Berta Bodyadmin")
    second_waits(
        lambda: confirmed(made.engagement_id, made.pk, by=acting(body_admin), at=now()),
        lambda: confirm_for_body(made.engagement_id, made.pk, by=acting(other)),
        refused=ConfirmationRefused,
        match="already",
    )


@pytest.mark.django_db(transaction=True)
def test_deciding_waits_for_the_confirmation(
    made: Recommendation, body_admin: User, decision_maker: User
) -> None:
    done = second_waits(
        lambda: confirmed(made.engagement_id, made.pk, by=acting(body_admin), at=now()),
        lambda: decide(made.engagement_id, made.pk, EQUAL, by=acting(decision_maker)),
    )
    assert done is not None
    with pytest.raises(WrongStatus):
        decide(made.engagement_id, made.pk, EQUAL, by=acting(decision_maker))


def may_open(user: User, piece: Evidence) -> bool:
    mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(user))
    return mine.filter(pk=piece.pk).exists()


@pytest.fixture
def given(assessed: Engagement, assessor: User, owner: User) -> list[Evidence]:
    """Two pieces that support no answer, given in answers: one for the member's eyes since."""
    organisation = assessed.attestation.scope.organisation
    pieces = [
        Evidence.objects.create(
            organisation=organisation,
            title=title,
            kind=EvidenceKind.LINK,
            disclosure=DisclosureClass.ASSESSOR,
            added_by=owner,
        )
        for title in ("Log of the southern site", "Rota of the southern site")
    ]
    for number, piece in enumerate(pieces, 1):
        wish = Wish("GOV-01.all", ClarificationKind.EVIDENCE, "Which log?", usual_due(now().date()))
        ask(assessed.pk, wish, by=acting(assessor))
        answer_clarification(assessed.pk, number, "", [piece.pk], by=acting(owner))
        settle_clarification(assessed.pk, number, "", by=acting(assessor))
    Evidence.objects.filter(pk=pieces[1].pk).update(disclosure=DisclosureClass.MEMBER)
    return pieces


def test_who_decides_opens_what_was_given_in_answers_until_she_has_decided(
    client: Client,
    given: list[Evidence],
    made: Recommendation,
    body_admin: User,
    decision_maker: User,
    registrar: User,
) -> None:
    seen, hidden = given
    assert not may_open(decision_maker, seen)
    confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin))
    assert may_open(decision_maker, seen)
    assert not may_open(decision_maker, hidden)
    assert not may_open(registrar, seen)
    sign_in(client, decision_maker)
    page = client.get(reverse("assessments:decide", args=[made.engagement_id])).text
    assert "2 asked, 2 answered, 0 left unanswered." in page
    address = reverse("attestations:piece", args=[seen.organisation.slug, seen.pk])
    assert address in page
    assert hidden.title not in page
    assert client.get(address).status_code == 200
    decide(made.engagement_id, made.pk, EQUAL, by=acting(decision_maker))
    assert not may_open(decision_maker, seen)


def test_sending_back_closes_them_and_the_next_confirmation_opens_them_again(
    given: list[Evidence],
    made: Recommendation,
    body_admin: User,
    decision_maker: User,
    lead: User,
) -> None:
    confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin))
    send_back(made.engagement_id, "Look at GOV-01 again.", by=acting(decision_maker))
    assert not may_open(decision_maker, given[0])
    again = recommend(
        made.engagement_id, Recommended(Outcome.CONFORMING, "Seen again."), by=acting(lead)
    )
    confirm_for_body(made.engagement_id, again.pk, by=acting(body_admin))
    assert may_open(decision_maker, given[0])


def test_what_stays_unanswered_is_counted_with_the_recommendation(
    given: list[Evidence], made: Recommendation
) -> None:
    assessed = made.engagement
    assert made.score["questions"] == {"asked": 2, "answered": 2, "unanswered": 0}
    Clarification.objects.filter(engagement=assessed, number=1).update(status="lapsed")
    Clarification.objects.filter(engagement=assessed, number=2).update(status="withdrawn")
    assert asked_in(assessed).data() == {"asked": 1, "answered": 0, "unanswered": 1}
