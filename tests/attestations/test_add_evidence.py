"""Adding evidence, its versions, and who may open it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import grants
from attestations.models import Evidence, EvidenceFile, EvidenceLink
from attestations.vault import path_of
from organisations.permissions import Permission, Role
from tests.papers import docx, jpeg, packed, pdf, png, xlsx
from tests.people import acting, sign_in

PDF = pdf()


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def add_url(member) -> str:
    return reverse("attestations:evidence_add", args=[member.slug])


def typed(**more):
    return {"title": "Board minutes", "kind": "file", "disclosure": "assessor"} | more


def added(client, member, owner, content=PDF, name="minutes.pdf", **more) -> Evidence:
    sign_in(client, owner)
    file = SimpleUploadedFile(name, content)
    assert client.post(add_url(member), typed(file=file, **more)).status_code == 302
    return Evidence.objects.get()


def file_url(piece: Evidence) -> str:
    file = piece.files.latest("version")
    args = [piece.organisation.slug, piece.pk, file.pk]
    return reverse("attestations:evidence_file", args=args)


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, member, owner: User) -> None:
    piece = added(client, member, owner)
    file = piece.files.get()
    assert file.media_type == "application/pdf"
    assert path_of(file.sha256).read_bytes() == PDF
    assert "Board minutes" in client.get(f"/evidence/{member.slug}/").text
    page = client.get(reverse("attestations:piece", args=[member.slug, piece.pk]))
    assert "Not scanned" in page.text
    response = client.get(file_url(piece))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_a_version_is_added_and_the_first_stays(client, member, owner) -> None:
    piece = added(client, member, owner)
    first = file_url(piece)
    url = reverse("attestations:evidence_revise", args=[member.slug, piece.pk])
    assert client.get(url).status_code == 200
    again = SimpleUploadedFile("minutes.pdf", PDF + b"\n")
    assert client.post(url, typed(file=again, version=1)).status_code == 302
    piece.refresh_from_db()
    assert piece.version == 2
    assert client.get(first).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_links_and_digests(client, member, owner) -> None:
    sign_in(client, owner)
    link = typed(kind="link", url="https://example.org/policy")
    assert client.post(add_url(member), link).status_code == 302
    digest = typed(kind="hash", sha256="AB" * 32, title="Contract")
    assert client.post(add_url(member), digest).status_code == 302
    assert EvidenceFile.objects.get().sha256 == "ab" * 32


REFUSED = [
    ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", "not taken"),
    ("page.txt", b"words <script>alert(1)</script>", "not taken"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
    ("run.txt", b"#!/bin/sh\nrm -rf /\n", "not taken"),
    ("tool.pdf", b"MZ" + bytes(200), "not taken"),
    ("tool.pdf", b"\x7fELF" + bytes(200), "not taken"),
    ("things.zip", packed({"a.txt": "x"}), "Archives are not taken"),
    ("macro.docx", docx({"word/vbaProject.bin": "x"}), "macros"),
    ("minutes.txt", PDF, "its name ends in"),
    ("data.json", b"{nothing", "not JSON"),
    ("empty.txt", b"", "empty"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_the_wrong_kind_is_refused_at_the_field(
    client, member, owner, vault, name, content, sentence
) -> None:
    sign_in(client, owner)
    response = client.post(add_url(member), typed(file=SimpleUploadedFile(name, content)))
    assert response.status_code == 422
    assert sentence in response.text
    assert not Evidence.objects.exists()
    assert not vault.exists() or not [p for p in vault.rglob("*") if p.is_file()]


def test_which_class_was_meant_for_which_file_is_not_guessed(client, member, owner) -> None:
    sign_in(client, owner)
    files = [SimpleUploadedFile(f"{n}.txt", b"What the board decided.\n") for n in "abc"]
    sent = typed(file=files, file_class=["assessor", "member"])
    response = client.post(add_url(member), sent)
    assert response.status_code == 422
    assert "say who may see each of them" in response.text
    assert not Evidence.objects.exists()


TAKEN = [
    ("a.docx", docx()),
    ("a.xlsx", xlsx()),
    ("a.png", png()),
    ("a.jpg", jpeg()),
    ("a.csv", "name;wert\nÖl;1\n".encode()),
    ("a.yaml", b"a: 1\n"),
    ("a.xml", b"<?xml version='1.0'?><a/>"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "content"), TAKEN)
def test_the_listed_kinds_are_taken(client, member, owner, name, content) -> None:
    assert added(client, member, owner, content, name).files.get().stored


def test_too_large_is_refused(client, member, owner, settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    sign_in(client, owner)
    big = SimpleUploadedFile("big.txt", b"a" * (1024 * 1024 + 1))
    response = client.post(add_url(member), typed(file=big))
    assert response.status_code == 422
    assert "larger than 1 MB" in response.text
    assert "Board minutes" in response.text


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_scanner_is_not_served(client, member, owner, settings) -> None:
    settings.EVIDENCE_SCANNER = "clamd"
    piece = added(client, member, owner)
    assert client.get(file_url(piece)).status_code == 404
    page = client.get(reverse("attestations:piece", args=[member.slug, piece.pk]))
    assert "Waiting for the virus scanner" in page.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["contributor", "other_owner", "assessor", "registrar", "stranger"])
def test_others_cannot_open_it(request, client, member, owner, who) -> None:
    piece = added(client, member, owner)
    url = file_url(piece)
    sign_in(client, request.getfixturevalue(who))
    assert client.get(url).status_code == 404
    assert (
        client.get(reverse("attestations:piece", args=[member.slug, piece.pk])).status_code == 404
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("disclosure", "status"), [("assessor", 200), ("member", 404)])
def test_a_grant_opens_it_by_its_class(
    client, member, owner, assessor, draft, disclosure, status
) -> None:
    piece = added(client, member, owner, disclosure=disclosure)
    EvidenceLink.objects.create(answer=draft.answers.first(), evidence=piece)
    with transaction.atomic():
        grants.give_to_person(
            draft,
            [Permission.EVIDENCE_READ],
            user_id=assessor.pk,
            role=Role.ASSESSOR,
            because="engagement",
            at=now(),
        )
    sign_in(client, assessor)
    assert client.get(file_url(piece)).status_code == status
    with transaction.atomic():
        grants.end(draft, "engagement", at=now())
    assert client.get(file_url(piece)).status_code == 404
    assert acting(assessor).has_second_factor


@pytest.mark.parametrize("who", ["signatory", "viewer", "other_owner", "registrar"])
def test_others_cannot_add(request, client, member, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(add_url(member), typed()).status_code == 404
