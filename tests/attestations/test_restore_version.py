"""Restoring an earlier version of an answer, and the history that it is chosen from."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import delegation
from attestations.differences import LABELS
from attestations.drafting import Conflict, Content, NotEditable, saved
from attestations.models import SAID_FIELDS, Answer, Attestation, Evidence, How
from attestations.restoring import NoSuchVersion, NothingToRestore, restore_version, restored
from principles.answers import InvalidAnswer
from tests.answers import content_for, piece_of
from tests.attestations.test_save_answer import answer_of, in_own_connection, url
from tests.people import acting, sign_in

CODE = "GOV-01"


@pytest.fixture
def pieces(draft: Attestation, editor: User) -> list[Evidence]:
    with transaction.atomic():
        return [piece_of(draft, acting(editor), title) for title in ("Charter", "Minutes")]


@pytest.fixture
def twice(draft: Attestation, editor: User, owner: User, pieces: list[Evidence]) -> Answer:
    """Version 1 says yes with the charter, version 2 partial with the minutes."""
    first = Content({"value": "yes"}, reason="The board has a committee for it.")
    second = Content({"value": "partial"}, reason="The board has no committee for it.")
    with transaction.atomic():
        save(draft, first, 0, editor, pieces[0])
        save(draft, second, 1, owner, pieces[1])
    return answer_of(draft, CODE)


def save(draft: Attestation, content: Content, seen: int, user: User, *pieces: Evidence) -> None:
    ids = [each.pk for each in pieces]
    saved(draft.pk, CODE, "", content, seen=seen, evidence=ids, by=acting(user), at=now())


def bring_back(answer: Answer, user: User, version: int = 1, seen: int = 2):
    with transaction.atomic():
        return restored(
            answer.attestation_id, CODE, "", version, seen=seen, by=acting(user), at=now()
        )


def address(answer: Answer, version: int = 1) -> str:
    return reverse("attestations:restore", args=[answer.attestation_id, CODE, version])


def history(answer: Answer) -> str:
    return reverse("attestations:history", args=[answer.attestation_id, CODE])


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, twice: Answer, pieces: list[Evidence], editor: User) -> None:
    sign_in(client, editor)
    assert f'href="{address(twice)}"' in client.get(history(twice)).text
    page = client.get(address(twice)).text
    assert "This is what would change" in page
    assert "Evidence attached" in page
    assert "Charter" in page
    response = client.post(address(twice), {"seen": 2}, follow=True)
    assert "Version 1 is restored as the newest version." in response.text
    answer = answer_of(twice.attestation, CODE)
    assert (answer.response, answer.version, answer.saved_by) == ({"value": "yes"}, 3, editor)
    assert answer.reason == "The board has a committee for it."
    assert list(answer.evidence.all()) == [pieces[0]]
    version = answer.versions.get(version=3)
    assert (version.how, version.restored_from) == (How.RESTORED, 1)
    assert version.evidence_ids == [pieces[0].pk]
    assert answer.versions.count() == 3
    assert "restored from version 1" in client.get(history(twice)).text


def test_every_field_has_its_label() -> None:
    assert set(LABELS) == set(SAID_FIELDS) - {"not_applicable"}


def test_the_history_says_who_how_what_changed_and_the_level(client, twice, viewer) -> None:
    sign_in(client, viewer)
    page = client.get(history(twice)).text
    for said in (
        "Emil Editor",
        "by form",
        '<ins class="difference__added">',
        '<del class="difference__removed">',
        "Evidence attached",
        "Evidence detached",
        "Minutes",
        "Charter",
        "of 4, declared",
    ):
        assert said in page, said
    assert "Restore version" not in page  # a viewer changes nothing


def test_any_two_versions_are_compared(client, twice, editor, pieces) -> None:
    with transaction.atomic():
        third = Content({"value": "yes"}, reason="The board has a committee for it.")
        save(twice.attestation, third, 2, editor, *pieces)
    sign_in(client, editor)
    page = client.get(history(twice), {"one": "3", "other": "1"})
    compared = page.context["compared"]
    assert (compared.was.row.version, compared.now.row.version) == (1, 3)
    assert compared.changes == []
    assert compared.evidence.attached == ["Minutes"]
    assert "From version 1 to version 3" in page.text
    for nonsense in ({"one": "9", "other": "1"}, {"one": "x"}, {"until": "-1"}, {"one": "9" * 99}):
        response = client.get(history(twice), nonsense)
        assert response.status_code == 200
        assert response.context["compared"] is None


def test_another_version_meanwhile_is_shown_and_not_overwritten(client, twice, editor, owner):
    sign_in(client, editor)
    with transaction.atomic():
        save(twice.attestation, Content({"value": "no"}), 2, owner)
    response = client.post(address(twice), {"seen": 2})
    assert response.status_code == 409
    assert "Somebody saved another version meanwhile" in response.text
    assert 'name="seen" value="3"' in response.text
    with pytest.raises(Conflict):
        bring_back(twice, editor)
    assert answer_of(twice.attestation, CODE).response == {"value": "no"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_restore_one_waits_and_is_refused(twice, editor, owner) -> None:
    args = (twice.attestation_id, CODE, "", 1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            restored(*args, seen=2, by=acting(editor), at=now())
            second = pool.submit(
                in_own_connection, restore_version, *args, seen=2, by=acting(owner)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), NothingToRestore)
    assert answer_of(twice.attestation, CODE).version == 3


def test_what_stands_already_is_not_restored(client, twice, editor) -> None:
    with pytest.raises(NothingToRestore):
        bring_back(twice, editor, version=2)
    with pytest.raises(NoSuchVersion):
        bring_back(twice, editor, version=7)
    sign_in(client, editor)
    assert "nothing to restore" in client.get(address(twice, 2)).text
    assert client.post(address(twice, 2), {"seen": 2}).status_code == 422
    assert client.get(address(twice, 7)).status_code == 404
    assert client.post(address(twice, 7), {"seen": 2}).status_code == 404
    assert client.post(address(twice), {}).status_code == 422
    assert answer_of(twice.attestation, CODE).version == 2


def test_what_cannot_be_restored_of_the_evidence_is_said(
    client, twice, editor, pieces, other_member
) -> None:
    """A piece is never deleted today; one that is not the organisation's counts as gone."""
    Evidence.objects.filter(pk=pieces[0].pk).update(organisation=other_member)
    sign_in(client, editor)
    page = client.get(address(twice)).text
    assert "1 piece of its evidence cannot be restored" in page
    assert "Charter" not in page
    assert bring_back(twice, editor).left_out == 1
    assert answer_of(twice.attestation, CODE).evidence.count() == 0


