"""The body accepts and names its people, or declines."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.engagement import Team, decline, offer, offered, withdraw
from assessments.models import Engagement
from assessments.people import NamingRefused
from assessments.status import WrongEngagementStatus
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from tests.people import acting, person, sign_in
from tests.races import second_waits


def test_it_works(client: Client, asked: Engagement, team: Team, body_admin: User) -> None:
    sign_in(client, body_admin)
    response = client.post(
        reverse("assessments:accept", args=[asked.pk]),
        {"lead": team.lead, "assessors": team.assessors, "reviewers": team.reviewers}
        | {"independent": "on"},
        follow=True,
    )
    assert "Each person declares interests" in response.text
    asked.refresh_from_db()
    assert asked.status == "offered"
    assert asked.people.count() == 3


@pytest.mark.parametrize("side", ["member", "alliance"])
def test_one_person_stands_on_one_side(
    side: str, asked: Engagement, team: Team, body_admin: User, request: pytest.FixtureRequest
) -> None:
    organisation: Organisation = request.getfixturevalue(side)
    role = Role.VIEWER if side == "member" else Role.OPERATOR
    Membership.objects.create(organisation=organisation, user_id=team.lead, role=role)
    with pytest.raises(NamingRefused, match="one side"):
        offer(asked.pk, team, by=acting(body_admin))
    asked.refresh_from_db()
    assert asked.status == "requested"


def test_the_reviewer_is_not_an_assessor(
    asked: Engagement, team: Team, body: Organisation, body_admin: User
) -> None:
    Membership.objects.create(
        organisation=body, user_id=team.assessors[0], role=Role.QUALITY_REVIEWER
    )
    both = Team(team.lead, team.assessors, team.assessors)
    with pytest.raises(NamingRefused, match="one role"):
        offer(asked.pk, both, by=acting(body_admin))


def test_a_person_of_another_body_cannot_be_named(
    asked: Engagement, team: Team, other_body: Organisation, body_admin: User
) -> None:
    foreign = person(other_body, Role.LEAD_ASSESSOR, "Fritz Foreign")
    with pytest.raises(NamingRefused):
        offer(asked.pk, Team(foreign.pk, team.assessors, team.reviewers), by=acting(body_admin))


def test_it_can_be_declined(asked: Engagement, body_admin: User) -> None:
    decline(asked.pk, "No capacity.", by=acting(body_admin))
    asked.refresh_from_db()
    asked.attestation.refresh_from_db()
    assert asked.status == "declined"
    assert not asked.attestation.engagement_open


def test_it_can_be_withdrawn(offer_made: Engagement, owner: User) -> None:
    withdraw(offer_made.pk, "We object to a person.", by=acting(owner))
    offer_made.refresh_from_db()
    assert offer_made.status == "withdrawn"


@pytest.mark.parametrize("who", ["owner", "lead", "registrar", "decision_maker", "stranger"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, asked: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("accept", "decline", "name_person"):
        url = reverse(f"assessments:{name}", args=[asked.pk])
        assert client.get(url).status_code == 404
        assert client.post(url, {}).status_code == 404
    assert client.post(reverse("assessments:begin", args=[asked.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_acceptance_waits_and_is_refused(
    asked: Engagement, team: Team, body_admin: User
) -> None:
    second_waits(
        lambda: offered(asked.pk, team, by=acting(body_admin), at=now()),
        lambda: offer(asked.pk, team, by=acting(body_admin)),
        refused=WrongEngagementStatus,
    )
