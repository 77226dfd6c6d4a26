"""Writing a small edition in a real browser, from blank to published by the second person."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from accounts.models import User
from principles.models import Criterion, Edition
from tests.browser.windows import Gallery, Window
from tests.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OTHER_TYPES = {
    "metric": "A figure, rated by bands",
    "maturity": "A level described in words",
    "date": "A date, rated by its age",
    "choice": "One of several options",
    "multi_choice": "All options that are true, counted",
    "document": "A document and what it holds",
}


def window(
    browser: Browser,
    origin: str,
    gallery: Gallery,
    user: User,
    *,
    factor: bool = True,
    **more: Any,
) -> Window:
    client = Client()
    sign_in(client, user, second_factor=factor)
    cookies = [
        SimpleNamespace(name=name, value=each.value) for name, each in client.cookies.items()
    ]
    person: Any = SimpleNamespace(cookies=cookies)
    portal: Any = SimpleNamespace(origin=origin)
    return Window(browser, portal, gallery, person, **more)


def common(page: Window, code: str, title: str) -> None:
    """What every criterion says, whatever its answer."""
    page.fill("Code", code)
    page.fill("Title", title)
    page.fill("Requirement", f"{title} is so, everywhere.")
    page.fill("When it does not apply", "It always applies.")
    page.page.locator("#id_evidence-0-description").fill("A record of the last year")
    page.page.locator("#id_evidence-0-kind").fill("record")
    page.page.locator("#id_evidence-0-visibility").select_option("confidential")
    page.check("Examine documents")
    page.fill("What the assessor does", "Reads the record and asks who wrote it.")
    page.page.locator("#id_threshold_sources-0-source").fill("Our own judgement")
    page.page.locator("#id_threshold_sources-0-kind").select_option("benchmark")


def bands(page: Window, part: str, *bounds: int) -> None:
    for level, bound in enumerate(bounds, start=1):
        page.page.locator(f"#id_response__{part}__{level}").fill(str(bound))


def rows(page: Window, part: str, *labels: str) -> None:
    """Fill rows; where there is none left, add one, which loses nothing."""
    for at, label in enumerate(labels):
        field = page.page.locator(f"#id_response__{part}-{at}-label")
        if not field.count():
            page.press(f"Add another {part.removesuffix('s')}")
        field.fill(label)


def rule(page: Window, kind: str) -> None:
    if kind == "metric":
        page.fill("What is measured", "Share of staff trained")
        page.page.get_by_label("Direction").select_option("higher_is_better")
        bands(page, "bands", 40, 60, 80, 95)
    elif kind == "maturity":
        for level in range(5):
            page.fill(f"Level {level}", f"It is at level {level}.")
    elif kind == "date":
        page.fill("Which date is asked for", "Date of the last exercise")
        bands(page, "max_age_days", 900, 700, 365, 180)
    elif kind == "choice":
        rows(page, "options", "Nothing", "All of it")
        for at, level in enumerate("03"):
            page.page.locator(f"#id_response__options-{at}-level").select_option(level)
    elif kind == "multi_choice":
        rows(page, "options", "Printers", "Phones", "Servers", "Cables")
        page.page.locator("#id_response__options-2-required").check()
        bands(page, "bands", 1, 2, 3, 4)
    else:
        rows(page, "elements", "Owner", "Scope", "Date", "Signature")
        bands(page, "bands", 1, 2, 3, 4)


def begin(page: Window) -> str:
    page.open("/editions/")
    page.follow("Begin a blank edition")
    for label, text in {
        "Name of the framework": "small-things",
        "Title of the framework": "Small things",
        "Version": "1.0",
        "Title of the edition": "Small things",
        "Takes effect on": "2026-01-01",
    }.items():
        page.fill(label, text)
    page.press("Begin the edition")
    page.says("before it can be published")
    draft = page.page.url
    page.open(f"{draft}principles/")
    page.follow("Add a principle")
    page.fill("Code", "GOV")
    page.fill("Title", "Governance")
    page.fill("Statement", "Somebody answers for it.")
    page.press("Save")
    return draft


def write(page: Window, plain: Window, draft: str) -> None:
    """The first criterion with a mistake, then one of each other type; one without script."""
    page.open(f"{draft}criteria/add/")
    common(page, "GOV-1", "The board answers")
    page.press("Save", "criterion-refused")
    page.page.locator(".govuk-error-summary").get_by_role("link").first.click()
    assert page.page.evaluate("document.activeElement.id") == "id_code"
    page.fill("Code", "GOV-01")
    page.press("Save")
    for number, (kind, label) in enumerate(OTHER_TYPES.items(), start=2):
        # One form with a grid and one with rows are looked at; axe cannot look without script.
        at = plain if kind == "choice" else page
        name = f"criterion-{kind}" if kind in ("metric", "multi_choice") else ""
        at.open(f"{draft}criteria/add/")
        common(at, f"GOV-0{number}", label)
        at.page.get_by_label("Members answer with").select_option(kind)
        at.press("Show the fields of this type", name)
        rule(at, kind)
        at.press("Save")
        at.says(f"The criterion GOV-0{number} is saved.")
    plain.close()
    page.look("criteria")


def test_it_works(
    live_server: Any,
    browser: Browser,
    scheme_manager: User,
    other_scheme_manager: User,
) -> None:
    gallery = Gallery()
    page = window(browser, live_server.url, gallery, scheme_manager)
    draft = begin(page)
    write(page, window(browser, live_server.url, gallery, scheme_manager, script=False), draft)
    page.open(f"{draft}preview/")
    page.open(f"{draft}preview/GOV-06/member/", "preview-member")
    for label in ("Printers", "Phones", "Servers", "An example of evidence"):
        page.check(label)
    page.press("Show the level of this answer")
    page.says("3 of 4 options: level 3")
    page.open(f"{draft}preview/GOV-06/assessor/", "preview-assessor")
    page.open(draft, "draft")
    page.says("Nothing is wrong with it.")
    page.follow("Ask for publication", "ask")
    page.press("Ask for publication")
    page.close()
    second = window(browser, live_server.url, gallery, other_scheme_manager)
    second.open("/desk/")
    second.follow("Edition 1.0 waits for a second scheme manager", "publish")
    second.check("I have read the edition")
    second.press("Publish the edition")
    second.says("Small things 1.0 is published.")
    second.close()
    edition = Edition.objects.get(framework__slug="small-things")
    assert edition.published_at is not None
    kinds = Criterion.objects.filter(edition=edition).values_list("answer_type", flat=True)
    assert sorted(kinds) == sorted(["yes_no_partial", *OTHER_TYPES])
    assert gallery.problems == []
