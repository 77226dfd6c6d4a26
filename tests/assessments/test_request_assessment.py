"""A member asks an accredited body."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.engagement import RequestRefused, request_assessment, requested
from attestations.models import Attestation
from journal.models import Entry
from organisations.models import Accreditation, Organisation
from tests.people import acting, sign_in
from tests.races import second_waits


def test_it_works(client: Client, accepted: Attestation, owner: User, body: Organisation) -> None:
    sign_in(client, owner)
    url = reverse("assessments:request", args=[accepted.pk])
    response = client.post(url, {"body": body.pk}, follow=True)
    assert "has been asked" in response.text
    accepted.refresh_from_db()
    assert accepted.engagement_open
    assert Entry.objects.filter(act="engagement.requested").count() == 1


def test_two_cannot_be_asked_at_once(
    accepted: Attestation, owner: User, body: Organisation
) -> None:
    request_assessment(accepted.pk, body.pk, by=acting(owner))
    with pytest.raises(RequestRefused, match="asked already"):
        request_assessment(accepted.pk, body.pk, by=acting(owner))


@pytest.mark.parametrize("wrong", ["expired", "withdrawn", "not yet", "layers", "other"])
def test_the_body_must_be_accredited_today(
    wrong: str, accepted: Attestation, owner: User, body: Organisation, other_body: Organisation
) -> None:
    today = now().date()
    changes = {
        "expired": {"valid_until": today - timedelta(days=1)},
        "withdrawn": {"withdrawn_at": now()},
        "not yet": {
            "valid_from": today + timedelta(days=1),
            "valid_until": today + timedelta(days=9),
        },
        "layers": {"layers": ["cloud"]},
    }
    if wrong in changes:
        Accreditation.objects.filter(body=body).update(**changes[wrong])
    asked = other_body if wrong == "other" else body
    with pytest.raises(RequestRefused, match="not accredited today"):
        request_assessment(accepted.pk, asked.pk, by=acting(owner))


def test_a_body_of_the_same_group_is_refused(
    accepted: Attestation, owner: User, body: Organisation, member: Organisation
) -> None:
    Organisation.objects.filter(pk__in=[body.pk, member.pk]).update(group="Harbour Group")
    with pytest.raises(RequestRefused, match="same group"):
        request_assessment(accepted.pk, body.pk, by=acting(owner))


def test_only_an_accepted_attestation(
    submitted: Attestation, owner: User, body: Organisation
) -> None:
    with pytest.raises(RequestRefused, match="accepted"):
        request_assessment(submitted.pk, body.pk, by=acting(owner))


@pytest.mark.parametrize(
    "who", ["editor", "viewer", "other_owner", "body_admin", "registrar", "stranger"]
)
def test_it_does_not_exist_for_others(
    who: str,
    client: Client,
    accepted: Attestation,
    body: Organisation,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:request", args=[accepted.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"body": body.pk}).status_code == 404


def test_the_form_says_what_is_missing(client: Client, accepted: Attestation, owner: User) -> None:
    sign_in(client, owner)
    response = client.post(reverse("assessments:request", args=[accepted.pk]), {})
    assert response.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_second_request_waits_and_is_refused(
    accepted: Attestation, owner: User, body: Organisation
) -> None:
    second_waits(
        lambda: requested(accepted.pk, body.pk, by=acting(owner), at=now()),
        lambda: request_assessment(accepted.pk, body.pk, by=acting(owner)),
        refused=RequestRefused,
    )
