"""Log-in tells nobody who has an account; an invitation works once, for its address."""

import re
from datetime import timedelta

from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from organisations.models import Invitation, Membership
from tests.security.kinds import Kind
from tests.security.walking import TOKEN, client_of
from tests.security.world import World

NEW = {"name": "New Person", "password1": "a-long-way-home-7", "password2": "a-long-way-home-7"}


def same(text: str, address: str) -> str:
    return re.sub(r"\s+", " ", TOKEN.sub("", text).replace(address, "ADDRESS"))


def tried(address: str, path: str, sent: dict[str, str]) -> tuple[int, str, str]:
    response = Client().post(path, sent)
    return response.status_code, response.get("Location", ""), same(response.text, address)


def test_it_works(undone: World) -> None:
    known = undone.user(Kind.OWNER)
    known.set_password("a-long-way-home-7")
    known.save()
    sent = {"login": known.email, "password": "a-long-way-home-7"}
    assert Client().post("/accounts/login/", sent).status_code == 302


def test_known_and_unknown_addresses_are_answered_alike(undone: World) -> None:
    known, unknown = undone.user(Kind.OWNER).email, "nobody.at.all@people.example"
    answers = {
        tried(each, "/accounts/login/", {"login": each, "password": "wrong wrong wrong"})
        for each in (known, unknown)
    }
    assert len(answers) == 1
    answers = {
        tried(each, "/accounts/password/reset/", {"email": each}) for each in (known, unknown)
    }
    assert len(answers) == 1


def test_nobody_signs_up_by_herself(undone: World) -> None:
    before = User.objects.count()
    sent = {"email": "x@people.example", "password1": NEW["password1"]}
    response = Client().post("/accounts/signup/", sent | {"password2": NEW["password1"]})
    assert response.status_code in (200, 302, 403, 404, 405)
    assert User.objects.count() == before


def test_an_invitation_is_used_once(undone: World) -> None:
    path = f"/invitations/{undone.things['token']}/"
    assert Client().post(path, NEW).status_code == 302
    assert User.objects.filter(email=undone.things["invitation"].email).count() == 1
    again = Client().post(path, NEW | {"name": "Somebody Else"})
    assert again.status_code == 404
    assert Client().get(path).status_code == 404
    assert not User.objects.filter(name="Somebody Else").exists()


def test_an_invitation_is_for_its_address(undone: World) -> None:
    path = f"/invitations/{undone.things['token']}/"
    client = client_of(undone, Kind.STRANGER)
    assert client.post(path).status_code == 422
    assert not Membership.objects.filter(user=undone.user(Kind.STRANGER)).exists()


def test_an_invitation_ends(undone: World) -> None:
    Invitation.objects.update(expires_at=now() - timedelta(minutes=1))
    assert Client().post(f"/invitations/{undone.things['token']}/", NEW).status_code == 404


def test_a_link_is_kept_as_a_digest(undone: World) -> None:
    token = undone.things["token"]
    assert Invitation.objects.filter(token_sha256=token).count() == 0
    assert (
        Client().get(f"/invitations/{undone.things['invitation'].token_sha256}/").status_code == 404
    )


def test_log_in_leads_to_our_own_addresses_only(undone: World) -> None:
    known = undone.user(Kind.OWNER)
    known.set_password("a-long-way-home-7")
    known.save()
    sent = {"login": known.email, "password": "a-long-way-home-7"}
    for target in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        response = Client().post("/accounts/login/", sent | {"next": target})
        assert response.status_code == 302
        assert "evil" not in response["Location"]
        assert "javascript" not in response["Location"]
