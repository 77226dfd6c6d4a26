"""The two steps of a receipt: prepared, signed. Each is done once, under a lease.

The same shape as a report's (`reports/issuing.py`), but nothing is published: the log knows the
submission already, and the receipt is for those who may read it.
"""

from dataclasses import asdict
from typing import Final

from django.db import transaction

from accounts.actor import SYSTEM
from attestations.models import Submission
from attestations.receipt import receipt_bytes
from journal.recording import record
from reports.bounds import bounded
from reports.gates import judge
from reports.lease import Claim, advanced, still_mine
from reports.plain import to_plain
from reports.presentation import DEVELOPMENT_MARK
from reports.receipts.contents import CONTENT, MARK, RECEIPT, ReceiptContents
from reports.receipts.gathering import gathered
from reports.receipts.models import PreparedReceipt, Receipt, SealedReceipt
from reports.rendering import typeset
from reports.sealing import seal_in_use, sealed, sha256
from reports.status import State
from reports.verdict import RECEIPT_FIELD

PAGES: Final = range(1, 1_001)


def prepare(claim: Claim[Receipt]) -> None:
    """Due → prepared: the exact bytes are on record before any key is touched."""
    submission = Submission.objects.select_related(
        "signed_by", "attestation__edition__framework"
    ).get(receipt=claim.pk)
    contents = gathered(submission)
    files = {RECEIPT: receipt_bytes(submission), CONTENT: bytes(submission.content)}
    unsigned = typeset("receipt", to_plain(contents), files)
    pass_gates(unsigned, contents, files)
    with transaction.atomic(durable=True):
        receipt = still_mine(claim)
        PreparedReceipt.objects.create(
            receipt=receipt,
            content=unsigned,
            sha256=sha256(unsigned),
            data={name: sha256(content) for name, content in files.items()},
        )
        advanced(receipt, State.PREPARED)
        _record("receipt.prepared", receipt, claim, digest=sha256(unsigned))


def sign(claim: Claim[Receipt]) -> None:
    """Prepared → signed, and accepted by our own verifier. Runs where the keys are."""
    prepared = PreparedReceipt.objects.get(receipt=claim.pk)
    signed = sealed(
        bytes(prepared.content), data=prepared.data, seal=seal_in_use(), field=RECEIPT_FIELD
    )
    with transaction.atomic(durable=True):
        receipt = still_mine(claim)
        SealedReceipt.objects.create(receipt=receipt, **asdict(signed))
        advanced(receipt, State.SIGNED)
        _record("receipt.signed", receipt, claim, digest=signed.sha256)


def pass_gates(unsigned: bytes, contents: ReceiptContents, files: dict[str, bytes]) -> None:
    """Refuse a receipt that is not sound, lacks its data, or cannot be read back.

    Raises GateRefused with one sentence.
    """
    phrases = [
        ("mark", MARK),
        ("content's digest", contents.sha256),
        ("edition's digest", contents.edition.sha256),
        ("log's commitment", contents.logged.commitment),
        ("salt", contents.logged.salt),
    ]
    if contents.issuer.development:
        phrases.append(("development mark", DEVELOPMENT_MARK))
    shown = bounded(contents)
    free_text = [
        ("organisation's name", shown.organisation.name),
        ("scope's title", shown.scope.title),
        ("signatory's name", shown.signatory.name),
        ("authority", shown.signatory.authority),
        ("statement", shown.signatory.statement),
        *(
            (f"reason at warning {number}", each.reason)
            for number, each in enumerate(shown.warnings, start=1)
        ),
    ]
    judge(unsigned, files=files, pages=PAGES, phrases=phrases, free_text=free_text)


def _record(act: str, receipt: Receipt, claim: Claim[Receipt], *, digest: str) -> None:
    record(
        act,
        receipt,
        by=SYSTEM,
        organisation_id=receipt.organisation_id,
        from_state=claim.state,
        to_state=receipt.state,
        after_sha256=digest,
        facts={"submission": str(receipt.submission_id), "attempt": claim.attempt},
    )
