"""Who looked at evidence is kept and told to its owner."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.timezone import now

from attestations import looking
from attestations.models import EvidenceAccess
from tests.attestations.pieces import WORDS, made, opened_to
from tests.people import acting, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def piece(member, owner):
    return made(member, owner, WORDS)


def address(piece, rest: str = "") -> str:
    return reverse("attestations:piece", args=[piece.organisation.slug, piece.pk]) + rest


def looks() -> list[tuple[str, str, str]]:
    rows = EvidenceAccess.objects.select_related("user", "organisation").order_by("id")
    return [(str(r.user), r.act, r.organisation.name if r.organisation else "") for r in rows]


def test_it_works(client, piece, owner, draft, assessor, body) -> None:
    opened_to(draft, piece, assessor, body)
    sign_in(client, assessor)
    client.get(address(piece))
    client.get(address(piece, f"files/{piece.files.get().pk}/"))
    sign_in(client, owner)
    page = client.get(address(piece)).text
    assert looks() == [
        ("Aldo Assessor", "seen", "Plain Sight Audit"),
        ("Aldo Assessor", "downloaded", "Plain Sight Audit"),
        ("Olga Owner", "seen", "North Harbour Cloud"),
    ]
    assert "Aldo Assessor" in page
    told = client.get(address(piece, "looked/")).text
    assert "Plain Sight Audit" in told
    assert "downloaded a file" in told


def test_a_page_counts_once_a_day_and_every_download_counts(client, piece, owner) -> None:
    sign_in(client, owner)
    file = address(piece, f"files/{piece.files.get().pk}/")
    for _ in range(3):
        client.get(address(piece))
        client.get(file)
    assert [act for _, act, _ in looks()] == ["seen", "downloaded", "downloaded", "downloaded"]
    with transaction.atomic():
        looking.seen(piece, by=acting(owner), at=now() + timedelta(days=1))
    assert [act for _, act, _ in looks()].count("seen") == 2


@pytest.mark.parametrize("header", ["HTTP_SEC_PURPOSE", "HTTP_PURPOSE"])
def test_what_nobody_sees_is_not_kept_and_shows_nothing(client, piece, owner, header) -> None:
    sign_in(client, owner)
    file = address(piece, f"files/{piece.files.get().pk}/")
    for path in (address(piece), file):
        assert client.head(path).status_code == 200
        ahead = client.get(path, **{header: "prefetch;prerender"})
        assert (ahead.status_code, ahead.content) == (204, b"")
    assert looks() == []


def test_where_nothing_can_be_kept_nothing_is_shown(client, piece, owner, settings) -> None:
    from dataclasses import replace

    sign_in(client, owner)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, read_only=True)
    assert client.get(address(piece)).status_code == 503
    assert client.get(address(piece, f"files/{piece.files.get().pk}/")).status_code == 503


def test_looks_are_only_ever_added(client, piece, owner) -> None:
    sign_in(client, owner)
    client.get(address(piece))
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceAccess.objects.all().delete()


def test_no_cell_of_the_csv_is_a_formula(client, member, owner) -> None:
    piece = made(member, owner, WORDS, title='=HYPERLINK("https://evil.example")')
    other = made(member, owner, b"more", title=" \t@SUM(1)")
    sign_in(client, owner)
    for each in (piece, other):
        client.get(address(each))
    for path in (address(piece, "looked.csv"), f"/evidence/{member.slug}/looked.csv"):
        response = client.get(path)
        assert response["Content-Type"].startswith("text/csv")
        assert response["Content-Disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(response.text)))
        assert rows[0] == list(looking.COLUMNS)
        assert rows[1:]
        for cell in (cell for row in rows for cell in row):
            assert not cell.strip().startswith(("=", "+", "-", "@"))


def test_older_looks_are_on_the_next_page(client, piece, owner, monkeypatch) -> None:
    monkeypatch.setattr("attestations.looking_views.PER_PAGE", 2)
    file = piece.files.get()
    with transaction.atomic():
        for _ in range(3):
            looking.downloaded(file, by=acting(owner), at=now())
    sign_in(client, owner)
    page = client.get(address(piece, "looked/"))
    assert len(page.context["rows"]) == 2
    older = client.get(address(piece, "looked/") + page.context["next_url"])
    assert len(older.context["rows"]) == 1
    assert client.get(address(piece, "looked/?before=nonsense")).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("viewer", 200), ("editor", 404), ("signatory", 404), ("other_owner", 404), ("assessor", 404)],
)
def test_the_journal_is_its_owners_and_viewers(request, client, piece, who, status) -> None:
    sign_in(client, request.getfixturevalue(who))
    for path in (
        address(piece, "looked/"),
        address(piece, "looked.csv"),
        f"/evidence/{piece.organisation.slug}/looked/",
        f"/evidence/{piece.organisation.slug}/looked.csv",
    ):
        assert client.get(path).status_code == status
