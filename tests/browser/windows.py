"""A real Chromium: windows of people, and what must hold of every page that is looked at."""

import os
import re
from http.cookiejar import Cookie
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.people import Person
from tests.running import Portal
from tests.whole import WHOLE

WIDE, PHONE, NARROWEST = 1280, 375, 320
# Contrast is two thirds of what a look costs, and follows from the colours of the theme, whose own
# tests reckon it: it is looked at on the pages by `make test-slow`.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "rules": {"color-contrast": {"enabled": WHOLE}},
}
SCREENS = settings.BASE_DIR / "var" / "screens"


class Gallery:
    """Every page that was looked at, each name once, with what was wrong with it."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.problems: list[str] = []
        self.axe = Axe()

    def look(self, page: Page, name: str) -> None:
        """Accessible, no wider than the window at 320 px; pictures when SCREENS=1."""
        if name in self.seen:
            return
        self.seen.add(name)
        found = self.axe.run(page, options=RULES).response
        self.problems += [f"{name}: {told(each)}" for each in found["violations"]]
        for width in (NARROWEST, PHONE, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.problems.append(f"{name}: {wide} px wide in a window of {width} px")
            if width != NARROWEST and os.environ.get("SCREENS") == "1":
                SCREENS.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)


def told(violation: dict[str, Any]) -> str:
    """A finding of axe in a line: its rule and the places."""
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['help']}): {places}"


class Window:
    """One person's window; with `person`, in the session that she has already."""

    def __init__(
        self,
        browser: Browser,
        portal: Portal,
        gallery: Gallery,
        person: Person | None = None,
        *,
        script: bool = True,
    ) -> None:
        self.portal = portal
        self.gallery = gallery
        self.context: BrowserContext = browser.new_context(
            java_script_enabled=script, viewport={"width": WIDE, "height": 900}
        )
        if person is not None:
            self.context.add_cookies(
                [
                    {"name": each.name, "value": each.value or "", "url": portal.origin}
                    for each in person.cookies
                ]
            )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: gallery.problems.append(f"script: {error}"))

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.gallery.problems.append(f"{self.page.url}: console: {message.text}")

    def open(self, address: str, name: str = "") -> Page:
        """Go to an address; look at it under this name."""
        self.page.goto(f"{self.portal.origin}{address}" if address.startswith("/") else address)
        if name:
            self.look(name)
        return self.page

    def look(self, name: str) -> None:
        self.gallery.look(self.page, name)

    def press(self, button: str, name: str = "") -> Page:
        """Press the button; look at what follows under this name."""
        self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state("load")
        if name:
            self.look(name)
        return self.page

    def follow(self, link: str, name: str = "") -> Page:
        self.page.get_by_role("link", name=link).or_(
            self.page.get_by_role("button", name=link)
        ).first.click()
        self.page.wait_for_load_state("load")
        if name:
            self.look(name)
        return self.page

    def fill(self, label: str, text: str) -> None:
        """Type into the field whose label begins so."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def check(self, label: str) -> None:
        """Tick, or choose, what is labelled so."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.check()

    def confirm(self, person: Person) -> None:
        """Type the code where the page asks for one."""
        field = self.page.get_by_label("Code from your authenticator app")
        if field.count() and person.app is not None:
            field.fill(person.app.code())

    def says(self, words: str) -> None:
        """The page says this."""
        self.page.get_by_text(words).first.wait_for()

    def give_session_to(self, person: Person) -> None:
        """Let the person's own browser without script go on in this session."""
        for each in self.context.cookies():
            person.cookies.set_cookie(plain_cookie(each["name"], each["value"]))

    def close(self) -> None:
        self.context.close()


def plain_cookie(name: str, value: str) -> Cookie:
    """A session cookie of this machine."""
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain="127.0.0.1",
        domain_specified=False,
        domain_initial_dot=False,
        path="/",
        path_specified=True,
        secure=False,
        expires=None,
        discard=True,
        comment=None,
        comment_url=None,
        rest={},
    )
