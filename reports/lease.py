"""A lease on a report's next step, with a fencing token.

Whoever claims a step raises the token. No transaction stays open while the step renders, signs
or waits; when the worker comes back to write, `still_mine` locks the row and compares the token.
A worker that died or slept past its lease finds another token and writes nothing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from journal.recording import record, require_transaction
from reports.models import Report
from reports.status import State

SECONDS: Final = 45
MAX_ATTEMPTS: Final = 20
LONGEST_PAUSE: Final = timedelta(minutes=5)


class LeaseLost(Exception):
    """Another worker has claimed this step since; what was done here is not written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one step of one report, until the lease ends or another claims it."""

    report_id: UUID
    state: State
    token: int
    attempt: int


@transaction.atomic(durable=True)
def claimed(report_id: UUID, state: State, *, at: datetime, seconds: int = SECONDS) -> Claim | None:
    """The claim of the step that leads on from `state`, or None where it is not free.

    A claim counts as an attempt: a step that kills its worker each time must come to an end too.
    """
    report = (
        Report.objects.select_for_update(skip_locked=True)
        .only("state", "leased_until", "not_before", "token", "attempts")
        .filter(pk=report_id, state=state, not_before__lte=at)
        .first()
    )
    if report is None or (report.leased_until is not None and report.leased_until > at):
        return None
    report.token += 1
    report.attempts += 1
    report.leased_until = at + timedelta(seconds=seconds)
    report.save(update_fields=["token", "attempts", "leased_until"])
    return Claim(report_id, state, report.token, report.attempts)


def still_mine(claim: Claim) -> Report:
    """The report, locked, while `claim` is the newest; joins the caller's transaction.

    Raises LeaseLost where another worker has claimed the step since.
    """
    require_transaction()
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("scope", "organisation", "edition")
        .get(pk=claim.report_id)
    )
    if report.token != claim.token or report.state != claim.state:
        raise LeaseLost(f"{report.number}: another worker has this step.")
    return report


def advanced(report: Report, state: State, *fields: str) -> None:
    """Save the report in its next state, free for whoever does the next step."""
    report.state = state
    report.leased_until = None
    report.attempts = 0
    report.last_error = ""
    report.save(update_fields=["state", "leased_until", "attempts", "last_error", *fields])


@contextmanager
def leased(report_id: UUID, state: State, *, seconds: int = SECONDS) -> Iterator[Claim | None]:
    """A claim that is renewed while its worker works; None when the step is not free."""
    claim = claimed(report_id, state, at=now(), seconds=seconds)
    if claim is None:
        yield None
        return
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(claim, seconds, done), daemon=True)
    renewing.start()
    try:
        yield claim
    finally:
        done.set()
        renewing.join()
        _free(claim)


def _renew(claim: Claim, seconds: int, done: threading.Event) -> None:
    try:
        while not done.wait(seconds / 3):
            Report.objects.filter(pk=claim.report_id, token=claim.token).update(
                leased_until=now() + timedelta(seconds=seconds)
            )
    finally:
        connection.close()


def _free(claim: Claim) -> None:
    """Give the step back, unless it went on or somebody else has it."""
    Report.objects.filter(pk=claim.report_id, token=claim.token, state=claim.state).update(
        leased_until=None
    )


@transaction.atomic(durable=True)
def failed_attempt(claim: Claim, reason: str, *, at: datetime, final: bool = False) -> State:
    """Keep why the step failed and when to try again; after the last attempt it stays failed.

    The pause doubles with each attempt, up to five minutes; with `final` there is no other.
    Returns the state that results.
    """
    report = still_mine(claim)
    report.last_error = reason[:1000]
    if final or claim.attempt >= MAX_ATTEMPTS:
        report.state = State.FAILED
    pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(claim.attempt, 9)))
    report.not_before = at + pause
    report.leased_until = None
    report.save(update_fields=["last_error", "state", "not_before", "leased_until"])
    record(
        "report.step_failed",
        report,
        by=SYSTEM,
        organisation_id=report.organisation_id,
        from_state=claim.state,
        to_state=report.state,
        reason=report.last_error,
        facts={"attempt": claim.attempt},
    )
    return State(report.state)
