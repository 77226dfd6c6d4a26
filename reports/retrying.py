"""Reports and receipts that an operator has tried again: the failed ones, and those that wait.

They go on from the step that failed; what is on record already is not made twice.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.permissions import Permission
from reports.handing_over import handed_over
from reports.lease import REASON
from reports.status import State
from reports.still_held import require_role
from reports.work import Row, rows_of


class NotFailed(Refusal):
    """There is nothing to try again."""


class NotWaiting(Refusal):
    """It does not wait for its next attempt."""


def retried(of: type[Row], pk: UUID, reason: str, *, by: Actor, at: datetime) -> Row:
    """Back to the step that failed, with all its attempts before it. Raises `NotFailed`."""
    row = _locked(of, pk, by, at)
    if row.state != State.FAILED:
        raise NotFailed(f"Nothing was done: {row.known_as} has not failed. Look at it again.")
    row.state = row.resumes_in
    row.attempts = 0
    row.not_before = at
    row.last_error = row.last_cause = row.last_reference = ""
    row.save(update_fields=["state", "attempts", "not_before", *REASON])
    _record("retried", row, State.FAILED, reason, by=by)
    handed_over("retried", row, by=by, at=at)
    return row


@transaction.atomic(durable=True)
def retry(of: type[Row], pk: UUID, reason: str, *, by: Actor) -> Row:
    """An operator has a failed report or receipt tried again, and says what was mended."""
    return retried(of, pk, reason, by=by, at=now())


def hastened(of: type[Row], pk: UUID, reason: str, *, by: Actor, at: datetime) -> Row:
    """Free for its next attempt at once; the attempts that it had stay counted.

    Raises `NotWaiting` for one that is at work, is free already, or has no next attempt.
    """
    row = _locked(of, pk, by, at)
    leased = row.leased_until is not None and row.leased_until > at
    if row.state not in row.WORKING or leased or row.not_before <= at:
        raise NotWaiting(
            f"Nothing was done: {row.known_as} does not wait for its next attempt. Look at it again."
        )
    row.not_before = at
    row.save(update_fields=["not_before"])
    _record("hastened", row, State(row.state), reason, by=by)
    return row


@transaction.atomic(durable=True)
def hasten(of: type[Row], pk: UUID, reason: str, *, by: Actor) -> Row:
    """An operator has the next attempt made now instead of after its pause."""
    return hastened(of, pk, reason, by=by, at=now())


def _locked(of: type[Row], pk: UUID, by: Actor, at: datetime) -> Row:
    """The row, locked, for somebody who is an operator still, or for the system itself."""
    require_transaction()
    row = rows_of(of).select_for_update().get(pk=pk)
    require_role(by, Permission.JOB_RETRY, at)
    return row


def _record(act: str, row: Row, before: State, reason: str, *, by: Actor) -> None:
    record(
        f"{row.NOUN}.{act}",
        row,
        by=by,
        organisation_id=row.organisation_id,
        from_state=before,
        to_state=row.state,
        reason=reason,
    )
