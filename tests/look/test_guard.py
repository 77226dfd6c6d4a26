"""static/modules/guard.js against docs/look.md, in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Dialog, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
START = """import { watchGuarded } from "/static/modules/guard.js"; watchGuarded(document);
document.body.dataset.ready = "yes";"""
FORM = """<a href="/next/">Next</a><form data-guard action="/saved/">{}
<textarea aria-label="Reason" name="reason"></textarea><button>Save</button></form>"""
ERROR = '<p class="govuk-error-message">Give the reason.</p>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/static/start.js":
            route.fulfill(body=START, content_type="text/javascript")
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            form = FORM.format(ERROR if path == "/refused/" else "")
            script = '<script type="module" src="/static/start.js"></script>'
            body = f"<!doctype html><title>{path}</title><body><main>{form}</main>{script}"
            route.fulfill(body=body, content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    yield page
    page.close()


def opened(page: Page, path: str, *, leave: bool) -> list[str]:
    """Open a page; what it asks before it is left is noted, and answered so."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if leave:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    page.goto(f"{ORIGIN}{path}")
    page.locator("body[data-ready]").wait_for()
    return asked


def test_it_works(page: Page) -> None:
    asked = opened(page, "/one/", leave=False)
    page.get_by_label("Reason").press_sequentially("Seen.")
    page.get_by_role("link", name="Next").click(no_wait_after=True)
    expect(page).to_have_title("/one/")
    expect(page.get_by_label("Reason")).to_have_value("Seen.")
    assert asked == ["beforeunload"]


def test_what_is_sent_or_untouched_is_not_asked_about(page: Page) -> None:
    asked = opened(page, "/one/", leave=False)
    page.get_by_label("Reason").press_sequentially("Seen.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("/saved/?reason=Seen.")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_title("/next/")
    assert asked == []


def test_what_was_refused_is_not_saved(page: Page) -> None:
    asked = opened(page, "/refused/", leave=True)
    page.get_by_label("Reason").focus()
    page.keyboard.press("Shift")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_title("/next/")
    assert asked == ["beforeunload"]
