"""A stricter eye than that of the ordinary suite, and the names and texts that break a page."""

from collections.abc import Callable
from typing import Any, Final

from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect

from tests.browser.windows import WIDE, Gallery, Window

# A window of 1280 by 1024 at 400 %.
ZOOMED: Final = {"width": 320, "height": 256}
SCRIPTS: Final = "الأدلة والبراهين 証拠の一覧 "
ENDLESS: Final = "x" * 400


def odd(length: int = 200) -> str:
    """Arabic, Japanese and one word without an end, `length` characters in all."""
    return f"{SCRIPTS}{ENDLESS}"[:length]


ODD_TEXT: Final = f"{SCRIPTS}{ENDLESS}\n\nAnd a second paragraph, in English."

# Every control takes the focus; it must look another way than without, and be seen: not under
# something that sticks, nor outside the window. A key was pressed before, so that the browser
# draws a focus as for somebody at the keyboard.
UNSEEN: Final = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const parts = (one) => {
    const near = [one, one.nextElementSibling, one.closest("label"), one.closest(".govuk-checkboxes__item, .govuk-radios__item")];
    return near.filter(Boolean).flatMap((each) => [null, "::before", "::after"].map((pseudo) => {
      const style = getComputedStyle(each, pseudo);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
        style.backgroundColor, style.borderColor, style.borderWidth].join(";");
    })).join("|");
  };
  const told = (one) => one.outerHTML.slice(0, 140).replace(/\\s+/g, " ");
  const problems = [];
  const dialog = document.querySelector("dialog[open]");
  for (const one of (dialog ?? document).querySelectorAll(wanted)) {
    if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.tabIndex > 0) problems.push(`jumps the order: ${told(one)}`);
    document.activeElement?.blur();
    const before = parts(one);
    one.focus();
    if (document.activeElement !== one) { problems.push(`takes no focus: ${told(one)}`); continue; }
    if (parts(one) === before) problems.push(`its focus is not seen: ${told(one)}`);
    const spots = [...one.getClientRects()].flatMap((box) => {
      const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
      const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
      return [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) =>
        [left + (right - left) * x, top + (bottom - top) * y]));
    });
    const seen = spots.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (one.contains(top) || top.contains(one) && top !== document.body && top !== document.documentElement);
    });
    if (!seen) problems.push(`has the focus out of sight: ${told(one)}`);
  }
  document.activeElement?.blur();
  window.scrollTo(0, 0);
  return problems;
}"""

# Text that a box of its own cuts off.
CUT: Final = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  return ["hidden", "clip"].includes(style.overflowX) && one.clientWidth > 1
    && one.scrollWidth > one.clientWidth + 1 && one.checkVisibility() && one.textContent.trim();
}).map((one) => `cut off at 320 px: ${one.outerHTML.slice(0, 140)}`)"""


class StrictGallery(Gallery):
    """Also: every control shows its focus at 400 %, nothing is cut off, and what was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def look(self, page: Page, name: str) -> None:
        if name in self.seen:
            return
        self.names.add(name_of(page))
        super().look(page, name)
        page.set_viewport_size(ZOOMED)
        page.keyboard.press("Shift")
        self.problems += [f"{name}: {each}" for each in page.evaluate(UNSEEN)]
        self.problems += [f"{name}: {each}" for each in page.evaluate(CUT)]
        page.set_viewport_size({"width": WIDE, "height": 900})


def name_of(page: Page) -> str:
    """The name of the address that a page has, such as `assessments:work`."""
    path = "/" + page.url.split("://", 1)[1].partition("/")[2].partition("?")[0].partition("#")[0]
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def refused(page: Window, button: str, name: str) -> None:
    """What is sent is refused: the summary has the focus and leads to a field that exists."""
    page.page.get_by_role("button", name=button, exact=True).first.click()
    page.page.wait_for_load_state("load")
    summary = page.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    for link in summary.locator("a").all():
        target = (link.get_attribute("href") or "#").partition("#")[2]
        if page.page.locator(f'[id="{target}"]').count() != 1:
            page.gallery.problems.append(f"{name}: the summary leads nowhere ({target})")
    page.look(name)


def open_and_refuse(page: Window, address: str, name: str, button: str) -> None:
    """A form as it is met, and refused with nothing in it."""
    page.open(address, name)
    refused(page, button, f"{name}-refused")


Walk = Callable[..., Any]
