"""Moving the as-of date of a draft."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.dating import dated
from attestations.drafting import NotEditable
from attestations.models import Attestation
from tests.people import acting, sign_in


def url(attestation: Attestation) -> str:
    return reverse("attestations:as_of", args=[attestation.pk])


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, filled: Attestation, editor: User) -> None:
    sign_in(client, editor)
    assert client.get(url(filled)).status_code == 200
    day = filled.as_of - timedelta(days=1)
    assert client.post(url(filled), {"as_of": day.isoformat()}).status_code == 302
    filled.refresh_from_db()
    assert filled.as_of == day
    page = client.get(reverse("attestations:check", args=[filled.pk])).text
    assert "lies after the as-of date" in page


def test_it_cannot_be_in_the_future(client, draft, editor) -> None:
    sign_in(client, editor)
    response = client.post(url(draft), {"as_of": "2999-01-01"})
    assert response.status_code == 422
    assert "cannot be later than today" in response.text


def test_a_year_of_two_digits_is_no_year(client, draft, editor) -> None:
    sign_in(client, editor)
    for typed in ("0026-01-01", "0001-01-01"):
        response = client.post(url(draft), {"as_of": typed})
        assert response.status_code == 422
        assert "Enter the year with four digits" in response.text


def test_it_is_frozen_once_ready(ready, editor) -> None:
    with transaction.atomic(), pytest.raises(NotEditable):
        dated(ready.pk, ready.as_of - timedelta(days=1), by=acting(editor), at=now())


@pytest.mark.parametrize("who", ["signatory", "viewer", "contributor", "other_owner", "registrar"])
def test_others_cannot(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(url(draft), {"as_of": "2026-01-01"}).status_code == 404
