"""Hostile texts are shown as they were typed, run nowhere, and break nothing.

The forms are walked, not named: what has a row in the matrix and a field to type into is here.
`tests/slow/test_hostile_typing.py` types every text into every field.
"""

import html
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from attestations.models import EvidenceKind
from tests.security.forms import main_form
from tests.security.hostile import MARK, TEXTS, WITH_NULL
from tests.security.kinds import Kind
from tests.security.matrix import ROWS
from tests.security.rows import Row, at, form
from tests.security.test_pages import problems
from tests.security.walking import client_of, undoing
from tests.security.world import World

COMPUTED = "62615533"  # 7919 * 7907
IN_ONE_GO = 24


def typist(row: Row) -> Kind | None:
    """Who may both see and send the form of this row."""
    both = (row.may or frozenset()) & (row.post or frozenset())
    return next((kind for kind in Kind if kind in both), None)


LIBRARY = "evidence/north-harbour-cloud/"
# Forms that a query opens: the rows of the matrix have none.
KINDS = [
    form("evidence/<slug:slug>/add/", at(f"{LIBRARY}add/?kind={kind}"), frozenset({Kind.OWNER}))
    for kind in EvidenceKind.values
]
FORMS = [*(row for row in ROWS if typist(row)), *KINDS]


def opened(row: Row, world: World) -> tuple[Client, str, HttpResponseBase]:
    kind = typist(row)
    assert kind is not None
    client, path = client_of(world, kind), row.path(world)
    return client, path, client.get(path)


def closed(response: HttpResponseBase, what: object) -> str:
    """The page is whole, holds nothing that runs, and computed nothing."""
    assert response.status_code in (200, 302, 404, 422), what
    assert problems(response) == [], what
    page = response.content.decode()
    assert f"{MARK}()</script>" not in page, what
    assert COMPUTED not in page, what
    return page


def as_kept(text: str) -> str:
    """What a form keeps of a text: without space around it, its lines ended in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def typed_into(row: Row, world: World, text: Callable[[int], str]) -> int:
    """Every text field of a form at once; what follows is looked at, and taken back.

    Returns how many fields there are.
    """
    client, path, page = opened(row, world)
    if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
        return 0
    found = main_form(page)
    if not found.typed:
        return 0
    with undoing():
        answer = client.post(found.action or path, found.filled(text))
        closed(answer, (path, [text(n)[:60] for n in range(len(found.typed))]))
        if answer.status_code == 302:
            closed(client.get(answer["Location"]), path)
    return len(found.typed)


def test_there_are_enough() -> None:
    assert len(set(TEXTS)) > 180
    assert len(FORMS) > 50


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_in_every_form(row: Row, undone: World) -> None:
    start = FORMS.index(row) * 7
    typed_into(row, undone, lambda field: TEXTS[(start + field) % len(TEXTS)])


def question(world: World) -> str:
    return f"/attestations/{world.attestations['draft'].pk}/criteria/GOV-02/"


@pytest.mark.parametrize("start", range(0, len(TEXTS), IN_ONE_GO))
def test_in_an_answer_it_is_kept_as_it_was_typed(start: int, undone: World) -> None:
    """Every text stands in one of the fields once."""
    client, path = client_of(undone, Kind.OWNER), question(undone)
    waiting = list(TEXTS[start : start + IN_ONE_GO])
    while waiting:
        page = main_form(client.get(path))
        sent = page.filled(lambda _: "")
        names = [name for name in page.typed if not name.startswith("new_")]
        for name in names:
            sent[name] = [waiting.pop() if waiting else ""]
        answer = client.post(path, sent)
        said = closed(answer, sent)
        if answer.status_code == 422:
            assert "govuk-error-message" in said  # a sentence says why
            continue
        again = main_form(client.get(path))
        for name in names:
            assert as_kept(again.sent[name][0]) == as_kept(sent[name][0]), name
    closed(client.get(path.replace("criteria", "history")), start)


@pytest.mark.parametrize("text", WITH_NULL, ids=repr)
def test_null_bytes_are_refused_with_a_sentence(text: str, undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    for path in (
        question(undone),
        "/organisations/north-harbour-cloud/scopes/scope-draft/",
        f"/attestations/{undone.attestations['draft'].pk}/cancel/",
        f"/{LIBRARY}add/?kind=link",
    ):
        response = client.post(path, main_form(client.get(path)).filled(lambda _: text))
        assert response.status_code == 422, path
        assert "Null characters are not allowed" in response.text, path


def test_bytes_that_are_no_text_are_kept_as_a_sign_for_that(undone: World) -> None:
    client, path = client_of(undone, Kind.OWNER), question(undone)
    page = main_form(client.get(path))
    sent = {name: values for name, values in page.sent.items() if name != "reason"}
    body = "&".join(f"{name}={quote(value)}" for name, all_ in sent.items() for value in all_)
    body += "&reason=%ED%A0%80%ff%C0%BCscript%C0%BE"
    kind = "application/x-www-form-urlencoded"
    assert client.post(path, body, content_type=kind).status_code == 302
    kept = main_form(client.get(path)).sent["reason"][0]
    assert "�" in kept
    assert "<" not in kept


def test_in_an_organisation(undone: World) -> None:
    client = client_of(undone, Kind.REGISTRAR)
    for number, text in enumerate(TEXTS[::12]):
        page = main_form(client.get("/organisations/add/"))
        sent = page.filled(
            lambda _, text=text: text, slug=f"hostile-{number}", side="member", country="PT"
        )
        closed(client.post("/organisations/add/", sent), text[:60])
    page = closed(client.get("/organisations/"), "the list")
    assert html.escape(TEXTS[0]) in page


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
WITHOUT_TEXT = ("%00", "%ff%fe", "%ED%A0%80", "%C0%BC", "%2e%2e%2f", "%0d%0aX: y")


@pytest.mark.parametrize("address", ADDRESSES)
def test_in_an_address(address: str, world: World) -> None:
    client = client_of(world, Kind.STRANGER)
    written = [quote(text[:400], safe="") for text in (*TEXTS[::12], *WITH_NULL)]
    for text in (*written, *WITHOUT_TEXT):
        response = client.get(address.format(text))
        assert response.status_code < 500, text
        assert problems(response) == [], text
