"""The body does not confirm: the recommendation comes back to its lead, and the alliance saw nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.confirming import ConfirmationRefused, confirm_for_body, confirmed
from assessments.models import Engagement, Recommendation, RecommendationReturn
from assessments.returning import return_to_lead, returned
from assessments.termination import terminate
from attestations.models import Attestation
from attestations.status import Status, WrongStatus
from journal.models import Entry
from organisations.models import Organisation
from tests.assessed import make_recommendation
from tests.handing import told
from tests.people import acting, sign_in
from tests.races import second_waits

WHY = "The reasons do not speak of the second site."


@pytest.fixture
def made(
    assessed: Engagement, lead: User, signatory: User, body_admin: User, alliance: Organisation
) -> Recommendation:
    """Recommended by the lead, and not confirmed yet."""
    return make_recommendation(assessed, lead, signatory)


def state(made: Recommendation) -> str:
    return Attestation.objects.get(pk=made.engagement.attestation_id).status


def test_it_works(
    client: Client,
    made: Recommendation,
    body_admin: User,
    lead: User,
    signatory: User,
    decision_maker: User,
) -> None:
    sign_in(client, body_admin)
    one = made.engagement_id
    assert (
        reverse("assessments:return_to_lead", args=[one])
        in client.get(reverse("assessments:confirm", args=[one])).text
    )
    page = client.post(reverse("assessments:return_to_lead", args=[one]), {"reason": WHY})
    assert page.status_code == 302
    assert state(made) == Status.IN_ASSESSMENT
    assert RecommendationReturn.objects.get().returned_by == body_admin
    assert set(told("recommendation.returned")) == {"Lena"}
    entry = Entry.objects.get(act="recommendation.returned")
    assert entry.organisation_id == made.engagement.body_id
    here = reverse("assessments:engagement", args=[one])
    for who, reads in ((lead, True), (signatory, False)):
        sign_in(client, who)
        assert (WHY in client.get(here).text) is reads
    again = make_recommendation(made.engagement, lead, signatory)
    assert again.sequence == made.sequence + 1
    confirm_for_body(one, again.pk, by=acting(body_admin))


def test_not_without_a_reason(client: Client, made: Recommendation, body_admin: User) -> None:
    sign_in(client, body_admin)
    address = reverse("assessments:return_to_lead", args=[made.engagement_id])
    assert client.post(address, {"reason": " "}).status_code == 422
    with pytest.raises(ConfirmationRefused):
        return_to_lead(made.engagement_id, made.pk, " ", by=acting(body_admin))
    assert state(made) == Status.RECOMMENDED


def test_what_is_confirmed_is_the_alliances(made: Recommendation, body_admin: User) -> None:
    confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin))
    with pytest.raises(ConfirmationRefused, match="alone can send it back"):
        return_to_lead(made.engagement_id, made.pk, WHY, by=acting(body_admin))


def test_the_engagement_can_be_terminated_once_it_came_back(
    made: Recommendation, body_admin: User, owner: User
) -> None:
    with pytest.raises(Exception, match="recommend"):
        terminate(made.engagement_id, "We stop.", by=acting(owner))
    return_to_lead(made.engagement_id, made.pk, WHY, by=acting(body_admin))
    terminate(made.engagement_id, "We stop.", by=acting(owner))
    assert state(made) == Status.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_confirming_waits_for_the_return(made: Recommendation, body_admin: User) -> None:
    second_waits(
        lambda: returned(made.engagement_id, made.pk, WHY, by=acting(body_admin), at=now()),
        lambda: confirm_for_body(made.engagement_id, made.pk, by=acting(body_admin)),
        refused=ConfirmationRefused,
    )
    assert state(made) == Status.IN_ASSESSMENT


@pytest.mark.django_db(transaction=True)
def test_the_return_waits_for_confirming(made: Recommendation, body_admin: User) -> None:
    second_waits(
        lambda: confirmed(made.engagement_id, made.pk, by=acting(body_admin), at=now()),
        lambda: return_to_lead(made.engagement_id, made.pk, WHY, by=acting(body_admin)),
        refused=ConfirmationRefused,
    )
    assert state(made) == Status.RECOMMENDED


@pytest.mark.django_db(transaction=True)
def test_two_returns_at_once(made: Recommendation, body_admin: User) -> None:
    second_waits(
        lambda: returned(made.engagement_id, made.pk, WHY, by=acting(body_admin), at=now()),
        lambda: return_to_lead(made.engagement_id, made.pk, WHY, by=acting(body_admin)),
        refused=WrongStatus,
    )
    assert RecommendationReturn.objects.count() == 1
