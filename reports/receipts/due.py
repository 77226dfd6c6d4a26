"""Submissions without a receipt: each gets its row, once."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import SYSTEM
from attestations.models import Attestation, Submission
from journal.recording import record
from reports.lease import free
from reports.receipts.models import Receipt
from reports.status import State

# So many at a look: years of submissions that have none yet must not stand before a report.
AT_ONCE: Final = 4


def due_submissions() -> QuerySet[Submission]:
    """Every submission that has no receipt yet, the oldest first; recalled ones were signed too."""
    made = Receipt.objects.filter(submission=OuterRef("pk"))
    return Submission.objects.filter(~Exists(made)).order_by("signed_at")


def open_due_receipts(*, at: datetime, at_once: int = AT_ONCE) -> int:
    """Make the row of receipts that are due; returns how many were made. Safe to run at once."""
    submissions = list(due_submissions().values_list("pk", flat=True)[:at_once])
    return sum(_open(pk, at=at) for pk in submissions)


@transaction.atomic(durable=True)
def _open(submission_id: UUID, *, at: datetime) -> bool:
    """The attestation's lock decides between two workers that look at the same time."""
    attestation = (
        Attestation.objects.select_for_update(of=("self",))
        .select_related("scope")
        .get(submissions=submission_id)
    )
    if not due_submissions().filter(pk=submission_id).exists():
        return False
    receipt = Receipt.objects.create(
        submission_id=submission_id,
        organisation_id=attestation.scope.organisation_id,
        opened_at=at,
        not_before=at,
    )
    record(
        "receipt.opened",
        receipt,
        by=SYSTEM,
        organisation_id=receipt.organisation_id,
        to_state=receipt.state,
        facts={"submission": str(submission_id)},
    )
    return True


def with_work(*, at: datetime, at_once: int = AT_ONCE) -> list[tuple[UUID, State]]:
    """The receipts whose next step is free at `at`, the oldest first."""
    return free(Receipt, Receipt.WORKING, at=at)[:at_once]