def test_it_is_refused_when_answers_cannot_be_changed(client, twice, editor) -> None:
    Attestation.objects.filter(pk=twice.attestation_id).update(
        status="ready", made_ready_by=editor, ready_sha256="0" * 64
    )
    with pytest.raises(NotEditable):
        bring_back(twice, editor)
    sign_in(client, editor)
    page = client.get(address(twice)).text
    assert "its answers cannot be changed now" in page
    assert '<button type="submit" class="govuk-button"' not in page
    assert client.post(address(twice), {"seen": 2}).status_code == 422
    assert "Restore version" not in client.get(history(twice)).text


def test_what_does_not_fit_any_more_is_refused_with_the_reason(client, draft, editor) -> None:
    """Version 1 holds a day that lies after the as-of date since that was moved."""
    answer = next(
        each
        for each in draft.answers.select_related("criterion")
        if each.criterion.answer_type == "date"
    )
    code, layer = answer.criterion.code, answer.layer
    today = now().date()
    with transaction.atomic():
        first = content_for(answer, 3, today)
        saved(draft.pk, code, layer, first, seen=0, by=acting(editor), at=now())
        saved(draft.pk, code, layer, Content(unsure=True), seen=1, by=acting(editor), at=now())
    Attestation.objects.filter(pk=draft.pk).update(as_of=date(2000, 1, 1))
    with pytest.raises(InvalidAnswer), transaction.atomic():
        restored(draft.pk, code, layer, 1, seen=2, by=acting(editor), at=now())
    sign_in(client, editor)
    parts = [draft.pk, code, *([layer] if layer else []), 1]
    response = client.post(reverse("attestations:restore", args=parts), {"seen": 2})
    assert response.status_code == 422
    assert "It cannot be restored as it is." in response.text


@pytest.mark.parametrize("who", ["signatory", "viewer", "contributor", "other_owner", "registrar"])
def test_others_cannot(request, client, twice, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address(twice)).status_code == 404
    assert client.post(address(twice), {"seen": 2}).status_code == 404
    assert answer_of(twice.attestation, CODE).version == 2


@pytest.mark.django_db(transaction=True)
def test_a_contributor_restores_what_is_delegated(client, twice, editor, contributor) -> None:
    with transaction.atomic():
        delegation.delegated(
            twice.attestation_id, contributor.pk, [CODE], by=acting(editor), at=now()
        )
    sign_in(client, contributor)
    assert client.post(address(twice), {"seen": 2}).status_code == 302
    assert answer_of(twice.attestation, CODE).saved_by == contributor


def test_two_hundred_versions_are_paged_and_cost_the_same(client, twice, editor, pieces) -> None:
    sign_in(client, editor)
    with CaptureQueriesContext(connection) as few:
        client.get(history(twice))
    with transaction.atomic():
        for n in range(2, 200):
            said = Content({"value": "yes"}, reason=f"Reason {n}.")
            save(twice.attestation, said, n, editor, pieces[n % 2])
    with CaptureQueriesContext(connection) as many:
        first = client.get(history(twice))
    assert len(many) == len(few) <= 14, [query["sql"][:90] for query in many]
    assert [each.row.version for each in first.context["versions"]] == list(range(200, 190, -1))
    assert 'href="?until=190"' in first.text
    last = client.get(history(twice), {"until": "3"})
    assert [each.row.version for each in last.context["versions"]] == [3, 2, 1]
    assert 'href="?until=13"' in last.text
    assert client.get(url(twice.attestation, CODE)).status_code == 200
