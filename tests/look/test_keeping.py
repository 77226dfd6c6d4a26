"""static/modules/keeping.js against the contract of docs/look.md, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('unsaved:'))"
PAGE = """<!doctype html><title>Verdict</title><body data-person="vera">
<main id="main"></main>
<form method="post" data-keep id="one">
<input type="hidden" name="a-seen" value="3">
<select name="a-level"><option value="">Choose</option><option value="2">2</option></select>
<textarea name="a-reason">As it was.</textarea>
<label><input type="checkbox" name="a-done" value="interview">Interview</label>
<button name="then" value="next">Save</button></form>
<script type="module" src="/static/start.js"></script>"""
DONE = PAGE.replace("<main", '<p data-saved="/criteria/">Saved.</p><main', 1)
START = """import { watchKeeping } from "/static/modules/keeping.js";
import { watchKept } from "/static/modules/kept.js";
watchKept(document); watchKeeping(document);"""
AT = f"{ORIGIN}/criteria/"


class Portal:
    """Serves a page, and remembers what was posted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.html, self.answer_to_post = PAGE, DONE
        self.posted: list[str] = []
        page.route("**/*", self.answer)
        page.goto(AT)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/static/start.js":
            route.fulfill(body=START, content_type="text/javascript")
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        elif route.request.method == "POST":
            self.posted.append(route.request.post_data or "")
            route.fulfill(body=self.answer_to_post, content_type="text/html")
        else:
            route.fulfill(body=self.html, content_type="text/html")

    def type(self) -> None:
        self.page.select_option("[name=a-level]", "2")
        self.page.fill("textarea", "The log has a gap.")
        self.page.check("[name=a-done]")

    def begun(self) -> None:
        """The page's script has read what the page says of itself."""
        self.page.wait_for_function("document.querySelector('form').dataset.keeping === 'yes'")

    @property
    def offered(self) -> bool:
        self.begun()
        return self.page.locator("[data-kept]").count() > 0


@pytest.fixture
def portal(browser: Browser) -> Iterator[Portal]:
    page = browser.new_page()
    yield Portal(page)
    page.close()


def test_what_was_typed_is_offered_back_after_a_crash(portal: Portal) -> None:
    portal.type()
    portal.page.goto(f"{AT}?show=open#main")
    assert portal.offered
    assert portal.page.input_value("textarea") == "As it was."
    portal.page.get_by_text("Put it back").click()
    assert portal.page.input_value("textarea") == "The log has a gap."
    assert portal.page.input_value("select") == "2"
    assert portal.page.is_checked("[name=a-done]")
    portal.page.get_by_role("button", name="Save").click()
    expect(portal.page.get_by_text("Saved.")).to_be_visible()
    portal.begun()
    assert portal.page.evaluate(KEPT) == []


def test_it_is_not_offered_once_it_was_saved(portal: Portal) -> None:
    portal.type()
    portal.page.get_by_role("button", name="Save").click()
    expect(portal.page.get_by_text("Saved.")).to_be_visible()
    portal.begun()
    portal.page.goto(AT)
    assert not portal.offered


def test_what_was_sent_and_never_arrived_is_offered(portal: Portal) -> None:
    portal.type()
    portal.answer_to_post = "<!doctype html><title>Bad gateway</title>"
    portal.page.get_by_role("button", name="Save").click()
    expect(portal.page).to_have_title("Bad gateway")
    portal.page.goto(AT)
    assert portal.offered


def test_what_was_refused_is_not_offered_beside_itself(portal: Portal) -> None:
    portal.type()
    error = '<p class="govuk-error-message">Choose a confidence.</p><textarea'
    portal.answer_to_post = PAGE.replace("<textarea", error)
    portal.page.get_by_role("button", name="Save").click()
    expect(portal.page.get_by_text("Choose a confidence.")).to_be_visible()
    assert not portal.offered
    portal.page.fill("textarea", "Typed after the refusal.")
    portal.html = portal.answer_to_post  # as a reload shows it
    portal.page.goto(AT)
    assert portal.offered
    portal.html = PAGE
    portal.page.goto(AT)
    assert portal.offered


def test_another_person_of_the_browser_finds_nothing(portal: Portal) -> None:
    portal.type()
    portal.html = PAGE.replace('data-person="vera"', 'data-person="emil"')
    portal.page.goto(AT)
    assert not portal.offered
    assert portal.page.evaluate(KEPT) == []
    portal.html = PAGE
    portal.page.goto(AT)
    assert not portal.offered


def test_over_a_newer_version_it_is_sent_as_typed_over_the_older(portal: Portal) -> None:
    portal.type()
    portal.html = PAGE.replace('value="3"', 'value="4"')
    portal.page.goto(AT)
    expect(portal.page.locator("[data-kept]")).to_contain_text("Something was saved here since")
    portal.page.get_by_text("Put it back").click()
    portal.page.get_by_role("button", name="Save").click()
    expect(portal.page.get_by_text("Saved.")).to_be_visible()
    portal.begun()
    assert "a-seen=3" in portal.posted[0]


def test_typing_it_back_and_discarding_leave_nothing(portal: Portal) -> None:
    portal.page.fill("textarea", "Another")
    assert len(portal.page.evaluate(KEPT)) == 1
    portal.page.fill("textarea", "As it was.")
    assert portal.page.evaluate(KEPT) == []
    portal.type()
    portal.page.goto(AT)
    portal.page.get_by_text("Discard it").click()
    assert portal.page.evaluate(KEPT) == []


def test_two_forms_of_one_address_keep_their_own(portal: Portal) -> None:
    one = PAGE.replace("data-keep", 'data-keep="SEC-01/app"')
    portal.html = one
    portal.page.goto(AT)
    portal.type()
    portal.html = one.replace("SEC-01/app", "SEC-01/net")
    portal.page.goto(AT)
    assert not portal.offered
    portal.html = one
    portal.page.goto(AT)
    assert portal.offered


FORM = re.compile(r'<form method="post"[^>]*>(.*?)</form>', re.DOTALL)
# Confidential and short, or nothing is typed.
KEEPS_NOTHING = {
    "blind.html",
    "interests.html",
    "work.html",
    "choose_quote.html",
    "engagement.html",
}


@pytest.mark.parametrize(
    "template",
    sorted((Path(__file__).parents[2] / "templates/assessments").glob("*.html")),
    ids=lambda path: path.name,
)
def test_every_form_of_the_assessors_room_keeps_what_is_typed(template: Path) -> None:
    """A level given blind, and an interest, stay on no computer."""
    text = template.read_text()
    for form in FORM.finditer(text):
        opening = form[0].partition("{% csrf_token %}")[0]
        typed = "form" in form[1] or "textarea" in form[1]
        if template.name in KEEPS_NOTHING:
            assert "data-keep" not in opening
        elif typed and "acknowledge" not in opening:
            assert "data-keep" in opening, opening
