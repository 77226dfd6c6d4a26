"""static/modules/upload.js and digest.js against the contract of docs/look.md, in a real browser."""

import hashlib
import json
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ORIGIN = "http://127.0.0.1:9"  # a secure context, or there is no crypto.subtle; never connected to
PAGE = """<!doctype html><title>Add</title><main id="main"><h1>Add</h1>
<form method="post" action="/add" enctype="multipart/form-data" novalidate data-upload>
<div class="govuk-form-group" id="id_title_group"><label for="id_title">Title</label>
<input id="id_title" name="title"></div>
<div class="govuk-form-group" id="id_file_group"><label for="id_file">Files</label>
<div class="govuk-drop-zone"><input type="file" id="id_file" name="file" multiple></div></div>
<div class="govuk-form-group" id="id_file_class_group"><label for="id_file_class">Who</label>
<select id="id_file_class" name="file_class"><option value="">As the piece</option>
<option value="member">Only us</option></select></div>
<textarea id="id_sha256" name="sha256"></textarea>
<details data-digest="id_sha256"><summary>How</summary></details>
<div class="govuk-button-group"><button name="then" value="stay">Save</button></div></form></main>
<script type="module" src="/static/start.js"></script>"""
START = """import { watchUploads } from "/static/modules/upload.js";
import { watchDigests } from "/static/modules/digest.js";
watchUploads(document); watchDigests(document);"""
ONE = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a" * 2000}
TWO = {"name": "b.txt", "mimeType": "text/plain", "buffer": b"b"}


class Portal:
    """Answers what is sent as it is told, and remembers what came."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[tuple[str, str]] = []
        self.answers: list[dict[str, object]] = []
        self.held: list[Route] = []
        page.route("**/*", self.answer)
        page.goto(ORIGIN)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/add" and route.request.method == "POST":
            by = route.request.headers.get("x-requested-with", "browser")
            self.sent.append((by, (route.request.post_data_buffer or b"").decode("latin-1")))
            told = self.answers.pop(0)
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
        elif path.startswith("/done"):
            route.fulfill(body="<title>Done</title>", content_type="text/html")
        else:
            route.fulfill(body=PAGE, content_type="text/html")


def told(status: int, **content: object) -> dict[str, object]:
    return {"status": status, "body": json.dumps(content), "content_type": "application/json"}


REFUSAL = told(
    422,
    errors={"id_file": ["a.txt: It is empty."]},
    summary='<div class="govuk-error-summary"><h2>There is a problem</h2></div>',
)


@pytest.fixture
def portal(browser: Browser) -> Iterator[Portal]:
    page = browser.new_page()
    yield Portal(page)
    page.close()


def send(portal: Portal, *files: dict[str, object]) -> None:
    portal.page.locator("input[name=file]").set_input_files(list(files))
    portal.page.get_by_role("button", name="Save").click()


def test_it_works(portal: Portal) -> None:
    portal.answers = [told(200, url="/done/")]
    portal.page.fill("#id_title", "Minutes")
    send(portal, ONE)
    portal.page.wait_for_url("**/done/")
    ((by, body),) = portal.sent
    assert by == "upload"
    for part in ("Minutes", 'filename="a.txt"', "a" * 2000, 'name="then"', "stay"):
        assert part in body


def test_a_refusal_stands_at_the_field_and_the_files_stay(portal: Portal) -> None:
    portal.answers = [REFUSAL, told(200, url="/done/")]
    send(portal, ONE)
    page = portal.page
    expect(page.locator("#id_file_group .govuk-error-message")).to_contain_text("It is empty.")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".upload [role=status]")).to_contain_text("Nothing is saved yet")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/done/")
    assert 'filename="a.txt"' in portal.sent[1][1]


def test_a_lost_connection_can_be_tried_again(portal: Portal) -> None:
    portal.answers = [{"lost": True}, {"status": 503, "body": "x"}, told(200, url="/done/")]
    send(portal, ONE)
    page = portal.page
    status = page.locator(".upload [role=status]")
    expect(status).to_contain_text("The connection broke off")
    page.get_by_role("button", name="Save").click()
    expect(status).to_contain_text("could not take it (503)")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/done/")


def test_it_is_cancelled_and_sent_again(portal: Portal) -> None:
    portal.answers = [{"hold": True}, told(200, url="/done/")]
    send(portal, ONE)
    page = portal.page
    expect(page.get_by_role("progressbar", name="Upload of 1 file")).to_be_visible()
    page.get_by_role("button", name="Cancel the upload").click()
    expect(page.locator(".upload [role=status]")).to_contain_text("cancelled")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/done/")


def test_another_page_is_left_to_the_browser(portal: Portal) -> None:
    both = {"status": 409, "body": "<title>Both versions</title>", "content_type": "text/html"}
    portal.answers = [both, both]
    send(portal, ONE)
    portal.page.wait_for_function("document.title === 'Both versions'")
    assert [by for by, _ in portal.sent] == ["upload", "browser"]


def test_each_of_several_files_has_its_class_and_can_be_left_out(portal: Portal) -> None:
    portal.answers = [told(200, url="/done/")]
    page = portal.page
    page.locator("input[name=file]").set_input_files([ONE, TWO, TWO | {"name": "c.txt"}])
    expect(page.get_by_text("2 KB")).to_be_visible()
    page.get_by_role("button", name="Leave out c.txt").click()
    page.get_by_label("Who may see b.txt").select_option("member")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/done/")
    ((_, body),) = portal.sent
    assert body.count('filename="') == 2
    assert body.count('name="file_class"') == 2
    assert 'filename="c.txt"' not in body


def test_without_a_file_the_browser_sends_it(portal: Portal) -> None:
    page = {"status": 200, "body": "<title>Done</title>", "content_type": "text/html"}
    portal.answers = [page]
    portal.page.get_by_role("button", name="Save").click()
    portal.page.wait_for_function("document.title === 'Done'")
    assert portal.sent[0][0] == "browser"


def test_the_browser_computes_a_digest_and_sends_nothing(portal: Portal) -> None:
    page = portal.page
    page.locator("#id_sha256-local").set_input_files([ONE, TWO])
    lines = "\n".join(f"{hashlib.sha256(f['buffer']).hexdigest()}  {f['name']}" for f in (ONE, TWO))
    expect(page.locator("#id_sha256")).to_have_value(lines)
    assert portal.sent == []


def test_a_class_that_was_chosen_outlives_every_change_of_the_list(portal: Portal) -> None:
    page = portal.page
    files = page.locator("input[name=file]")
    files.set_input_files([ONE])
    page.get_by_label("Who", exact=True).select_option("member")
    files.set_input_files([ONE, TWO, TWO | {"name": "c.txt"}])
    for name in ("a.txt", "b.txt", "c.txt"):
        expect(page.get_by_label(f"Who may see {name}")).to_have_value("member")
    page.get_by_label("Who may see a.txt").select_option("")
    page.get_by_role("button", name="Leave out c.txt").click()
    expect(page.get_by_label("Who may see a.txt")).to_have_value("")
    expect(page.get_by_label("Who may see b.txt")).to_have_value("member")
    page.get_by_role("button", name="Leave out b.txt").click()
    expect(page.get_by_label("Who", exact=True)).to_have_value("")
