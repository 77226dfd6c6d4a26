"""Checking and signing in a real browser: every state accessible, by keyboard, and on paper."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Browser

from accounts.models import User
from attestations.models import Answer, Attestation, EvidenceLink, Submission
from organisations.models import Organisation
from tests.answers import answer_everything, response_for
from tests.browser.test_write_edition import window
from tests.browser.windows import SCREENS, Gallery
from tests.people import acting
from tests.stages import made_submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "كل شيء مسجَّل لدى الموثِّق. すべて公証人にあります。" + "x" * 300


def weaken(attestation: Attestation) -> None:
    """Seven answers without evidence, and three plans that do not count."""
    rows = list(Answer.objects.filter(attestation=attestation).order_by("criterion__order"))
    EvidenceLink.objects.filter(answer__in=rows[:7]).delete()
    late = now().date() + timedelta(days=400)
    for row in rows[20:23]:
        Answer.objects.filter(pk=row.pk).update(plan="A course.", plan_due=late)


def test_check_and_sign(
    browser: Browser,
    live_server,
    draft: Attestation,
    editor: User,
    signatory: User,
    alliance: Organisation,
) -> None:
    gallery = Gallery()
    check = reverse("attestations:check", args=[draft.pk])
    sign = reverse("attestations:sign", args=[draft.pk])
    person = window(browser, live_server.url, gallery, editor)
    person.open(check, "check-empty")
    follow_each(person, ["response"])
    answer_everything(draft, acting(editor), {"GOV-01": 2, "SEC-05": 1, "GOV-02": 2})
    weaken(draft)
    Answer.objects.filter(attestation=draft, criterion__code="GOV-03").update(unsure=True)
    person.open(check, "check-gap-and-warnings")
    follow_each(person, ["id_unsure", "evidence", "id_plan"])
    Answer.objects.filter(attestation=draft).update(unsure=False)
    person.open(check, "check-warnings")
    person.press("Make ready", "check-refused")
    assert person.page.evaluate("document.activeElement.className") == "govuk-error-summary"
    give_reasons_by_keyboard(person)
    person.press("Make ready")
    person.says("The attestation is ready")
    person.close()
    reader = window(browser, live_server.url, gallery, signatory)
    reader.open(sign, "sign-first")
    reader.press("Sign and submit", "sign-refused")
    reader.close()
    made_submitted(draft, acting(signatory))
    Attestation.objects.filter(pk=draft.pk).update(
        status="returned", return_items=[{"criterion": "GOV-01", "text": "It is cut off."}]
    )
    fallen = Answer.objects.select_related("criterion").get(
        attestation=draft, criterion__code="GOV-04", layer=""
    )
    fallen.response = response_for(fallen.criterion.rule, 2, draft.as_of)
    fallen.reason, fallen.counter_claim = "Two of four.", LONG
    fallen.save()
    quiet = window(browser, live_server.url, gallery, editor, script=False)
    quiet.open(check)
    assert quiet.page.locator("textarea").first.input_value() != ""  # the reasons of last time
    for field in quiet.page.locator("fieldset.warned li > .govuk-form-group textarea").all():
        field.fill(field.input_value() or "It is new, and so be it.")
    quiet.press("Make ready")
    quiet.says("The attestation is ready")
    quiet.close()
    reader = window(browser, live_server.url, gallery, signatory)
    reader.open(sign, "sign-after-return")
    on_paper(reader)
    reader.fill("By what authority you sign", "Chief executive")
    reader.check("I have read what will be signed")
    reader.press("Sign and submit", "receipt-signed")
    reader.close()
    assert Submission.objects.filter(attestation=draft).count() == 2
    assert not gallery.problems, "\n".join(gallery.problems)


def follow_each(person, anchors: list[str]) -> None:
    """Each link to something to mend scrolls to a thing that is there."""
    page = person.page
    links = page.locator("main a[href*='#']").evaluate_all("all => all.map(each => each.href)")
    mends = {each.split("#")[1]: each for each in links if "/criteria/" in each}
    assert mends
    assert set(anchors) - {"response"} <= set(mends)
    for anchor, address in mends.items():
        page.goto(address)
        assert page.locator(f"[id='{anchor}']").count() == 1, address
        assert page.evaluate("document.querySelector(':target') !== null"), address


def give_reasons_by_keyboard(person) -> None:
    """Tab from field to field; a folded reason of its own opens with the space bar."""
    page = person.page
    page.locator("fieldset.warned textarea").first.focus()
    page.keyboard.type("It is with the notary.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("Lost in a fire.")
    for field in page.locator("fieldset.warned > .govuk-form-group textarea").all():
        if not field.input_value():
            field.fill("The board has decided so.")
    for field in page.locator("fieldset.warned li > .govuk-form-group textarea").all():
        field.fill("The board has decided so.")


def on_paper(reader) -> None:
    """Everything stands on the paper: what is folded on the screen too."""
    page = reader.page
    page.emulate_media(media="print")
    hidden = page.locator(".briefing details").evaluate_all(
        "all => all.filter(each => each.lastElementChild.getBoundingClientRect().height === 0).length"
    )
    assert page.locator(".briefing details").count() > 0
    assert hidden == 0
    assert not page.locator(".briefing form").is_visible()
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.pdf(path=SCREENS / "briefing.pdf", prefer_css_page_size=True)
    page.emulate_media(media="screen")
