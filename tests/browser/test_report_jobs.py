"""Job board, progress of a report, and corrections in a real browser, with and without script."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from accounts.models import User
from reports.causes import Cause, Reason
from reports.lease import claimed, failed_attempt
from reports.models import Correction, Report
from reports.receipts.due import open_due_receipts
from reports.status import State
from tests.browser.test_write_edition import window
from tests.browser.windows import Gallery
from tests.registry.factory import full_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_KEY = Reason(Cause.KEYS, "The private key reports.key is open to others; its mode must be 0600.")


def fail_once(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(not_before=now())
    claim = claimed(Report, report.pk, State.DUE, at=now())
    assert claim is not None
    failed_attempt(claim, NO_KEY, at=now())
    Report.objects.filter(pk=report.pk).update(not_before=now() + timedelta(minutes=4))


def test_an_operator_retries_what_its_owner_watches(
    browser: Browser, live_server, due: Report, operator: User, owner: User
) -> None:
    gallery = Gallery()
    watching = window(browser, live_server.url, gallery, owner)
    watching.open(f"/attestations/{due.attestation_id}/reports/", "report-waiting")
    at_work = window(browser, live_server.url, gallery, operator)
    at_work.open("/jobs/?show=failed", "jobs-none-failed")
    open_due_receipts(at=now())
    fail_once(due)
    expect(watching.page.locator("main")).to_contain_text("One attempt failed.")  # by itself
    watching.look("report-tried-again")
    at_work.open("/jobs/", "jobs-waiting")
    at_work.follow(f"{due.number}", "job-waiting")
    Report.objects.filter(pk=due.pk).update(state=State.FAILED, attempts=20)
    expect(watching.page.locator("main")).to_contain_text("operators have been told")
    watching.look("report-failed")
    watching.open("/desk/", "desk-report-failed")
    at_work.open(f"/jobs/report/{due.pk}/", "job-failed")
    at_work.press("Make it again", "job-without-reason")
    at_work.says("Write what was mended")
    at_work.page.get_by_label("What was mended").fill("The mode is 0600 again.")
    at_work.press("Make it again", "job-retried")
    at_work.says("It is made again from the step that failed.")
    watching.close()
    at_work.close()
    assert not gallery.problems, "\n".join(gallery.problems)


def test_progress_without_script(browser: Browser, live_server, due: Report, owner: User) -> None:
    gallery = Gallery()
    person = window(browser, live_server.url, gallery, owner, script=False)
    person.open(f"/attestations/{due.attestation_id}/").get_by_role(
        "link", name="How far the report is"
    ).click()
    person.says("is being made")
    Report.objects.filter(pk=due.pk).update(state=State.PREPARED)
    person.follow("Look again")
    expect(person.page.locator('[aria-current="step"]')).to_contain_text("Signing")
    person.close()


def test_a_correction(
    browser: Browser, live_server, correction: Correction, registrar: User, decision_maker: User
) -> None:
    gallery = Gallery()
    asks = window(browser, live_server.url, gallery, registrar)
    asks.open("/corrections/", "corrections")
    asks.open("/corrections/ask/", "correction-ask")
    asks.press("Ask for the correction", "correction-ask-empty")
    asks.open(f"/corrections/{correction.pk}/", "correction-of-the-registrar")
    asks.close()
    confirms = window(browser, live_server.url, gallery, decision_maker)
    confirms.open(f"/corrections/{correction.pk}/", "correction-to-confirm")
    confirms.press("Confirm the correction", "correction-confirmed")
    confirms.says("is being made to correct it.")
    confirms.close()
    assert not gallery.problems, "\n".join(gallery.problems)


def test_a_full_report_is_fetched(
    browser: Browser, live_server, assessed_live: Report, owner: User
) -> None:
    full_of(assessed_live)
    gallery = Gallery()
    reads = window(browser, live_server.url, gallery, owner)
    reads.open(f"/attestations/{assessed_live.attestation_id}/reports/", "reports-with-a-full-one")
    reads.follow("Full report, confidential", "full-report")
    reads.says("Nobody has downloaded it.")
    with reads.page.expect_download() as fetched:
        reads.page.get_by_role("link", name="Download the full report").click()
    assert fetched.value.suggested_filename == f"{assessed_live.number}-full-confidential.pdf"
    reads.page.reload()
    reads.says(str(owner))
    reads.look("full-report-fetched")
    reads.close()
    assert not gallery.problems, "\n".join(gallery.problems)
