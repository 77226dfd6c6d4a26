"""Owner or editor makes a scope."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusal import Refusal
from organisations.models import Organisation, Scope
from organisations.scope_statement import NOTHING, ScopeStatement
from organisations.scopes import ScopeText, make_scope
from tests.people import acting, sign_in

FACTS = {
    "title": "Edge network",
    "included": "All edge sites.",
    "excluded": "The test network.",
    "why": "It carries no customer traffic.",
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


@pytest.mark.parametrize("missing", ["title", "included", "excluded", "why", "layers"])
def test_what_is_missing_is_told(
    missing: str, client: Client, editor: User, member: Organisation
) -> None:
    sign_in(client, editor)
    facts = {key: value for key, value in FACTS.items() if key != missing}
    response = client.post(reverse("organisations:make_scope", args=[member.slug]), facts)
    assert response.status_code == 422
    assert "All edge sites" in response.text or missing == "included"


def test_that_nothing_is_excluded_is_said_and_never_left_empty(
    client: Client, editor: User, member: Organisation
) -> None:
    sign_in(client, editor)
    address = reverse("organisations:make_scope", args=[member.slug])
    silent = client.post(address, FACTS | {"excluded": " "})
    assert "Say what is excluded, or tick “Nothing is excluded.”" in silent.text
    both = client.post(address, FACTS | {"nothing_excluded": "on"})
    assert "Either say what is excluded, or tick “Nothing is excluded.”" in both.text
    client.post(address, FACTS | {"excluded": "", "nothing_excluded": "on"})
    scope = Scope.objects.get(slug="edge-network")
    assert scope.excluded == "Nothing is excluded."
    form = client.get(reverse("organisations:change_scope", args=[member.slug, scope.slug]))
    assert form.context["form"]["nothing_excluded"].value() is True
    assert form.context["form"]["excluded"].value() == ""


def test_no_part_of_the_statement_is_called_optional(
    client: Client, editor: User, member: Organisation
) -> None:
    sign_in(client, editor)
    page = client.get(reverse("organisations:make_scope", args=[member.slug])).text
    assert page.count("(optional)") == 1, "the short name, and nothing else"


def test_a_statement_of_one_part_is_asked_for_the_others(
    client: Client, editor: User, scope: Scope, member: Organisation
) -> None:
    Scope.objects.filter(pk=scope.pk).update(included="All. Out: resale.", excluded="", why="")
    sign_in(client, editor)
    page = client.get(reverse("organisations:organisation", args=[member.slug]))
    assert "Statement not whole" in page.text
    address = reverse("organisations:change_scope", args=[member.slug, scope.slug])
    assert "It stands whole under “What is included”" in client.get(address).text
    assert client.post(address, {"title": "T", "included": "All."}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_short_name_is_used_once(editor: User, scope: Scope, member: Organisation) -> None:
    statement = ScopeStatement("Again", NOTHING, "Again")
    text = ScopeText("cloud-services", "Again", statement, ["cloud"])
    with pytest.raises(Refusal, match="short name"):
        make_scope(member, text, by=acting(editor))


@pytest.mark.parametrize("who", ["viewer", "signatory", "contributor", "other_owner", "registrar"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, member: Organisation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    address = reverse("organisations:make_scope", args=[member.slug])
    assert client.post(address, FACTS).status_code == 404
