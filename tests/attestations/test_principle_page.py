"""All questions of one principle on one page."""

import re
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from attestations.delegation import delegated
from attestations.drafting import Content, saved
from attestations.models import Answer, Attestation, EvidenceLink
from attestations.opening import opened
from organisations.models import Scope
from principles.adoption import adopted
from tests.answers import answer_everything, piece_of
from tests.editions import edition_data
from tests.people import acting, sign_in
from tests.whole import length

MOST_STATEMENTS = 15


def page_url(attestation: Attestation, code: str = "GOV") -> str:
    return reverse("attestations:principle", args=[attestation.pk, code])


def question_url(attestation: Attestation, *place: str) -> str:
    return reverse("attestations:question", args=[attestation.pk, *place])


def sections(page: str) -> dict[str, str]:
    """The questions of the page by their anchors."""
    found = re.split(r'<section class="question" id="([^"]+)"', page)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_it_works(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    page = client.get(page_url(draft)).text
    places = [
        "-".join(part for part in row if part)
        for row in draft.answers.filter(criterion__principle__code="GOV").values_list(
            "criterion__code", "layer"
        )
    ]
    assert sorted(sections(page)) == sorted(places)
    assert page.count("data-autosave") == len(places)
    sent = {"version": 0, "then": "principle", "value": "partial", "reason": "Two of four."}
    response = client.post(question_url(draft, "GOV-01"), sent)
    assert response.url == f"{page_url(draft)}?saved=GOV-01#GOV-01"
    answer = Answer.objects.get(attestation=draft, criterion__code="GOV-01")
    assert (answer.response, answer.reason, answer.version) == (
        {"value": "partial"},
        "Two of four.",
        1,
    )
    shown = sections(client.get(response.url).text)["GOV-01"]
    assert "<strong>Saved.</strong> Last saved by" in shown
    assert "Two of four." in shown


def test_each_layer_stands_on_it(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    row = Answer.objects.filter(attestation=draft, layer="ai").first()
    code = row.criterion.code
    page = client.get(page_url(draft, row.criterion.principle.code)).text
    assert {f"{code}-ai", f"{code}-cloud"} <= set(sections(page))


def test_every_id_is_there_once(client: Client, filled: Attestation, editor: User) -> None:
    sign_in(client, editor)
    for code in filled.edition.principles.values_list("code", flat=True):
        ids = re.findall(r'\sid="([^"]+)"', client.get(page_url(filled, code)).text)
        assert len(ids) == len(set(ids))


def test_what_the_page_does_not_ask_stays(client, draft: Attestation, editor: User) -> None:
    piece = piece_of(draft, acting(editor))
    said = Content({"value": "no"}, counter_claim="The audit found two.", confidence="low")
    with transaction.atomic():
        saved(
            draft.pk,
            "GOV-01",
            "",
            said,
            seen=0,
            evidence=[piece.pk],
            by=acting(editor),
            at=now(),
        )
    sign_in(client, editor)
    client.post(question_url(draft, "GOV-01"), {"version": 1, "then": "principle", "value": "yes"})
    answer = Answer.objects.get(attestation=draft, criterion__code="GOV-01")
    assert (answer.response, answer.counter_claim, answer.confidence) == (
        {"value": "yes"},
        "The audit found two.",
        "low",
    )
    assert list(answer.evidence.all()) == [piece]


def test_a_refused_answer_is_mended_at_its_place(client, draft, editor) -> None:
    with transaction.atomic():
        content = Content({"value": "no"}, reason="Nobody is named.")
        saved(draft.pk, "GOV-01", "", content, seen=0, by=acting(editor), at=now())
    sign_in(client, editor)
    sent = {"version": 0, "then": "principle", "value": "101", "reason": "Kept words"}
    response = client.post(question_url(draft, "GOV-03"), sent | {"coverage_pct": "100"})
    assert response.status_code == 422
    shown = sections(response.text)
    assert "cannot be above 100" in shown["GOV-03"]
    assert "Kept words" in shown["GOV-03"]
    assert "Nobody is named." in shown["GOV-01"]
    assert 'href="#GOV-03-value"' in response.text
    assert 'id="GOV-03-value"' in shown["GOV-03"]


def test_a_conflict_stays_at_its_place(client, draft, editor, owner) -> None:
    with transaction.atomic():
        content = Content({"value": "no"}, reason="Theirs")
        saved(draft.pk, "GOV-01", "", content, seen=0, by=acting(owner), at=now())
    sign_in(client, editor)
    sent = {"version": 0, "then": "principle", "value": "yes", "reason": "Mine"}
    response = client.post(question_url(draft, "GOV-01"), sent)
    assert response.status_code == 409
    shown = sections(response.text)
    assert "Another version was saved" in shown["GOV-01"]
    assert "Theirs" in shown["GOV-01"]
    assert "Mine" in shown["GOV-01"]
    assert all("Another version" not in rest for key, rest in shown.items() if key != "GOV-01")


def test_the_next_without_an_answer_is_led_to(client, draft, editor) -> None:
    sign_in(client, editor)
    answer_everything(draft, acting(editor))
    for code in ("GOV-02", "GOV-04"):
        row = Answer.objects.get(attestation=draft, criterion__code=code)
        with transaction.atomic():
            saved(draft.pk, code, "", Content(), seen=row.version, by=acting(editor), at=now())
    page = client.get(page_url(draft)).text
    shown = sections(page)
    assert 'href="#GOV-02">Go to the first unanswered' in page
    assert 'href="#GOV-04">Next unanswered' in shown["GOV-03"]
    assert 'href="#GOV-02">Next unanswered' in shown["GOV-05"]


def test_a_contributor_sees_only_what_is_delegated(client, draft, editor, contributor) -> None:
    with transaction.atomic():
        codes = ["GOV-01", "GOV-04"]
        delegated(draft.pk, contributor.pk, codes, by=acting(editor), at=now())
    sign_in(client, contributor)
    assert set(sections(client.get(page_url(draft)).text)) == {"GOV-01", "GOV-04"}
    assert client.get(page_url(draft, "ETH")).status_code == 404
    sent = {"version": 0, "then": "principle", "value": "yes"}
    refused = client.post(question_url(draft, "GOV-01"), sent | {"value": "maybe"})
    assert set(sections(refused.text)) == {"GOV-01", "GOV-04"}


def test_who_may_only_read_gets_no_form(client, filled, viewer) -> None:
    sign_in(client, viewer)
    page = client.get(page_url(filled)).text
    assert "data-autosave" not in page
    assert "Yes" in sections(page)["GOV-01"]


def test_what_was_typed_is_shown_when_nothing_can_be_saved_any_more(client, ready, editor) -> None:
    sign_in(client, editor)
    sent = {"version": 1, "then": "principle", "value": "no", "reason": "Typed too late"}
    response = client.post(question_url(ready, "GOV-01"), sent)
    assert response.status_code == 422
    assert "cannot be changed now" in response.text
    assert "Typed too late" in sections(response.text)["GOV-01"]


def of_sizes(sizes: dict[str, tuple[int, int]], scope: Scope, editor: User) -> Attestation:
    """A draft whose principles have so many criteria, and so many links to evidence."""
    data = deepcopy(edition_data())
    first = {row["principle"]: row for row in data["criteria"] if not row.get("per_layer")}
    data["criteria"] = [row for row in data["criteria"] if row["principle"] not in sizes] + [
        deepcopy(first[code]) | {"code": f"{code}-{number:02}"}
        for code, (criteria, _) in sizes.items()
        for number in range(criteria)
    ]
    data["alternative_structures"] = []
    with transaction.atomic():
        edition, _ = adopted(data, by=SYSTEM, at=now())
        draft = opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())
    for code, (criteria, links) in sizes.items():
        names = [f"Piece {number}" for number in range(links // criteria)]
        pieces = [piece_of(draft, acting(editor), name) for name in names]
        EvidenceLink.objects.bulk_create(
            EvidenceLink(answer=row, evidence=piece)
            for row in draft.answers.filter(criterion__principle__code=code)
            for piece in pieces
        )
    return draft


@pytest.mark.parametrize("who", ["editor", "contributor"])
def test_it_costs_the_same_whatever_its_length(client, scope, editor, contributor, who) -> None:
    sizes = {"GOV": (10, 20), "ETH": (100, length(500))}
    draft = of_sizes(sizes, scope, editor)
    codes = list(draft.edition.criteria.values_list("code", flat=True))
    with transaction.atomic():
        delegated(draft.pk, contributor.pk, codes, by=acting(editor), at=now())
    sign_in(client, {"editor": editor, "contributor": contributor}[who])
    counts = []
    for code, (criteria, links) in sizes.items():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(page_url(draft, code)).text
        assert (len(sections(page)), page.count("Piece ")) == (criteria, links)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
