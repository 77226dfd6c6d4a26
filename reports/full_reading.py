"""Who may read the full report, and the record of who fetched it."""

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.actor import Actor
from assessments.models import Engagement
from attestations.models import Submission
from journal.models import Entry
from journal.recording import record, require_transaction
from organisations.permissions import Permission
from reports.contents import FULL
from reports.models import Report, SignedFile
from reports.status import State

FETCHED = "report.full_fetched"


def full_files_for(actor: Actor) -> QuerySet[SignedFile]:
    """The full files that `actor` may read: of live reports whose submission she may read.

    Where there are verdicts in it, she must be one who may read these, too: a registrar reads
    submissions and no results. The bytes are left where they are.
    """
    submissions = Submission.objects.where_user_may(Permission.ATTESTATION_READ, actor)
    results = Engagement.objects.where_user_may_read_results(actor)
    return (
        SignedFile.objects.filter(
            Q(report__decision=None) | Q(report__decision__engagement__in=results.values("pk")),
            rung=FULL,
            report__state=State.LIVE,
            report__submission__in=submissions.values("pk"),
        )
        .select_related("report__attestation__scope__organisation")
        .defer("content", "report__twin", "report__figures")
    )


def fetched(file: SignedFile, *, by: Actor) -> None:
    """Keep that this person fetched the file; every time."""
    require_transaction()
    record(
        FETCHED,
        file.report,
        by=by,
        organisation_id=file.report.organisation_id,
        after_sha256=file.sha256,
        facts={"number": file.report.number},
    )


@transaction.atomic(durable=True)
def fetch(file: SignedFile, *, by: Actor) -> None:
    """Somebody fetches a full report: that is on record before she has it."""
    fetched(file, by=by)


def fetches_of(report: Report) -> QuerySet[Entry]:
    """Who fetched the full report, the latest first."""
    rows = Entry.objects.filter(
        act=FETCHED,
        object_type=Report._meta.label_lower,  # noqa: SLF001 - Django's documented API
        object_id=str(report.pk),
    )
    return rows.select_related("actor").order_by("-id")
