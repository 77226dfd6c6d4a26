"""A piece is revised: other words, other files; what was said before stays readable."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from attestations.evidence import RevisedMeanwhile
from attestations.models import Evidence, EvidenceFile
from attestations.vault import path_of
from journal.models import Entry
from tests.attestations.pieces import WORDS, made, opened_to, revised, sha256, text_file
from tests.people import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def address(piece: Evidence, rest: str = "") -> str:
    return reverse("attestations:piece", args=[piece.organisation.slug, piece.pk]) + rest


def form(piece: Evidence, **more):
    fields = {"kind": piece.kind, "version": piece.version, "title": piece.title}
    fields |= {"disclosure": piece.disclosure}
    for file in piece.files.filter(version=piece.version):
        fields |= {f"keep-{file.pk}": "on", f"class-{file.pk}": file.disclosure}
    return fields | more


def test_it_works(client, member, owner, editor) -> None:
    piece = made(member, owner, WORDS)
    first = piece.files.get()
    sign_in(client, editor)
    page = client.get(address(piece, "revise/"))
    assert "minutes-0.txt" in page.text
    said = form(piece, title="Minutes of the board", covers_until="2026-10-31")
    assert client.post(address(piece, "revise/"), said).status_code == 302
    piece.refresh_from_db()
    assert (piece.version, piece.covers_until) == (2, date(2026, 10, 31))
    old, new = piece.files.order_by("version")
    assert (new.sha256, new.uploaded_at, new.uploaded_by) == (
        old.sha256,
        first.uploaded_at,
        owner,
    )
    assert [row.title for row in piece.versions.all()] == ["Board minutes", "Minutes of the board"]
    page = client.get(address(piece)).text
    assert "What version 2 changed" in page
    assert "Board minutes" in page
    for file in (old, new):
        assert client.get(address(piece, f"files/{file.pk}/")).status_code == 200
    assert Entry.objects.filter(act="evidence.revised").count() == 1


def test_files_are_added_left_out_and_kept_closer(client, member, owner) -> None:
    piece = made(member, owner, WORDS, b"two")
    first, second = piece.files.order_by("name")
    sign_in(client, owner)
    said = form(piece, file=[text_file("three.txt", b"three"), text_file("four.txt", b"four")])
    del said[f"keep-{first.pk}"]
    said |= {f"class-{second.pk}": "member", "file_class": ["", "member"]}
    assert client.post(address(piece, "revise/"), said).status_code == 302
    now_held = piece.files.filter(version=2).order_by("name")
    assert [(f.name, f.disclosure) for f in now_held] == [
        ("four.txt", "member"),
        ("minutes-1.txt", "member"),
        ("three.txt", ""),
    ]
    assert piece.files.filter(version=1).count() == 2


def test_a_file_is_never_opened_wider_than_its_piece(client, member, owner) -> None:
    piece = made(member, owner, WORDS)
    file = piece.files.get()
    sign_in(client, owner)
    response = client.post(address(piece, "revise/"), form(piece, **{f"class-{file.pk}": "public"}))
    assert response.status_code == 422
    assert "never opened wider" in response.text


def test_nothing_new_adds_no_version(member, owner) -> None:
    piece = made(member, owner, WORDS)
    assert revised(piece, owner).version == 1
    assert piece.versions.count() == 1


def test_the_second_of_two_sees_both(client, member, owner, editor) -> None:
    piece = made(member, owner, WORDS)
    seen = form(piece, title="My title", description="Mine")
    revised(piece, editor, title="Their title")
    with pytest.raises(RevisedMeanwhile):
        revised(piece, owner, title="Another", seen=1)
    sign_in(client, owner)
    response = client.post(address(piece, "revise/"), seen)
    assert response.status_code == 409
    assert "Their title" in response.text
    assert "My title" in response.text
    assert "Emil Editor saved version 2" in response.text
    assert 'name="version" value="2"' in response.text
    piece.refresh_from_db()
    assert piece.title == "Their title"
    again = form(piece, title="My title")
    assert client.post(address(piece, "revise/"), again).status_code == 302
    assert [v.title for v in piece.versions.all()] == ["Board minutes", "Their title", "My title"]


def test_a_file_that_somebody_closed_meanwhile_stays_closed(client, member, owner, editor) -> None:
    piece = made(member, owner, WORDS)
    seen = form(piece, title="My title")
    (file,) = piece.files.all()
    revised(piece, editor, kept={file.pk: "member"})
    sign_in(client, owner)
    response = client.post(address(piece, "revise/"), seen)
    assert response.status_code == 409
    shown = response.context["form"]
    assert not shown.errors
    ((held, keep, own),) = shown.held_fields()
    assert (held.version, bool(keep.value()), own.value()) == (2, True, "member")
    again = {name: shown[name].value() or "" for name in shown.fields if name != "file"}
    assert client.post(address(piece, "revise/"), again).status_code == 302
    assert piece.files.get(version=3).disclosure == "member"


def test_what_was_closed_stays_closed_when_the_piece_opens(
    client, member, owner, draft, assessor
) -> None:
    piece = made(member, owner, WORDS, disclosure="member")
    secret = piece.files.get()
    revised(piece, owner, b"open", kept={}, disclosure="assessor", title="For assessors")
    opened_to(draft, piece, assessor)
    sign_in(client, assessor)
    page = client.get(address(piece)).text
    assert "For assessors" in page
    assert "Board minutes" not in page
    assert secret.name not in page
    assert client.get(address(piece, f"files/{secret.pk}/")).status_code == 404
    shown = piece.files.get(version=2)
    assert client.get(address(piece, f"files/{shown.pk}/")).status_code == 200


def test_a_file_with_a_closer_class_is_not_served_to_assessors(
    client, member, owner, draft, assessor
) -> None:
    piece = made(member, owner, WORDS, b"two")
    closed = piece.files.get(name="minutes-1.txt")
    revised(piece, owner, kept={f.pk: "member" if f == closed else "" for f in piece.files.all()})
    opened_to(draft, piece, assessor)
    mine, open_one = piece.files.filter(version=2).order_by("-name")
    sign_in(client, assessor)
    assert client.get(address(piece, f"files/{mine.pk}/")).status_code == 404
    assert client.get(address(piece, f"files/{open_one.pk}/")).status_code == 200
    assert client.get(address(piece, f"files/{closed.pk}/")).status_code == 404  # of version 1
    assert "minutes-1.txt" not in client.get(address(piece)).text
    sign_in(client, owner)
    assert client.get(address(piece, f"files/{mine.pk}/")).status_code == 200


def test_a_refused_file_leaves_nothing_behind(client, member, owner, vault) -> None:
    piece = made(member, owner, WORDS)
    sign_in(client, owner)
    files = [text_file("good.txt", b"good"), text_file("bad.pdf", b"MZ" + bytes(200))]
    response = client.post(address(piece, "revise/"), form(piece, title="New", file=files))
    assert response.status_code == 422
    assert "bad.pdf: Files of this kind are not taken" in response.text
    assert "New" in response.text
    assert {p for p in vault.rglob("*") if p.is_file()} == {path_of(sha256(WORDS))}


def test_when_it_was_uploaded_never_changes(member, owner) -> None:
    file = made(member, owner, WORDS).files.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk).update(
            uploaded_at=file.uploaded_at.replace(year=2020)
        )


@pytest.mark.parametrize("who", ["signatory", "viewer", "other_owner", "registrar"])
def test_others_cannot(request, client, member, owner, who) -> None:
    piece = made(member, owner, WORDS)
    sign_in(client, request.getfixturevalue(who))
    assert client.post(address(piece, "revise/"), form(piece, title="Theirs")).status_code == 404
