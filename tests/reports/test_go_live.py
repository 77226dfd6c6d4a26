"""prepared → signed → live: signed, verified, logged and published in one transaction."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.messages import Message
from assessments.models import Decision
from attestations.models import Attestation
from attestations.status import Status
from attestations.submission import recalled
from custody import keyring
from reports import issuing, tasks
from reports.causes import Cause, Reason
from reports.due import open_due_reports
from reports.keys.in_use import terms
from reports.lease import failed_attempt, leased
from reports.models import Report, SignedFile
from reports.sealing import seal_in_use
from reports.status import State
from reports.verdict import Expected
from reports.verification import verify
from tests.people import acting
from tests.reports.rows import statements, step
from transparency.models import Leaf
from transparency.signing import sign_checkpoint
from transparency.stored import first_checkpoint_covering

pytestmark = pytest.mark.django_db(transaction=True)
READ = 2  # by the test's own `step`, before and after
NO_KEY = Reason(Cause.KEYS, "The key cannot be read.")


def test_it_works(live: Report) -> None:
    assert live.state == State.LIVE
    leaf = json.loads(bytes(Leaf.objects.get(index=live.log_index).content))
    file = SignedFile.objects.get(report=live, rung="public")
    assert leaf["sha256"] == file.sha256
    assert leaf["number"] == live.number
    verdict = verify(
        bytes(file.content),
        Expected(
            sha256=leaf["sha256"],
            data={"report.json": leaf["twin_sha256"]},
            root=keyring.certificates("reports").root,
            at=live.issued_at,
            certificate_sha256=leaf["signature"]["certificate_sha256"],
            history=terms(),
            logged_at=live.live_at,
        ),
    )
    assert verdict.verified, verdict.failures
    sign_checkpoint()
    assert first_checkpoint_covering(live.log_index) is not None
    live.attestation.refresh_from_db()
    assert live.attestation.declared_report_live


def test_both_files_are_sealed_and_logged_in_few_statements(prepared: Report) -> None:
    """The claim of each step is two of them. The key is asked for once for both files."""
    seal_in_use()
    with CaptureQueriesContext(connection) as asked:
        signed_report = step(prepared, issuing.sign)
    assert len(statements(asked)) <= 10 + READ
    with CaptureQueriesContext(connection) as asked:
        step(signed_report, issuing.go_live)
    assert len(statements(asked)) <= 19 + READ


def test_programs_of_others_accept_the_file(live: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(bytes(SignedFile.objects.get(report=live, rung="public").content))
    signature = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in signature.stdout
    assert "Total document signed" in signature.stdout
    assert (
        subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    )
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    assert live.number in text.stdout
    assert "DEVELOPMENT KEY" in text.stdout


def test_a_live_report_never_changes(live: Report) -> None:
    for change in ({"state": "due"}, {"valid_to": now().date()}, {"last_error": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.filter(pk=live.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=live.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedFile.objects.filter(report=live).update(sha256="0" * 64)


def test_a_declaration_that_was_recalled_meanwhile_is_not_published(
    signed_report: Report, signatory: object
) -> None:
    with transaction.atomic():
        recalled(signed_report.attestation_id, "Wrong scope.", by=acting(signatory), at=now())
    tasks.go_live(str(signed_report.pk))
    signed_report.refresh_from_db()
    assert signed_report.state == State.ENDED
    assert "taken back" in signed_report.last_error
    assert not Leaf.objects.filter(kind="report").exists()


def test_a_recall_waits_for_the_report_that_goes_live(
    signed_report: Report, signatory: object
) -> None:
    def recall() -> object:
        try:
            with transaction.atomic():
                return recalled(
                    signed_report.attestation_id, "Wrong.", by=acting(signatory), at=now()
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Attestation.objects.select_for_update().get(pk=signed_report.attestation_id)
            waiting = pool.submit(recall)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            Attestation.objects.filter(pk=signed_report.attestation_id).update(
                declared_report_live=True
            )
        assert "public" in str(waiting.exception())


def test_a_failing_step_is_kept_with_its_reason(due: Report, settings: object) -> None:
    settings.PUBLIC_KEYS_DIR = Path("/nonexistent")
    with pytest.raises(keyring.KeyRefused):
        tasks.prepare(str(due.pk))
    due.refresh_from_db()
    assert due.state == State.DUE
    assert due.last_error
    assert due.not_before > now()
    assert due.leased_until is None


def test_a_step_that_fails_too_often_ends(due: Report) -> None:
    Report.objects.filter(pk=due.pk).update(attempts=19)
    with leased(Report, due.pk, State.DUE) as claim:
        assert failed_attempt(claim, NO_KEY, at=now()) == State.FAILED


def test_a_step_done_twice_is_done_once(signed_report: Report) -> None:
    with leased(Report, signed_report.pk, State.SIGNED) as claim:
        issuing.go_live(claim)
    tasks.go_live(str(signed_report.pk))
    assert Leaf.objects.filter(kind="report").count() == 1


def test_people_are_told_that_the_result_is_published(decided: Decision, keys: None) -> None:
    """Member and body, when the report of a decision is live and not before."""
    open_due_reports(at=now())
    report = Report.objects.get(decision=decided)
    told = Message.objects.filter(act="attestation.published")
    for work in (issuing.prepare, issuing.sign):
        step(report, work)
    assert not told.exists()
    step(report, issuing.go_live)
    names = {each.split()[0] for each in told.values_list("to__name", flat=True)}
    assert names >= {"Sven", "Lena", "Aldo", "Quirin", "Bela"}
    assert Attestation.objects.get(pk=report.attestation_id).status == Status.PUBLISHED
