"""Cancelling, and closing as declared."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.closing import AssessmentAsked, closed_as_declared
from attestations.models import Attestation
from attestations.status import Status
from tests.people import acting, sign_in


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, draft: Attestation, owner: User) -> None:
    sign_in(client, owner)
    url = reverse("attestations:cancel", args=[draft.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "Opened by mistake."}, follow=True).status_code == 200
    draft.refresh_from_db()
    assert draft.status == Status.CANCELLED


@pytest.mark.parametrize("who", ["editor", "viewer", "contributor", "other_owner", "registrar"])
def test_others_cannot_cancel(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("attestations:cancel", args=[draft.pk])
    assert client.post(url, {"reason": "x"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_it_is_closed_as_declared(client, accepted, owner) -> None:
    sign_in(client, owner)
    url = reverse("attestations:close", args=[accepted.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, follow=True).status_code == 200
    accepted.refresh_from_db()
    assert accepted.status == Status.CLOSED_DECLARED


def test_an_open_engagement_comes_first(accepted, owner) -> None:
    Attestation.objects.filter(pk=accepted.pk).update(engagement_open=True)
    with transaction.atomic(), pytest.raises(AssessmentAsked):
        closed_as_declared(accepted.pk, by=acting(owner), at=now())
