"""The header of every page with a long name in it, in a real browser."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser

from accounts.models import User
from tests.look.test_tables import shown

pytestmark = pytest.mark.browser
LONG = "Anneliese-Charlotte " * 10 + "x" * 20
MEASURED = """() => { const who = document.querySelector(".site-header__who");
return [document.documentElement.scrollWidth - innerWidth, who.offsetHeight,
        who.scrollWidth > who.clientWidth, who.title]; }"""


def measured(browser: Browser, width: int) -> tuple[int, int, bool, str]:
    header = render_to_string("base.html", {"user": User(name=LONG)})
    header = header[header.index("<header") : header.index("</header>")] + "</header>"
    page = shown(browser, header, width)
    beyond, height, cut, title = page.evaluate(MEASURED)
    page.close()
    return beyond, height, cut, title


def test_it_works(browser: Browser) -> None:
    """A long name stays on one line, is cut with dots, and is whole for whoever points at it."""
    beyond, height, cut, title = measured(browser, 1280)
    assert beyond <= 0
    assert height < 40, "one line"
    assert cut
    assert title == LONG


def test_nothing_of_it_is_lost_on_a_narrow_screen(browser: Browser) -> None:
    """Nobody points there: the name takes lines of its own."""
    beyond, height, cut, _ = measured(browser, 320)
    assert beyond <= 0
    assert height > 40, "several lines"
    assert not cut
