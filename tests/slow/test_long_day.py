"""An assessor's long day: two hundred verdicts in a row on 550 criteria, by keyboard alone.

A hand that types without a pause has no length of day to measure; what is measured is the share of
the machine: the seconds from the key that saves to the next page being ready, and the keys that a
verdict takes. The figures are printed (`-s`) and go to var/long-day.json.
"""

import json
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median, quantiles
from time import monotonic, process_time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from assessments.models import Engagement, Verdict, VerdictVersion
from organisations.models import Organisation, Scope
from tests.browser.test_write_edition import window
from tests.browser.windows import Gallery, Window
from tests.large_assessment import Cast, begun
from tests.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE, DAY, SHARE = 550, 200, 20
WRONG_AT, ENDED_AT = 50, 100
REASON = "Read the record of October; asked two people; it is as they say."
AT = """() => document.activeElement?.id ?? """ + '""'


@dataclass
class Hand:
    """Somebody's hand on the keyboard: what it presses, counted."""

    page: Page
    keys: int = 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def tab_to(self, end: str) -> None:
        """Tab until the field whose id ends so has the focus."""
        for _ in range(60):
            if self.page.evaluate(AT).endswith(end):
                return
            self.press("Tab")
        pytest.fail(f"{end} is not reached by Tab from here.")


