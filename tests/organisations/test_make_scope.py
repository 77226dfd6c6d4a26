"""Owner or editor makes a scope."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusal import Refusal
from organisations.models import Organisation, Scope
from organisations.scopes import ScopeText, make_scope
from tests.people import acting, sign_in

FACTS = {
    "title": "Edge network",
    "statement": "All edge sites. Out: the test network, which carries no customer traffic.",
    "layers": ["ai", "connectivity"],
}


def test_it_works(client: Client, editor: User, member: Organisation) -> None:
    sign_in(client, editor)
    address = reverse("organisations:make_scope", args=[member.slug])
    page = client.post(address, FACTS, follow=True)
    assert "The scope “Edge network” is made." in page.text
    scope = Scope.objects.get(slug="edge-network")
    assert scope.layers == ["connectivity", "ai"], "layers stand in their fixed order"


def test_it_is_changed(client: Client, owner: User, scope: Scope, member: Organisation) -> None:
    sign_in(client, owner)
    address = reverse("organisations:change_scope", args=[member.slug, scope.slug])
    client.post(address, FACTS | {"slug": "another"})
    scope.refresh_from_db()
    assert (scope.title, scope.slug) == ("Edge network", "cloud-services")


@pytest.mark.parametrize("missing", ["title", "statement", "layers"])
def test_what_is_missing_is_told(
    missing: str, client: Client, editor: User, member: Organisation
) -> None:
    sign_in(client, editor)
    facts = {key: value for key, value in FACTS.items() if key != missing}
    response = client.post(reverse("organisations:make_scope", args=[member.slug]), facts)
    assert response.status_code == 422
    assert "All edge sites" in response.text or missing == "statement"


@pytest.mark.django_db(transaction=True)
def test_a_short_name_is_used_once(editor: User, scope: Scope, member: Organisation) -> None:
    text = ScopeText("cloud-services", "Again", "Again", ["cloud"])
    with pytest.raises(Refusal, match="short name"):
        make_scope(member, text, by=acting(editor))


@pytest.mark.parametrize("who", ["viewer", "signatory", "contributor", "other_owner", "registrar"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, member: Organisation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    address = reverse("organisations:make_scope", args=[member.slug])
    assert client.post(address, FACTS).status_code == 404
