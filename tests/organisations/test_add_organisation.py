"""The registrar adds an organisation."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journal.models import Entry
from organisations.admission import Particulars, add_organisation
from organisations.models import Organisation
from organisations.permissions import Side
from tests.people import acting, sign_in

FACTS = {"name": "Lantern Software", "side": "member", "country": "ee"}


def test_it_works(client: Client, registrar: User) -> None:
    sign_in(client, registrar)
    response = client.post(reverse("organisations:add"), FACTS, follow=True)
    assert "Lantern Software is in the register" in response.text
    added = Organisation.objects.get(slug="lantern-software")
    assert (added.country, added.side) == ("EE", "member")
    assert Entry.objects.filter(act="organisation.added", object_id=str(added.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_commits(registrar: User) -> None:
    facts = Particulars(Side.MEMBER, "lantern", "Lantern", "EE")
    assert add_organisation(facts, by=acting(registrar)).slug == "lantern"


@pytest.mark.parametrize("who", ["owner", "body_admin", "decision_maker", "stranger"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(reverse("organisations:add"), FACTS).status_code == 404


def test_it_rests_without_a_second_factor(client: Client, registrar: User) -> None:
    sign_in(client, registrar, second_factor=False)
    assert client.get(reverse("organisations:add")).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Enter the organisation&#x27;s name."),
        ({"country": "Portugal"}, "at most 2 characters"),
        ({"country": "4!"}, "two capital letters"),
        ({"slug": "Not A Slug"}, "lower-case letters"),
        ({"side": "alliance"}, "Select a valid choice"),
        ({"slug": "north-harbour-cloud"}, "registered as"),
    ],
)
def test_bad_input_is_told_at_the_field(
    change: dict[str, str],
    sentence: str,
    client: Client,
    registrar: User,
    member: Organisation,
) -> None:
    sign_in(client, registrar)
    response = client.post(reverse("organisations:add"), FACTS | change)
    assert response.status_code == 422
    assert sentence in response.text
    assert Organisation.objects.filter(side="member").count() == 1
