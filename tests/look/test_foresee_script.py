"""static/modules/foresee.js against the contract of docs/look.md, in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
PAGE = """<!doctype html><title>Answer</title>
<form method="post" action="/save" data-foresee="/foresee">
<input name="value"><textarea name="reason"></textarea><input type="file" name="new_file">
<div data-level>Saved level</div><p data-foreseen role="status"></p>
<details data-plan><summary>Plan</summary></details></form>
<script type="module">import { watchForeseen } from "/static/modules/foresee.js";
watchForeseen(document);</script>"""


class Foreseeing:
    """Answers what it is asked, and remembers it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.told: dict[str, object] = {
            "level": "<p>If saved now: 3</p>",
            "told": "If saved now: level 3.",
            "below": False,
        }
        self.status = 200
        page.route("**/*", self.answer)
        page.goto(ORIGIN)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/foresee":
            self.asked.append(route.request.post_data or "")
            route.fulfill(json=self.told, status=self.status)
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")


@pytest.fixture
def portal(browser: Browser) -> Iterator[Foreseeing]:
    page = browser.new_page()
    yield Foreseeing(page)
    page.close()


def level(portal: Foreseeing):
    return expect(portal.page.locator("[data-level]"))


def test_it_works(portal: Foreseeing) -> None:
    portal.page.locator("[name=value]").press_sequentially("11", delay=20)
    level(portal).to_have_text("If saved now: 3")
    assert len(portal.asked) == 1
    assert "11" in portal.asked[0]
    expect(portal.page.locator("[data-foreseen]")).to_have_text("If saved now: level 3.")
    assert portal.page.get_attribute("[data-plan]", "open") is None


def test_below_target_the_plan_opens(portal: Foreseeing) -> None:
    portal.told["below"] = True
    portal.page.fill("[name=value]", "90")
    level(portal).to_have_text("If saved now: 3")
    assert portal.page.get_attribute("[data-plan]", "open") is not None


def test_a_longer_text_changes_no_level(portal: Foreseeing) -> None:
    portal.page.fill("textarea", "because")
    portal.page.wait_for_timeout(600)
    assert portal.asked == []


def test_a_chosen_file_is_told_without_its_content(portal: Foreseeing) -> None:
    file = {"name": "policy.txt", "mimeType": "text/plain", "buffer": b"the content"}
    portal.page.set_input_files("[name=new_file]", file)
    level(portal).to_have_text("If saved now: 3")
    assert "with_file" in portal.asked[0]
    assert "the content" not in portal.asked[0]


def test_what_was_saved_in_between_stays(portal: Foreseeing) -> None:
    portal.page.fill("[name=value]", "11")
    portal.page.evaluate("document.forms[0].dispatchEvent(new Event('answer-saved'))")
    portal.page.wait_for_timeout(600)
    level(portal).to_have_text("Saved level")


def test_without_an_answer_the_saved_level_stays(portal: Foreseeing) -> None:
    portal.status = 503
    portal.page.fill("[name=value]", "11")
    portal.page.wait_for_timeout(600)
    level(portal).to_have_text("Saved level")