@dataclass
class Day:
    """What was noted of each verdict."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    heap: list[int] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        first, last = self.seconds[:SHARE], self.seconds[-SHARE:]
        return {
            "pages": len(self.seconds),
            "seconds from the key that saves to the next page": {
                "median": round(median(self.seconds), 3),
                "p95": round(quantiles(self.seconds, n=20)[-1], 3),
                f"median of the first {SHARE}": round(median(first), 3),
                f"median of the last {SHARE}": round(median(last), 3),
            },
            "keys for a page besides its reasons": round(median(self.keys)),
            "page's heap in KiB": [
                round(median(of) / 1024) for of in (self.heap[:SHARE], self.heap[-SHARE:])
            ],
            "page's nodes, of the shortest": [min(self.nodes[:SHARE]), min(self.nodes[-SHARE:])],
            "CPU of the portal and of the hand for it, in ms": [
                round(median(of) * 1000) for of in (self.cpu[:SHARE], self.cpu[-SHARE:])
            ],
        }


@pytest.fixture
def engagement(
    scope: Scope,
    body: Organisation,
    alliance: Organisation,
    editor: User,
    signatory: User,
    registrar: User,
    owner: User,
    body_admin: User,
    lead: User,
    assessor: User,
    reviewer: User,
) -> Engagement:
    people = (editor, signatory, registrar, owner, body_admin, lead, assessor, reviewer)
    return begun(SIZE, Cast(scope, body, *people))


def ready(page: Page) -> str:
    """The criterion that the page is about, once its keys work."""
    page.get_by_role("button", name="Keyboard shortcuts").wait_for()
    return page.url.partition("/criteria/")[2].partition("/")[0]


def judge(hand: Hand, level: int) -> int:
    """Every row of the criterion on the page: level, confidence, what was done, reason."""
    hand.press("a")
    rows = hand.page.locator("select[data-key=level]").count()
    for _ in range(rows):
        hand.press(str(level))
        hand.tab_to("-confidence")
        hand.type("h")
        hand.press("Tab")
        hand.press("Space")
        hand.tab_to("-reason_code")
        if level < 3:
            hand.type("Evidence is p")
        hand.press("Tab")
        hand.type(REASON)
        hand.press("Escape")
    hand.keys -= rows * len(REASON)
    return rows


def go_on(hand: Hand, code: str) -> tuple[str, float, float]:
    """Save by key; the next criterion, and the seconds and CPU until its keys worked."""
    began, cpu = monotonic(), process_time()
    hand.press("g")
    hand.page.wait_for_url(lambda address: f"/criteria/{code}/" not in address)
    return ready(hand.page), monotonic() - began, process_time() - cpu


def note(day: Day, page: Page, spent: tuple[float, float, int], metrics: Any) -> None:
    """Once what is not used any more has been thrown away."""
    seconds, cpu, keys = spent
    metrics.send("HeapProfiler.collectGarbage")
    found = {
        each["name"]: each["value"] for each in metrics.send("Performance.getMetrics")["metrics"]
    }
    day.seconds.append(seconds)
    day.cpu.append(cpu)
    day.keys.append(keys)
    day.heap.append(int(found["JSHeapUsedSize"]))
    day.nodes.append(page.evaluate("document.querySelectorAll('*').length"))


def put_right(hand: Hand, wrong: str, here: str) -> None:
    """A wrong verdict was saved: one key leads back, another level is saved, and on it goes."""
    hand.press("b")
    hand.page.wait_for_url(lambda address: f"/criteria/{wrong}/" in address)
    assert ready(hand.page) == wrong
    level = hand.page.locator("select[data-key=level]").first
    level.focus()
    hand.press("4")
    hand.tab_to("-reason_code")
    hand.press("Home")
    hand.press("Escape")
    assert go_on(hand, wrong)[0] == here


def session_ends(hand: Hand, assessor: User, browser: Window) -> None:
    """Her session ends while she types: what she typed is sent once she has signed in again."""
    page = hand.page
    Session.objects.all().delete()
    hand.press("g")
    page.get_by_role("heading", name="Nothing was saved yet").wait_for()
    expect(page.get_by_text(REASON).first).to_be_attached()
    client = Client()
    sign_in(client, assessor, second_factor=True)
    address = browser.portal.origin
    fresh = [{"name": n, "value": c.value, "url": address} for n, c in client.cookies.items()]
    browser.context.add_cookies(fresh)
    for _ in range(30):
        if page.evaluate("document.activeElement?.textContent?.trim()") == "Send it again":
            break
        hand.press("Tab")
    hand.press("Enter")


def test_it_works(
    browser: Browser, live_server: Any, engagement: Engagement, assessor: User
) -> None:
    gallery, day = Gallery(), Day()
    hers = window(browser, live_server.url, gallery, assessor)
    page, hand = hers.page, Hand(hers.page)
    metrics = hers.context.new_cdp_session(page)
    metrics.send("Performance.enable")
    work = reverse("assessments:work", args=[engagement.pk])
    hers.open(f"{work}?show=unsettled")
    page.get_by_role("link", name="Next to judge").focus()
    hand.press("Enter")
    page.wait_for_url("**/criteria/**")
    code, given = ready(page), 0
    for level in cycle((3, 3, 4, 2)):
        hand.keys = 0
        given += judge(hand, level)
        if len(day.seconds) == ENDED_AT:
            session_ends(hand, assessor, hers)
            page.wait_for_url(lambda address, code=code: f"/criteria/{code}/" not in address)
            code, seconds, cpu = ready(page), day.seconds[-1], day.cpu[-1]
        else:
            before = code
            code, seconds, cpu = go_on(hand, code)
        note(day, page, (seconds, cpu, hand.keys), metrics)
        expect(page.get_by_text(f"{given} of ", exact=False).first).to_contain_text(
            "verdicts given"
        )
        if len(day.seconds) == WRONG_AT:
            put_right(hand, before, code)
        if given >= DAY:
            break
    told(day)
    assert Verdict.objects.filter(engagement=engagement).count() == given
    assert VerdictVersion.objects.filter(verdict__engagement=engagement).count() >= given
    assert not gallery.problems, "\n".join(gallery.problems)
    # Criteria with layers have longer pages; the shortest ones are alike.
    assert min(day.nodes[-SHARE:]) < 1.1 * min(day.nodes[:SHARE])
    assert median(day.heap[-SHARE:]) < 1.5 * median(day.heap[:SHARE]), "The page keeps growing."


def told(day: Day) -> None:
    text = json.dumps(day.figures(), indent=2)
    (settings.BASE_DIR / "var").mkdir(exist_ok=True)
    (settings.BASE_DIR / "var" / "long-day.json").write_text(text)
    print(text)  # noqa: T201
