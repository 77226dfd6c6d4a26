"""A real browser opens every page of a member whose every text is hostile: nothing runs, and the
page still fits a window of 320 px.

The pages are taken from the portal in this process, with their headers, before the browser starts:
what was typed is never committed, and the policy is the real one.
"""

import mimetypes
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page, Route

from attestations.models import Attestation, Evidence
from tests.chromium import chromium
from tests.security.forms import main_form
from tests.security.hostile import MARK, SCRIPTS
from tests.security.kinds import Kind
from tests.security.walking import client_of
from tests.security.world import World

pytestmark = pytest.mark.browser
ORIGIN = "https://portal.test"
# As long as the shortest of the long fields takes.
WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 6)
  .map(each => `${each.tagName}.${each.className}`).join(" ")"""
LONG = (
    "".join(SCRIPTS)[:1000]
    + "W" * 600
    + "{{ 7919*7907 }}"
    + "ﷺ" * 60
    + "\u202e"
    + "é\u0301\u0316" * 30
)
BRIEF = f'"><script>{MARK}()</script><img src=x onerror={MARK}()>' + "W" * 160
OWN, SIGN, REG = Kind.OWNER, Kind.SIGNATORY, Kind.REGISTRAR
# The pages that show what was typed, stage by stage.
DRAFT = (
    (OWN, "{one}"), (OWN, "{one}criteria/GOV-02/"), (OWN, "{one}history/GOV-02/"), (OWN, "{one}check/"),
    (OWN, "{one}principles/GOV/"), (OWN, "{one}move/"), (OWN, "{one}cancel/"), (OWN, "{piece}"),
    (OWN, "{piece}revise/"), (OWN, "{scope}"), (OWN, "/attestations/"), (OWN, "/desk/"),
    (OWN, "/evidence/north-harbour-cloud/"), (OWN, "/evidence/north-harbour-cloud/add/?kind=link"),
    (OWN, "/organisations/north-harbour-cloud/"), (REG, "/organisations/"),
)  # fmt: skip
READY = ((SIGN, "{one}sign/"), (OWN, "{one}reopen/"), (OWN, "{one}check/"), (SIGN, "/desk/"))
SUBMITTED = (
    (OWN, "{one}"), (OWN, "{one}criteria/GOV-02/"), (OWN, "{one}receipt/"), (SIGN, "{one}recall/"),
    (REG, "{one}intake/"), (REG, "{one}return/"), (REG, "{one}receipt/"), (REG, "/desk/"),
)  # fmt: skip
RETURNED = ((OWN, "{one}"), (OWN, "{one}intake/"), (OWN, "{one}criteria/GOV-02/"), (OWN, "/desk/"))


@dataclass(frozen=True)
class Taken:
    """A page as the portal answered with it."""

    name: str
    body: bytes
    headers: dict[str, str]


def send(client: Client, path: str, **given: str) -> None:
    """The form at `path`, every text field of it hostile."""
    form = main_form(client.get(path))
    sent = form.filled(lambda _: LONG, **given)
    for name, longest in form.typed.items():
        if longest < 1000:
            sent[name] = [BRIEF[:longest]]
        if form.sent[name][0].replace(".", "").isdigit():  # what must be a number stays one
            sent[name] = form.sent[name]
    sent |= {name: [value] for name, value in given.items()}
    answer = client.post(form.action or path, sent)
    said = re.findall(r'govuk-error-message">(.*?)</p>', answer.text, re.DOTALL)
    assert answer.status_code == 302, (path, said)


def typed(world: World) -> dict[str, str]:
    """Every text that a member gives, hostile: in the draft, and then signed and submitted."""
    owner = client_of(world, Kind.OWNER)
    one = f"/attestations/{world.attestations['draft'].pk}/"
    piece = f"/evidence/north-harbour-cloud/{world.things['evidence'].pk}/"
    scope = "/organisations/north-harbour-cloud/scopes/scope-draft/"
    send(owner, scope)
    world.organisations["member"].name = BRIEF[:200]
    world.organisations["member"].save(update_fields=["name"])
    user = world.user(Kind.OWNER)
    user.name = BRIEF[:150]
    user.save(update_fields=["name"])
    long = f"https://example.org/{'w' * 900}?{MARK}"
    send(owner, "/evidence/north-harbour-cloud/add/?kind=link", url=long, disclosure="assessor")
    long_ago = now().date() - timedelta(days=2000)  # which is warned of, and wants a reason
    Evidence.objects.filter(pk=world.things["evidence"].pk).update(expires_on=long_ago)
    for code in ("GOV-02", "GOV-03"):
        send(owner, f"{one}criteria/{code}/", new_title="")
    return {"one": one, "piece": piece, "scope": scope}


def taken(
    world: World, where: dict[str, str], paths: tuple[tuple[Kind, str], ...], stage: str
) -> list[Taken]:
    """The pages as they stand, with their headers; every one of them holds a hostile text."""
    found = []
    clients = {kind: client_of(world, kind) for kind, _ in paths}
    for kind, path in paths:
        response = clients[kind].get(path.format(**where), follow=True)
        assert response.status_code == 200, (path, stage)
        assert MARK in response.text, (path, stage)
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        found.append(Taken(f"{path} {stage} as {kind}", response.content, headers))
    return found


def serving(pages: dict[str, Taken], theme: bytes) -> Any:
    """Answers the browser from what was taken and from our files; there is nothing else."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        file = settings.BASE_DIR / parts.path.lstrip("/")
        if parts.netloc != "portal.test":
            route.abort()
        elif parts.path in pages:
            page = pages[parts.path]
            route.fulfill(status=200, headers=page.headers, body=page.body)
        elif parts.path == "/theme.css":
            route.fulfill(status=200, content_type="text/css", body=theme)
        elif parts.path.startswith("/static/") and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(status=200, content_type=kind, body=file.read_bytes())
        else:
            route.fulfill(status=404)

    return answer


