"""The page of an attestation: work done apart from conformity, filters, where to go on."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.delegation import Told, delegated
from attestations.models import Answer, Attestation
from tests.answers import answer_everything
from tests.people import acting, sign_in


def page_of(client: Client, attestation: Attestation, **query: str) -> str:
    address = reverse("attestations:attestation", args=[attestation.pk])
    response = client.get(address, query)
    assert response.status_code == 200
    return response.text


def titles(page: str) -> list[str]:
    found = re.findall(r"govuk-task-list__link[^>]*>([A-Z]{3}-\d\d)", page)
    return sorted(set(found))


def hand_to(
    contributor: User, codes: list[str], attestation: Attestation, by: User, **told
) -> None:
    at = now()
    delegated(attestation.pk, contributor.pk, codes, by=acting(by), at=at, told=Told(**told))


def test_it_works(client: Client, editor: User, draft: Attestation) -> None:
    sign_in(client, editor)
    page = page_of(client, draft)
    total = draft.answers.count()
    assert f'<span class="progress__count">0 of {total}</span>' in page
    assert "Begin: GOV-01" in page
    assert reverse("attestations:prepare", args=[draft.pk]) in page
    assert "What the rules make of it" not in page, "nothing is known yet"
    assert 'aria-current="step"><span class="steps__mark" aria-hidden="true">1' in page


def test_no_percentage_is_given_before_every_answer_is_in(client, editor, draft) -> None:
    answer_everything(draft, acting(editor), level=3)
    one = draft.answers.filter(layer="cloud").latest("criterion__order")
    Answer.objects.filter(pk=one.pk).update(response=None)
    low = draft.answers.filter(criterion__code="GOV-01").get()
    Answer.objects.filter(pk=low.pk).update(response={"value": "no"})
    sign_in(client, editor)
    page = page_of(client, draft)
    assert "The method gives no percentage before every answer is in." in page
    assert "<strong>1 must-meet below target</strong> (GOV-01)" in page
    assert "Conformance, %" not in page


def test_a_whole_declaration_shows_its_result_with_the_working(client, editor, filled) -> None:
    sign_in(client, editor)
    page = page_of(client, filled)
    assert "By your own levels: <strong>conforming</strong>" in page
    assert "an outcome comes from an assessment only" in page
    assert "Threshold, %" in page
    assert "Still open" not in page


def test_filters_show_what_they_say(client, editor, filled) -> None:
    low, unsure = (
        filled.answers.get(criterion__code=code, layer="") for code in ("GOV-01", "GOV-02")
    )
    Answer.objects.filter(pk=low.pk).update(response={"value": "no"})
    Answer.objects.filter(pk=unsure.pk).update(unsure=True)
    filled.answers.get(criterion__code="GOV-03").evidence.clear()
    sign_in(client, editor)
    assert titles(page_of(client, filled, show="below")) == ["GOV-01", "GOV-03"]
    assert titles(page_of(client, filled, show="unsure")) == ["GOV-02"]
    assert titles(page_of(client, filled, show="no-evidence")) == ["GOV-03"]
    assert "GOV-02" in titles(page_of(client, filled, show="todo"))
    assert len(titles(page_of(client, filled, show="made-up"))) > 40
    assert "No carried answer waits to be confirmed." in page_of(client, filled, show="confirm")


def test_mine_is_what_i_saved(client, editor, owner, filled) -> None:
    filled.answers.filter(criterion__code="GOV-02").update(saved_by=owner)
    sign_in(client, owner)
    page = page_of(client, filled, show="mine")
    assert titles(page) == ["GOV-02"]
    assert "Continue where you left off: GOV-02" in page


def test_it_leads_to_the_next_question_after_the_last_one_saved(client, editor, draft) -> None:
    Answer.objects.filter(attestation=draft, criterion__code="GOV-04").update(
        response={"value": "yes"}, version=1, saved_by=editor
    )
    sign_in(client, editor)
    page = page_of(client, draft)
    assert "Continue where you left off: GOV-04" in page
    assert "Next to answer: GOV-05" in page


def test_it_says_who_has_what(client, editor, contributor, draft, db) -> None:
    hand_to(contributor, ["GOV-01", "GOV-02"], draft, editor)
    sign_in(client, editor)
    page = page_of(client, draft)
    assert f"With <bdi>{contributor.name}</bdi>" in page
    assert f"<bdi>{contributor.name}</bdi>: 0 of 2 answered" in page
    contributor.memberships.update(ended_at=now())
    now_has = page_of(client, draft).split("Who was told")[0]
    assert contributor.name not in now_has, "who has left has nothing"


def test_a_contributor_reads_it_in_words_of_her_own(client, editor, contributor, filled) -> None:
    hand_to(contributor, ["GOV-01"], filled, editor, note="Ask Ines first.")
    sign_in(client, contributor)
    page = page_of(client, filled)
    assert titles(page) == ["GOV-01"]
    assert "1 of 1" in page
    assert "Ask Ines first." in page
    assert "All of yours are answered." in page
    for hidden in ("What the rules make of it", "Check the answers", "What has happened", "GOV-02"):
        assert hidden not in page


def test_what_was_signed_is_shown_as_on_the_day_of_signing(client, viewer, submitted) -> None:
    sign_in(client, viewer)
    page = page_of(client, submitted)
    assert "By your own levels, on the day of signing:" in page
    assert "Signed and submitted by <bdi>" in page
    assert "It waits for the registrar" in page


@pytest.mark.parametrize("who", ["editor", "contributor"])
def test_statements_do_not_grow_with_the_form(
    who, request, client, editor, contributor, filled
) -> None:
    hand_to(contributor, ["GOV-01"], filled, editor)
    sign_in(client, request.getfixturevalue(who))
    page_of(client, filled)
    with CaptureQueriesContext(connection) as few:
        page_of(client, filled)
    codes = list(filled.edition.criteria.values_list("code", flat=True))
    hand_to(contributor, codes, filled, editor)
    with CaptureQueriesContext(connection) as many:
        page_of(client, filled)
    assert len(few) == len(many) <= 20, [q["sql"][:90] for q in many]
