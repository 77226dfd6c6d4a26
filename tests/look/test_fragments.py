"""static/modules/fragments.js against the contract of docs/look.md, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
ELSEWHERE = "http://elsewhere.test"
START = (
    """import { watchFragments } from "/static/modules/fragments.js"; watchFragments(document);"""
)
ONCE = '<div data-fragment="/part/"><a href="/part/">The part</a></div>'
POLLED = '<div data-fragment="/part/" data-fragment-every="0.1"><a href="/part/">The part</a></div>'
PENDING = "<p data-pending>Rendering</p>"


class Portal:
    """Serves one page with `body`, and its part as it is told, the last answer for good."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = ONCE
        self.asked: list[str] = []
        self.answers: list[dict[str, Any]] = []
        page.route("**/*", self.answer)

    def open(self, body: str, *answers: dict[str, Any]) -> Locator:
        self.body, self.answers = body, list(answers)
        self.page.goto(ORIGIN)
        return self.page.locator("[data-fragment]")

    def answer(self, route: Route) -> None:
        address = route.request.url
        path = address.removeprefix(ORIGIN)
        if "/part/" in address:
            self.asked.append(route.request.headers.get("x-requested-with", "a person"))
            told = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            route.abort() if told.get("lost") else route.fulfill(**told)
        elif path == "/static/start.js":
            route.fulfill(body=START, content_type="text/javascript")
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            page = f"<!doctype html><title>Page</title><main>{self.body}</main>"
            script = '<script type="module" src="/static/start.js"></script>'
            route.fulfill(body=page + script, content_type="text/html")

    def is_quiet(self) -> None:
        """Nothing is asked any more."""
        self.page.wait_for_timeout(50)
        before = len(self.asked)
        self.page.wait_for_timeout(500)
        assert len(self.asked) == before


def html(body: str, status: int = 200) -> dict[str, Any]:
    return {"status": status, "body": body, "content_type": "text/html"}


@pytest.fixture
def portal(browser: Browser) -> Iterator[Portal]:
    page = browser.new_page()
    yield Portal(page)
    page.close()


def test_it_works(portal: Portal) -> None:
    place = portal.open(ONCE, html("<h2>Last time</h2><p>Level 3</p>"))
    expect(place).to_have_text("Last timeLevel 3")
    assert portal.asked == ["fragment"]


def test_it_asks_again_while_there_is_more_to_come(portal: Portal) -> None:
    place = portal.open(POLLED, html(PENDING), html(PENDING), html("<a href='/x'>Download</a>"))
    expect(place.get_by_role("link", name="Download")).to_be_visible()
    expect(place).to_have_attribute("aria-live", "polite")
    assert len(portal.asked) == 3
    portal.is_quiet()


def test_without_an_interval_it_asks_once(portal: Portal) -> None:
    expect(portal.open(ONCE, html(PENDING))).to_have_text("Rendering")
    portal.is_quiet()
    assert portal.asked == ["fragment"]


def test_scripts_in_the_answer_do_not_run(portal: Portal) -> None:
    hostile = (
        "<p>Shown</p><script>document.title = 'run'</script>"
        "<script src='/static/modules/autosave.js'></script>"
    )
    place = portal.open(ONCE, html(hostile))
    expect(place).to_have_text("Shown")
    expect(place.locator("script")).to_have_count(0)
    assert portal.page.title() == "Page"


@pytest.mark.parametrize("answer", [html("No", 404), html("No", 403), html("No", 500)])
def test_the_link_stays_where_there_is_no_answer(portal: Portal, answer: dict[str, Any]) -> None:
    place = portal.open(ONCE, answer)
    portal.is_quiet()
    expect(place.get_by_role("link", name="The part")).to_be_visible()
    assert portal.asked == ["fragment"]


def test_a_login_page_is_never_shown_in_a_page(portal: Portal) -> None:
    place = portal.open(POLLED, {"status": 302, "headers": {"Location": "/accounts/login/"}})
    portal.is_quiet()
    expect(place).to_have_text("The part")
    assert portal.asked == ["fragment"]


def test_nothing_to_show_takes_the_place_away(portal: Portal) -> None:
    expect(portal.open(ONCE, {"status": 204})).to_have_count(0)


def test_a_lost_answer_is_asked_for_again(portal: Portal) -> None:
    place = portal.open(POLLED, html(PENDING), {"lost": True}, html("", 503), html("<p>Ready</p>"))
    expect(place).to_have_text("Ready")
    assert len(portal.asked) == 4


def test_another_origin_is_never_asked(portal: Portal) -> None:
    place = portal.open(ONCE.replace('"/part/"', f'"{ELSEWHERE}/part/"', 1), html("<p>Theirs</p>"))
    portal.is_quiet()
    expect(place).to_have_text("The part")
    assert portal.asked == []


def test_focus_is_kept_while_nothing_changes_and_stays_near_when_it_does(portal: Portal) -> None:
    waiting = f"{PENDING}<a href='/wait'>Wait</a>"
    place = portal.open(POLLED, html(waiting))
    portal.page.get_by_role("link", name="Wait").focus()
    asked = len(portal.asked)
    portal.page.wait_for_timeout(400)
    assert len(portal.asked) > asked
    expect(place.get_by_role("link", name="Wait")).to_be_focused()
    portal.answers = [html("<p>Ready</p>")]
    expect(place).to_have_text("Ready")
    expect(place).to_be_focused()


def test_without_script_the_link_leads_there(browser: Browser) -> None:
    portal = Portal(browser.new_page(java_script_enabled=False))
    portal.open(ONCE, html("<h1>The part, as a page</h1>"))
    portal.page.get_by_role("link", name="The part").click()
    expect(portal.page.get_by_role("heading")).to_have_text("The part, as a page")
    assert portal.asked == ["a person"]
    portal.page.close()


def test_what_is_folded_away_is_asked_for_once_it_is_unfolded(portal: Portal) -> None:
    folded = f"<details><summary>Read</summary>{ONCE}</details>".replace(
        "<div ", '<div data-fragment-when="open" '
    )
    place = portal.open(folded, html("<p>What it says</p>"))
    portal.is_quiet()
    assert portal.asked == []
    portal.page.get_by_text("Read").click()
    expect(place).to_have_text("What it says")
    portal.page.get_by_text("Read").click()
    portal.page.get_by_text("Read").click()
    portal.is_quiet()
    assert portal.asked == ["fragment"]
