"""The doorbells of the reports room: they look at the rows, which are the queue of record."""

import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from celery import Task, shared_task
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from reports import issuing
from reports.due import open_due_reports, with_work
from reports.expiry import close_expired_declarations
from reports.keys.in_use import KeyLeaked
from reports.lease import Claim, LeaseLost, ended, failed_attempt, leased
from reports.log_entries import log_editions
from reports.models import Report
from reports.reasons import reason_of
from reports.receipts import due as receipts
from reports.receipts import issuing as receipt_issuing
from reports.receipts.models import Receipt
from reports.status import State
from reports.unsealing import unseal
from reports.work import Row
from transparency.tasks import sign_new_checkpoint

log = logging.getLogger("reports")


@shared_task(name="reports.look", ignore_result=True)
def look() -> None:
    """Beat, every few seconds: rows for what is due, then a bell for each step that is free.

    And declarations whose report has run out are closed, published editions are entered in the log,
    and signatures without a receipt get one, after the reports.
    """
    open_due_reports(at=now())
    close_expired_declarations(at=now())
    for report_id, state in with_work(at=now()):
        ring({State.DUE: prepare, State.PREPARED: sign, State.SIGNED: go_live}[state], report_id)
    log_editions(at=now())
    receipts.open_due_receipts(at=now())
    for receipt_id, state in receipts.with_work(at=now()):
        ring({State.DUE: prepare_receipt, State.PREPARED: sign_receipt}[state], receipt_id)


def ring(task: "Task[[str], None]", pk: UUID) -> None:
    """Ask a worker to do the next step of this row; a lost bell costs one look."""
    try:
        task.apply_async((str(pk),), retry=False, expires=10)
    except OperationalError:
        log.warning("The broker is away; the next look will ring again.")


@shared_task(name="reports.prepare", ignore_result=True)
def prepare(report_id: str) -> None:
    """Due → prepared."""
    if _step(Report, UUID(report_id), State.DUE, issuing.prepare):
        ring(sign, UUID(report_id))


@shared_task(name="reports.sign", ignore_result=True)
def sign(report_id: str) -> None:
    """Prepared → signed. Runs where the keys are."""
    if _step(Report, UUID(report_id), State.PREPARED, issuing.sign):
        ring(go_live, UUID(report_id))


@shared_task(name="reports.go_live", ignore_result=True)
def go_live(report_id: str) -> None:
    """Signed → live, and a checkpoint over the new leaf. Runs where the keys are."""
    _step(Report, UUID(report_id), State.SIGNED, _go_live)
    sign_new_checkpoint()


@shared_task(name="reports.prepare_receipt", ignore_result=True)
def prepare_receipt(receipt_id: str) -> None:
    """Due → prepared."""
    if _step(Receipt, UUID(receipt_id), State.DUE, receipt_issuing.prepare):
        ring(sign_receipt, UUID(receipt_id))


@shared_task(name="reports.sign_receipt", ignore_result=True)
def sign_receipt(receipt_id: str) -> None:
    """Prepared → signed. Runs where the keys are."""
    _step(Receipt, UUID(receipt_id), State.PREPARED, receipt_issuing.sign)


def _go_live(claim: Claim[Report]) -> None:
    """Signed → live; back to prepared where the key of its seal leaked meanwhile."""
    try:
        issuing.go_live(claim)
    except KeyLeaked:
        unseal(claim, at=now())


def _step(of: type[Row], pk: UUID, state: State, work: Callable[[Claim[Row]], None]) -> bool:
    """Do one step under a lease; keep why it failed, and let the failure be seen. True: done."""
    with leased(of, pk, state) as claim:
        if claim is None:
            return False
        try:
            work(claim)
        except LeaseLost:
            log.warning("%s %s: the lease went to another worker.", of.NOUN.capitalize(), pk)
            return False
        except issuing.NoLongerDue as over:
            ended(claim, str(over), at=now())
            return False
        except Exception as error:
            reason = reason_of(error)
            if reason.reference:
                log.exception("%s %s: reference %s", of.NOUN.capitalize(), pk, reason.reference)
            with suppress(LeaseLost):
                failed_attempt(claim, reason, at=now())
            raise
    return True
