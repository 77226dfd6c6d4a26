"""The files of a version of evidence: adding them, carrying them on, committing to digests.

A file's row belongs to one version. A new version that keeps a file gets a row of its own with the
same digest, upload and commitment; so every version says exactly which files it held, under which
class, and nothing of an earlier one ever changes.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Sum

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.evidence_models import Evidence, EvidenceFile, ScanState
from attestations.vault import Stored, settle
from journal.recording import require_transaction
from organisations.models import Organisation
from transparency.appending import append
from transparency.manifests import SALT_BYTES, commitment, evidence_leaf

GB: Final = 1024**3
MB: Final = 1024**2


class TooMany(Refusal):
    """A version holds more files than the portal takes."""


class QuotaReached(Refusal):
    """The organisation's evidence would take more room than it has."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is added; `stored` is None where it stays with the member.

    `disclosure` is its own class, empty for the piece's.
    """

    name: str
    sha256: str
    disclosure: str = ""
    stored: Stored | None = None

    @classmethod
    def of(cls, stored: Stored, disclosure: str = "") -> "NewFile":
        """A file that has arrived."""
        return cls(stored.name, stored.sha256, disclosure, stored)


def used_bytes(organisation_id: UUID) -> int:
    """How many bytes the organisation's stored evidence takes; the same content counts once."""
    files = EvidenceFile.objects.filter(evidence__organisation_id=organisation_id, stored=True)
    each = files.order_by().values("sha256").annotate(bytes=Max("size"))
    total: int | None = each.aggregate(total=Sum("bytes"))["total"]
    return total or 0


def require_room(organisation_id: UUID, files: Sequence[Stored]) -> None:
    """Raise `QuotaReached` unless these files fit beside what the organisation has.

    Locks the organisation, so that two uploads at once are counted one after the other.
    """
    require_transaction()
    Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=organisation_id)
    sizes = {each.sha256: each.size for each in files}
    held = EvidenceFile.objects.filter(
        evidence__organisation_id=organisation_id, stored=True, sha256__in=sizes
    ).values_list("sha256", flat=True)
    more = sum(size for sha256, size in sizes.items() if sha256 not in set(held))
    used, quota = used_bytes(organisation_id), settings.EVIDENCE_QUOTA_BYTES
    if more and used + more > quota:
        raise QuotaReached(
            f"There is no room for this: {in_words(used)} of {in_words(quota)} are used, and it "
            f"needs {in_words(more)}. Give only the SHA-256 of the file, or ask the alliance for "
            "more room."
        )


def in_words(size: int) -> str:
    """A number of bytes as people read it: 1.2 GB, 340 MB, 12 KB."""
    if size >= GB:
        return f"{size / GB:.1f} GB"
    return f"{size / MB:.1f} MB" if size >= MB else f"{-(-size // 1024)} KB"


def add_files(piece: Evidence, files: Sequence[NewFile], *, by: Actor, at: datetime) -> None:
    """Add files to the piece's current version: bytes last of all, digests with a commitment.

    Raises `TooMany` and `QuotaReached`.
    """
    require_transaction()
    held = piece.files.filter(version=piece.version).count()
    if held + len(files) > settings.EVIDENCE_MAX_FILES:
        raise TooMany(
            f"One version takes {settings.EVIDENCE_MAX_FILES} files at most; these would be "
            f"{held + len(files)}. Leave some out, or add a second piece."
        )
    stored = [each.stored for each in files if each.stored is not None]
    if stored:
        require_room(piece.organisation_id, stored)
    for each in files:
        _row(piece, each, by=by, at=at).save(force_insert=True)
    for one in stored:
        settle(one)


def first_state() -> ScanState:
    """The scan state of a file that has just come."""
    return ScanState.WAITING if settings.EVIDENCE_SCANNER == "clamd" else ScanState.NOT_SCANNED


def _row(piece: Evidence, file: NewFile, *, by: Actor, at: datetime) -> EvidenceFile:
    row = EvidenceFile(
        evidence=piece,
        version=piece.version,
        name=file.name[:255],
        sha256=file.sha256,
        disclosure=file.disclosure,
        uploaded_by_id=by.person_id,
        uploaded_at=at,
    )
    if file.stored is not None:
        row.size, row.media_type = file.stored.size, file.stored.media_type
        row.scan = first_state()
        return row
    salt, digest = secrets.token_bytes(SALT_BYTES), bytes.fromhex(file.sha256)
    row.stored, row.scan = False, ScanState.NOT_SCANNED
    row.salt, row.commitment = salt, commitment(salt, digest)
    (row.log_index,) = append([evidence_leaf(salt, digest, at)])
    return row


CARRIED: Final = (
    "name",
    "sha256",
    "size",
    "media_type",
    "stored",
    "scan",
    "uploaded_by_id",
    "uploaded_at",
    "salt",
    "commitment",
    "log_index",
    "revealed_by_id",
    "revealed_at",
)


def carry_files(piece: Evidence, files: Sequence[EvidenceFile], kept: Mapping[UUID, str]) -> None:
    """Let the piece's current version hold these files of the one before, with these classes."""
    require_transaction()
    for file in files:
        if file.pk in kept:
            EvidenceFile.objects.create(
                evidence=piece,
                version=piece.version,
                disclosure=kept[file.pk],
                **{field: getattr(file, field) for field in CARRIED},
            )
