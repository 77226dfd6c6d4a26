"""static/modules/autosave.js against the contract of docs/look.md, in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://portal.test"
PAGE = """<!doctype html><title>Answer</title><body data-person="emil">
<form method="post" action="/sign-out" data-sign-out><button>Sign out</button></form>
<form method="post" action="/save" data-autosave id="one">
<input type="hidden" name="version" value="3">
<textarea name="reason"></textarea>
<label><input type="radio" name="value" value="yes">Yes</label>
<label><input type="radio" name="value" value="no">No</label>
<p data-save-status role="status"></p><div data-conflict tabindex="-1"></div>
<div data-errors></div><span data-level></span><input type="file" name="new_file">
<button>Save</button></form>
<script type="module" src="/static/start.js"></script>"""
OTHER = """<form method="post" action="/save-other" data-autosave id="other">
<input type="hidden" name="version" value="8"><textarea name="plan"></textarea>
<p data-save-status role="status"></p><button>Save other</button></form>
<script"""
START = """import { watchForms } from "/static/modules/autosave.js";
import { watchKept } from "/static/modules/kept.js";
watchKept(document); watchForms(document);"""
SAVED = PAGE.replace("<form", '<p data-saved="/save">Saved.</p><form', 1)
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('unsaved:'))"


class Portal:
    """Answers saves as it is told, and remembers what came."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.saves: list[tuple[str, str]] = []
        self.answers: list[dict[str, object]] = []
        self.places: list[str] = []
        self.held: list[Route] = []
        self.html = PAGE
        page.route("**/*", self.answer)
        page.goto(ORIGIN)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in ("/save", "/save-other"):
            kind = route.request.headers.get("x-requested-with", "form")
            self.saves.append((kind, route.request.post_data or ""))
            self.places.append(path)
            planned = path == "/save" and self.answers
            told = self.answers.pop(0) if planned else saved(4)
            if told.get("hold"):
                self.held.append(route)
            elif told.get("lost"):
                route.abort()
            else:
                route.fulfill(**told)
        elif path == "/static/start.js":
            route.fulfill(body=START, content_type="text/javascript")
        elif path.startswith("/static/"):
            body = (settings.BASE_DIR / path.lstrip("/")).read_text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body=self.html, content_type="text/html")


def saved(version: int) -> dict[str, object]:
    told = {"version": version, "saved_at": "14:02:10", "level": "<b>Level 3</b>"}
    return {"json": told}


@pytest.fixture
def portal(browser: Browser) -> Iterator[Portal]:
    page = browser.new_page()
    yield Portal(page)
    page.close()


def status(portal: Portal):
    return expect(portal.page.locator("#one [data-save-status]"))


def test_it_works(portal: Portal) -> None:
    portal.page.fill("#one textarea", "Signed since 2024.")
    status(portal).to_have_text("Saved 14:02:10")
    kind, body = portal.saves[0]
    assert kind == "autosave"
    assert "Signed since 2024." in body
    assert portal.page.input_value("#one [name=version]") == "4"
    expect(portal.page.locator("[data-level]")).to_have_text("Level 3")


def test_a_save_that_failed_is_tried_again(portal: Portal) -> None:
    portal.answers = [{"lost": True}, {"status": 503}]
    portal.page.fill("#one textarea", "x")
    status(portal).to_contain_text("Trying again in 2 seconds")
    status(portal).to_contain_text("Trying again in 4 seconds")
    status(portal).to_have_text("Saved 14:02:10")
    assert len(portal.saves) == 3


def test_both_versions_are_shown_when_somebody_else_was_faster(portal: Portal) -> None:
    portal.answers = [{"status": 409, "body": "<h2>Two versions</h2>", "content_type": "text/html"}]
    portal.page.fill("#one textarea", "mine")
    expect(portal.page.locator("[data-conflict] h2")).to_have_text("Two versions")
    portal.page.fill("#one textarea", "mine, longer")
    portal.page.wait_for_timeout(1500)
    assert len(portal.saves) == 1
    assert portal.page.input_value("#one textarea") == "mine, longer"


