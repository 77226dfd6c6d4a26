"""A failed receipt is tried again from the step that failed, once an operator says so."""

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.actor import SYSTEM
from journal.models import Entry
from reports.receipts import issuing
from reports.receipts.models import PreparedReceipt, Receipt, SealedReceipt
from reports.receipts.retrying import NotFailed, retried, retry
from reports.status import State
from tests.reports.receipt_rows import receipt_step

pytestmark = pytest.mark.django_db(transaction=True)


def failed(receipt: Receipt) -> None:
    Receipt.objects.filter(pk=receipt.pk).update(
        state=State.FAILED, attempts=20, last_error="qpdf is missing."
    )


def test_it_works(due_receipt: Receipt, capsys: pytest.CaptureFixture[str]) -> None:
    failed(due_receipt)
    call_command("retry_receipts")
    due_receipt.refresh_from_db()
    assert due_receipt.state == State.DUE
    assert (due_receipt.attempts, due_receipt.last_error) == (0, "")
    assert "qpdf is missing" in capsys.readouterr().out
    assert Entry.objects.get(act="receipt.retried").from_state == State.FAILED


def test_prepared_bytes_are_not_prepared_again(prepared_receipt: Receipt) -> None:
    failed(prepared_receipt)
    assert retry(prepared_receipt.pk).state == State.PREPARED
    receipt_step(prepared_receipt, issuing.sign)
    sealed = SealedReceipt.objects.get(receipt=prepared_receipt)
    assert sealed.unsigned_sha256 == PreparedReceipt.objects.get().sha256


def test_nothing_but_a_failed_one_is_tried_again(due_receipt: Receipt) -> None:
    with pytest.raises(NotFailed), transaction.atomic():
        retried(due_receipt.pk, by=SYSTEM)
    call_command("retry_receipts")
    assert not Entry.objects.filter(act="receipt.retried").exists()
