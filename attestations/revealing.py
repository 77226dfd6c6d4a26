"""Revealing a file of which only the digest was known: the bytes must be those, or are refused."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.evidence_files import first_state, require_room
from attestations.models import Evidence, EvidenceFile
from attestations.vault import Stored, TooLarge, settle
from journal.recording import record, require_transaction


class OtherBytes(Refusal):
    """The file is not the one whose digest was given; both digests are told."""

    def __init__(self, wanted: str, found: str) -> None:
        self.wanted = wanted
        self.found = found
        super().__init__(
            f"This is another file. Its SHA-256 is {found}; the one that was given is {wanted}. "
            "Look for the very file: opening and saving it again changes its bytes."
        )


class RevealedAlready(Refusal):
    """The file is here already."""


def require_those_bytes(wanted: str, chunks: Iterable[bytes]) -> None:
    """Raise `OtherBytes` unless the bytes have this SHA-256; asked before anything is kept.

    Raises `TooLarge` first: of a larger file only the beginning arrives (`arriving.BoundedUpload`),
    whose digest says nothing.
    """
    digest = hashlib.sha256()
    size = 0
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    if size > settings.EVIDENCE_MAX_BYTES:
        raise TooLarge(
            f"The file is larger than {settings.EVIDENCE_MAX_BYTES // 1024**2} MB, which is the most "
            "that is taken. Leave it where it is, and show it yourself to whoever may see it: the "
            "SHA-256 that was given stands."
        )
    if digest.hexdigest() != wanted:
        raise OtherBytes(wanted, digest.hexdigest())


def revealed(file_id: UUID, stored: Stored, *, by: Actor, at: datetime) -> EvidenceFile:
    """The file with its bytes, in every version that holds it; the commitment stays as it was.

    Raises `OtherBytes`, `RevealedAlready`, `QuotaReached`.
    """
    require_transaction()
    found = EvidenceFile.objects.get(pk=file_id)
    piece = Evidence.objects.select_for_update().get(pk=found.evidence_id)
    file = EvidenceFile.objects.get(pk=file_id)  # as it is now that nobody else reveals it
    if file.stored:
        raise RevealedAlready("This file has been revealed already. Reload the page.")
    if stored.sha256 != file.sha256:
        raise OtherBytes(file.sha256, stored.sha256)
    require_room(piece.organisation_id, [stored])
    piece.files.filter(sha256=file.sha256, stored=False).update(
        stored=True,
        name=stored.name,
        size=stored.size,
        media_type=stored.media_type,
        scan=first_state(),
        revealed_by_id=by.person_id,
        revealed_at=at,
    )
    record(
        "evidence.revealed",
        piece,
        by=by,
        organisation_id=piece.organisation_id,
        after_sha256=file.sha256,
        facts={"version": piece.version, "log_index": file.log_index},
    )
    settle(stored)
    file.refresh_from_db()
    return file


@transaction.atomic(durable=True)
def reveal(file_id: UUID, stored: Stored, *, by: Actor) -> EvidenceFile:
    """Somebody gives the file whose digest her organisation gave before."""
    return revealed(file_id, stored, by=by, at=now())