def test_what_is_wrong_is_shown_and_goes_when_put_right(portal: Portal) -> None:
    portal.answers = [
        {"status": 422, "body": "<p>Enter a reason.</p>", "content_type": "text/html"}
    ]
    portal.page.check("[value=no]")
    expect(portal.page.locator("[data-errors]")).to_have_text("Enter a reason.")
    portal.page.fill("#one textarea", "because")
    status(portal).to_have_text("Saved 14:02:10")
    expect(portal.page.locator("[data-errors]")).to_be_empty()


def test_nothing_typed_is_lost_when_the_session_has_ended(portal: Portal) -> None:
    portal.answers = [{"status": 302, "headers": {"Location": "/accounts/login/"}}]
    portal.page.check("[value=yes]")
    portal.page.fill("#one textarea", "a long reason")
    status(portal).to_contain_text("Your session has ended")
    portal.page.reload()
    assert portal.page.input_value("#one textarea") == "a long reason"
    assert portal.page.is_checked("[value=yes]")
    status(portal).to_have_text("Saved 14:02:10")


def test_sending_the_form_waits_for_the_save_under_way(portal: Portal) -> None:
    portal.page.fill("#one textarea", "x")
    with portal.page.expect_request("**/save"):
        portal.page.wait_for_timeout(0)
    portal.page.click("text=Save")
    portal.page.wait_for_url("**/save")
    kinds = [kind for kind, _ in portal.saves]
    assert kinds == ["autosave", "form"]
    assert "version=4" in portal.saves[1][1]


def lost(portal: Portal, text: str = "a long reason") -> None:
    """Type while the portal cannot be reached, and close the page."""
    portal.answers = [{"lost": True}]
    portal.page.fill("#one textarea", text)
    status(portal).to_contain_text("the connection is lost")
    portal.page.goto("about:blank")


def sent(portal: Portal, text: str) -> None:
    """Type, and send the form at once; the server's answer leaves the page as it is."""
    portal.answers = [{"status": 204}]
    portal.page.fill("#one textarea", text)
    portal.page.get_by_role("button", name="Save", exact=True).click()
    portal.page.wait_for_timeout(200)
    assert portal.saves[-1][0] == "form"


def test_what_was_typed_outlives_the_page_and_is_offered_back(portal: Portal) -> None:
    lost(portal)
    portal.page.goto(ORIGIN)
    assert portal.page.input_value("#one textarea") == ""
    expect(portal.page.locator("[data-kept]")).to_contain_text("was not saved")
    portal.page.click("text=Put it back")
    assert portal.page.input_value("#one textarea") == "a long reason"
    status(portal).to_have_text("Saved 14:02:10")
    assert portal.page.evaluate(KEPT) == []


def test_what_is_discarded_is_gone(portal: Portal) -> None:
    lost(portal)
    portal.page.goto(ORIGIN)
    portal.page.click("text=Discard it")
    assert portal.page.evaluate(KEPT) == []
    portal.page.reload()
    expect(portal.page.locator("[data-kept]")).to_have_count(0)
    assert len(portal.saves) == 1


def test_over_a_newer_version_nothing_is_put_back_in_silence(portal: Portal) -> None:
    lost(portal)
    portal.html = PAGE.replace('name="version" value="3"', 'name="version" value="5"')
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_contain_text("choose between both")
    portal.answers = [{"status": 409, "body": "<h2>Two versions</h2>", "content_type": "text/html"}]
    portal.page.click("text=Put it back")
    expect(portal.page.locator("[data-conflict] h2")).to_have_text("Two versions")
    assert 'name="version"\r\n\r\n3' in portal.saves[-1][1]


def test_a_save_leaves_nothing_behind(portal: Portal) -> None:
    portal.page.fill("#one textarea", "x")
    assert len(portal.page.evaluate(KEPT)) == 1
    status(portal).to_have_text("Saved 14:02:10")
    assert portal.page.evaluate(KEPT) == []


def test_signing_out_leaves_nothing_behind(portal: Portal) -> None:
    lost(portal)
    portal.page.goto(ORIGIN)
    assert len(portal.page.evaluate(KEPT)) == 1
    portal.page.click("text=Sign out")
    portal.page.wait_for_url("**/sign-out")
    assert portal.page.evaluate(KEPT) == []


def test_another_person_never_sees_it(portal: Portal) -> None:
    lost(portal)
    portal.html = PAGE.replace("emil", "olga")
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_have_count(0)
    assert portal.page.evaluate(KEPT) == []


