"""static/modules/autosave.js against the contract of docs/look.md, in a real browser."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
PAGE = """<!doctype html><title>Answer</title>
<form method="post" action="/save" data-autosave>
<input type="hidden" name="version" value="3">
<textarea name="reason"></textarea>
<label><input type="radio" name="value" value="yes">Yes</label>
<label><input type="radio" name="value" value="no">No</label>
<p data-save-status role="status"></p><div data-conflict tabindex="-1"></div>
<div data-errors></div><span data-level></span><button>Save</button></form>
<script type="module" src="/static/start.js"></script>"""
START = """import { watchForms } from "/static/modules/autosave.js"; watchForms(document);"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Callable[[], Page]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser.new_page
        browser.close()


class Portal:
    """Answers saves as it is told, and remembers what came."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.saves: list[tuple[str, str]] = []
        self.answers: list[dict[str, object]] = []
        page.route("**/*", self.answer)
        page.goto(ORIGIN)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/save":
            kind = route.request.headers.get("x-requested-with", "form")
            self.saves.append((kind, route.request.post_data or ""))
            told = self.answers.pop(0) if self.answers else saved(4)
            route.abort() if told.get("lost") else route.fulfill(**told)
        elif path == "/static/start.js":
            route.fulfill(body=START, content_type="text/javascript")
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")


def saved(version: int) -> dict[str, object]:
    told = {"version": version, "saved_at": "14:02:10", "level": "<b>Level 3</b>"}
    return {"json": told}


@pytest.fixture
def portal(chromium: Callable[[], Page]) -> Iterator[Portal]:
    page = chromium()
    yield Portal(page)
    page.close()


def status(portal: Portal):
    return expect(portal.page.locator("[data-save-status]"))


def test_it_works(portal: Portal) -> None:
    portal.page.fill("textarea", "Signed since 2024.")
    status(portal).to_have_text("Saved 14:02:10")
    kind, body = portal.saves[0]
    assert kind == "autosave"
    assert "Signed since 2024." in body
    assert portal.page.input_value("[name=version]") == "4"
    expect(portal.page.locator("[data-level]")).to_have_text("Level 3")


def test_a_save_that_failed_is_tried_again(portal: Portal) -> None:
    portal.answers = [{"lost": True}, {"status": 503}]
    portal.page.fill("textarea", "x")
    status(portal).to_contain_text("Trying again in 2 seconds")
    status(portal).to_contain_text("Trying again in 4 seconds")
    status(portal).to_have_text("Saved 14:02:10")
    assert len(portal.saves) == 3


def test_both_versions_are_shown_when_somebody_else_was_faster(portal: Portal) -> None:
    portal.answers = [{"status": 409, "body": "<h2>Two versions</h2>", "content_type": "text/html"}]
    portal.page.fill("textarea", "mine")
    expect(portal.page.locator("[data-conflict] h2")).to_have_text("Two versions")
    portal.page.fill("textarea", "mine, longer")
    portal.page.wait_for_timeout(1500)
    assert len(portal.saves) == 1
    assert portal.page.input_value("textarea") == "mine, longer"


def test_what_is_wrong_is_shown_and_goes_when_put_right(portal: Portal) -> None:
    portal.answers = [
        {"status": 422, "body": "<p>Enter a reason.</p>", "content_type": "text/html"}
    ]
    portal.page.check("[value=no]")
    expect(portal.page.locator("[data-errors]")).to_have_text("Enter a reason.")
    portal.page.fill("textarea", "because")
    status(portal).to_have_text("Saved 14:02:10")
    expect(portal.page.locator("[data-errors]")).to_be_empty()


def test_nothing_typed_is_lost_when_the_session_has_ended(portal: Portal) -> None:
    portal.answers = [{"status": 302, "headers": {"Location": "/accounts/login/"}}]
    portal.page.check("[value=yes]")
    portal.page.fill("textarea", "a long reason")
    status(portal).to_contain_text("Your session has ended")
    portal.page.reload()
    assert portal.page.input_value("textarea") == "a long reason"
    assert portal.page.is_checked("[value=yes]")
    status(portal).to_have_text("Saved 14:02:10")


def test_sending_the_form_waits_for_the_save_under_way(portal: Portal) -> None:
    portal.page.fill("textarea", "x")
    with portal.page.expect_request("**/save"):
        portal.page.wait_for_timeout(0)
    portal.page.click("button")
    portal.page.wait_for_url("**/save")
    kinds = [kind for kind, _ in portal.saves]
    assert kinds == ["autosave", "form"]
    assert "version=4" in portal.saves[1][1]
