"""What the public log says of reports, notices and editions: digests, and no person.

An edition is published in a room below that does not know the log. Its row is the request: what is
published and has no entry is looked for here, every few seconds.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from journal.recording import require_transaction
from principles.models import Edition
from reports.contents import FULL, PUBLIC
from reports.levels import Level
from reports.models import LoggedEdition, Notice, Report, SignedFile
from transparency.appending import append
from transparency.manifests import LeafContent, LeafKind, leaf


def report_leaf(
    report: Report, files: Sequence[SignedFile], previous: Report | None, at: datetime
) -> LeafContent:
    """The leaf by which anybody can check the public file, and whoever holds the full one that.

    Of the full file the digest of the sealed bytes stands alone: the seal in them is unguessable,
    while the bytes before sealing and the data follow from texts that could be guessed.
    """
    by_rung = {file.rung: file for file in files}
    file, full = by_rung[PUBLIC], by_rung.get(FULL)
    figures = report.figures
    return leaf(
        LeafKind.REPORT,
        at,
        number=report.number,
        report_kind=report.kind,
        organisation=figures["organisation"]["slug"],
        scope=figures["scope"]["slug"],
        framework=figures["framework"],
        edition=figures["edition"],
        outcome=report.outcome or None,
        valid_from=report.valid_from.isoformat() if report.valid_from else None,
        valid_to=report.valid_to.isoformat() if report.valid_to else None,
        sha256=file.sha256,
        unsigned_sha256=file.unsigned_sha256,
        twin_sha256=report.twin_sha256,
        submission_commitment=report.submission.commitment,
        signature=_signature(file),
        full={"sha256": full.sha256, "signature": _signature(full)} if full else None,
        previous=previous.number if previous else None,
        previous_sha256=_sha256_of(previous),
        corrects=_corrected(report),
    )


def _signature(file: SignedFile) -> dict[str, str]:
    return {
        "level": Level(file.level).pades,
        "certificate_sha256": file.certificate_sha256,
        "key_id": file.key_id,
    }


def _sha256_of(report: Report | None) -> str | None:
    """SHA-256 of a live report's whole public PDF."""
    if report is None:
        return None
    return report.signed_files.filter(rung=PUBLIC).values_list("sha256", flat=True).first()


def _corrected(report: Report) -> dict[str, str | None] | None:
    """The report that this one takes the place of, by number and digest."""
    old = report.corrects
    return None if old is None else {"number": old.number, "sha256": _sha256_of(old)}


def notice_leaf(notice: Notice, at: datetime) -> LeafContent:
    """The leaf of something that happened to a live report."""
    return leaf(
        LeafKind.NOTICE,
        at,
        number=notice.report.number,
        notice=notice.kind,
        by_report=notice.by_report.number if notice.by_report else None,
        effective_at=notice.effective_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def edition_leaf(edition: Edition) -> LeafContent:
    """The leaf of a published edition, at the time of its publication: what is asked, by digest."""
    if edition.published_at is None:
        raise ValueError("A draft does not belong in the log.")
    return leaf(
        LeafKind.EDITION,
        edition.published_at,
        framework=edition.framework.slug,
        edition=edition.version,
        sha256=edition.sha256,
        effective_on=edition.effective_on.isoformat(),
        follows=edition.follows.version if edition.follows else None,
    )


def unlogged_editions() -> QuerySet[Edition]:
    """Published editions without an entry, in the order of their publication."""
    entries = LoggedEdition.objects.filter(edition=OuterRef("pk"))
    return Edition.objects.published().filter(~Exists(entries)).order_by("published_at", "pk")


def logged_edition(edition_id: UUID, *, at: datetime) -> LoggedEdition | None:
    """Enter one published edition in the log, within the caller's transaction; None: it stands there.

    The edition's row is locked before its entry is looked for: of two workers one finds the other
    done. The lock lets others refer to the edition meanwhile.
    """
    require_transaction()
    rows = Edition.objects.published().select_related("framework", "follows")
    edition = rows.select_for_update(of=("self",), no_key=True).get(pk=edition_id)
    if LoggedEdition.objects.filter(edition=edition).exists():
        return None
    (index,) = append([edition_leaf(edition)])
    return LoggedEdition.objects.create(edition=edition, log_index=index, logged_at=at)


def log_editions(*, at: datetime) -> int:
    """Enter each published edition that is not in the log, in its own transaction; how many.

    Safe to run at once.
    """
    ids = list(unlogged_editions().values_list("pk", flat=True))
    return sum(_log(edition_id, at=at) for edition_id in ids)


@transaction.atomic(durable=True)
def _log(edition_id: UUID, *, at: datetime) -> bool:
    return logged_edition(edition_id, at=at) is not None