def test_nobody_signed_in_sees_it_and_it_stays(portal: Portal) -> None:
    lost(portal)
    portal.html = PAGE.replace(' data-person="emil"', "")
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_have_count(0)
    assert len(portal.page.evaluate(KEPT)) == 1


def test_what_the_server_says_is_saved_is_forgotten(portal: Portal) -> None:
    sent(portal, "a long reason")
    portal.html = SAVED
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_have_count(0)
    assert portal.page.evaluate(KEPT) == []


def test_what_was_typed_after_the_form_was_sent_is_not_forgotten_with_it(portal: Portal) -> None:
    """An upload takes minutes, and people go on typing."""
    sent(portal, "a long reason")
    portal.page.fill("#one textarea", "a longer reason")
    portal.html = SAVED
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_contain_text("was not saved")


def test_what_was_sent_and_refused_is_offered_and_not_put_in_unasked(portal: Portal) -> None:
    sent(portal, "a long reason")
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_contain_text("was not saved")
    assert portal.page.input_value("#one textarea") == ""


def test_who_drops_her_version_in_a_conflict_is_not_offered_it_again(portal: Portal) -> None:
    drop = '<a data-forget href="/#kept">Drop mine</a>'
    portal.html = PAGE.replace('<div data-conflict tabindex="-1"></div>', drop)
    lost(portal)
    portal.page.goto(ORIGIN)
    portal.page.get_by_text("Drop mine").click()
    assert portal.page.evaluate(KEPT) == []


def test_what_the_server_sends_back_is_not_offered_twice(portal: Portal) -> None:
    lost(portal)
    portal.html = PAGE.replace("data-autosave", "data-autosave data-shown-again")
    portal.page.goto(ORIGIN)
    expect(portal.page.locator("[data-kept]")).to_have_count(0)
    assert len(portal.page.evaluate(KEPT)) == 1


def test_a_file_is_not_saved_by_itself_and_that_is_said(portal: Portal) -> None:
    file = {"name": "policy.txt", "mimeType": "text/plain", "buffer": b"x"}
    portal.page.set_input_files("[name=new_file]", file)
    status(portal).to_have_text("A file that you have chosen is saved when you press Save.")
    portal.page.fill("#one textarea", "x")
    status(portal).to_have_text(
        "Saved 14:02:10. A file that you have chosen is saved when you press Save."
    )
    assert "policy.txt" not in portal.saves[0][1]


def test_leaving_warns_while_something_is_not_saved(portal: Portal) -> None:
    asked = []
    portal.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    portal.page.fill("#one textarea", "x")
    portal.page.goto("about:blank")
    assert asked == ["beforeunload"]


def test_each_of_several_forms_speaks_for_itself(portal: Portal) -> None:
    portal.html = PAGE.replace("<script", OTHER)
    portal.page.goto(ORIGIN)
    refused = {"status": 422, "body": "<p>Enter a reason.</p>", "content_type": "text/html"}
    portal.answers = [refused] * 3
    portal.page.fill("#one textarea", "x")
    expect(portal.page.locator("#one [data-errors]")).to_have_text("Enter a reason.")
    portal.page.fill("#other textarea", "y")
    expect(portal.page.locator("#other [data-save-status]")).to_have_text("Saved 14:02:10")
    expect(portal.page.locator("#one [data-save-status]")).to_contain_text("Not saved yet")
    assert portal.page.input_value("#other [name=version]") == "4"
    assert portal.page.input_value("#one [name=version]") == "3"


def test_sending_one_form_saves_the_others_first(portal: Portal) -> None:
    portal.html = PAGE.replace("<script", OTHER)
    portal.page.goto(ORIGIN)
    portal.page.fill("#other textarea", "typed a moment ago")
    portal.page.click("#one button")
    portal.page.wait_for_url("**/save")
    assert portal.places == ["/save-other", "/save"]
    assert "typed a moment ago" in portal.saves[0][1]


def test_a_conflict_on_the_page_waits_for_a_choice(portal: Portal) -> None:
    portal.html = PAGE.replace(
        '<div data-conflict tabindex="-1">', '<div data-conflict><p class="conflict">Choose</p>'
    )
    portal.page.goto(ORIGIN)
    portal.page.fill("#one textarea", "x")
    portal.page.wait_for_timeout(1500)
    assert portal.saves == []


