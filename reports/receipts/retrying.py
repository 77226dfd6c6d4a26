"""Failed receipts, to be tried again by an operator who has mended what was wrong."""

from uuid import UUID

from django.db import transaction

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from reports.receipts.models import PreparedReceipt, Receipt
from reports.status import State


class NotFailed(Refusal):
    """There is nothing to try again."""


def retried(receipt_id: UUID, *, by: Actor) -> Receipt:
    """Back to the step that failed, with all its attempts before it. Raises `NotFailed`."""
    require_transaction()
    receipt = Receipt.objects.select_for_update().get(pk=receipt_id)
    if receipt.state != State.FAILED:
        raise NotFailed(f"The {receipt} has not failed.")
    prepared = PreparedReceipt.objects.filter(receipt=receipt).exists()
    receipt.state = State.PREPARED if prepared else State.DUE
    receipt.attempts = 0
    receipt.last_error = ""
    receipt.save(update_fields=["state", "attempts", "last_error"])
    record(
        "receipt.retried",
        receipt,
        by=by,
        organisation_id=receipt.organisation_id,
        from_state=State.FAILED,
        to_state=receipt.state,
        facts={"submission": str(receipt.submission_id)},
    )
    return receipt


@transaction.atomic(durable=True)
def retry(receipt_id: UUID, *, by: Actor = SYSTEM) -> Receipt:
    """An operator has a failed receipt tried again."""
    return retried(receipt_id, by=by)
