"""Who may read the submission sees how far its receipt is, and fetches it; nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from attestations.models import Submission
from reports.progress import Progress, Step, progress
from reports.receipts.models import PreparedReceipt, Receipt, SealedReceipt
from reports.status import State
from tests.people import sign_in

FRAGMENT = {"X-Requested-With": "fragment"}
pytestmark = pytest.mark.django_db


def page_of(submission: Submission) -> str:
    return reverse("reports:receipt", args=[submission.pk])


def pdf_of(submission: Submission) -> str:
    return reverse("reports:receipt_pdf", args=[submission.pk])


@pytest.fixture
def sealed(submission: Submission) -> SealedReceipt:
    receipt = Receipt.objects.create(
        submission=submission,
        organisation=submission.attestation.scope.organisation,
        state=State.SIGNED,
    )
    PreparedReceipt.objects.create(receipt=receipt, content=b"u", sha256="1" * 64, data={})
    return SealedReceipt.objects.create(
        receipt=receipt,
        content=b"%PDF-" + b"x" * 4091,
        sha256="2" * 64,
        unsigned_sha256="1" * 64,
        key_id="k",
        certificate_sha256="3" * 64,
        development_key=True,
    )


def test_it_works(client: Client, signatory, submission, sealed) -> None:
    sign_in(client, signatory)
    page = client.get(page_of(submission))
    assert page.status_code == 200
    assert pdf_of(submission) in page.text
    assert "4.0\xa0KB" in page.text
    assert "DEVELOPMENT KEY: not evidence" in page.text
    assert "data-pending" not in page.text
    file = client.get(pdf_of(submission))
    assert file.content == bytes(sealed.content)
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].endswith(f'"receipt-{submission.sha256[:12]}.pdf"')
    assert "sandbox" in file["Content-Security-Policy"]
    again = client.get(pdf_of(submission), headers={"If-None-Match": file["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_receipt_page_asks_for_it(client: Client, signatory, submission) -> None:
    sign_in(client, signatory)
    page = client.get(reverse("attestations:receipt", args=[submission.pk]))
    assert f'data-fragment="{page_of(submission)}"' in page.text


def test_a_page_below_gets_the_part_alone(client: Client, signatory, submission, sealed) -> None:
    sign_in(client, signatory)
    part = client.get(page_of(submission), headers=FRAGMENT)
    assert "<h1" not in part.text
    assert "<html" not in part.text
    assert pdf_of(submission) in part.text
    assert "X-Requested-With" in part["Vary"]


def test_the_step_is_told_while_it_is_made(client: Client, signatory, submission) -> None:
    sign_in(client, signatory)

    def now_at() -> str:
        part = client.get(page_of(submission), headers=FRAGMENT).text
        assert "data-pending" in part
        return part.split('aria-current="step"', 1)[1].split("steps__name", 1)[1][2:20]

    assert now_at().startswith("Waiting")  # there is no row yet
    receipt = Receipt.objects.create(
        submission=submission, organisation=submission.attestation.scope.organisation
    )
    assert now_at().startswith("Waiting")
    Receipt.objects.filter(pk=receipt.pk).update(leased_until=now() + timedelta(seconds=30))
    assert now_at().startswith("Rendering")
    Receipt.objects.filter(pk=receipt.pk).update(leased_until=None, state=State.PREPARED)
    assert now_at().startswith("Signing")
    assert 'data-fragment-every="2"' in client.get(page_of(submission)).text
    leads = client.get(pdf_of(submission))
    assert (leads.status_code, leads["Location"]) == (302, page_of(submission))


def test_a_failed_one_says_why_and_what_to_do(client: Client, signatory, submission) -> None:
    Receipt.objects.create(
        submission=submission,
        organisation=submission.attestation.scope.organisation,
        state=State.FAILED,
        attempts=20,
        last_error="The statement cannot be read back from the document, letter by letter.",
        last_cause="check",
    )
    sign_in(client, signatory)
    page = client.get(page_of(submission)).text
    assert "did not pass the checks before signing" in page
    assert "made again from the step that failed" in page
    assert "cannot be read back" not in page  # what operators read
    assert str(submission.pk) in page
    assert "data-pending" not in page


@pytest.mark.parametrize("who", ["signatory", "editor", "registrar"])
def test_whoever_may_read_the_submission_has_it(
    request, client: Client, submission, sealed, who
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(pdf_of(submission)).status_code == 200


@pytest.mark.parametrize("who", ["contributor", "other_owner", "lead", "stranger"])
def test_for_others_it_does_not_exist(request, client: Client, submission, sealed, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    for address in (page_of(submission), pdf_of(submission)):
        assert client.get(address).status_code == 404
        assert client.get(address, headers=FRAGMENT).status_code == 404


def test_the_part_costs_the_same_whatever_the_step(client: Client, signatory, submission) -> None:
    sign_in(client, signatory)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(submission), headers=FRAGMENT)
        read = [q["sql"] for q in queries if '_sealedreceipt"."content"' in q["sql"]]
        assert all("LENGTH" in sql for sql in read)  # the bytes themselves are not fetched
        return len(queries)

    cost()
    without = cost()
    Receipt.objects.create(
        submission=submission, organisation=submission.attestation.scope.organisation
    )
    assert cost() == without


AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("state", "leased_until", "attempts", "cause", "expected"),
    [
        (State.DUE, None, 0, "", Progress()),
        (State.DUE, LATER, 1, "", Progress(Step.RENDERING)),
        (State.DUE, None, 2, "keys", Progress(Step.WAITING, 2, "keys")),
        (State.DUE, LATER, 3, "keys", Progress(Step.RENDERING, 2, "keys")),
        (State.PREPARED, LATER, 1, "", Progress(Step.SIGNING)),
        (State.SIGNED, None, 0, "", Progress(Step.READY)),
        (State.FAILED, None, 20, "keys", Progress(Step.FAILED, 20, "keys")),
    ],
)
def test_progress(state, leased_until, attempts, cause, expected) -> None:
    found = progress(
        state,
        leased_until=leased_until,
        attempts=attempts,
        cause=cause,
        at=AT,
        published=False,
    )
    assert found == expected


def test_trouble_is_told_in_a_sentence() -> None:
    assert Progress().trouble == ""
    once = Progress(Step.WAITING, 1, "keys").trouble
    assert once.startswith("One attempt failed. The alliance’s key")
    assert once.endswith("It is tried again by itself; you need not do anything.")
    assert Progress(Step.WAITING, 2, "keys").trouble.startswith("2 attempts failed.")