def test_a_control_named_elements_hides_no_other(portal: Portal) -> None:
    """A document's elements are; `form.elements` is then that control, not the form's controls."""
    ticked = "<input type=checkbox name=elements value=policy aria-label=Policy>"
    portal.page.evaluate("html => one.insertAdjacentHTML('beforeend', html)", ticked)
    portal.page.check("#one [name=elements]")
    status(portal).to_have_text("Saved 14:02:10")
    assert portal.page.input_value("#one [name=version]") == "4"


def test_what_is_typed_during_a_save_is_saved_after_it(portal: Portal) -> None:
    portal.answers = [{"hold": True}, saved(5)]
    portal.page.fill("#one textarea", "the beginning")
    status(portal).to_have_text("Saving")
    portal.page.fill("#one textarea", "the beginning and the end")
    portal.page.wait_for_timeout(1500)
    assert len(portal.saves) == 1
    portal.held[0].fulfill(**saved(4))
    expect(portal.page.locator("#one [name=version]")).to_have_value("5")
    assert "the beginning and the end" in portal.saves[1][1]
    assert 'name="version"\r\n\r\n4' in portal.saves[1][1]
    assert portal.page.evaluate(KEPT) == []


def test_sending_one_form_saves_what_was_typed_in_another_during_its_save(portal: Portal) -> None:
    portal.html = (
        PAGE.replace("<script", OTHER)
        .replace("/save-other", "/save")
        .replace('action="/save" data-autosave id="one"', 'action="/first" data-autosave id="one"')
    )
    portal.page.goto(ORIGIN)
    portal.answers = [{"hold": True}]
    portal.page.fill("#other textarea", "the beginning")
    expect(portal.page.locator("#other [data-save-status]")).to_have_text("Saving")
    portal.page.fill("#other textarea", "the beginning and the end")
    portal.page.click("#one button")
    portal.held[0].fulfill(**saved(9))
    portal.page.wait_for_url("**/first")
    assert len(portal.saves) == 2
    assert "the beginning and the end" in portal.saves[1][1]


def test_what_was_typed_into_one_form_empties_no_other_of_the_same_address(portal: Portal) -> None:
    """A principle's page asks less of an answer than the answer's own page does."""
    short = PAGE.replace("data-autosave", 'data-autosave="principle"')
    portal.html = short.replace('<textarea name="reason"></textarea>', "")
    portal.page.goto(ORIGIN)
    portal.answers = [{"status": 401}]
    portal.page.check("[value=yes]")
    status(portal).to_contain_text("Your session has ended")
    portal.html = PAGE.replace("</textarea>", "Saved long ago.</textarea>")
    portal.page.goto(ORIGIN)
    portal.page.wait_for_timeout(1500)
    assert portal.page.input_value("#one textarea") == "Saved long ago."
    assert len(portal.saves) == 1
    portal.html = short
    portal.page.goto(ORIGIN)
    assert portal.page.is_checked("[value=yes]")


def test_a_reload_of_the_page_that_said_saved_forgets_nothing_typed_since(portal: Portal) -> None:
    portal.html = PAGE.replace("<form", '<p data-saved="/save">Saved.</p><form', 1)
    portal.page.goto(f"{ORIGIN}/?saved=one&more=1#one")
    assert portal.page.url == f"{ORIGIN}/?more=1#one"


def test_what_is_typed_once_the_session_has_ended_is_put_back_too(portal: Portal) -> None:
    portal.answers = [{"status": 401}]
    portal.page.fill("#one textarea", "a long")
    status(portal).to_contain_text("Your session has ended")
    portal.page.fill("#one textarea", "a long reason")
    portal.page.reload()
    assert portal.page.input_value("#one textarea") == "a long reason"


def test_what_is_no_longer_there_is_not_tried_for_ever(portal: Portal) -> None:
    portal.answers = [{"status": 404, "body": "Not found"}]
    portal.page.fill("#one textarea", "a long reason")
    status(portal).to_contain_text("not open to you any more")
    portal.page.fill("#one textarea", "a longer reason")
    portal.page.wait_for_timeout(1500)
    assert len(portal.saves) == 1
    assert len(portal.page.evaluate(KEPT)) == 1
