"""A lease on the next step of a row, with a fencing token.

Whoever claims a step raises the token. No transaction stays open while the step renders, signs
or waits; when the worker comes back to write, `still_mine` locks the row and compares the token.
A worker that died or slept past its lease finds another token and writes nothing.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.actor import SYSTEM
from journal.recording import record, require_transaction
from reports.causes import DIED, PATIENT, Cause, Reason
from reports.handing_over import handed_over
from reports.status import State
from reports.work import Row, Work, rows_of

SECONDS: Final = 45
MAX_ATTEMPTS: Final = 20
PAUSE: Final = timedelta(minutes=1)  # what was mended is noticed soon
LONG_PAUSE: Final = timedelta(minutes=5)  # what is not mended soon has an hour before it fails
SOON: Final = 10  # so many attempts
PATIENT_ATTEMPTS: Final = 8  # so many failures of somebody else count, and no more
REASON: Final = ("last_error", "last_cause", "last_reference")


class LeaseLost(Exception):
    """Another worker has claimed this step since; what was done here is not written."""


@dataclass(frozen=True, slots=True)
class Claim(Generic[Row]):
    """The right to do one step of one row, until the lease ends or another claims it."""

    of: type[Row]
    pk: UUID
    state: State
    token: int
    attempt: int


@transaction.atomic(durable=True)
def claimed(
    of: type[Row], pk: UUID, state: State, *, at: datetime, seconds: int = SECONDS
) -> Claim[Row] | None:
    """The claim of the step that leads on from `state`, or None where it is not free.

    A claim counts as an attempt: a step that kills its worker each time comes to an end too, when
    somebody comes for it once more than it may be tried.
    """
    row = (
        rows_of(of)
        .select_for_update(skip_locked=True)
        .only("state", "leased_until", "not_before", "token", "attempts")
        .filter(pk=pk, state=state, not_before__lte=at)
        .first()
    )
    if row is None or (row.leased_until is not None and row.leased_until > at):
        return None
    if row.attempts >= MAX_ATTEMPTS:
        _kept(row, state, Reason(Cause.WORKER, DIED), State.FAILED, row.attempts, at=at)
        return None
    row.token += 1
    row.attempts += 1
    row.leased_until = at + timedelta(seconds=seconds)
    row.save(update_fields=["token", "attempts", "leased_until"])
    return Claim(of, pk, state, row.token, row.attempts)


def still_mine(claim: Claim[Row]) -> Row:
    """The row, locked, while `claim` is the newest; joins the caller's transaction.

    Raises LeaseLost where another worker has claimed the step since.
    """
    require_transaction()
    row = rows_of(claim.of).select_for_update().get(pk=claim.pk)
    if row.token != claim.token or row.state != claim.state:
        raise LeaseLost(f"{row}: another worker has this step.")
    return row


def advanced(row: Work, state: State, *fields: str) -> None:
    """Save the row in its next state, free for whoever does the next step."""
    row.state = state
    row.leased_until = None
    row.attempts = 0
    row.last_error = row.last_cause = row.last_reference = ""
    row.save(update_fields=["state", "leased_until", "attempts", *REASON, *fields])


@contextmanager
def leased(
    of: type[Row], pk: UUID, state: State, *, seconds: int = SECONDS
) -> Iterator[Claim[Row] | None]:
    """A claim that is renewed while its worker works; None when the step is not free.

    A step that raises is given back at once. One that does not has gone on, has ended or is somebody
    else's by now: there is nothing to give back.
    """
    claim = claimed(of, pk, state, at=now(), seconds=seconds)
    if claim is None:
        yield None
        return
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(claim, seconds, done), daemon=True)
    renewing.start()
    raised = True
    try:
        yield claim
        raised = False
    finally:
        done.set()
        renewing.join()
        if raised:
            _free(claim)


def _renew(claim: Claim[Row], seconds: int, done: threading.Event) -> None:
    try:
        while not done.wait(seconds / 3):
            renewed(claim, seconds)
    finally:
        connection.close()


def renewed(claim: Claim[Row], seconds: int) -> bool:
    """Hold the step for so much longer; False once it is done, or somebody else has it.

    It may have waited for the transaction that writes the step: the state says that it is done.
    """
    mine = rows_of(claim.of).filter(pk=claim.pk, token=claim.token, state=claim.state)
    return bool(mine.update(leased_until=now() + timedelta(seconds=seconds)))


def _free(claim: Claim[Row]) -> None:
    """Give the step back, unless it went on or somebody else has it."""
    mine = rows_of(claim.of).filter(pk=claim.pk, token=claim.token, state=claim.state)
    mine.update(leased_until=None)


@transaction.atomic(durable=True)
def failed_attempt(claim: Claim[Row], reason: Reason, *, at: datetime) -> State:
    """Keep why the step failed and when to try again; after the last attempt it stays failed.

    The pause doubles with each attempt, up to one minute, and after ten attempts it is five. What
    somebody else must mend has no last attempt, and no long pause. Returns the state that results.
    """
    row = still_mine(claim)
    patient = reason.cause in PATIENT
    if patient:
        row.attempts = min(row.attempts, PATIENT_ATTEMPTS)
    last = claim.attempt >= MAX_ATTEMPTS and not patient
    state = State.FAILED if last else claim.state
    return _kept(row, claim.state, reason, state, claim.attempt, at=at)


@transaction.atomic(durable=True)
def ended(claim: Claim[Row], sentence: str, *, at: datetime) -> State:
    """What the row rests on was taken back: there is nothing to make, and no other attempt."""
    reason = Reason(Cause.TAKEN_BACK, sentence)
    return _kept(still_mine(claim), claim.state, reason, State.ENDED, claim.attempt, at=at)


def _pause(attempt: int) -> timedelta:
    if attempt > SOON:
        return LONG_PAUSE
    return min(PAUSE, timedelta(seconds=2**attempt))


def _kept(
    row: Work, before: State, reason: Reason, state: State, attempt: int, *, at: datetime
) -> State:
    """Save the reason and the state; when it stays failed, tell those who wait and operators."""
    row.state = state
    row.last_error = reason.sentence[:1000]
    row.last_cause, row.last_reference = reason.cause.value, reason.reference
    row.not_before = at + _pause(row.attempts)
    row.leased_until = None
    row.save(update_fields=["state", "attempts", "not_before", "leased_until", *REASON])
    acts = {State.FAILED: "failed", State.ENDED: "ended"}
    record(
        f"{row.NOUN}.{acts.get(state, 'step_failed')}",
        row,
        by=SYSTEM,
        organisation_id=row.organisation_id,
        from_state=before,
        to_state=state,
        reason=row.last_error,
        facts={"attempt": attempt, "cause": reason.cause.value, "reference": reason.reference},
    )
    if state == State.FAILED:
        handed_over("failed", row, by=SYSTEM, at=at)
    return state


def free(of: type[Row], states: Iterable[State], *, at: datetime) -> list[tuple[UUID, State]]:
    """The rows in one of `states` whose next step nobody has at `at`, the oldest first."""
    rows = rows_of(of).filter(
        Q(leased_until=None) | Q(leased_until__lte=at), state__in=states, not_before__lte=at
    )
    return [
        (pk, State(state)) for pk, state in rows.order_by("opened_at").values_list("pk", "state")
    ]
