"""The alliance decides: equal or lower, by somebody with no other part in it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.decision import (
    Conclusion,
    DecisionRefused,
    decide,
    send_back,
)
from assessments.decision import (
    decided as deciding,
)
from assessments.models import Decision, Engagement, Recommendation
from attestations.models import Attestation, Grant
from attestations.status import Status, WrongStatus
from organisations.models import Membership
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from tests.assessed import make_confirmation, make_decision, make_recommendation
from tests.people import acting, sign_in
from tests.races import second_waits

EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")


def status_of(recommendation: Recommendation) -> str:
    return Attestation.objects.get(engagements=recommendation.engagement_id).status


def test_it_works(client: Client, recommended: Recommendation, decision_maker: User) -> None:
    sign_in(client, decision_maker)
    one = recommended.engagement_id
    assert "North Harbour Cloud" in client.get(reverse("assessments:decisions")).text
    url = reverse("assessments:decide", args=[one])
    said = {"outcome": "conforming", "reasons": "Well founded.", "independent": "on"}
    assert client.post(url, {}).status_code == 422
    response = client.post(url, said, follow=True)
    assert "is recorded: conforming" in response.text
    assert status_of(recommended) == Status.DECIDED
    open_grants = Grant.objects.in_force().exclude(because="submission")
    assert not open_grants.exists()


def test_never_higher(
    assessed: Engagement, lead: User, signatory: User, body_admin: User, decision_maker: User
) -> None:
    made = make_recommendation(assessed, lead, signatory, Outcome.NOT_CONFORMING)
    make_confirmation(assessed, body_admin)
    for outcome in (Outcome.CONDITIONAL, Outcome.CONFORMING):
        with pytest.raises(DecisionRefused, match="never higher"):
            decide(
                made.engagement_id,
                made.pk,
                Conclusion(outcome, "Better."),
                by=acting(decision_maker),
            )


def test_lower_is_possible(recommended: Recommendation, decision_maker: User) -> None:
    end = now().date() + timedelta(days=60)
    made = decide(
        recommended.engagement_id,
        recommended.pk,
        Conclusion(Outcome.CONDITIONAL, "One doubt is left.", end),
        by=acting(decision_maker),
    )
    assert (made.outcome, made.conditions_end_on) == ("conditional", end)
    assert Decision.objects.lower_than_recommended().get() == made


def test_what_follows_the_recommendation_is_not_counted_as_lower(decided: Decision) -> None:
    assert decided.outcome == decided.recommendation.outcome
    assert not Decision.objects.lower_than_recommended().exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BODY_ADMIN])
@pytest.mark.parametrize("left", [False, True])
def test_whoever_has_another_part_stands_aside(
    role: Role, left: bool, recommended: Recommendation, decision_maker: User
) -> None:
    engagement = recommended.engagement
    organisation = (
        engagement.body if role is Role.BODY_ADMIN else engagement.attestation.scope.organisation
    )
    Membership.objects.create(
        organisation=organisation,
        user=decision_maker,
        role=role,
        started_at=now() - timedelta(days=900),
        ended_at=now() - timedelta(days=100) if left else None,
    )
    with pytest.raises(DecisionRefused, match="somebody else decides"):
        decide(engagement.pk, recommended.pk, EQUAL, by=acting(decision_maker))


@pytest.mark.parametrize(
    "who", ["owner", "signatory", "lead", "body_admin", "registrar", "stranger"]
)
def test_it_does_not_exist_for_others(
    who: str, client: Client, recommended: Recommendation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("decide", "send_back"):
        url = reverse(f"assessments:{name}", args=[recommended.engagement_id])
        assert client.get(url).status_code == 404
        assert client.post(url, {}).status_code == 404


def test_an_old_second_factor_asks_for_a_code(
    client: Client, recommended: Recommendation, decision_maker: User
) -> None:
    sign_in(client, decision_maker, minutes_ago=6)
    url = reverse("assessments:decide", args=[recommended.engagement_id])
    assert "Code from your authenticator app" in client.get(url).text
    said = {"outcome": "conforming", "reasons": "Well founded.", "independent": "on"}
    assert client.post(url, said).status_code == 422
    assert status_of(recommended) == Status.RECOMMENDED


def test_it_is_sent_back_once(
    recommended: Recommendation,
    decision_maker: User,
    lead: User,
    signatory: User,
    body_admin: User,
) -> None:
    one = recommended.engagement_id
    send_back(one, "Look at SEC again.", by=acting(decision_maker))
    assert status_of(recommended) == Status.IN_ASSESSMENT
    mine = Attestation.objects.where_user_may(Permission.DECIDE, acting(decision_maker))
    assert not mine.exists()
    again = make_recommendation(recommended.engagement, lead, signatory)
    assert again.sequence == 2
    with pytest.raises(DecisionRefused, match="has not confirmed"):
        decide(one, again.pk, EQUAL, by=acting(decision_maker))
    make_confirmation(recommended.engagement, body_admin)
    with pytest.raises(DecisionRefused, match="once"):
        send_back(one, "And again.", by=acting(decision_maker))
    with pytest.raises(DecisionRefused, match="newer recommendation"):
        decide(one, recommended.pk, EQUAL, by=acting(decision_maker))
    assert make_decision(recommended.engagement, decision_maker).recommendation == again


@pytest.mark.django_db(transaction=True)
def test_the_second_decision_waits_and_is_refused(
    recommended: Recommendation, decision_maker: User
) -> None:
    one, by = recommended.engagement_id, acting(decision_maker)

    second_waits(
        lambda: deciding(one, recommended.pk, EQUAL, by=by, at=now()),
        lambda: decide(one, recommended.pk, EQUAL, by=by),
        refused=WrongStatus,
    )
    assert Decision.objects.count() == 1
