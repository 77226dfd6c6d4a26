"""The three steps of a report: prepared, signed, live. Each is done once, under a lease.

Nothing is locked while something renders or signs. What a step has made is written only by the
holder of the newest claim, together with the state it leads to.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from assessments.publication import published
from attestations.models import Attestation
from journal.recording import record
from reports.contents import FULL, PUBLIC, ReportContents
from reports.correctable import why_not_correctable
from reports.corrected import WORDS, Code
from reports.due import ACCEPTED
from reports.gates import pass_gates
from reports.gathering import frozen_figures, gathered
from reports.handing_over import handed_over_of
from reports.keys.in_use import require_publishable
from reports.lease import Claim, advanced, still_mine
from reports.log_entries import notice_leaf, report_leaf
from reports.models import Notice, PreparedFile, Report, SignedFile
from reports.presentation import TEMPLATE_VERSION
from reports.rendering import render
from reports.rungs import ATTACHMENTS, RUNGS
from reports.sealing import Seal, seal_in_use, sealed, sha256
from reports.status import Kind, NoticeKind, State
from reports.twin import twin_bytes
from transparency.appending import append


class NoLongerDue(Exception):
    """What the report rests on was taken back before the report was live."""


def prepare(claim: Claim[Report]) -> None:
    """Due → prepared: the exact bytes of every rung are on record before any key is touched."""
    report = Report.objects.select_related(
        "submission__signed_by",
        "edition__framework",
        "decision__engagement__body",
        "decision__recommendation",
        "decision__made_by",
        "corrects",
        "correction",
    ).get(pk=claim.pk)
    contents = gathered(report, issued_at=now().replace(microsecond=0))
    files = [_prepared(replace(contents, rung=rung)) for rung in RUNGS]
    with transaction.atomic(durable=True):
        report = still_mine(claim)
        for file in files:
            file.report = report
        PreparedFile.objects.bulk_create(files)
        _freeze(report, contents, twin_bytes(contents))
        advanced(report, State.PREPARED, *FROZEN)
        _record("report.prepared", report, claim, files)


def _prepared(contents: ReportContents) -> PreparedFile:
    """The file of one rung, past the gates and not on record yet."""
    twin = twin_bytes(contents)
    unsigned = render(contents, twin)
    pass_gates(unsigned, contents, twin)
    return PreparedFile(
        rung=contents.rung,
        content=unsigned,
        sha256=sha256(unsigned),
        twin_sha256=sha256(twin),
    )


FROZEN: Final = (
    "outcome",
    "figures",
    "twin",
    "twin_sha256",
    "template_version",
    "issued_at",
    "valid_from",
    "valid_to",
)


def _freeze(report: Report, contents: ReportContents, twin: bytes) -> None:
    report.outcome = contents.outcome or ""
    report.figures = frozen_figures(contents)
    report.twin = twin
    report.twin_sha256 = sha256(twin)
    report.template_version = TEMPLATE_VERSION
    report.issued_at = contents.issued_at
    report.valid_from = contents.valid_from
    report.valid_to = contents.valid_to


READ: Final = ("report__sealing", "report__twin_sha256")


def sign(claim: Claim[Report]) -> None:
    """Prepared → signed, each rung accepted by our own verifier. Runs where the keys are."""
    prepared = PreparedFile.objects.filter(report=claim.pk).select_related("report")
    wanted = prepared.only("rung", "content", "twin_sha256", *READ)
    seal = seal_in_use()
    files = [_signed(file, seal) for file in wanted]
    with transaction.atomic(durable=True):
        report = still_mine(claim)
        SignedFile.objects.bulk_create(files)
        advanced(report, State.SIGNED)
        _record("report.signed", report, claim, files)


def _signed(prepared: PreparedFile, seal: Seal) -> SignedFile:
    """The file of one rung, sealed and verified, and not on record yet."""
    report = prepared.report
    data = {ATTACHMENTS[prepared.rung]: prepared.twin_sha256 or report.twin_sha256}
    signed = sealed(bytes(prepared.content), data=data, seal=seal)
    return SignedFile(report=report, rung=prepared.rung, sealing=report.sealing, **asdict(signed))


def go_live(claim: Claim[Report]) -> None:
    """Signed → live: the leaf, the state, the attestation's move and notices, in one transaction."""
    with transaction.atomic(durable=True):
        attestation = _locked_attestation(claim)
        report = still_mine(claim)
        at = now()
        old = report.corrects
        report.stands_since = (old.stands_since or old.live_at) if old else at
        if old is None:
            _move_attestation(attestation, report, at)
        elif reason := why_not_correctable(old, by=report):
            raise NoLongerDue(f"{old.number} is not corrected any more. {reason}")
        files = list(report.signed_files.defer("content"))
        superseded = [_corrected(report, old, at)] if old else _superseded(report, at)
        leaves = [report_leaf(report, files, _previous(report), at)]
        leaves += [notice_leaf(notice, at) for notice in superseded]
        report.live_at = at
        index, *others = append(leaves)
        seals = {(each.certificate_sha256, each.level, each.signed_at): each for each in files}
        for file in seals.values():
            require_publishable(file, at=at)
        report.log_index = index
        for notice, log_index in zip(superseded, others, strict=True):
            notice.log_index = log_index
        Notice.objects.bulk_create(superseded)
        advanced(report, State.LIVE, "live_at", "log_index", "stands_since")
        _record("report.published", report, claim, files)
        for notice in superseded:
            _noticed(notice, at)


