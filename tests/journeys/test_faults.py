"""Valkey away, a worker killed, a second click, an old form, an ended session: nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from attestations.models import Attestation
from organisations.permissions import Role
from tests.journeys.people import PASSWORD, Person
from tests.journeys.shortcuts import Member, exactly_one, is_live, member_of, reports_of
from tests.journeys.visitor import Page, Visitor
from tests.running import Portal, rows, soon

pytestmark = pytest.mark.worker


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


@pytest.fixture(scope="module")
def editor(member: Member) -> Person:
    return member.signed_in(Role.EDITOR)


@pytest.fixture(scope="module")
def draft(member: Member) -> Attestation:
    return member.draft()


def test_it_works(portal: Portal, member: Member) -> None:
    attestation = member.due()
    soon("the report is live", lambda: is_live(portal, attestation), seconds=60)
    exactly_one(portal, attestation)


def test_a_letter_follows_what_is_handed_over_once(portal: Portal, member: Member) -> None:
    attestation = member.ready()
    signatory = member.users[Role.SIGNATORY]
    title = attestation.scope.title

    def letters() -> list[str]:
        return [
            text for text in portal.letters(signatory.email) if f"attestation of {title} (" in text
        ]

    soon("the letter is there", lambda: bool(letters()), seconds=120)
    sent = "SELECT delivery, attempts FROM accounts_message WHERE object_id = %(one)s"
    soon(
        "it is known",
        lambda: rows(portal, sent, {"one": attestation.pk}) == [("sent", 1)],
        seconds=20,
    )
    assert len(letters()) == 1


def test_without_valkey_pages_and_saves_go_on_and_reports_come_when_it_is_back(
    portal: Portal, member: Member, editor: Person, draft: Attestation
) -> None:
    portal.stop_valkey()
    try:
        attestation = member.due()
        for address in ("/", "/register/", "/log/", "/api/v1/standings/"):
            editor.open(address)
        assert "is saved" in save(editor, draft, "Without Valkey, and saved all the same.").main
    finally:
        portal.start_valkey()
    soon("the report is live", lambda: is_live(portal, attestation), seconds=90)
    exactly_one(portal, attestation)


def test_a_worker_killed_while_it_renders_makes_neither_two_reports_nor_none(
    portal: Portal, member: Member
) -> None:
    attestation = member.due()
    soon(
        "the worker is at work",
        lambda: at_work(portal, "due") or is_live(portal, attestation),
        seconds=60,
        every=0.01,
    )
    portal.kill("worker")
    soon("the report is live", lambda: is_live(portal, attestation), seconds=120)
    exactly_one(portal, attestation)


def at_work(portal: Portal, state: str) -> bool:
    """Whether somebody holds the lease of a report in this state."""
    leased = "SELECT 1 FROM reports_report WHERE state = %(state)s AND leased_until > now()"
    return bool(rows(portal, leased, {"state": state}))


def test_two_clicks_on_sign_make_one_submission(portal: Portal, member: Member) -> None:
    signatory = Person(portal, member.users[Role.SIGNATORY].name)
    page = signatory.send(
        signatory.open("/accounts/login/"), "Sign in", login=signatory.email, password=PASSWORD
    )
    signatory.set_up_second_factor(signatory.open("/accounts/2fa/totp/activate/"))
    attestation = member.ready()
    page = signatory.open(f"/attestations/{attestation.pk}/sign/")
    form = page.form("Sign and submit")
    form.fill("By what authority you sign", "Chief executive")
    form.tick("I have read what will be signed")
    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(signatory.press, form, "Sign and submit", status=None) for _ in "ab"]
        pages = [click.result() for click in clicks]
    assert all(page.status in {200, 422} for page in pages), [page.status for page in pages]
    assert any(page.path.startswith("/submissions/") for page in pages)
    submissions = "SELECT count(*) FROM attestations_submission WHERE attestation_id = %(id)s"
    assert rows(portal, submissions, {"id": attestation.pk}) == [(1,)]
    assert reports_of(portal, attestation) == []


def test_a_stale_form_shows_both_versions_and_loses_neither(
    editor: Person, draft: Attestation
) -> None:
    address = question(editor, draft)
    stale = editor.open(address).form("Save")
    save(editor, draft, "The first to save wrote this.")
    stale.fill("Reason or explanation", "The second to save wrote that.")
    both = editor.press(stale, "Save", status=409)
    assert "The first to save wrote this." in both.main
    form = both.form("Save")
    assert form.data["reason"] == ["The second to save wrote that."]
    assert editor.press(form, "Save", status=409).status == 409
    form.put("keep-reason", "mine")
    assert "is saved" in editor.press(form, "Save my choice").main
    assert "The first to save wrote this." in editor.open(both.link("History")).main


def test_after_the_session_has_ended_what_was_typed_is_kept(
    portal: Portal, member: Member, draft: Attestation
) -> None:
    person = member.signed_in(Role.EDITOR)
    form = person.open(question(person, draft)).form("Save")
    form.fill("Reason or explanation", "Three paragraphs that took an hour.")
    person.cookies.clear()
    kept = person.press(form, "Save", status=None)
    assert kept.status in {401, 403}
    assert "Three paragraphs that took an hour." in kept.main
    before = kept.form("Send it again")
    person.sign_in()
    again = person.press(before, "Send it again", status=None)
    if again.status == 403:  # the form's token is of the ended session: the page is shown anew
        again = person.press(again.form("Send it again"), "Send it again")
    assert "is saved" in again.main


def question(editor: Visitor, draft: Attestation) -> str:
    return editor.open(f"/attestations/{draft.pk}/").addresses(r"/criteria/GOV-01")[0]


def save(editor: Visitor, draft: Attestation, reason: str) -> Page:
    form = editor.open(question(editor, draft)).form("Save")
    form.fill("Reason or explanation", reason)
    return editor.press(form, "Save")
