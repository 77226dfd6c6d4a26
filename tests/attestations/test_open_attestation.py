"""Opening an attestation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.models import Answer, Attestation
from tests.people import sign_in

OPEN = "attestations:open"


def typed(scope, edition, **more) -> dict[str, str]:
    as_of = now().date().isoformat()
    return {"scope": str(scope.pk), "edition": str(edition.pk), "as_of": as_of} | more


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, editor: User, scope, edition) -> None:
    sign_in(client, editor)
    assert scope.title in client.get(reverse(OPEN)).text
    response = client.post(reverse(OPEN), typed(scope, edition), follow=True)
    attestation = Attestation.objects.get()
    assert response.redirect_chain[-1][0] == f"/attestations/{attestation.pk}/"
    assert attestation.scope_statement == scope.statement.text
    assert "0 of" in response.text


@pytest.mark.django_db(transaction=True)
def test_the_statement_is_copied_in_its_parts(client, editor, scope, edition) -> None:
    sign_in(client, editor)
    page = client.post(reverse(OPEN), typed(scope, edition), follow=True)
    made = Attestation.objects.get()
    assert made.scope_included == scope.included
    assert (made.scope_excluded, made.scope_why) == (scope.excluded, scope.why)
    for said in (scope.included, scope.excluded, scope.why):
        assert said in page.text


def test_a_scope_that_says_not_what_is_out_opens_nothing(client, editor, scope, edition) -> None:
    type(scope).objects.filter(pk=scope.pk).update(excluded="", why="")
    sign_in(client, editor)
    response = client.post(reverse(OPEN), typed(scope, edition))
    assert response.status_code == 422
    assert "does not yet say what is excluded" in response.text
    assert not Attestation.objects.exists()


def test_only_what_the_layers_ask_for_is_asked(draft: Attestation) -> None:
    places = set(Answer.objects.values_list("criterion__code", "layer"))
    assert ("GOV-01", "") in places
    assert not any(code == "SEC-10" for code, _ in places)
    assert {layer for _, layer in places} == {"", "cloud", "ai"}


def test_the_day_cannot_be_in_the_future(client, editor, scope, edition) -> None:
    sign_in(client, editor)
    tomorrow = (now().date() + timedelta(days=1)).isoformat()
    response = client.post(reverse(OPEN), typed(scope, edition, as_of=tomorrow))
    assert response.status_code == 422
    assert "cannot be later than today" in response.text


def test_a_second_live_one_is_refused(client, editor, draft) -> None:
    sign_in(client, editor)
    response = client.post(reverse(OPEN), typed(draft.scope, draft.edition))
    assert response.status_code == 422
    assert "already has an attestation" in response.text


@pytest.mark.parametrize(
    "who", ["signatory", "viewer", "contributor", "assessor", "registrar", "stranger"]
)
def test_others_find_no_form(request, client, scope, edition, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse(OPEN)).status_code == 404
    assert client.post(reverse(OPEN), typed(scope, edition)).status_code == 404


def test_the_scope_of_another_organisation_is_no_choice(
    client, other_owner, scope, edition
) -> None:
    sign_in(client, other_owner)
    assert client.post(reverse(OPEN), typed(scope, edition)).status_code == 422
    assert not Attestation.objects.exists()


def test_the_task_list_costs_at_most_fifteen_statements(client, editor, filled) -> None:
    sign_in(client, editor)
    page = reverse("attestations:attestation", args=[filled.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert response.status_code == 200
    # The session, the person and the bar of places are the frame's own.
    assert len(queries) <= 15, [q["sql"][:90] for q in queries]


@pytest.mark.parametrize("who", ["contributor", "other_owner", "lead", "registrar", "stranger"])
def test_a_draft_does_not_exist_for_others(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("attestations:attestation", args=[draft.pk])).status_code == 404
    assert draft.scope.title not in client.get(reverse("attestations:list")).text
