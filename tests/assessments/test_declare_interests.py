"""Each person declares for herself; a hit blocks her at once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.declaring import Declared
from assessments.independence import window_begins
from assessments.interests import declare_interests
from assessments.models import Conflict, Engagement
from assessments.people import NamingRefused, name_person
from assessments.recommendation import RecommendationRefused, Recommended, recommend
from attestations.models import Attestation
from organisations.models import Organisation
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from tests.assessed import assess_everything
from tests.people import acting, sign_in

ROWS = {"interest-TOTAL_FORMS": 3, "interest-INITIAL_FORMS": 0}


def test_it_works(client: Client, offer_made: Engagement, assessor: User) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:interests", args=[offer_made.pk])
    response = client.post(url, ROWS | {"none": "on", "complete": "on"}, follow=True)
    assert "Your declaration is recorded" in response.text
    assert offer_made.people.get(user=assessor).interests_declared_at


@pytest.mark.parametrize(("days", "blocked"), [(0, True), (1, True), (-1, False)])
def test_the_last_employer_counts_to_the_day(
    days: int,
    blocked: bool,
    client: Client,
    offer_made: Engagement,
    assessor: User,
    member: Organisation,
) -> None:
    ended = window_begins(now().date()) + timedelta(days=days)
    sign_in(client, assessor)
    data = ROWS | {
        "interest-0-kind": "employment",
        "interest-0-organisation": member.pk,
        "interest-0-ended_on": ended.isoformat(),
        "complete": "on",
    }
    response = client.post(
        reverse("assessments:interests", args=[offer_made.pk]), data, follow=True
    )
    assert ("You cannot take part" in response.text) is blocked
    person = offer_made.people.get(user=assessor)
    assert (person.removed_at is not None) is blocked
    assert Conflict.objects.filter(person=person).exists() is blocked


def test_a_blocked_person_cannot_be_named_again(
    offer_made: Engagement, assessor: User, body_admin: User, member: Organisation
) -> None:
    declare_interests(
        offer_made.pk, [Declared("family", None, f" {member.name.upper()}")], by=acting(assessor)
    )
    with pytest.raises(NamingRefused, match="conflict of interest"):
        name_person(offer_made.pk, assessor.pk, Role.ASSESSOR, by=acting(body_admin))


def test_a_later_declaration_ends_access_and_stops_the_recommendation(
    in_assessment: Engagement,
    lead: User,
    assessor: User,
    reviewer: User,
    member: Organisation,
) -> None:
    assess_everything(in_assessment, assessor, reviewer)
    declare_interests(in_assessment.pk, [Declared("shares", member.pk, "")], by=acting(assessor))
    mine = Attestation.objects.where_user_may(Permission.ATTESTATION_READ, acting(assessor))
    assert not mine.exists()
    working = Engagement.objects.where_user_may(Permission.VERDICT_GIVE, acting(assessor))
    assert not working.exists()
    with pytest.raises(RecommendationRefused, match="conflict of interest"):
        recommend(in_assessment.pk, Recommended(Outcome.CONFORMING, "Fine."), by=acting(lead))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"complete": "on"},
        {"none": "on"},
        {"none": "on", "complete": "on", "interest-0-kind": "shares"},
        {"complete": "on", "interest-0-kind": "employment", "interest-0-ended_on": "tomorrow"},
        {
            "complete": "on",
            "interest-0-kind": "employment",
            "interest-0-organisation_name": "X",
            "interest-0-began_on": "2026-02-01",
            "interest-0-ended_on": "2026-01-01",
        },
    ],
)
def test_what_is_incomplete_is_said_and_kept(
    data: dict[str, str], client: Client, offer_made: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    response = client.post(reverse("assessments:interests", args=[offer_made.pk]), ROWS | data)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert offer_made.people.get(user=assessor).interests_declared_at is None


def test_further_rows_are_folded_until_something_stands_in_them(
    client: Client, offer_made: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:interests", args=[offer_made.pk])
    page = client.get(url).text
    assert '<details class="govuk-details"><summary' in page
    assert "(optional)" not in page
    half = client.post(url, ROWS | {"complete": "on", "interest-1-kind": "shares"}).text
    assert '<details class="govuk-details" open><summary' in half
    assert "Name the organisation." in half


@pytest.mark.parametrize("who", ["owner", "body_admin", "registrar", "stranger"])
def test_nobody_declares_for_another(
    who: str, client: Client, offer_made: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("assessments:interests", args=[offer_made.pk])).status_code == 404


def test_others_do_not_read_what_was_declared(
    client: Client, offer_made: Engagement, assessor: User, owner: User, body_admin: User
) -> None:
    fact = Declared("employment", None, "Elsewhere Works", date(2010, 1, 1), date(2011, 1, 1))
    declare_interests(offer_made.pk, [fact], by=acting(assessor))
    url = reverse("assessments:engagement", args=[offer_made.pk])
    sign_in(client, owner)
    assert "Elsewhere Works" not in client.get(url).text
    sign_in(client, body_admin)
    assert "Elsewhere Works" in client.get(url).text
