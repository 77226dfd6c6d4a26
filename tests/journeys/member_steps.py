"""What the registrar and a member's people do, page by page, as they would in a browser."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from principles.models import Criterion
from tests.answers import figure_for, response_for
from tests.journeys.people import Person, address_of
from tests.journeys.visitor import Form, Page
from tests.running import Portal

POLICY = b"Incident policy\n\nWho is told what, and when. Approved by the board.\n"
PIECES = ("Incident policy", "Minutes of the board")


def today() -> date:
    return datetime.now(UTC).date()


def add_organisation(registrar: Person, name: str, kind: str, country: str = "PT") -> str:
    """The registrar adds an organisation; its short name."""
    page = registrar.open("/organisations/")
    form = registrar.open(page.link("Add an organisation")).form("Add")
    form.fill("Name of the organisation", name)
    form.tick(kind)
    form.fill("Country of its seat", country)
    page = registrar.press(form, "Add")
    assert page.title == name
    return page.path.split("/")[2]


def accredit(registrar: Person, slug: str) -> None:
    page = registrar.open(f"/organisations/{slug}/")
    form = registrar.open(page.link("Accredit")).form("Accredit")
    form.tick("Cloud and data", "Artificial intelligence")
    form.fill("Valid from", today().isoformat())
    form.fill("Valid until", (today() + timedelta(days=700)).isoformat())
    assert "accredited until" in registrar.press(form, "Accredit").text


def invite_only(by: Person, slug: str, name: str, role: str) -> None:
    """Somebody is invited by mail."""
    page = by.open(f"/organisations/{slug}/")
    form = by.open(page.link("Invite a person")).form("Send the invitation")
    form.fill("E-mail address", address_of(name))
    form.tick(role)
    assert "is on its way" in by.press(form, "Send the invitation").text


def invite(by: Person, slug: str, portal: Portal, name: str, role: str) -> Person:
    """Invite somebody by mail; the person, who has accepted and is signed in."""
    invite_only(by, slug, name, role)
    person = Person(portal, name)
    person.accept_invitation()
    return person


def make_scope(editor: Person, slug: str, title: str, *layers: str) -> None:
    page = editor.open(f"/organisations/{slug}/")
    form = editor.open(page.link("Make a scope")).form("Make the scope")
    form.fill("Title", title)
    form.fill("What is included", "Every service that customers in Europe can order.")
    form.fill("What is excluded", "The resale of hardware.")
    form.fill("Why the line is drawn there", "Another company of the group resells hardware.")
    form.tick(*layers)
    assert title in editor.press(form, "Make the scope").text


def open_attestation(editor: Person, title: str) -> str:
    """Open an attestation of the scope with this title as of today; its address."""
    page = editor.open("/attestations/")
    form = editor.open(page.link("Open an attestation")).form("Open the attestation")
    form.tick(title)
    page = editor.press(form, "Open the attestation")
    assert page.title == title
    return page.path


@dataclass
class Question:
    """One question of an attestation, and what shall be said to it."""

    address: str
    code: str
    layer: str
    rule: dict[str, Any]
    level: int
    as_of: date

    @property
    def response(self) -> dict[str, Any]:
        return response_for(self.rule, self.level, self.as_of, self.layer)


def questions(page: Page, levels: Mapping[str, int]) -> Iterator[Question]:
    """The questions that the task list links to, in its order."""
    rules = dict(Criterion.objects.values_list("code", "rule"))
    for address in page.addresses(r"/criteria/"):
        code, _, layer = address.partition("/criteria/")[2].strip("/").partition("/")
        yield Question(address, code, layer, rules[code], levels.get(code, 3), today())


def fill_answer(form: Form, question: Question) -> None:
    """Put the response into the controls of the form, whatever its type."""
    for name, value in question.response.items():
        if isinstance(value, list):
            form.put(name, *value)
            if not value:
                form.put("none", "on")
        elif isinstance(value, bool):
            form.put(name, "yes" if value else "no")
        else:
            form.put(name, str(value))
    figure = figure_for(question.rule, question.response, question.as_of)
    for name, value in (figure or {}).items():
        form.put(name, value)
    if question.level < 3:
        form.fill("Reason or explanation", "It stands like this since the merger of two teams.")
        form.fill("What will be done", "The second team takes the first's process.")
        form.fill("Done by", (today() + timedelta(days=90)).isoformat())


def answer_all(
    editor: Person, attestation: str, levels: Mapping[str, int], *, not_applicable: str = ""
) -> set[str]:
    """Answer every question on the way from each to the next; the types of answers met."""
    types = set()
    asked = list(questions(editor.open(attestation), levels))
    page = editor.open(asked[0].address)
    for place, question in enumerate(asked):
        assert page.path == question.address, page.url
        form = page.form("Save and go to next")
        types.add(question.rule["type"])
        if question.code == not_applicable:
            form.tick("This does not apply to us")
            form.fill("Reason or explanation", "We do not do what this criterion is about.")
        else:
            fill_answer(form, question)
            if place < len(PIECES):
                attach(form, PIECES[place])
            if place:
                form.tick(f"{PIECES[0]} (")
        page = editor.press(form, "Save and go to next")
    return types


def attach(form: Form, title: str) -> None:
    form.attach("Add a file as evidence", (f"{title}.txt", POLICY + title.encode(), "text/plain"))
    form.fill("Title of the new evidence", title)


def make_ready(editor: Person, attestation: str) -> Page:
    """Check the answers, give a reason for each kind of warning, make ready."""
    page = editor.open(editor.open(attestation).link("Check the answers"))
    form = page.form("Make ready")
    for control in form.controls:
        if control.tag == "textarea":
            form.put(control.get("name", ""), "The board knows, and accepts it for now.")
    page = editor.press(form, "Make ready")
    assert "ready" in page.main
    return page


def sign(signatory: Person, attestation: str, *, publish: bool) -> Page:
    """Read what will be signed, tick, confirm with a code where asked, submit; the receipt."""
    page = signatory.open(signatory.open(attestation).link("Read and sign"))
    form = page.form("Sign and submit")
    form.fill("By what authority you sign", "Chief executive, entered in the company register")
    if publish:
        form.tick("Publish a declared report")
    form.tick("I have read what will be signed")
    if "code" in form.names and signatory.app is not None:
        form.put("code", signatory.app.code())
    page = signatory.press(form, "Sign and submit")
    assert page.path.startswith("/submissions/")
    assert re.search(r"[0-9a-f]{64}", page.text.replace(" ", ""))
    return page
