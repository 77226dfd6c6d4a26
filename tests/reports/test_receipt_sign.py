"""prepared → signed: sealed as a receipt, accepted by us and by others, and never changed."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from attestations.models import Submission
from custody import keyring
from journal.models import Entry
from reports import tasks
from reports.keys.in_use import terms
from reports.lease import LeaseLost, claimed
from reports.receipts import issuing
from reports.receipts.models import PreparedReceipt, Receipt, SealedReceipt
from reports.sealing import sha256
from reports.status import State
from reports.verdict import RECEIPT_FIELD, Expected
from reports.verification import verify
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def expected(file: SealedReceipt, **change: object) -> Expected:
    facts = {
        "sha256": file.sha256,
        "data": PreparedReceipt.objects.get(receipt=file.receipt).data,
        "root": keyring.certificates("reports").root,
        "at": file.signed_at,
        "certificate_sha256": file.certificate_sha256,
        "field": RECEIPT_FIELD,
        "history": terms(),
    }
    return Expected(**{**facts, **change})


def test_it_works(sealed_receipt: Receipt) -> None:
    assert sealed_receipt.state == State.SIGNED
    file = SealedReceipt.objects.get(receipt=sealed_receipt)
    assert file.sha256 == sha256(bytes(file.content))
    assert file.development_key
    verdict = verify(bytes(file.content), expected(file))
    assert verdict.verified, verdict.failures
    signed = Entry.objects.get(act="receipt.signed")
    assert signed.after_sha256 == file.sha256
    assert signed.organisation_id == sealed_receipt.organisation_id


def test_it_never_passes_for_a_report(sealed_receipt: Receipt) -> None:
    file = SealedReceipt.objects.get(receipt=sealed_receipt)
    as_report = expected(file, field=Expected.field, data={"report.json": file.sha256})
    assert {each.name for each in verify(bytes(file.content), as_report).failures} == {
        "signatures",
        "data",
    }
    assert not Leaf.objects.filter(kind="report").exists()


def test_the_log_knows_what_it_is_about(sealed_receipt: Receipt, submission: Submission) -> None:
    leaf = Leaf.objects.get(index=submission.log_index)
    salted = hashlib.sha256(bytes(submission.salt) + bytes.fromhex(submission.sha256)).hexdigest()
    assert salted.encode() in bytes(leaf.content)


def test_programs_of_others_accept_it(
    sealed_receipt: Receipt, submission: Submission, tmp_path: Path
) -> None:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(bytes(SealedReceipt.objects.get(receipt=sealed_receipt).content))

    def said(*command: object) -> bytes:
        return subprocess.run(command, capture_output=True, check=True).stdout

    signature = said("pdfsig", path).decode()
    assert "Signature is Valid" in signature
    assert "Total document signed" in signature
    assert RECEIPT_FIELD in signature
    said("qpdf", "--check", path)
    content = said("qpdf", "--show-attachment=content.json", path)
    assert hashlib.sha256(content).hexdigest() == submission.sha256
    for number in range(1, int(said("qpdf", "--show-npages", path)) + 1):
        text = said("pdftotext", "-f", str(number), "-l", str(number), path, "-").decode()
        assert "RECEIPT: not an assessment, not a report" in text
        assert "DEVELOPMENT KEY: not evidence" in text


def test_a_sealed_receipt_never_changes(sealed_receipt: Receipt) -> None:
    for change in ({"state": "due"}, {"last_error": "x"}, {"attempts": 3}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Receipt.objects.filter(pk=sealed_receipt.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedReceipt.objects.filter(receipt=sealed_receipt).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.filter(pk=sealed_receipt.pk).delete()


def test_it_is_sealed_once(prepared_receipt: Receipt) -> None:
    asleep = claimed(Receipt, prepared_receipt.pk, State.PREPARED, at=now(), seconds=0)
    tasks.sign_receipt(str(prepared_receipt.pk))
    with pytest.raises(LeaseLost):
        issuing.sign(asleep)
    tasks.sign_receipt(str(prepared_receipt.pk))
    assert SealedReceipt.objects.count() == 1
    assert Entry.objects.filter(act="receipt.signed").count() == 1


def test_without_the_key_it_waits_and_says_why(prepared_receipt: Receipt, settings: object) -> None:
    settings.KEYS_DIR = None
    with pytest.raises(keyring.KeyRefused):
        tasks.sign_receipt(str(prepared_receipt.pk))
    prepared_receipt.refresh_from_db()
    assert prepared_receipt.state == State.PREPARED
    assert "holds no private keys" in prepared_receipt.last_error
