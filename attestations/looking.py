"""Who looked at evidence: written down as it is shown, told to its owner."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from attestations.evidence_traces import Looked
from attestations.models import Evidence, EvidenceAccess, EvidenceFile, Grant
from attestations.spreadsheets import cell
from journal.recording import require_transaction
from organisations.models import held_by
from organisations.permissions import Permission

ONE_READING: Final = timedelta(minutes=30)
COLUMNS: Final = ("When (UTC)", "Who", "On behalf of", "What", "Evidence", "Version", "File")


def on_behalf_of(piece: Evidence, actor: Actor) -> UUID | None:
    """The organisation in whose name somebody looks: the piece's own, or where her grant is from."""
    if piece.organisation_id in held_by(actor).organisations:
        return piece.organisation_id
    grants = Grant.objects.giving(Permission.EVIDENCE_READ, actor)
    found = grants.filter(attestation__answers__evidence=piece).exclude(organisation=None)
    first: UUID | None = found.values_list("organisation_id", flat=True).first()
    if first is None:
        alone = Grant.objects.giving_piece(Permission.EVIDENCE_READ, actor).filter(evidence=piece)
        first = alone.exclude(organisation=None).values_list("organisation_id", flat=True).first()
    return first


def seen(piece: Evidence, *, by: Actor, at: datetime) -> None:
    """Keep that this person opened the piece's page; once for each day and version."""
    require_transaction()
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = EvidenceAccess.objects.filter(
        evidence=piece, user_id=by.person_id, act=Looked.SEEN, version=piece.version, at__gte=today
    )
    if not mine.exists():
        _write(piece, piece.version, None, Looked.SEEN, by=by, at=at)


def downloaded(file: EvidenceFile, *, by: Actor, at: datetime) -> None:
    """Keep that this person downloaded the file; every time."""
    require_transaction()
    _write(file.evidence, file.version, file, Looked.DOWNLOADED, by=by, at=at)


def was_read(file: EvidenceFile, *, by: Actor, at: datetime) -> None:
    """Keep that this person read the file on a page; every time."""
    require_transaction()
    _write(file.evidence, file.version, file, Looked.READ, by=by, at=at)


def turned(file: EvidenceFile, *, by: Actor, at: datetime) -> None:
    """Keep that this person reads the file; turning its pages is the same reading for a while.

    Whoever may see one page may see all, so the file is what is kept, and not which page.
    """
    require_transaction()
    same = EvidenceAccess.objects.filter(
        file=file, user_id=by.person_id, act=Looked.READ, at__gt=at - ONE_READING
    )
    if not same.exists():
        _write(file.evidence, file.version, file, Looked.READ, by=by, at=at)


def _write(
    piece: Evidence,
    version: int,
    file: EvidenceFile | None,
    act: Looked,
    *,
    by: Actor,
    at: datetime,
) -> None:
    EvidenceAccess.objects.create(
        evidence=piece,
        version=version,
        file=file,
        user_id=by.person_id,
        organisation_id=on_behalf_of(piece, by),
        act=act,
        at=at,
    )


def looks_at(pieces: QuerySet[Evidence]) -> QuerySet[EvidenceAccess]:
    """Who looked at these pieces, the latest first."""
    rows = EvidenceAccess.objects.filter(evidence__in=pieces)
    return rows.select_related("user", "organisation", "evidence", "file").order_by("-at", "-id")


def as_csv(rows: Iterable[EvidenceAccess]) -> str:
    """The rows as CSV (RFC 4180); no cell is a formula for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (
            f"{row.at:%Y-%m-%d %H:%M:%S}",
            str(row.user),
            row.organisation.name if row.organisation else "",
            row.get_act_display(),
            row.evidence.title,
            str(row.version),
            row.file.name if row.file else "",
        )
        writer.writerow([cell(each) for each in cells])
    return text.getvalue()


@transaction.atomic(durable=True)
def look(piece: Evidence, *, by: Actor) -> None:
    """Somebody opens the page of a piece."""
    seen(piece, by=by, at=now())


@transaction.atomic(durable=True)
def read(file: EvidenceFile, *, by: Actor) -> None:
    """Somebody reads a file on a page."""
    was_read(file, by=by, at=now())


@transaction.atomic(durable=True)
def turn(file: EvidenceFile, *, by: Actor) -> None:
    """Somebody turns a page of a file that she reads on a page."""
    turned(file, by=by, at=now())


@transaction.atomic(durable=True)
def download(file: EvidenceFile, *, by: Actor) -> None:
    """Somebody downloads a file."""
    downloaded(file, by=by, at=now())
