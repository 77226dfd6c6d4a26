"""Receipts at every step, made by the steps themselves."""

import pytest
from django.utils.timezone import now

from attestations.models import Submission
from reports.lease import leased
from reports.receipts import issuing
from reports.receipts.due import open_due_receipts
from reports.receipts.models import Receipt
from reports.status import State
from tests.kept import kept


@kept
def due_receipt(submission: Submission) -> Receipt:
    open_due_receipts(at=now())
    return Receipt.objects.get(submission=submission)


@kept
def prepared_receipt(due_receipt: Receipt, keys: None) -> Receipt:
    return receipt_step(due_receipt, issuing.prepare)


@pytest.fixture
def sealed_receipt(prepared_receipt: Receipt) -> Receipt:
    return receipt_step(prepared_receipt, issuing.sign)


def receipt_step(receipt: Receipt, work: object) -> Receipt:
    receipt.refresh_from_db()
    with leased(Receipt, receipt.pk, State(receipt.state)) as claim:
        assert claim is not None
        work(claim)
    receipt.refresh_from_db()
    return receipt
