"""Tables with what people typed, in a real browser: nothing leaves the window on either side."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
STYLES = ("vendor/govuk-frontend/govuk.css", "site.css", "components.css")
ENDLESS = "x" * 200
ROW = f"""<tr><th scope="row" class="govuk-table__header"><bdi>{ENDLESS}</bdi></th>
<td class="govuk-table__cell" data-label="Role">Lead assessor</td>
<td class="govuk-table__cell" data-label="Change"><a href="#">Take off<span
class="govuk-visually-hidden"> {ENDLESS}</span></a></td></tr>"""
WIDTHS = """() => { const box = document.querySelector(".table-scroll");
return [document.documentElement.scrollWidth - innerWidth, box.scrollWidth - box.clientWidth]; }"""


def shown(browser: Browser, body: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.set_content(f"<!doctype html><main class='frame'>{body}</main>")
    for name in STYLES:
        path = settings.BASE_DIR / "static" / name
        page.add_style_tag(content=path.read_text().replace("@import", "/* "))
    return page


def table(rows: str) -> str:
    return f'<div class="table-scroll"><table class="govuk-table stacked">{rows}</table></div>'


@pytest.mark.parametrize("width", [320, 1280])
def test_it_works(browser: Browser, width: int) -> None:
    page = shown(browser, table(ROW), width)
    beyond, scrolled = page.evaluate(WIDTHS)
    assert beyond <= 0
    assert scrolled <= 0
    page.close()


@pytest.mark.parametrize("room", ["assessments", "desk", "organisations"])
def test_every_table_of_a_room_is_stacked_on_a_phone(room: str) -> None:
    """All but those that are cells to tick."""
    for template in sorted((settings.BASE_DIR / "templates" / room).glob("*.html")):
        tables = re.findall(r'<table class="([^"]*)"', template.read_text())
        assert all("stacked" in each for each in tables) or template.stem == "propose_plan"


def test_a_table_that_scrolls_keeps_to_itself_what_is_hidden_from_sight(browser: Browser) -> None:
    page = shown(browser, table(ROW.replace("bdi>", "b>")), 1280)
    beyond, scrolled = page.evaluate(WIDTHS)
    assert beyond <= 0
    assert scrolled > 0
    page.close()


def test_a_caption_that_is_seen_has_the_room_of_its_table_on_a_phone(browser: Browser) -> None:
    caption = "<caption class='govuk-table__caption'>How the scores come about</caption>"
    page = shown(browser, table(caption + ROW), 320)
    wide = page.locator("caption").evaluate("one => one.offsetWidth / one.parentNode.offsetWidth")
    assert wide == 1
    page.close()


@pytest.mark.parametrize("around", ["<p dir='auto'>{}</p>", "<p><bdi>{}</bdi></p>"])
def test_each_paragraph_goes_the_way_of_its_first_letter(browser: Browser, around: str) -> None:
    """The full stop of an English sentence stands at its right, whatever stands above it."""
    typed = "الأدلة<br><br>One. Two<span>.</span>"
    page = shown(browser, around.format(typed), 1280)
    dot, start = page.evaluate(
        """() => { const dot = document.querySelector("span").getBoundingClientRect();
        const range = document.createRange();
        range.setStart(document.querySelector("span").previousSibling, 0);
        range.setEnd(document.querySelector("span").previousSibling, 1);
        return [dot.left, range.getBoundingClientRect().left]; }"""
    )
    assert dot > start
    page.close()
