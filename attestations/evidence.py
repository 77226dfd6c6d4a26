"""Evidence of an organisation: adding a piece, and adding a version to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.evidence_files import NewFile, add_files, carry_files
from attestations.evidence_models import PARTICULARS
from attestations.models import Evidence, EvidenceFile, EvidenceKind, EvidenceVersion
from journal.recording import record, require_transaction


class NothingGiven(Refusal):
    """A piece of evidence needs its file, its link, its digest or its words."""


class RevisedMeanwhile(Refusal):
    """Somebody saved another version of the piece after this person had opened it."""

    def __init__(self, current: EvidenceVersion) -> None:
        self.current = current
        super().__init__(
            f"{current.saved_by} saved version {current.version} of this piece on "
            f"{current.saved_at:%-d %B %Y at %H:%M:%S} UTC. Yours is not saved yet."
        )


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a piece of evidence is: what goes with its kind, and what is said of it.

    `files` are added to the version; their bytes, where they came, have arrived in the vault.
    """

    title: str
    kind: EvidenceKind
    disclosure: str
    description: str = ""
    public_summary: str = ""
    effective_on: date | None = None
    covers_from: date | None = None
    covers_until: date | None = None
    expires_on: date | None = None
    url: str = ""
    text: str = ""
    files: Sequence[NewFile] = ()

    @property
    def said(self) -> dict[str, Any]:
        """The fields that a piece and its versions share."""
        return {field: getattr(self, field) for field in PARTICULARS}


def added(organisation_id: UUID, what: Particulars, *, by: Actor, at: datetime) -> Evidence:
    """A new piece in the organisation's library; files have arrived in the vault before.

    Raises `NothingGiven`, `TooMany`, `QuotaReached`.
    """
    require_transaction()
    _require_substance(what, kept=0)
    piece = Evidence.objects.create(
        organisation_id=organisation_id,
        kind=what.kind,
        added_by_id=by.person_id,
        added_at=at,
        **what.said,
    )
    _keep_version(piece, by=by, at=at)
    _record("evidence.added", piece, what, by=by)
    add_files(piece, what.files, by=by, at=at)
    return piece


def revised(
    evidence_id: UUID,
    what: Particulars,
    *,
    seen: int,
    kept: Mapping[UUID, str] | None = None,
    by: Actor,
    at: datetime,
) -> Evidence:
    """A new version of a piece, over version `seen`; earlier ones stay readable.

    `kept` are the files of version `seen` that the new one holds too, with their own classes; None
    keeps all as they are. The kind and the organisation never change. When nothing is new, nothing
    is added. Raises `RevisedMeanwhile`, `NothingGiven`, `TooMany`, `QuotaReached`.
    """
    require_transaction()
    piece = Evidence.objects.select_for_update().get(pk=evidence_id)
    if seen != piece.version:
        current = piece.versions.select_related("saved_by").get(version=piece.version)
        raise RevisedMeanwhile(current)
    files = list(piece.files.filter(version=piece.version))
    kept = {file.pk: file.disclosure for file in files} if kept is None else kept
    _require_substance(what, kept=sum(1 for file in files if file.pk in kept))
    if _is_the_same(piece, what, files, kept):
        return piece
    piece.version += 1
    for field, value in what.said.items():
        setattr(piece, field, value)
    piece.save(update_fields=["version", *PARTICULARS])
    _keep_version(piece, by=by, at=at)
    carry_files(piece, files, kept)
    _record("evidence.revised", piece, what, by=by)
    add_files(piece, what.files, by=by, at=at)
    return piece


def _require_substance(what: Particulars, *, kept: int) -> None:
    given = {
        EvidenceKind.FILE: bool(kept or what.files),
        EvidenceKind.LINK: bool(what.url),
        EvidenceKind.HASH: bool(kept or what.files),
        EvidenceKind.STATEMENT: bool(what.text.strip()),
    }
    if not given[EvidenceKind(what.kind)]:
        raise NothingGiven(
            "Choose a file, give a link, give the SHA-256 of a file, or write the statement."
        )


def _is_the_same(
    piece: Evidence, what: Particulars, files: Sequence[EvidenceFile], kept: Mapping[UUID, str]
) -> bool:
    same_files = {file.pk: file.disclosure for file in files} == dict(kept)
    return (
        same_files
        and not what.files
        and what.said == {field: getattr(piece, field) for field in PARTICULARS}
    )


def _keep_version(piece: Evidence, *, by: Actor, at: datetime) -> None:
    EvidenceVersion.objects.create(
        evidence=piece,
        version=piece.version,
        saved_by_id=by.person_id,
        saved_at=at,
        **{field: getattr(piece, field) for field in PARTICULARS},
    )


def _record(act: str, piece: Evidence, what: Particulars, *, by: Actor) -> None:
    digests = [file.sha256 for file in what.files]
    record(
        act,
        piece,
        by=by,
        organisation_id=piece.organisation_id,
        after_sha256=digests[0] if len(digests) == 1 else "",
        facts={
            "kind": str(piece.kind),
            "class": piece.disclosure,
            "version": piece.version,
            "files": digests,
        },
    )


@transaction.atomic(durable=True)
def add_evidence(organisation_id: UUID, what: Particulars, *, by: Actor) -> Evidence:
    """Somebody adds a piece to her organisation's library."""
    return added(organisation_id, what, by=by, at=now())


@transaction.atomic(durable=True)
def revise_evidence(
    evidence_id: UUID,
    what: Particulars,
    *,
    seen: int,
    kept: Mapping[UUID, str] | None = None,
    by: Actor,
) -> Evidence:
    """Somebody revises what a piece says or holds; the version before stays."""
    return revised(evidence_id, what, seen=seen, kept=kept, by=by, at=now())
