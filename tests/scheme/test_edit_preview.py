"""A draft's criterion on the pages of members and assessors; nothing is saved."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Verdict
from attestations.models import Answer, Attestation, Evidence
from journal.models import Entry
from principles.loading import loaded
from principles.models import Criterion, Edition
from tests.people import sign_in


@pytest.fixture
def draft(db: None, data: dict[str, Any]) -> Edition:
    return loaded(data)[0]


def address(draft: Edition, code: str, side: str) -> str:
    return f"/editions/{draft.pk}/preview/{code}/{side}/"


def test_it_works(client: Client, draft: Edition, scheme_manager: User) -> None:
    sign_in(client, scheme_manager)
    page = client.get(f"/editions/{draft.pk}/preview/").text
    row = Criterion.objects.get(edition=draft, code="GOV-01")
    for side, words in (("member", "Show the level"), ("assessor", "Check the verdict")):
        assert f"{row.code}/{side}/" in page
        shown = client.get(address(draft, row.code, side)).text
        assert row.requirement[:40] in shown
        assert words in shown
        assert "nothing is saved" in shown
        assert "data-autosave" not in shown


def test_every_criterion_has_both_pages(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    kinds: dict[str, str] = dict(draft.criteria.values_list("answer_type", "code"))
    assert len(kinds) == 7
    for code in kinds.values():
        for side in ("member", "assessor"):
            assert client.get(address(draft, code, side)).status_code == 200, (code, side)


def test_an_answer_shows_its_level_and_leaves_no_trace(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    entries = Entry.objects.count()
    said = {"version": "0", "value": "yes", "evidence": "00000000-0000-0000-0000-000000000000"}
    page = client.post(address(draft, "GOV-01", "member"), said)
    assert page.status_code == 200
    assert "“Yes” is level 3" in page.text
    page = client.post(address(draft, "GOV-01", "member"), {"version": "0", "value": "yes"})
    assert "Without evidence the level is 1 at most" in page.text
    for model in (Attestation, Answer, Evidence, Verdict):
        assert not model._default_manager.exists()
    assert Entry.objects.count() == entries


def test_bands_of_a_layer_are_its_own(client: Client, draft: Edition, scheme_manager: User) -> None:
    sign_in(client, scheme_manager)
    page = client.get(address(draft, "SEC-05", "member") + "?layer=semiconductors").text
    assert "at most 90 days" in page
    page = client.get(address(draft, "SEC-05", "member") + "?layer=cloud").text
    assert "at most 15 days" in page


def test_what_an_answer_lacks_is_said(client: Client, draft: Edition, scheme_manager: User) -> None:
    sign_in(client, scheme_manager)
    page = client.post(
        address(draft, "SEC-05", "member"), {"version": "0", "value": "3", "not_exercised": "on"}
    )
    assert page.status_code == 422
    assert "A period without a case has no figure" in page.text


def test_a_verdict_is_judged_by_the_same_rules(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "GOV-01", "assessor")
    said = {"GOV-01.all-seen": "0", "GOV-01.all-level": "3", "GOV-01.all-confidence": "high"}
    page = client.post(where, said)
    assert page.status_code == 422
    piece = "GOV-01.all-evidence-00000000-0000-0000-0000-000000000000"
    said |= {"GOV-01.all-reason": "Read it.", piece: "accept"}
    page = client.post(where, said)
    assert page.status_code == 200
    assert "it could be saved" in page.text


@pytest.mark.parametrize("side", ["member", "assessor"])
def test_it_does_not_exist_for_others(
    client: Client, draft: Edition, owner: User, registrar: User, scheme_manager: User, side: str
) -> None:
    for person in (owner, registrar):
        sign_in(client, person)
        assert client.get(address(draft, "GOV-01", side)).status_code == 404
    sign_in(client, scheme_manager, second_factor=False)
    assert client.get(address(draft, "GOV-01", side)).status_code == 404
    sign_in(client, scheme_manager)
    assert client.get(address(draft, "GOV-99", side)).status_code == 404
