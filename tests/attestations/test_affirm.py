"""Affirming a carried answer with one click."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import delegation
from attestations.affirmation import NothingToAffirm, affirm, affirmed
from attestations.completeness import GapKind
from attestations.drafting import Content, saved
from attestations.models import Attestation, How
from attestations.reading import draft_of
from principles.models import Edition
from tests.attestations.test_carry_over import moved
from tests.attestations.test_save_answer import answer_of, in_own_connection, url
from tests.people import acting, sign_in

CODE = "GOV-05"


@pytest.fixture
def carried(filled: Attestation, later_edition: Edition, editor: User) -> Attestation:
    return moved(filled, later_edition, editor)


def click(client: Client, attestation: Attestation, code: str = CODE):
    return client.post(reverse("attestations:affirm", args=[attestation.pk, code]))


def to_affirm(attestation: Attestation) -> set[str]:
    gaps = draft_of(attestation).picture(now().date()).gaps
    return {gap.place[0] for gap in gaps if gap.kind is GapKind.AFFIRM}


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, carried: Attestation, owner: User, editor: User) -> None:
    assert to_affirm(carried) == {"GOV-05", "GOV-10"}
    sign_in(client, owner)
    page = client.get(url(carried, CODE)).text
    assert "Does the answer still hold?" in page
    assert "Emil Editor gave it" in page
    response = click(client, carried)
    assert response.url == url(carried, "GOV-10")
    answer = answer_of(carried, CODE)
    assert (answer.to_affirm, answer.version, answer.saved_by) == (False, 2, owner)
    version = answer.versions.get(version=2)
    assert (version.how, version.response, version.saved_by) == (
        How.AFFIRMED,
        answer.response,
        owner,
    )
    assert version.evidence_ids == [each.pk for each in answer.evidence.all()]
    assert to_affirm(carried) == {"GOV-10"}
    assert click(client, carried, "GOV-10").url == reverse(
        "attestations:attestation", args=[carried.pk]
    )


def test_the_history_says_how(client, carried, editor) -> None:
    with transaction.atomic():
        affirmed(carried.pk, CODE, "", by=acting(editor), at=now())
    sign_in(client, editor)
    page = client.get(reverse("attestations:history", args=[carried.pk, CODE])).text
    assert "affirmed under new wording" in page
    assert "carried over from edition 1.0" in page


def test_saving_it_unchanged_affirms_it(client, carried, editor) -> None:
    sign_in(client, editor)
    answer = answer_of(carried, CODE)
    typed = {
        "version": 1,
        **answer.response,
        "evidence": [str(each.pk) for each in answer.evidence.all()],
    }
    assert client.post(url(carried, CODE), typed).status_code == 302
    answer.refresh_from_db()
    assert (answer.to_affirm, answer.version) == (False, 2)
    assert answer.versions.get(version=2).how == How.AFFIRMED


def test_saving_something_else_ends_the_question(carried, editor) -> None:
    said = Content({"value": "95", "coverage_pct": "100"})
    with transaction.atomic():
        saved(carried.pk, CODE, "", said, seen=1, by=acting(editor), at=now())
    answer = answer_of(carried, CODE)
    assert (answer.to_affirm, answer.versions.get(version=2).how) == (False, How.FORM)


def test_it_is_affirmed_once(carried, editor) -> None:
    with transaction.atomic():
        affirmed(carried.pk, CODE, "", by=acting(editor), at=now())
        with pytest.raises(NothingToAffirm):
            affirmed(carried.pk, CODE, "", by=acting(editor), at=now())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_affirm_one_waits_and_is_refused(carried, editor, owner) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            affirmed(carried.pk, CODE, "", by=acting(editor), at=now())
            second = pool.submit(in_own_connection, affirm, carried.pk, CODE, "", by=acting(owner))
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), NothingToAffirm)
    assert answer_of(carried, CODE).version == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_click_says_so(client, carried, editor) -> None:
    sign_in(client, editor)
    click(client, carried)
    page = client.get(click(client, carried).url).text
    assert "nothing to affirm any more" in page


@pytest.mark.parametrize("who", ["signatory", "viewer", "contributor", "other_owner"])
def test_others_cannot(request, client, carried, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert click(client, carried).status_code == 404
    assert answer_of(carried, CODE).to_affirm


@pytest.mark.django_db(transaction=True)
def test_a_contributor_affirms_what_is_delegated(client, carried, editor, contributor) -> None:
    with transaction.atomic():
        delegation.delegated(carried.pk, contributor.pk, [CODE], by=acting(editor), at=now())
    sign_in(client, contributor)
    assert click(client, carried, "GOV-10").status_code == 404
    tasks = reverse("attestations:attestation", args=[carried.pk])
    assert click(client, carried).url == tasks  # the other one is not hers


def test_a_save_still_costs_at_most_ten_statements(carried, editor) -> None:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        affirmed(carried.pk, CODE, "", by=acting(editor), at=now())
    assert len(queries) <= 10