def _locked_attestation(claim: Claim[Report]) -> Attestation:
    """Everybody else locks the attestation before anything that hangs on it; so does this."""
    return Attestation.objects.select_for_update(of=("self",)).get(reports=claim.pk)


def _move_attestation(attestation: Attestation, report: Report, at: datetime) -> None:
    """Publish the attestation, or note on it that its declared report is live.

    Raises NoLongerDue where a declaration was recalled while its report was being made.
    """
    if report.kind == Kind.DECLARED:
        newest = attestation.submissions.latest("sequence")
        if attestation.status not in ACCEPTED or newest.pk != report.submission_id:
            raise NoLongerDue("The declaration was taken back before its report was published.")
        report.submission = newest
        attestation.declared_report_live = True
        attestation.save(update_fields=["declared_report_live"])
        return
    if report.decision is None:
        raise ValueError("An assessed report rests on a decision.")
    published(report.decision.engagement_id, report=report.number, at=at)


def _previous(report: Report) -> Report | None:
    """The report of the same scope that went live before this one, of either kind."""
    live = Report.objects.filter(scope=report.scope_id, state=State.LIVE).exclude(pk=report.pk)
    return live.defer("twin").order_by("-log_index").first()


def _superseded(report: Report, at: datetime) -> list[Notice]:
    """A notice for every live report of the same scope and kind that this one replaces."""
    replaced = (NoticeKind.SUPERSESSION, NoticeKind.CORRECTION)
    of_scope = Report.objects.filter(scope=report.scope_id, kind=report.kind, state=State.LIVE)
    earlier = of_scope.exclude(notices__kind__in=replaced)
    return [
        Notice(
            report=old,
            kind=NoticeKind.SUPERSESSION,
            reason=f"Superseded by {report.number}.",
            by_report=report,
            effective_at=at,
            issued_at=at,
        )
        for old in earlier.defer("twin").order_by("log_index")
    ]


def _corrected(report: Report, old: Report, at: datetime) -> Notice:
    """The notice on the report that this one corrects: why, what changed, and which one it is."""
    asked = report.correction
    return Notice(
        report=old,
        kind=NoticeKind.CORRECTION,
        reason=f"{WORDS[Code(asked.code)]}. {asked.what} Corrected by {report.number}.",
        by_report=report,
        effective_at=at,
        issued_at=at,
    )


def _noticed(notice: Notice, at: datetime) -> None:
    record(
        "notice.issued",
        notice.report,
        by=SYSTEM,
        organisation_id=notice.report.organisation_id,
        reason=notice.reason,
        facts={"kind": str(notice.kind), "by": notice.by_report.number if notice.by_report else ""},
    )
    if notice.kind == NoticeKind.CORRECTION and notice.by_report is not None:
        handed_over_of("notice.issued", notice.by_report.correction, by=SYSTEM, at=at)


def _record(
    act: str, report: Report, claim: Claim[Report], files: Sequence[PreparedFile | SignedFile]
) -> None:
    digests = {file.rung: file.sha256 for file in files}
    record(
        act,
        report,
        by=SYSTEM,
        organisation_id=report.organisation_id,
        from_state=claim.state,
        to_state=report.state,
        after_sha256=digests[PUBLIC],
        facts={
            "number": report.number,
            "attempt": claim.attempt,
            "full_sha256": digests.get(FULL, ""),
        },
    )
