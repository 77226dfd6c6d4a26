"""Evidence, carried answers and what surrounds them in a real browser: empty, filled, in error."""

from typing import Any

import pytest
from django.templatetags.static import static
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.models import User
from attestations.models import Attestation, Evidence, EvidenceKind
from organisations.models import Organisation, Scope
from principles.models import Edition
from tests.answers import answer_everything
from tests.attestations import paged as papers
from tests.attestations.paged import paged
from tests.attestations.pieces import WORDS, hash_only, made, revised
from tests.attestations.test_carry_over import moved
from tests.attestations.test_pages_in_place import address, with_pdf
from tests.browser.test_write_edition import window
from tests.browser.windows import Window
from tests.people import acting
from tests.slow.looking import StrictGallery, odd, refused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def of_library(name: str, member: Organisation, *more: Any) -> str:
    return reverse(f"attestations:{name}", args=[member.slug, *more])


def add_every_kind(page: Window, member: Organisation) -> None:
    """The form of each kind: empty, and refused with what is missing."""
    add = of_library("evidence_add", member)
    page.open(add, "evidence-choose-kind")
    for kind in EvidenceKind.values:
        page.open(f"{add}?kind={kind}", f"evidence-add-{kind}")
        refused(page, "Add to the library", f"evidence-add-{kind}-refused")


def pieces(page: Window, member: Organisation, by: User) -> None:
    """A piece with its versions, a revision in conflict, a digest that is revealed."""
    library = of_library("library", member)
    piece = made(member, by, WORDS, b"More.\n", title=odd())
    made(member, by, kind=EvidenceKind.LINK, url="https://example.org/report", files=[])
    page.open(library, "evidence-library")
    page.open(f"{library}?q=nothing+like+it", "evidence-none-found")
    page.open(of_library("piece", member, piece.pk), "evidence-piece")
    page.open(of_library("evidence_revise", member, piece.pk), "evidence-revise")
    revised(piece, by, title="Said meanwhile by a colleague")
    page.page.locator("#id_title").fill("Said by me")
    page.press("Save", "evidence-revise-conflict")
    page.says("Said meanwhile by a colleague")
    page.open(of_library("piece", member, piece.pk), "evidence-piece-versions")
    kept_away = hash_only(member, by)
    page.open(of_library("piece", member, kept_away.pk), "evidence-piece-hash")
    reveal = of_library("evidence_reveal", member, kept_away.pk, kept_away.files.get().pk)
    page.open(reveal, "evidence-reveal")
    page.page.locator("input[type=file]").set_input_files(
        {"name": "contract.txt", "mimeType": "text/plain", "buffer": b"Another file.\n"}
    )
    page.press("Reveal", "evidence-reveal-refused")
    page.open(of_library("looks", member), "evidence-looked")
    page.open(of_library("piece_looks", member, piece.pk), "evidence-piece-looked")


def test_the_library(browser: Browser, live_server: Any, member: Organisation, owner: User) -> None:
    gallery = StrictGallery()
    page = window(browser, live_server.url, gallery, owner)
    page.open(reverse("attestations:libraries"))
    page.open(of_library("library", member), "evidence-library-empty")
    add_every_kind(page, member)
    pieces(page, member, owner)
    assert Evidence.objects.count() == 3
    assert not gallery.problems, "\n".join(gallery.problems)


PLACE = """([address, module]) => {
  document.querySelector("main").innerHTML = `<div id="place" data-fragment="${address}"></div>`;
  return import(module).then((fragments) => fragments.watchFragments(document));
}"""


