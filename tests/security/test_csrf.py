"""No form is taken without the token of our own page."""

from typing import Any

import pytest
from django.test import Client

from journal.models import Entry
from tests.people import sign_in
from tests.security.kinds import Kind
from tests.security.matrix import ACCOUNTS, ROWS
from tests.security.rows import Row
from tests.security.walking import asked
from tests.security.world import World

FORMS = [row for row in ROWS if row.post]
CHANGING = ["accounts/login/", "accounts/logout/", "accounts/password/reset/"]


def strict(world: World, kind: Kind) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if kind is not Kind.ANONYMOUS:
        sign_in(client, world.user(kind))
    return client


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_it_works(row: Row, world: World) -> None:
    kind = next(kind for kind in Kind if kind in (row.post or ()))
    before = Entry.objects.count()
    response: Any = asked(strict(world, kind), "POST", row.path(world))
    assert response.status_code == 403
    assert "Traceback" not in response.content.decode()
    assert Entry.objects.count() == before


@pytest.mark.parametrize("route", CHANGING)
def test_log_in_forms(route: str, world: World) -> None:
    kind = Kind.OWNER if "logout" in route else Kind.ANONYMOUS
    assert asked(strict(world, kind), "POST", ACCOUNTS[route][0]).status_code == 403


def test_a_form_of_another_site_is_not_offered_again(world: World) -> None:
    client = strict(world, Kind.OWNER)
    path = f"/attestations/{world.attestations['draft'].pk}/cancel/"
    response = client.post(path, {"reason": "Gotcha"}, HTTP_ORIGIN="https://evil.example")
    assert response.status_code == 403
    assert "Gotcha" not in response.text
