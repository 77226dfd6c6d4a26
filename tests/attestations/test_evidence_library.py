"""The library: found, filtered, sorted, paged, with a fixed number of statements."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from attestations.library import ORDERS, PER_PAGE
from attestations.models import Evidence, EvidenceLink
from tests.people import sign_in


def cursor(sort: str, value: str) -> str:
    """A cursor as the page gives them out, with a value of somebody's own."""
    said = f'["{ORDERS[sort][0]}",{value},"{uuid4()}"]'
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def fill(member, owner, count: int, **more) -> list[Evidence]:
    fields = {"kind": "link", "disclosure": "assessor", "url": "https://example.org/"} | more
    return Evidence.objects.bulk_create(
        Evidence(organisation=member, title=f"Piece {n:03}", added_by=owner, **fields)
        for n in range(count)
    )


def titles(response) -> list[str]:
    return [row.piece.title for row in response.context["rows"]]


@pytest.fixture
def url(client, member, owner) -> str:
    sign_in(client, owner)
    return f"/evidence/{member.slug}/"


def test_it_works(client, member, owner, draft, url) -> None:
    assert "There is no evidence here yet" in client.get(url).text
    (piece,) = fill(member, owner, 1)
    answers = list(draft.answers.select_related("criterion").order_by("criterion__order")[:8])
    EvidenceLink.objects.bulk_create(EvidenceLink(answer=a, evidence=piece) for a in answers)
    page = client.get(url).text
    assert f"/criteria/{answers[0].criterion.code}/" in page
    assert "and 2 more" in page
    assert draft.scope.title in page
    assert 'href="/evidence/" aria-current="true">Evidence' in client.get(url).text


def test_five_hundred_come_by_pages_in_as_many_statements_as_one(
    client, member, owner, draft, url
) -> None:
    pieces = fill(member, owner, 1)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    pieces += [p for p in fill(member, owner, 500) if p]
    answer = draft.answers.first()
    EvidenceLink.objects.bulk_create(EvidenceLink(answer=answer, evidence=p) for p in pieces)
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    assert len(many) <= len(one)
    seen = titles(page)
    while page.context["next_url"]:
        page = client.get(url + page.context["next_url"])
        seen += titles(page)
    assert len(seen) == len(pieces) == 501
    assert len(set(seen)) == 500  # two pieces have one title
    assert seen == sorted(seen)
    assert PER_PAGE == 50


@pytest.mark.parametrize("sort", ["title", "newest", "ends", "uses"])
def test_every_order_shows_everything_once(client, member, owner, draft, url, sort) -> None:
    pieces = fill(member, owner, 70)
    today = now().date()
    for number, piece in enumerate(pieces[:20]):
        Evidence.objects.filter(pk=piece.pk).update(expires_on=today + timedelta(days=number // 4))
    for answer in draft.answers.all()[:3]:
        EvidenceLink.objects.create(answer=answer, evidence=pieces[33])
    page = client.get(url, {"sort": sort})
    rows = [row.piece.pk for row in page.context["rows"]]
    page = client.get(url + page.context["next_url"])
    rows += [row.piece.pk for row in page.context["rows"]]
    assert len(rows) == len(set(rows)) == 70
    if sort == "uses":
        assert rows[0] == pieces[33].pk
    if sort == "ends":
        assert set(rows[:20]) == {piece.pk for piece in pieces[:20]}


def test_it_is_found_and_filtered(client, member, owner, draft, url) -> None:
    stale, soon, used, plain = fill(member, owner, 4)
    today = now().date()
    Evidence.objects.filter(pk=stale.pk).update(expires_on=today, title="Old certificate")
    Evidence.objects.filter(pk=soon.pk).update(expires_on=today + timedelta(days=30))
    Evidence.objects.filter(pk=plain.pk).update(kind="statement", disclosure="public")
    EvidenceLink.objects.create(answer=draft.answers.first(), evidence=used)

    def found(**asked) -> set[str]:
        return set(titles(client.get(url, asked)))

    assert found(q="old c") == {"Old certificate"}
    assert found(state="stale") == {"Old certificate"}
    assert found(state="soon") == {"Piece 001"}
    assert found(state="used") == found(attestation=draft.pk) == {"Piece 002"}
    assert len(found(state="unused")) == 3
    assert found(kind="statement") == found(seen_by="public") == {"Piece 003"}
    page = client.get(url, {"q": "nothing like it"})
    assert "No piece fits" in page.text
    assert "Stale since" in client.get(url).text


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "x"},
        {"after": "WyJ0aXRsZSIsMV0"},
        {"kind": "nonsense", "sort": "nonsense", "state": "x", "attestation": "x"},
        {"q": "\x00", "after": "\x00"},
        {"q": "x" * 5000},
        {"after": cursor("title", "null")},
        {"after": cursor("title", '"\\ud800"')},
        {"after": cursor("newest", "null"), "sort": "newest"},
        {"after": cursor("ends", "null"), "sort": "ends"},
        {"after": cursor("uses", "1e999"), "sort": "uses"},
    ],
)
def test_what_cannot_be_asked_is_passed_over(client, member, owner, url, asked) -> None:
    fill(member, owner, 1)
    assert client.get(url, asked).status_code == 200


def test_names_of_two_hundred_characters_stand(client, member, owner, url) -> None:
    name = "Ω" * 200
    Evidence.objects.create(
        organisation=member, title=name, kind="link", disclosure="public", added_by=owner
    )
    assert name in client.get(url).text


def test_a_contributor_sees_only_what_is_delegated(client, member, owner, contributor) -> None:
    fill(member, owner, 1)
    sign_in(client, contributor)
    page = client.get(f"/evidence/{member.slug}/")
    assert page.status_code == 200
    assert "Piece 000" not in page.text
