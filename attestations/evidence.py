"""Evidence of an organisation: adding a piece, and adding a version to it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.evidence_models import PARTICULARS
from attestations.models import Evidence, EvidenceFile, EvidenceKind, EvidenceVersion, ScanState
from attestations.vault import Stored
from journal.recording import record, require_transaction


class NothingGiven(Refusal):
    """A piece of evidence needs its file, its link or its digest."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a piece of evidence is: exactly one of file, link and digest goes with its kind."""

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
    sha256: str = ""
    file: Stored | None = None


def added(organisation_id: UUID, what: Particulars, *, by: Actor, at: datetime) -> Evidence:
    """A new piece in the organisation's library; a file was kept (`vault.keep`) before."""
    require_transaction()
    _require_substance(what)
    piece = Evidence.objects.create(
        organisation_id=organisation_id,
        kind=what.kind,
        added_by_id=by.person_id,
        added_at=at,
        **{field: getattr(what, field) for field in PARTICULARS},
    )
    _keep_version(piece, by=by, at=at)
    _add_file(piece, what, by=by, at=at)
    _record("evidence.added", piece, what, by=by)
    return piece


def revised(evidence_id: UUID, what: Particulars, *, by: Actor, at: datetime) -> Evidence:
    """A new version of a piece: the file, link or digest is another; earlier ones stay readable.

    The kind and the organisation never change.
    """
    require_transaction()
    piece = Evidence.objects.select_for_update().get(pk=evidence_id)
    _require_substance(what)
    piece.version += 1
    for field in PARTICULARS:
        setattr(piece, field, getattr(what, field))
    piece.save(update_fields=["version", *PARTICULARS])
    _keep_version(piece, by=by, at=at)
    _add_file(piece, what, by=by, at=at)
    _record("evidence.revised", piece, what, by=by)
    return piece


def _require_substance(what: Particulars) -> None:
    given = {
        EvidenceKind.FILE: what.file is not None,
        EvidenceKind.LINK: bool(what.url),
        EvidenceKind.HASH: bool(what.sha256),
        EvidenceKind.STATEMENT: bool(what.text.strip()),
    }
    if not given[EvidenceKind(what.kind)]:
        raise NothingGiven(
            "Choose a file, give a link, give the SHA-256 of a file, or write the statement."
        )


def _keep_version(piece: Evidence, *, by: Actor, at: datetime) -> None:
    EvidenceVersion.objects.create(
        evidence=piece,
        version=piece.version,
        saved_by_id=by.person_id,
        saved_at=at,
        **{field: getattr(piece, field) for field in PARTICULARS},
    )


def _add_file(piece: Evidence, what: Particulars, *, by: Actor, at: datetime) -> None:
    if what.file is not None:
        waits = settings.EVIDENCE_SCANNER == "clamd"
        EvidenceFile.objects.create(
            evidence=piece,
            version=piece.version,
            name=what.file.name,
            sha256=what.file.sha256,
            size=what.file.size,
            media_type=what.file.media_type,
            scan=ScanState.WAITING if waits else ScanState.NOT_SCANNED,
            uploaded_by_id=by.person_id,
            uploaded_at=at,
        )
    elif what.sha256:
        EvidenceFile.objects.create(
            evidence=piece,
            version=piece.version,
            name=what.title[:200],
            sha256=what.sha256,
            stored=False,
            scan=ScanState.NOT_SCANNED,
            uploaded_by_id=by.person_id,
            uploaded_at=at,
        )


def _record(act: str, piece: Evidence, what: Particulars, *, by: Actor) -> None:
    record(
        act,
        piece,
        by=by,
        organisation_id=piece.organisation_id,
        after_sha256=what.file.sha256 if what.file else what.sha256,
        facts={"kind": str(piece.kind), "class": piece.disclosure, "version": piece.version},
    )


@transaction.atomic(durable=True)
def add_evidence(organisation_id: UUID, what: Particulars, *, by: Actor) -> Evidence:
    """Somebody adds a piece to her organisation's library."""
    return added(organisation_id, what, by=by, at=now())


@transaction.atomic(durable=True)
def revise_evidence(evidence_id: UUID, what: Particulars, *, by: Actor) -> Evidence:
    """Somebody replaces what a piece holds; the version before stays."""
    return revised(evidence_id, what, by=by, at=now())
