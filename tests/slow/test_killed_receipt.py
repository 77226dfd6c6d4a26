"""The receipt as PDF in a real browser, made by a real worker that is killed on its way."""

import pytest
from playwright.sync_api import Browser, expect

from organisations.permissions import Role
from tests.browser.windows import Gallery, Window
from tests.journeys.people import Person
from tests.journeys.shortcuts import Member, member_of
from tests.people import acting
from tests.running import Portal, rows, soon
from tests.stages import made_submitted

pytestmark = [pytest.mark.browser, pytest.mark.worker]


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


@pytest.fixture(scope="module")
def editor(member: Member) -> Person:
    return member.signed_in(Role.EDITOR)


def signed(member: Member) -> str:
    submission = made_submitted(member.ready(), acting(member.users[Role.SIGNATORY]))
    return f"/submissions/{submission.pk}/"


def receipts(portal: Portal) -> list[tuple[str, int, int]]:
    """Every receipt's state, with how many files it has of each kind."""
    return rows(
        portal,
        "SELECT state, (SELECT count(*) FROM reports_preparedreceipt WHERE receipt_id = r.id),"
        " (SELECT count(*) FROM reports_sealedreceipt WHERE receipt_id = r.id)"
        " FROM reports_receipt r ORDER BY opened_at",
        {},
    )


def test_it_works(portal: Portal, browser: Browser, member: Member, editor: Person) -> None:
    gallery = Gallery()
    receipt = signed(member)
    window = Window(browser, portal, gallery, editor)
    page = window.open(receipt, "receipt-page")
    link = page.get_by_role("link", name="Download the receipt")
    expect(link).to_be_visible(timeout=60_000)  # it appears by itself
    window.look("receipt-page-ready")
    window.open(f"{receipt}receipt/", "receipt-pdf-ready")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    window.close()
    assert not gallery.problems, "\n".join(gallery.problems)


def test_a_worker_killed_while_it_renders_makes_one_receipt_all_the_same(
    portal: Portal, browser: Browser, member: Member, editor: Person
) -> None:
    before = len(receipts(portal))
    receipt = signed(member)
    at_work = "SELECT 1 FROM reports_receipt WHERE state = 'due' AND leased_until > now()"
    soon("the worker is at work", lambda: rows(portal, at_work, {}), seconds=60, every=0.01)
    portal.kill("worker")
    gallery = Gallery()
    window = Window(browser, portal, gallery, editor)
    window.open(f"{receipt}receipt/", "receipt-pdf-waiting")
    window.close()
    window = Window(browser, portal, gallery, editor, script=False)
    window.open(receipt).get_by_role("link", name="The receipt as a sealed PDF").click()
    window.says("The receipt as PDF is being made")
    soon(
        "the receipt is sealed",
        lambda: receipts(portal)[before:] == [("signed", 1, 1)],
        seconds=150,
    )
    window.follow("Look again")
    window.says("Download the receipt")
    window.close()
    assert not gallery.problems, "\n".join(gallery.problems)
