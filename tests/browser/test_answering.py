"""Answering in a real browser: a question, a principle, two people in one answer, layers."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from accounts.models import User
from attestations.drafting import Content, saved
from attestations.models import Answer, Attestation
from tests.answers import answer_everything, piece_of
from tests.browser.test_write_edition import window
from tests.browser.windows import Gallery, Window
from tests.people import acting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE, LAYER = "SEC-05", "cloud"
ARABIC = "أُصلحت كل الثغرات الحرجة خلال أحد عشر يومًا."
JAPANESE = "すべての重大な脆弱性は十一日以内に修正された。"


def address(draft: Attestation, *place: str) -> str:
    return reverse("attestations:question", args=[draft.pk, *place])


def answer_of(draft: Attestation, *place: str) -> Answer:
    code, layer = place if len(place) > 1 else (place[0], "")
    return Answer.objects.get(attestation=draft, criterion__code=code, layer=layer)


def save(draft: Attestation, who: User, seen: int, content: Content) -> None:
    with transaction.atomic():
        saved(draft.pk, CODE, LAYER, content, seen=seen, by=acting(who), at=now())


def type_level(page: Window, draft: Attestation) -> None:
    """The level is there while it is typed, and saved a second later."""
    page.open(address(draft, CODE, LAYER), "question-empty")
    level = page.page.locator("[data-level]")
    page.page.get_by_label("Piece of the library (link)").check()
    page.page.fill("#id_coverage_pct", "95")
    page.page.fill("#id_value", "1x")
    expect(level).to_contain_text("The figure is not a number.")
    page.page.fill("#id_value", "40")
    expect(level).to_contain_text("If saved now:")
    expect(level).to_contain_text("40 days reaches level 1")
    expect(page.page.locator("details[data-plan]")).to_have_attribute("open", "")
    page.page.fill("#id_value", "11")
    expect(level).to_contain_text("Level 4 needs at most 7 days.")
    status = page.page.locator("[data-save-status]")
    expect(status).to_contain_text("Saved ")
    expect(level).not_to_contain_text("If saved now:")
    page.page.fill("#id_reason", f"{ARABIC}\n{JAPANESE}\n" + "long words " * 800)
    page.page.fill("#id_population", "脆" * 200)
    expect(status).to_contain_text("Saved ")
    page.page.wait_for_timeout(1500)
    page.open(address(draft, CODE, LAYER), "question-filled")
    assert page.page.input_value("#id_value") == "11"
    assert page.page.input_value("#id_reason").startswith(ARABIC)


def choose(page: Window, draft: Attestation, other: User) -> None:
    """Somebody saves meanwhile: the choice appears, takes the keyboard, and is sent by it."""
    row = answer_of(draft, CODE, LAYER)
    page.open(address(draft, CODE, LAYER))
    theirs = Content({"value": "9", "coverage_pct": "95"}, reason="Theirs")
    save(draft, other, row.version, theirs)
    page.page.fill("#id_value", "12")
    conflict = page.page.locator("[data-conflict]")
    expect(conflict).to_contain_text("Another version was saved meanwhile")
    expect(conflict).to_be_focused()
    page.look("question-conflict")
    assert page.page.input_value("#id_value") == "12"
    # Only the other has changed these; the figure both have changed, so nobody chose for her.
    assert conflict.locator("[name=keep-reason][value=theirs]").is_checked()
    assert conflict.locator("[name=keep-answer]:checked").count() == 0
    conflict.locator("[name=keep-answer][value=mine]").focus()
    page.page.keyboard.press("Space")
    page.page.get_by_role("button", name="Save my choice").focus()
    page.page.keyboard.press("Enter")
    page.says("is saved")
    row.refresh_from_db()
    assert row.response == {"value": "12", "coverage_pct": "95"}
    assert row.reason == "Theirs"


def whole_principle(page: Window, draft: Attestation) -> None:
    """Several answers on one page, each saving itself."""
    page.open(reverse("attestations:principle", args=[draft.pk, "GOV"]), "principle-empty")
    first = page.page.locator("#GOV-01")
    first.get_by_label("Yes", exact=True).check()
    expect(first.locator("[data-save-status]")).to_contain_text("Saved ")
    last = page.page.locator("#GOV-03")
    last.locator("[name=value]").fill("300")
    last.locator("[name=coverage_pct]").fill("100")
    expect(last.locator("[data-errors]")).to_contain_text("cannot be above 100")
    page.look("principle-error")
    expect(first.locator("[data-save-status]")).to_contain_text("Saved ")
    last.locator("[name=value]").fill("70")
    expect(last.locator("[data-save-status]")).to_contain_text("Saved ")
    assert answer_of(draft, "GOV-01").version == 1
    assert answer_of(draft, "GOV-03").response["value"] == "70"


def without_script(page: Window, draft: Attestation, other: User) -> None:
    """The same pages by forms alone: refused, in conflict, chosen, saved."""
    page.open(address(draft, CODE, LAYER))
    page.page.fill("#id_value", "many")
    page.press("Save")
    page.says("The figure is not a number.")
    row = answer_of(draft, CODE, LAYER)
    page.open(reverse("attestations:principle", args=[draft.pk, "SEC"]))
    here = page.page.locator(f"#{CODE}-{LAYER}")
    theirs = Content({"value": "3", "coverage_pct": "95"}, reason="Theirs again")
    save(draft, other, row.version, theirs)
    here.locator("[name=value]").fill("14")
    here.get_by_role("button", name=f"Save {CODE}").click()
    here.locator("[name=keep-answer][value=mine]").check()
    here.get_by_role("button", name="Save my choice").click()
    expect(here).to_contain_text("Saved.")
    row.refresh_from_db()
    assert (row.response["value"], row.reason) == ("14", "Theirs again")


def sent_at_once(page: Window, draft: Attestation, other: User) -> None:
    """With script, but sent before it saves itself: whole pages, looked at."""
    page.open(address(draft, CODE, LAYER))
    page.page.fill("#id_value", "many")
    page.page.get_by_role("button", name="Save", exact=True).click()
    expect(page.page.locator(".govuk-error-summary")).to_be_focused()
    page.look("question-error")
    page.open(reverse("attestations:principle", args=[draft.pk, "SEC"]))
    here = page.page.locator(f"#{CODE}-{LAYER}")
    row = answer_of(draft, CODE, LAYER)
    save(draft, other, row.version, Content({"value": "5", "coverage_pct": "95"}))
    here.locator("[name=value]").fill("13")
    here.get_by_role("button", name=f"Save {CODE}").click()
    expect(here.locator(".conflict")).to_contain_text("Another version was saved meanwhile")
    page.look("principle-conflict")
    page.open(reverse("attestations:layers_alike", args=[draft.pk, CODE, LAYER]), "layers-alike")


def other_layers(page: Window, draft: Attestation) -> None:
    """One answer for all layers, by a form."""
    page.open(address(draft, CODE, LAYER))
    page.follow("Use this answer for my other layers")
    page.press("Use it for the ticked layers")
    page.says("is saved for")
    assert answer_of(draft, CODE, "ai").response == answer_of(draft, CODE, LAYER).response


def test_answering(
    browser: Browser, live_server: Any, draft: Attestation, editor: User, owner: User
) -> None:
    piece_of(draft, acting(editor), "Piece of the library")
    gallery = Gallery()
    page = window(browser, live_server.url, gallery, editor)
    type_level(page, draft)
    choose(page, draft, owner)
    whole_principle(page, draft)
    quiet = window(browser, live_server.url, gallery, editor, script=False)
    without_script(quiet, draft, owner)
    sent_at_once(page, draft, owner)
    other_layers(quiet, draft)
    answer_everything(draft, acting(editor))
    page.open(reverse("attestations:principle", args=[draft.pk, "ETH"]), "principle-filled")
    assert not gallery.problems, "\n".join(gallery.problems)
