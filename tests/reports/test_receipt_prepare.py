"""A submission without a receipt → due → prepared: once, by whoever holds the newest claim."""

import hashlib
import io
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from attestations.models import Attestation, Submission
from attestations.receipt import receipt_bytes
from attestations.submission import recalled
from custody.keyring import KeyRefused
from journal.models import Entry
from organisations.models import Organisation
from reports import tasks
from reports.lease import LeaseLost, claimed
from reports.receipts import issuing
from reports.receipts.due import open_due_receipts, with_work
from reports.receipts.gathering import gathered
from reports.receipts.models import PreparedReceipt, Receipt
from reports.status import State
from tests.people import acting

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(prepared_receipt: Receipt, submission: Submission) -> None:
    assert prepared_receipt.state == State.PREPARED
    prepared = PreparedReceipt.objects.get(receipt=prepared_receipt)
    assert prepared.sha256 == hashlib.sha256(prepared.content).hexdigest()
    with pikepdf.open(io.BytesIO(prepared.content)) as pdf:
        embedded = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert embedded == {
        "content.json": bytes(submission.content),
        "receipt.json": receipt_bytes(submission),
    }
    assert hashlib.sha256(embedded["content.json"]).hexdigest() == submission.sha256
    assert json.loads(embedded["receipt.json"])["salt"] == bytes(submission.salt).hex()
    acts = Entry.objects.filter(object_id=str(prepared_receipt.pk)).values_list("act", flat=True)
    assert list(acts) == ["receipt.opened", "receipt.prepared"]


def test_it_says_what_the_submission_says(
    submission: Submission, editor: object, keys: None
) -> None:
    contents = gathered(submission)
    assert contents.sha256 == submission.sha256
    assert contents.organisation.name == "North Harbour Cloud"
    assert contents.signatory.statement == submission.statement
    assert contents.signatory.authority == "Chief officer"
    assert contents.made_ready is not None
    assert contents.made_ready.name == str(editor)
    assert contents.made_ready.at < submission.signed_at
    assert contents.declared.conformance == "100.0"
    assert contents.counted.answers == len(json.loads(bytes(submission.content))["answers"])
    assert contents.counted.evidence == 1
    assert contents.issuer.development


def test_a_recalled_submission_gets_its_receipt_too(
    submission: Submission, signatory: object, editor: object, keys: None
) -> None:
    with transaction.atomic():
        recalled(submission.attestation_id, "Wrong scope.", by=acting(signatory), at=now())
    assert open_due_receipts(at=now()) == 1
    submission = Submission.objects.select_related("attestation__edition").get(pk=submission.pk)
    assert submission.attestation.made_ready_by is None
    assert gathered(submission).made_ready.name == str(editor)  # the journal has not forgotten


def test_gathering_costs_one_statement(submission: Submission, keys: None) -> None:
    found = Submission.objects.select_related("signed_by", "attestation__edition__framework").get(
        pk=submission.pk
    )
    with CaptureQueriesContext(connection) as queries:
        gathered(found)
    assert len(queries) == 1, [q["sql"][:90] for q in queries]


def test_looking_twice_opens_one_receipt(submission: Submission) -> None:
    assert open_due_receipts(at=now()) == 1
    assert open_due_receipts(at=now()) == 0
    assert Receipt.objects.get().organisation == Organisation.objects.get(
        slug="north-harbour-cloud"
    )


def test_two_workers_that_look_at_once_open_one_receipt(submission: Submission) -> None:
    def look() -> int:
        try:
            return open_due_receipts(at=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Attestation.objects.select_for_update().get(pk=submission.attestation_id)
            looks = [pool.submit(look) for _ in range(2)]
            with pytest.raises(TimeoutError):
                looks[0].result(timeout=0.5)
        assert sorted(each.result(timeout=30) for each in looks) == [0, 1]
    assert Receipt.objects.count() == 1


def test_a_worker_that_slept_past_its_lease_writes_nothing(
    due_receipt: Receipt, keys: None
) -> None:
    asleep = claimed(Receipt, due_receipt.pk, State.DUE, at=now(), seconds=0)
    awake = claimed(Receipt, due_receipt.pk, State.DUE, at=now(), seconds=45)
    assert awake.token > asleep.token
    with pytest.raises(LeaseLost):
        issuing.prepare(asleep)
    assert not PreparedReceipt.objects.exists()
    issuing.prepare(awake)
    assert PreparedReceipt.objects.count() == 1


def test_a_worker_that_died_leaves_the_step_to_another(due_receipt: Receipt) -> None:
    assert claimed(Receipt, due_receipt.pk, State.DUE, at=now(), seconds=1) is not None
    assert with_work(at=now()) == []
    later = now().replace(year=now().year + 1)
    assert with_work(at=later) == [(due_receipt.pk, State.DUE)]


def test_a_failing_step_is_kept_with_its_reason(due_receipt: Receipt, settings: object) -> None:
    settings.PUBLIC_KEYS_DIR = settings.BASE_DIR / "nowhere"
    with pytest.raises(KeyRefused, match="cannot be read"):
        tasks.prepare_receipt(str(due_receipt.pk))
    due_receipt.refresh_from_db()
    assert due_receipt.state == State.DUE
    assert due_receipt.last_error
    assert due_receipt.not_before > now()
    assert Entry.objects.get(act="receipt.step_failed").reason == due_receipt.last_error


def test_what_nobody_foresaw_is_not_told_to_people(
    due_receipt: Receipt,
    keys: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise OSError("/secret/path: no space left")

    monkeypatch.setattr(issuing, "gathered", broken)
    with pytest.raises(OSError, match="no space"):
        tasks.prepare_receipt(str(due_receipt.pk))
    due_receipt.refresh_from_db()
    assert due_receipt.last_error == "Something unexpected happened (OSError)."
    assert due_receipt.last_cause == "unexpected"
    assert f"reference {due_receipt.last_reference}" in caplog.text


def test_a_step_that_fails_too_often_ends(due_receipt: Receipt, settings: object) -> None:
    settings.PUBLIC_KEYS_DIR = settings.BASE_DIR / "nowhere"
    Receipt.objects.filter(pk=due_receipt.pk).update(attempts=19)
    with pytest.raises(KeyRefused, match="cannot be read"):
        tasks.prepare_receipt(str(due_receipt.pk))
    due_receipt.refresh_from_db()
    assert due_receipt.state == State.FAILED
    assert with_work(at=now().replace(year=now().year + 1)) == []


def test_what_is_prepared_never_changes(prepared_receipt: Receipt) -> None:
    rows = PreparedReceipt.objects.filter(receipt=prepared_receipt)
    for change in (lambda: rows.update(sha256="0" * 64), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    other = Organisation.objects.exclude(pk=prepared_receipt.organisation_id).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.filter(pk=prepared_receipt.pk).update(organisation=other)


def test_programs_of_others_read_it(prepared_receipt: Receipt, submission: Submission) -> None:
    content = bytes(PreparedReceipt.objects.get(receipt=prepared_receipt).content)
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    read = "".join(text.stdout.decode().split())
    assert "".join(submission.statement.split()) in read
    assert submission.sha256 in read
    assert submission.commitment in read
    assert "RECEIPT:notanassessment,notareport" in read
