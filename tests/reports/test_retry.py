"""A failed report or receipt is made again from the step that failed, once an operator says so."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.messages import Message
from accounts.models import User
from journal.models import Entry
from organisations.models import Membership
from reports import issuing
from reports.models import PreparedFile, Receipt, Report, SignedFile
from reports.receipts import issuing as receipt_issuing
from reports.receipts.due import open_due_receipts
from reports.receipts.models import PreparedReceipt, SealedReceipt
from reports.retrying import NotFailed, retried, retry
from reports.status import State
from reports.still_held import RoleEnded
from reports.work import Work
from tests.people import acting, sign_in
from tests.races import second_waits
from tests.reports.receipt_rows import receipt_step
from tests.reports.rows import step

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "qpdf is installed again."


def failed(row: Work) -> None:
    type(row).objects.filter(pk=row.pk).update(
        state=State.FAILED,
        attempts=20,
        last_error="qpdf is missing.",
        last_cause="check",
        last_reference="12ab34cd",
    )


def test_it_works(client: Client, prepared: Report, operator: User, owner: User) -> None:
    failed(prepared)
    sign_in(client, operator)
    page = client.post(f"/jobs/report/{prepared.pk}/retry/", {"reason": WHY}, follow=True)
    assert "It is made again from the step that failed." in page.text
    prepared.refresh_from_db()
    assert prepared.state == State.PREPARED  # what is on record is not made twice
    kept = (prepared.attempts, prepared.last_error, prepared.last_cause, prepared.last_reference)
    assert kept == (0, "", "", "")
    assert prepared.not_before <= now()
    entry = Entry.objects.get(act="report.retried")
    assert (entry.from_state, entry.to_state) == ("failed", "prepared")
    assert (entry.actor, entry.reason) == (operator, WHY)
    assert "made again" in Message.objects.get(act="report.retried", to=owner).subject
    step(prepared, issuing.sign)
    assert set(SignedFile.objects.values_list("rung", "unsigned_sha256")) == set(
        PreparedFile.objects.values_list("rung", "sha256")
    )


def test_a_signed_one_is_only_logged(signed_report: Report) -> None:
    failed(signed_report)
    assert retry(Report, signed_report.pk, WHY, by=SYSTEM).state == State.SIGNED
    assert step(signed_report, issuing.go_live).state == State.LIVE


def test_a_receipt_goes_on_where_it_failed(prepared_receipt: Receipt) -> None:
    failed(prepared_receipt)
    assert retry(Receipt, prepared_receipt.pk, WHY, by=SYSTEM).state == State.PREPARED
    receipt_step(prepared_receipt, receipt_issuing.sign)
    sealed = SealedReceipt.objects.get(receipt=prepared_receipt)
    assert sealed.unsigned_sha256 == PreparedReceipt.objects.get().sha256


def test_the_command_does_the_same(due: Report, capsys: pytest.CaptureFixture[str]) -> None:
    open_due_receipts(at=now())
    due_receipt = Receipt.objects.get(submission=due.submission)
    failed(due)
    failed(due_receipt)
    call_command("retry_failed", reason=WHY)
    for row in (due, due_receipt):
        row.refresh_from_db()
        assert row.state == State.DUE
    assert capsys.readouterr().out.count("qpdf is missing") == 2
    assert set(Entry.objects.filter(reason=WHY).values_list("act", flat=True)) == {
        "report.retried",
        "receipt.retried",
    }


@pytest.mark.parametrize("state", [each for each in State if each is not State.FAILED])
def test_nothing_but_a_failed_one_is_tried_again(due: Report, state: State) -> None:
    if state is State.LIVE:
        Report.objects.filter(pk=due.pk).update(state=state, live_at=now(), log_index=900)
    else:
        Report.objects.filter(pk=due.pk).update(state=state)
    with pytest.raises(NotFailed), transaction.atomic():
        retried(Report, due.pk, WHY, by=SYSTEM, at=now())
    call_command("retry_failed", reason=WHY)
    assert not Entry.objects.filter(act="report.retried").exists()


def test_it_wants_a_reason(client: Client, due: Report, operator: User) -> None:
    failed(due)
    sign_in(client, operator)
    page = client.post(f"/jobs/report/{due.pk}/retry/", {"reason": " "})
    assert page.status_code == 422
    assert "Write what was mended" in page.text


def test_whose_role_ended_meanwhile_does_nothing(due: Report, operator: User) -> None:
    failed(due)
    Membership.objects.filter(user=operator).update(ended_at=now())
    with pytest.raises(RoleEnded):
        retry(Report, due.pk, WHY, by=acting(operator))


@pytest.mark.parametrize("who", ["owner", "signatory", "registrar", "lead", "decision_maker"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, due: Report, who: str
) -> None:
    failed(due)
    sign_in(client, request.getfixturevalue(who))
    assert client.post(f"/jobs/report/{due.pk}/retry/", {"reason": WHY}).status_code == 404


def test_the_second_click_waits_and_is_refused(due: Report, operator: User) -> None:
    failed(due)
    second_waits(
        lambda: retried(Report, due.pk, WHY, by=acting(operator), at=now()),
        lambda: retry(Report, due.pk, WHY, by=acting(operator)),
        refused=NotFailed,
    )
    assert Entry.objects.filter(act="report.retried").count() == 1
