"""What somebody typed survives an ended session and an old form."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from organisations.models import Organisation
from tests.people import sign_in

HERE = {"Origin": "http://testserver"}
TYPED = {"title": "Edge & <core>", "included": "All sites.", "layers": ["cloud", "ai"]}


@pytest.fixture
def address(member: Organisation) -> str:
    return reverse("organisations:make_scope", args=[member.slug])


def test_it_works(client: Client, address: str) -> None:
    page = client.post(address, TYPED, headers=HERE)
    assert page.status_code == 401
    assert "Your session has ended" in page.text
    assert 'name="title" value="Edge &amp; &lt;core&gt;"' in page.text
    assert page.text.count('name="layers"') == 2
    assert f'action="{address}"' in page.text


def test_an_old_token_is_answered_the_same_way(editor: User, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, editor)
    page = client.post(address, TYPED | {"csrfmiddlewaretoken": "old"}, headers=HERE)
    assert page.status_code == 403
    assert 'value="Edge &amp; &lt;core&gt;"' in page.text
    assert 'value="old"' not in page.text


def test_what_another_site_sent_is_not_offered_again(editor: User, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, editor)
    page = client.post(address, TYPED, headers={"Origin": "https://elsewhere.example"})
    assert page.status_code == 403
    assert "Edge" not in page.text
    assert Client().post(address, TYPED).status_code == 302


def test_no_secret_is_written_into_the_page(client: Client, address: str) -> None:
    page = client.post(address, TYPED | {"password": "very secret", "code": "123456"}, headers=HERE)
    assert "very secret" not in page.text
    assert "123456" not in page.text


def test_read_only_refuses_changes_and_stays_readable(
    client: Client, editor: User, address: str, settings: object
) -> None:
    sign_in(client, editor)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, read_only=True)
    assert client.get(address).status_code == 200
    page = client.post(address, TYPED)
    assert page.status_code == 503
    assert "Nothing was saved" in page.text


def test_log_in_can_be_closed(client: Client, editor: User, settings: object) -> None:
    editor.set_password("a long and quiet sentence")
    editor.save()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, deny_login=True)
    page = client.post(
        reverse("account_login"), {"login": editor.email, "password": "a long and quiet sentence"}
    )
    assert "_auth_user_id" not in client.session
    assert page.status_code in {200, 302}


def test_the_admin_is_off(client: Client) -> None:
    assert not settings.DEVELOPMENT
    assert client.get("/admin/").status_code == 404
