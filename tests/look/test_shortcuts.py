"""static/modules/shortcuts.js against docs/look.md, in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
START = (
    """import { watchShortcuts } from "/static/modules/shortcuts.js"; watchShortcuts(document);"""
)
BODY = """
<a href="/next/" data-key="j n">Next</a><a href="/previous/" data-key="k p">Previous</a>
<form action="/saved/"><div data-key="e"><a href="/piece/">Piece</a></div>
<select data-key="level" aria-label="Level"><option value=""></option><option>0</option>
<option>3</option></select><select data-key="level" aria-label="Second level">
<option value=""></option><option>0</option><option>3</option></select><textarea aria-label="Reason"></textarea>
<details data-key="v"><summary>Read</summary><p>A page.</p></details>
<input type="checkbox" data-key="a" aria-label="Accept all">
<button data-key="s">Save</button>
<button formaction="/gone-on/" data-key="g ctrl-enter">Save and go on</button></form>
<section data-shortcuts hidden><h2 id="shortcuts">Keyboard shortcuts</h2><p>The list.</p></section>
"""


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
            script = '<script type="module" src="/static/start.js"></script>'
            body = f"<!doctype html><title>{path}</title><main>{BODY}</main>{script}"
            route.fulfill(body=body, content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/criterion/")
    page.get_by_role("button", name="Keyboard shortcuts").wait_for()
    yield page
    page.close()


def test_it_works(page: Page) -> None:
    page.keyboard.press("3")
    expect(page.get_by_label("Level", exact=True)).to_have_value("3")
    page.get_by_label("Level", exact=True).blur()
    page.keyboard.press("e")
    expect(page.get_by_role("link", name="Piece")).to_be_focused()
    for key, title in (("j", "/next/"), ("p", "/previous/"), ("s", "/saved/?")):
        page.keyboard.press(key)
        expect(page).to_have_title(title)
        page.get_by_role("button", name="Keyboard shortcuts").wait_for()


def test_a_level_is_for_the_first_verdict_that_has_none(page: Page) -> None:
    page.keyboard.press("3")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(page.get_by_label("Level", exact=True)).to_have_value("3")
    expect(page.get_by_label("Second level")).to_have_value("0")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(page.get_by_label("Level", exact=True)).to_have_value("0")


def test_escape_leaves_a_field_and_tab_goes_on_from_there(page: Page) -> None:
    page.get_by_label("Reason").focus()
    page.keyboard.type("j")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.get_by_label("Reason").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page).to_have_title("/next/")


def test_one_saves_and_goes_on_out_of_a_field(page: Page) -> None:
    page.get_by_label("Reason").fill("Seen.")
    page.get_by_label("Reason").press("Enter")
    expect(page).to_have_title("/criterion/")
    page.get_by_label("Reason").press("Control+Enter")
    expect(page).to_have_title("/gone-on/?")


def test_a_file_is_unfolded_and_evidence_accepted(page: Page) -> None:
    page.keyboard.press("v")
    expect(page.get_by_text("A page.")).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_text("A page.")).to_be_hidden()
    page.keyboard.press("a")
    expect(page.get_by_label("Accept all")).to_be_checked()


def test_they_rest_while_somebody_types(page: Page) -> None:
    page.get_by_label("Reason").focus()
    page.keyboard.type("jn 3 ? s")
    expect(page.get_by_label("Reason")).to_have_value("jn 3 ? s")
    expect(page).to_have_title("/criterion/")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Level", exact=True)).to_have_value("")


def test_with_a_modifier_the_key_is_the_browsers(page: Page) -> None:
    page.keyboard.press("Alt+j")
    page.keyboard.press("Control+3")
    expect(page).to_have_title("/criterion/")
    expect(page.get_by_label("Level", exact=True)).to_have_value("")


def test_the_list_opens_by_key_and_by_button(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    expect(page).to_have_title("/criterion/")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(dialog).to_be_visible()


def test_they_can_be_switched_off_for_good(page: Page) -> None:
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("button", name="Switch them off").click()
    expect(page.get_by_role("status")).to_have_text("They are switched off.")
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.get_by_role("button", name="Keyboard shortcuts").wait_for()
    for key in ("j", "3", "?"):
        page.keyboard.press(key)
    expect(page).to_have_title("/criterion/")
    expect(page.get_by_label("Level", exact=True)).to_have_value("")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("button", name="Switch them on").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page).to_have_title("/next/")