def look(page: Page, number: int, name: str, heard: list[str]) -> list[str]:
    heard.clear()
    page.goto(f"{ORIGIN}/{number}/")
    found = [f"{name}: {each}" for each in heard if "status of 404" not in each]
    if page.evaluate("window.ran") is not None:
        found.append(f"{name}: a text ran")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        found.append(f"{name}: {wide} px wide, by {page.evaluate(WIDEST)}")
    return found


def test_nothing_runs_and_every_page_fits(undone: World) -> None:
    where = typed(undone)
    one = where["one"]
    pages = taken(undone, where, DRAFT, "as a draft")
    owner = client_of(undone, Kind.OWNER)
    assert main_form(owner.get(f"{one}check/")).typed
    send(owner, f"{one}check/")
    pages += taken(undone, where, READY, "made ready")
    send(client_of(undone, Kind.SIGNATORY), f"{one}sign/", accept="on")
    assert Attestation.objects.get(pk=undone.attestations["draft"].pk).status == "submitted"
    pages += taken(undone, where, SUBMITTED, "submitted")
    send(client_of(undone, Kind.REGISTRAR), f"{one}return/")
    pages += taken(undone, where, RETURNED, "returned")
    theme = client_of(undone, Kind.ANONYMOUS).get("/theme.css").content
    found = _looked_at(pages, theme)
    assert not found, "\n".join(sorted(set(found)))


def _looked_at(pages: list[Taken], theme: bytes) -> list[str]:
    found: list[str] = []
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 320, "height": 900})
        context.add_init_script(f"window.{MARK} = () => {{ window.ran = true }}")
        served = {f"/{number}/": each for number, each in enumerate(pages)}
        context.route("**/*", serving(served, theme))
        page, heard = context.new_page(), []
        page.on("console", lambda message: heard.append(message.text))
        page.on("dialog", lambda dialog: (heard.append("a dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: heard.append(f"script: {error}"))
        for number, each in enumerate(pages):
            found += look(page, number, each.name, heard)
    return found


def test_it_would_tell() -> None:
    """A page that is open and wide is found out."""
    bad = f"<!doctype html><img src=x onerror={MARK}()><p>{'W' * 3000}".encode()
    found = _looked_at([Taken("bad", bad, {"Content-Type": "text/html"})], b"")
    assert "bad: a text ran" in found
    assert any("px wide" in each for each in found)