def test_a_pdf_page_by_page(
    browser: Browser, live_server: Any, member: Organisation, owner: User
) -> None:
    gallery = StrictGallery()
    page = window(browser, live_server.url, gallery, owner)
    content = paged(*(f"Said on page {number}" for number in range(1, 6)))
    piece = with_pdf(member, owner, content, name=f"{odd(90)}.pdf")
    here = address(piece, content)
    for rest, name in (
        ("", "first"),
        ("?page=3", "middle"),
        ("?page=5&width=large", "last-large"),
        ("?page=6", "none"),
    ):
        page.open(f"{here}{rest}", f"pdf-{name}")
    turned_in_its_place(page, here)
    locked = papers.locked()
    page.open(address(with_pdf(member, owner, locked), locked), "pdf-locked")
    page.says("opens with a password only")
    (kept_away,) = [each for each in gallery.problems if each.endswith("net::ERR_FAILED")]
    gallery.problems.remove(kept_away)  # the answer that `turned_in_its_place` let nobody have
    assert not gallery.problems, "\n".join(gallery.problems)


def turned_in_its_place(page: Window, here: str) -> None:
    """As on the page of a criterion: no other page is opened, and the keyboard stays on the way."""
    page.open(reverse("attestations:libraries"))
    one = page.page
    before = one.url
    one.evaluate(PLACE, [here, static("modules/fragments.js")])
    place = one.locator("#place")
    for number in (2, 3):
        place.get_by_role("link", name="Next").click()
        expect(place.get_by_text(f"Page {number} of 5")).to_be_visible()
        expect(place.get_by_role("link", name="Next")).to_be_focused()
        expect(one.get_by_role("status").last).to_have_text(f"Page {number} of 5")
    place.get_by_role("link", name="Larger").click()
    expect(place.get_by_role("link", name="Fit to width")).to_be_focused()
    page.look("pdf-in-its-place")
    one.route(f"**{here}**", lambda route: route.abort())
    place.get_by_role("link", name="Next").click()
    expect(one.get_by_text("The page did not come.")).to_be_visible()
    expect(place.get_by_text("Page 3 of 5")).to_be_visible()
    one.unroute(f"**{here}**")
    place.get_by_role("link", name="Last").click()
    expect(place.get_by_text("Page 5 of 5")).to_be_visible()
    expect(place.get_by_role("link", name="Previous")).to_be_focused()
    assert one.url == before


def test_beginning_and_carrying_over(
    browser: Browser,
    live_server: Any,
    scope: Scope,
    draft: Attestation,
    later_edition: Edition,
    editor: User,
    owner: User,
    contributor: User,  # somebody to delegate to
) -> None:
    gallery = StrictGallery()
    page = window(browser, live_server.url, gallery, editor)

    def of(name: str, *more: Any) -> str:
        return reverse(f"attestations:{name}", args=[draft.pk, *more])

    page.open(reverse("attestations:open"), "attestation-open")
    page.press("Open the attestation", "attestation-open-refused")
    page.open(
        reverse("attestations:before_opening", args=[scope.pk, draft.edition_id]), "before-opening"
    )
    page.open(of("prepare"), "prepare")
    page.open(of("attestation"), "attestation-empty")
    page.open(of("history", "GOV-01"), "history-empty")
    answer_everything(draft, acting(editor))
    answer_everything(draft, acting(editor), {"GOV-01": 2})
    page.open(of("history", "GOV-01"), "history-filled")
    page.open(of("restore", "GOV-01", 1), "history-restore")
    page.open(of("as_of"), "as-of")
    page.page.locator("#id_as_of").fill("")
    page.press("Change", "as-of-refused")
    page.open(of("delegate"), "delegate")
    page.press("Delegate", "delegate-refused")
    boss = window(browser, live_server.url, gallery, owner)
    boss.open(of("cancel"), "cancel")
    boss.press("Cancel the attestation", "cancel-refused")
    page.open(of("move"), "move")
    carried = moved(draft, later_edition, editor)
    page.open(reverse("attestations:to_confirm", args=[carried.pk]), "to-confirm")
    page.open(reverse("attestations:question", args=[carried.pk, "GOV-05"]), "question-carried")
    page.open(reverse("attestations:attestation", args=[carried.pk]), "attestation-carried")
    assert not gallery.problems, "\n".join(gallery.problems)
