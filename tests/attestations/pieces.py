"""Pieces of evidence by their acts' own joining functions, and files to give."""

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from attestations import evidence, grants
from attestations.evidence_files import NewFile
from attestations.models import Attestation, Evidence, EvidenceKind, EvidenceLink
from attestations.vault import arriving
from organisations.models import Organisation
from organisations.permissions import Permission, Role
from tests.people import acting

WORDS = b"What the board decided in October.\n"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def text_file(name: str = "minutes.txt", content: bytes = WORDS) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def made(member: Organisation, by: User, *contents: bytes, **more) -> Evidence:
    """A piece of files with these contents; without any, a piece of the kind that is given."""
    fields = {"title": "Board minutes", "kind": EvidenceKind.FILE, "disclosure": "assessor"} | more
    given = [(f"minutes-{number}.txt", [each]) for number, each in enumerate(contents)]
    with arriving(given) as stored, transaction.atomic():
        files = fields.pop("files", [NewFile.of(each) for each in stored])
        what = evidence.Particulars(**fields, files=files)
        return evidence.added(member.pk, what, by=acting(by), at=now())


def revised(piece: Evidence, by: User, *contents: bytes, seen: int = 1, kept=None, **more):
    """The next version of a piece, with what is not named as it was."""
    fields = {name: getattr(piece, name) for name in evidence.PARTICULARS} | more
    with arriving([(f"more-{n}.txt", [each]) for n, each in enumerate(contents)]) as stored:
        what = evidence.Particulars(
            **fields, kind=EvidenceKind(piece.kind), files=[NewFile.of(each) for each in stored]
        )
        with transaction.atomic():
            return evidence.revised(piece.pk, what, seen=seen, kept=kept, by=acting(by), at=now())


def hash_only(member: Organisation, by: User, content: bytes = WORDS, **more) -> Evidence:
    files = [NewFile("contract.txt", sha256(content))]
    return made(member, by, kind=EvidenceKind.HASH, files=files, **more)


def opened_to(draft: Attestation, piece: Evidence, reader: User, organisation=None) -> None:
    """The reader, an assessor, is let in by a grant on an answer that the piece serves."""
    EvidenceLink.objects.get_or_create(answer=draft.answers.first(), evidence=piece)
    with transaction.atomic():
        grants.give_to_person(
            draft,
            [Permission.EVIDENCE_READ],
            user_id=reader.pk,
            role=Role.ASSESSOR,
            organisation=organisation,
            because="engagement",
            at=now(),
        )
