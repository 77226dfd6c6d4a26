"""What the public log says of reports and notices: digests, and no person."""

from datetime import datetime

from reports.models import Notice, Report, SignedFile
from transparency.manifests import LeafContent, LeafKind, leaf


def report_leaf(
    report: Report, file: SignedFile, previous: Report | None, at: datetime
) -> LeafContent:
    """The leaf by which anybody can check the file: digests of the whole PDF and of its twin."""
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
        signature={"level": "PAdES B-B", "certificate_sha256": file.certificate_sha256},
        previous=previous.number if previous else None,
    )


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
