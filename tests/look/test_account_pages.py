import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet harbour in winter"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ines@example.test", PASSWORD, name="Ines Okafor")


def log_in(client: Client, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": "ines@example.test", "password": password})


def test_it_works(client: Client, person: User) -> None:
    page = client.get("/accounts/login/").text
    assert '<h1 class="govuk-heading-l">Sign in</h1>' in page
    assert "govuk-password-input" in page
    assert log_in(client)["Location"] == reverse("desk")


def test_a_wrong_password_is_said_above_and_the_address_stays(client: Client, person: User) -> None:
    page = log_in(client, "wrong").text
    assert "<title>Error: Sign in" in page
    assert "govuk-error-summary" in page
    assert 'value="ines@example.test"' in page


def test_the_second_factor_is_set_up_with_a_picture_in_the_page(
    client: Client, person: User
) -> None:
    log_in(client)
    page = client.get("/accounts/2fa/totp/activate/").text
    assert "<svg" in page.partition('class="qr"')[2].partition("</div>")[0]
    assert "data:image" not in page
    assert "<?xml" not in page
    assert not re.search(r"\sstyle=", page)
    assert "Ines Okafor" in page


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/accounts/2fa/", "Second factor"),
        ("/accounts/password/change/", "Change your password"),
        ("/accounts/logout/", "Sign out"),
        ("/accounts/reauthenticate/", "Confirm that it is you"),
    ],
)
def test_a_signed_in_person_sees_her_pages(client, person, address, title) -> None:
    log_in(client)
    assert f"<title>{title} –" in client.get(address).text


def test_a_new_password_comes_by_a_link(client: Client, person: User) -> None:
    answer = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    assert "Check your mail" in answer.text
    letter = mail.outbox[0]
    assert letter.subject == "Set a new password"
    link = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    assert "Set a new password" in page.text
    new = "another quiet harbour"
    done = client.post(
        page.request["PATH_INFO"], {"password1": new, "password2": new, "action": ""}, follow=True
    )
    assert "Your password is set" in done.text


def test_nobody_signs_up(client: Client) -> None:
    assert "Accounts are opened by invitation" in client.get("/accounts/signup/").text


def test_what_is_not_there_says_so_in_the_design(client: Client) -> None:
    answer = client.get("/accounts/nothing/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def test_a_form_that_is_too_old_says_what_to_do(person: User) -> None:
    answer = log_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "This form is too old to be sent" in answer.text


def test_every_page_forbids_what_is_not_ours(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
