"""The second factor: set up, asked for at log-in, asked for again inside a form."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from accounts.second_factor import SecondFactorForm, actor_of
from tests.people import sign_in

PASSWORD = "a long and quiet sentence"


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(signatory: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(signatory, secret)
    signatory.set_password(PASSWORD)
    signatory.save()
    return secret


def test_it_works(client: Client, signatory: User, secret: str) -> None:
    page = client.post(
        reverse("account_login"), {"login": signatory.email, "password": PASSWORD}, follow=True
    )
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    page = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("desk")
    assert "rests until" not in page.text


def test_setting_it_up_counts_as_having_confirmed_it(client: Client, signatory: User) -> None:
    signatory.set_password(PASSWORD)
    signatory.save()
    page = client.post(
        reverse("account_login"), {"login": signatory.email, "password": PASSWORD}, follow=True
    )
    assert "rests until" in page.text
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, "no password is asked for again"
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=signatory, type="totp").exists()
    assert "rests until" not in client.get(reverse("desk")).text


class Form(SecondFactorForm):
    agreed = forms.BooleanField()


def request_of(user: User, minutes_ago: float | None) -> object:
    client = Client()
    sign_in(client, user, second_factor=minutes_ago is not None, minutes_ago=minutes_ago or 0)
    request = RequestFactory().post("/")
    request.user = user
    request.session = SessionStore(client.session.session_key)
    return request


def test_a_fresh_factor_is_not_asked_for(signatory: User) -> None:
    request = request_of(signatory, 4)
    assert Form({"agreed": "on"}, request=request).is_valid()
    assert actor_of(request).second_factor_is_fresh


@pytest.mark.parametrize("minutes_ago", [6, None])
def test_a_stale_one_is_asked_for_and_renewed(
    signatory: User, secret: str, minutes_ago: float | None
) -> None:
    request = request_of(signatory, minutes_ago)
    form = Form({"agreed": "on"}, request=request)
    assert not form.is_valid()
    assert list(form.fields)[-1] == "code"
    form = Form({"agreed": "on", "code": code_for(secret)}, request=request)
    assert form.is_valid(), form.errors
    request.actor.require_fresh_second_factor()


def test_no_code_is_used_up_by_a_missing_tick(signatory: User, secret: str) -> None:
    request = request_of(signatory, 6)
    code = code_for(secret)
    assert not Form({"code": code}, request=request).is_valid()
    assert Form({"agreed": "on", "code": code}, request=request).is_valid()


def test_a_code_works_once(signatory: User, secret: str) -> None:
    code = code_for(secret)
    assert Form({"agreed": "on", "code": code}, request=request_of(signatory, 6)).is_valid()
    again = Form({"agreed": "on", "code": code}, request=request_of(signatory, 6))
    assert not again.is_valid()
    assert "used already" in str(again.errors)


def test_a_wrong_code_says_so(signatory: User, secret: str) -> None:
    form = Form({"agreed": "on", "code": "000000"}, request=request_of(signatory, 6))
    assert not form.is_valid()
    assert "not right" in str(form.errors)


def test_the_password_alone_never_renews_it(client: Client, signatory: User, secret: str) -> None:
    sign_in(client, signatory, minutes_ago=6)
    session = client.session
    session["account_authentication_methods"] += [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    request = RequestFactory().post("/")
    request.user, request.session = signatory, SessionStore(client.session.session_key)
    assert "code" in Form(request=request).fields
