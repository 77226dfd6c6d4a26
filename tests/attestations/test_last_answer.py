"""What the last attestation of the scope said, beside the field of one that was opened blank."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import User
from attestations import delegation
from attestations.drafting import Content, saved
from attestations.models import AnswerVersion, Attestation
from attestations.opening import opened
from organisations.models import Scope
from principles.models import Edition
from tests.answers import answer_everything
from tests.attestations.test_carry_over import moved
from tests.attestations.test_save_answer import answer_of, url
from tests.people import acting, sign_in

LAST = "The answer of last time"


def again(scope: Scope, edition: Edition, editor: User) -> Attestation:
    with transaction.atomic():
        return opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())


@pytest.fixture
def fresh(submitted: Attestation, later_edition: Edition, editor: User) -> Attestation:
    return again(submitted.scope, later_edition, editor)


def version_of(attestation: Attestation, code: str, layer: str = "") -> AnswerVersion:
    return answer_of(attestation, code, layer).versions.latest("version")


def test_it_works(client: Client, submitted: Attestation, fresh: Attestation, editor: User) -> None:
    sign_in(client, editor)
    page = client.get(url(fresh, "GOV-01")).text
    for said in (LAST, "edition 1.0 (submitted)", "Trust policy", "Level then:", "No answer"):
        assert said in page, said
    source = version_of(submitted, "GOV-01")
    used = client.get(url(fresh, "GOV-01"), {"use": str(source.pk)})
    assert "It is not saved yet" in used.text
    assert used.context["form"].initial["value"] == source.response["value"]
    assert used.context["form"].initial["evidence"] == [str(each) for each in source.evidence_ids]
    assert answer_of(fresh, "GOV-01").version == 0


def test_it_folds_once_there_is_an_answer(client, fresh, editor) -> None:
    with transaction.atomic():
        said = Content({"value": "partial"})
        saved(fresh.pk, "GOV-01", "", said, seen=0, by=acting(editor), at=now())
    sign_in(client, editor)
    page = client.get(url(fresh, "GOV-01")).text
    assert f'<span class="govuk-details__summary-text">{LAST}' in page
    assert page.count("of 4, declared") >= 2  # the level then, and the level now


def test_what_changed_since_shows_word_by_word(client, fresh, editor) -> None:
    sign_in(client, editor)
    page = client.get(url(fresh, "GOV-05")).text
    assert "Clarifying" in page
    assert '<del class="difference__removed">' in page


def test_splits_and_mergers_are_followed(client, submitted, fresh, editor) -> None:
    sign_in(client, editor)
    merged = client.get(url(fresh, "SUP-12")).text
    assert "The answer to SUP-10" in merged
    assert "The answer to SUP-11" in merged
    split = client.get(url(fresh, "SEC-18", "ai"))
    (one,) = split.context["earlier"].last.answers
    assert (one.criterion.code, one.layer) == ("SEC-11", "ai")
    assert client.get(url(fresh, "GOV-11")).context["earlier"] is None


def test_what_was_submitted_goes_before_what_was_not(
    client, submitted, fresh, later_edition, editor
) -> None:
    with transaction.atomic():
        said = Content({"value": "no"}, reason="Never handed in.")
        saved(fresh.pk, "GOV-01", "", said, seen=0, by=acting(editor), at=now())
    Attestation.objects.filter(pk=fresh.pk).update(status="cancelled")
    newest = again(submitted.scope, later_edition, editor)
    sign_in(client, editor)
    page = client.get(url(newest, "GOV-01"))
    assert page.context["earlier"].last.origin == submitted
    assert "Never handed in." not in page.text


def test_where_nothing_was_submitted_the_newest_draft_is_shown(
    client, filled, edition, editor
) -> None:
    Attestation.objects.filter(pk=filled.pk).update(status="cancelled")
    newest = again(filled.scope, edition, editor)
    sign_in(client, editor)
    assert "edition 1.0 (cancelled)" in client.get(url(newest, "GOV-01")).text


def test_another_scope_is_not_last_time(client, submitted, edition, editor) -> None:
    sister = Scope.objects.create(
        organisation=submitted.scope.organisation,
        slug="sister",
        title="Sister",
        included="AI only.",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    other = again(sister, edition, editor)
    sign_in(client, editor)
    assert client.get(url(other, "GOV-01")).context["earlier"] is None


def test_what_is_carried_over_is_not_shown_twice(client, submitted, later_edition, editor) -> None:
    new = moved(submitted, later_edition, editor)
    sign_in(client, editor)
    for code in ("GOV-01", "GOV-05", "OPN-02", "SUP-12"):
        assert LAST not in client.get(url(new, code)).text


def test_what_is_carried_from_elsewhere_does_not_hide_it(
    client, submitted, later_edition, editor
) -> None:
    other = Scope.objects.create(
        organisation=submitted.scope.organisation,
        slug="other",
        title="Other",
        included="All else.",
        excluded="The rest.",
        why="It stands alone.",
        layers=submitted.scope.layers,
    )
    source = again(other, submitted.edition, editor)
    answer_everything(source, acting(editor))
    new = moved(source, later_edition, editor, scope=submitted.scope)
    sign_in(client, editor)
    page = client.get(url(new, "GOV-01"))
    assert "Does the answer hold here?" in page.text
    assert page.context["earlier"].last.origin == submitted


@pytest.mark.django_db(transaction=True)
def test_a_contributor_uses_it_with_its_evidence(
    client, submitted, fresh, editor, contributor
) -> None:
    with transaction.atomic():
        delegation.delegated(fresh.pk, contributor.pk, ["GOV-01"], by=acting(editor), at=now())
    sign_in(client, contributor)
    source = version_of(submitted, "GOV-01")
    assert LAST in client.get(url(fresh, "GOV-01")).text
    said = {"version": 0, **source.response, "evidence": [str(e) for e in source.evidence_ids]}
    assert client.post(url(fresh, "GOV-01"), said).status_code == 302
    assert answer_of(fresh, "GOV-01").evidence.count() == len(source.evidence_ids) == 1
    assert client.get(url(fresh, "GOV-02")).status_code == 404


def test_it_costs_the_same_however_many_came_before(
    client, submitted, fresh, later_edition, editor
) -> None:
    sign_in(client, editor)
    client.get(url(fresh, "GOV-05"))
    with CaptureQueriesContext(connection) as few:
        client.get(url(fresh, "GOV-05"))
    one = fresh
    for _ in range(3):
        answer_everything(one, acting(editor))
        Attestation.objects.filter(pk=one.pk).update(status="cancelled")
        one = again(submitted.scope, later_edition, editor)
    with CaptureQueriesContext(connection) as many:
        client.get(url(one, "GOV-05"))
    assert len(many) == len(few) <= 19, [each["sql"][:90] for each in many]
