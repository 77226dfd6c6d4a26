"""A digest is committed to in the public log; a file revealed later must be that very file."""

import hashlib

import pytest
from django.urls import reverse

from attestations.evidence_files import NewFile
from attestations.models import Evidence, EvidenceFile, EvidenceKind
from attestations.revealing import RevealedAlready, reveal
from attestations.vault import arriving, path_of
from journal.models import Entry
from tests.attestations.pieces import WORDS, hash_only, made, revised, sha256, text_file
from tests.people import acting, sign_in
from transparency.manifests import facts_of
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def address(file: EvidenceFile) -> str:
    piece = file.evidence
    args = [piece.organisation.slug, piece.pk, file.pk]
    return reverse("attestations:evidence_reveal", args=args)


def test_it_works(client, member, owner, editor) -> None:
    piece = hash_only(member, owner)
    file = piece.files.get()
    committed = (bytes(file.salt), file.commitment, file.log_index)
    sign_in(client, editor)
    page = client.get(address(file)).text
    assert file.sha256 in page
    response = client.post(address(file), {"file": text_file("contract.txt")})
    assert response.status_code == 302
    file.refresh_from_db()
    assert file.stored
    assert (file.revealed_by, file.size) == (editor, len(WORDS))
    assert file.revealed_at > file.uploaded_at
    assert (bytes(file.salt), file.commitment, file.log_index) == committed
    assert path_of(file.sha256).read_bytes() == WORDS
    assert "Revealed by Emil Editor" in client.get(response.url).text
    entry = Entry.objects.get(act="evidence.revealed")
    assert entry.after_sha256 == sha256(WORDS)


def test_the_log_says_neither_who_nor_what(member, owner) -> None:
    file = hash_only(member, owner).files.get()
    facts = facts_of(bytes(Leaf.objects.get(index=file.log_index).content))
    assert set(facts) == {"schema", "kind", "at", "commitment"}
    assert facts["kind"] == "evidence"
    digest = bytes.fromhex(file.sha256)
    assert facts["commitment"] == hashlib.sha256(bytes(file.salt) + digest).hexdigest()


def test_salt_and_place_are_shown_to_the_member(client, member, owner) -> None:
    piece = hash_only(member, owner)
    file = piece.files.get()
    sign_in(client, owner)
    page = client.get(reverse("attestations:piece", args=[member.slug, piece.pk])).text
    assert bytes(file.salt).hex() in page
    assert f"/log/leaf/{file.log_index}/" in page


def test_other_bytes_are_refused_and_nothing_is_kept(client, member, owner, vault) -> None:
    file = hash_only(member, owner).files.get()
    sign_in(client, owner)
    response = client.post(address(file), {"file": text_file(content=b"other words\n")})
    assert response.status_code == 422
    assert sha256(b"other words\n") in response.text
    assert file.sha256 in response.text
    file.refresh_from_db()
    assert not file.stored
    assert not vault.exists() or not [p for p in vault.rglob("*") if p.is_file()]


def test_a_file_that_is_too_large_is_not_called_another(client, member, owner, settings) -> None:
    file = hash_only(member, owner).files.get()
    sign_in(client, owner)
    settings.EVIDENCE_MAX_BYTES = len(WORDS) - 1
    response = client.post(address(file), {"file": text_file()})
    assert response.status_code == 422
    assert "which is the most that is taken" in response.text
    assert "This is another file" not in response.text


def test_it_waits_for_the_scanner_like_any_file(client, member, owner, settings) -> None:
    settings.EVIDENCE_SCANNER = "clamd"
    file = hash_only(member, owner).files.get()
    sign_in(client, owner)
    client.post(address(file), {"file": text_file()})
    file.refresh_from_db()
    assert file.scan == "waiting"
    piece = file.evidence
    url = reverse("attestations:evidence_file", args=[member.slug, piece.pk, file.pk])
    assert client.get(url).status_code == 404


def test_every_version_that_holds_it_is_revealed_once(member, owner) -> None:
    piece = hash_only(member, owner)
    revised(piece, owner, description="With the notary.")
    old, new = piece.files.order_by("version")
    with arriving([("contract.txt", [WORDS])]) as (stored,):
        reveal(new.pk, stored, by=acting(owner))
    assert piece.files.filter(stored=True).count() == 2
    with arriving([("contract.txt", [WORDS])]) as (stored,), pytest.raises(RevealedAlready):
        reveal(old.pk, stored, by=acting(owner))


def test_digests_come_as_tools_print_them(client, member, owner) -> None:
    sign_in(client, owner)
    lines = f"{sha256(b'a')}  contract.pdf\n\n{sha256(b'b').upper()} *annex one.pdf\n"
    said = {"kind": "hash", "title": "Contract", "disclosure": "assessor", "sha256": lines}
    url = reverse("attestations:evidence_add", args=[member.slug])
    assert client.post(url, said).status_code == 302
    files = Evidence.objects.get().files.order_by("name")
    assert [(f.name, f.sha256) for f in files] == [
        ("annex one.pdf", sha256(b"b")),
        ("contract.pdf", sha256(b"a")),
    ]
    assert len({f.commitment for f in files}) == 2
    refused = client.post(url, said | {"sha256": "SHA256 hash of contract.pdf:"})
    assert refused.status_code == 422
    assert "64 hexadecimal digits" in refused.text


def test_two_commitments_to_the_same_file_cannot_be_told_to_be_the_same(member, owner) -> None:
    one = hash_only(member, owner).files.get()
    two = hash_only(member, owner).files.get()
    assert one.sha256 == two.sha256
    assert one.commitment != two.commitment


@pytest.mark.parametrize("who", ["signatory", "viewer", "other_owner", "registrar"])
def test_others_cannot(request, client, member, owner, who) -> None:
    file = hash_only(member, owner).files.get()
    sign_in(client, request.getfixturevalue(who))
    assert client.post(address(file), {"file": text_file()}).status_code == 404


def test_a_file_that_is_here_is_not_revealed(client, member, owner) -> None:
    file = made(member, owner, WORDS).files.get()
    sign_in(client, owner)
    assert client.get(address(file)).status_code == 404
    assert NewFile("x", "ab" * 32).stored is None
    assert EvidenceKind.HASH
