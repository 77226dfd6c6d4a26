"""Hostile texts are shown as they were typed, run nowhere, and break nothing."""

import html

import pytest
from django.test import Client
from django.utils.timezone import now

from attestations.models import Answer
from tests.security.hostile import MARK, TEXTS, WITH_NULL
from tests.security.kinds import Kind
from tests.security.test_pages import Inline, problems
from tests.security.walking import client_of, undoing
from tests.security.world import World

SCOPE = "/organisations/north-harbour-cloud/scopes/scope-draft/"


def question(world: World) -> str:
    return f"/attestations/{world.attestations['draft'].pk}/criteria/GOV-02/"


def answer(world: World, text: str) -> dict[str, object]:
    row = world.attestations["draft"].answers.get(criterion__code="GOV-02", layer="")
    response = {**(row.response or {}), "public": "yes"}
    return response | {"version": row.version, "reason": text, "plan": text}


def scope(text: str) -> dict[str, object]:
    return {
        "title": text[:200],
        "slug": "x",
        "included": text,
        "excluded": text,
        "why": text,
        "layers": ["ai"],
    }


def shown(text: str) -> str:
    return html.escape(text.strip(), quote=False)[:40]


def closed(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert problems(response) == []
    inline = Inline()
    inline.feed(response.text)
    assert inline.found == []
    assert "62615533" not in response.text  # 7919 * 7907: nothing was computed
    return response.text


def test_it_works(undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    assert client.post(question(undone), answer(undone, "A plain reason.")).status_code == 302
    assert "A plain reason." in closed(client, question(undone))


@pytest.mark.parametrize("part", range(0, len(TEXTS), 12))
def test_in_an_answer(part: int, undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    for text in TEXTS[part : part + 12]:
        response = client.post(question(undone), answer(undone, text))
        assert response.status_code in (302, 422), repr(text)
        if response.status_code == 302:
            row = Answer.objects.get(
                attestation=undone.attestations["draft"], criterion__code="GOV-02"
            )
            page = closed(client, question(undone))
            assert row.reason.strip() == "\n".join(text.strip().splitlines()) or row.reason
            assert f"{MARK}()</script>" not in page
    closed(client, question(undone).replace("criteria", "history"))


@pytest.mark.parametrize("part", range(0, len(TEXTS), 12))
def test_in_a_scope_and_a_reason(part: int, undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    cancel = f"/attestations/{undone.attestations['draft'].pk}/cancel/"
    for text in TEXTS[part : part + 12]:
        assert client.post(SCOPE, scope(text)).status_code in (302, 422), repr(text)
        page = closed(client, "/organisations/north-harbour-cloud/")
        assert f"{MARK}()</script>" not in page
        with undoing():
            assert client.post(cancel, {"reason": text}).status_code in (302, 422), repr(text)


def test_in_an_organisation(undone: World) -> None:
    client = client_of(undone, Kind.REGISTRAR)
    for number, text in enumerate(TEXTS[::4]):
        sent = {
            "name": text[:200],
            "slug": f"hostile-{number}",
            "side": "member",
            "country": "PT",
            "group": text[:200],
        }
        response = client.post("/organisations/add/", sent)
        assert response.status_code in (302, 422), repr(text)
    assert f"{MARK}()</script>" not in closed(client, "/organisations/")


@pytest.mark.parametrize("text", WITH_NULL, ids=repr)
def test_null_bytes_are_refused_with_a_sentence(text: str, undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    for path, sent in (
        (question(undone), answer(undone, text)),
        (SCOPE, scope(text)),
        (f"/attestations/{undone.attestations['draft'].pk}/cancel/", {"reason": text}),
    ):
        response = client.post(path, sent)
        assert response.status_code == 422, path
        assert "Null characters are not allowed" in response.text, path


ADDRESSES = (
    "/register/?q={}",
    "/register/{}/",
    "/reports/{}/",
    "/api/v1/standings/{}/",
    "/api/v1/reports/?organisation={}",
    "/api/v1/standings/?cursor={}",
    "/register/?cursor={}",
    "/register/?country={}",
    "/log/?before={}",
    "/log/tile/0/{}",
    "/organisations/{}/",
    "/evidence/{}/",
    "/invitations/{}/",
    "/accounts/login/?next={}",
    "/demonstration/mail/{}/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_in_an_address(address: str, world: World) -> None:
    from urllib.parse import quote

    client = client_of(world, Kind.STRANGER)
    for text in (*TEXTS[::6], *WITH_NULL):
        response = client.get(address.format(quote(text[:400], safe="")))
        assert response.status_code < 500, repr(text)
        assert problems(response) == [], repr(text)
    assert now()
