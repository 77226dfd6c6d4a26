"""The doorbells of the reports room: they look at the rows, which are the queue of record."""

import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from celery import shared_task
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from reports import issuing
from reports.due import open_due_reports, with_work
from reports.expiry import close_expired_declarations
from reports.lease import Claim, LeaseLost, failed_attempt, leased
from reports.log_entries import log_editions
from reports.status import State
from transparency.tasks import sign_new_checkpoint

log = logging.getLogger("reports")


@shared_task(name="reports.look", ignore_result=True)
def look() -> None:
    """Beat, every few seconds: rows for what is due, then a bell for each step that is free.

    And declarations whose report has run out are closed, and published editions are entered in
    the log.
    """
    open_due_reports(at=now())
    close_expired_declarations(at=now())
    for report_id, state in with_work(at=now()):
        ring(report_id, state)
    log_editions(at=now())


def ring(report_id: UUID, state: State) -> None:
    """Ask a worker to do the step that leads on from `state`; a lost bell costs one look."""
    task = {State.DUE: prepare, State.PREPARED: sign, State.SIGNED: go_live}[state]
    try:
        task.apply_async((str(report_id),), retry=False, expires=10)
    except OperationalError:
        log.warning("The broker is away; the next look will ring again.")


@shared_task(name="reports.prepare", ignore_result=True)
def prepare(report_id: str) -> None:
    """Due → prepared."""
    _step(UUID(report_id), State.DUE, issuing.prepare, then=State.PREPARED)


@shared_task(name="reports.sign", ignore_result=True)
def sign(report_id: str) -> None:
    """Prepared → signed. Runs where the keys are."""
    _step(UUID(report_id), State.PREPARED, issuing.sign, then=State.SIGNED)


@shared_task(name="reports.go_live", ignore_result=True)
def go_live(report_id: str) -> None:
    """Signed → live, and a checkpoint over the new leaf. Runs where the keys are."""
    _step(UUID(report_id), State.SIGNED, issuing.go_live, then=None)
    sign_new_checkpoint()


def _step(
    report_id: UUID, state: State, work: Callable[[Claim], None], *, then: State | None
) -> None:
    """Do one step under a lease; keep why it failed, and let the failure be seen."""
    with leased(report_id, state) as claim:
        if claim is None:
            return
        try:
            work(claim)
        except LeaseLost:
            log.warning("Report %s: the lease went to another worker.", report_id)
            return
        except issuing.NoLongerDue as reason:
            failed_attempt(claim, str(reason), at=now(), final=True)
            return
        except Exception as error:
            with suppress(LeaseLost):
                failed_attempt(claim, str(error) or type(error).__name__, at=now())
            raise
    if then is not None:
        ring(report_id, then)
