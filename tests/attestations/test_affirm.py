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
from attestations.drafting import Content, saved
from attestations.gaps import GapKind
from attestations.models import Attestation, CarriedAnswer, How
from attestations.readiness import NotComplete, made_ready
from attestations.reading import draft_of
from organisations.models import Scope
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
    assert "<bdi>Emil Editor</bdi> gave it" in page
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
    assert "confirmed as carried over" in page
    assert "carried over from edition 1.0" in page


def test_saving_it_unchanged_affirms_it(client, carried, editor) -> None:
    sign_in(client, editor)
    answer = answer_of(carried, CODE)
    typed = {
        "version": 1,
        **answer.response,
        **(answer.figure or {}),
        "evidence": [str(each.pk) for each in answer.evidence.all()],
    }
    by_itself = client.post(url(carried, CODE), typed, headers={"X-Requested-With": "autosave"})
    assert by_itself.json()["version"] == 1, "something was typed and taken back"
    answer.refresh_from_db()
    assert answer.to_affirm
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
    assert "nothing to confirm any more" in page


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


@pytest.fixture
def renewed(submitted: Attestation, editor: User) -> Attestation:
    """Opened again on the same edition, for a later period, from what was signed."""
    Attestation.objects.filter(pk=submitted.pk).update(status="closed_declared")
    return moved(submitted, submitted.edition, editor)


def sister_of(attestation: Attestation, *layers: str) -> Scope:
    return Scope.objects.create(
        organisation=attestation.scope.organisation,
        slug="sister",
        title="Sister",
        included="AI only.",
        excluded="The rest.",
        why="It stands alone.",
        layers=list(layers),
    )


def waiting_page(attestation: Attestation) -> str:
    return reverse("attestations:to_confirm", args=[attestation.pk])


def test_whatever_comes_from_an_earlier_period_waits(client, renewed, editor) -> None:
    assert not renewed.answers.filter(to_affirm=False).exists()
    with pytest.raises(NotComplete), transaction.atomic():
        made_ready(renewed.pk, {}, by=acting(editor), at=now())
    sign_in(client, editor)
    page = client.get(url(renewed, CODE)).text
    assert "It is from the attestation as of" in page
    assert "does it still hold?" in page
    assert "The wording has changed" not in page
    assert "Still true: confirm and go to next" in page


def test_whatever_comes_from_another_scope_waits(client, filled, edition, editor) -> None:
    new = moved(filled, edition, editor, scope=sister_of(filled, "ai"))
    assert not new.answers.filter(to_affirm=False, version__gt=0).exists()
    sign_in(client, editor)
    page = client.get(url(new, CODE)).text
    assert "It is from the scope" in page
    assert "does it hold here?" in page
    assert "Does the answer hold here?" in page


def test_an_unsigned_draft_that_moves_asks_nothing_of_what_did_not_change(carried) -> None:
    assert set(
        carried.answers.filter(to_affirm=True).values_list("criterion__code", flat=True)
    ) == {
        "GOV-05",
        "GOV-10",
    }


def test_the_as_of_date_has_no_say(renewed, submitted) -> None:
    """The same day as before: it is another attestation all the same."""
    assert renewed.as_of == submitted.as_of
    assert renewed.answers.filter(to_affirm=True).exists()


def test_what_waits_goes_on_waiting_when_its_draft_moves(
    client, renewed, submitted, later_edition, editor
) -> None:
    with transaction.atomic():
        affirmed(renewed.pk, "GOV-01", "", by=acting(editor), at=now())
        affirmed(renewed.pk, "GOV-10", "", by=acting(editor), at=now())
    new = moved(renewed, later_edition, editor)
    assert answer_of(new, "GOV-01").to_affirm is False  # somebody has said it of this draft
    assert answer_of(new, "GOV-10").to_affirm is True  # but not in the new wording
    assert answer_of(new, "GOV-02").to_affirm is True
    # Each names what a person gave last, not the copy that nobody confirmed.
    origin = CarriedAnswer.objects.get(target=answer_of(new, "GOV-02")).source.answer.attestation
    assert origin == submitted
    sign_in(client, editor)
    assert "It is from the attestation as of" in client.get(url(new, "GOV-02")).text
    both = client.get(url(new, CODE)).text
    assert "The wording has changed since edition 1.0." in both
    assert "It is from the attestation as of" in both
    wording = client.get(url(new, "GOV-10")).text
    assert "The wording has changed since edition 1.0." in wording
    assert "does it still hold?" not in wording


def test_the_page_lists_what_waits_with_a_button_each(client, renewed, editor) -> None:
    sign_in(client, editor)
    page = client.get(waiting_page(renewed)).text
    count = renewed.answers.count()
    assert page.count("Still true: confirm<") == count
    assert "Trust policy" in page
    assert "Emil Editor" in page
    assert "There is no button for all of them" in page
    said = {"then": "list"}
    place = reverse("attestations:affirm", args=[renewed.pk, "GOV-01"])
    assert client.post(place, said).url == f"{waiting_page(renewed)}#to-GOV-02"
    assert answer_of(renewed, "GOV-01").to_affirm is False
    assert client.post(place, said).url == waiting_page(renewed)  # a second click
    assert client.get(waiting_page(renewed)).text.count("Still true: confirm<") == count - 1


def test_confirming_one_leads_to_the_next_behind_it(client, renewed, editor) -> None:
    sign_in(client, editor)
    assert click(client, renewed, "GOV-03").url == url(renewed, "GOV-04")


def test_nothing_waits(client, draft, editor) -> None:
    sign_in(client, editor)
    assert "No carried answer waits" in client.get(waiting_page(draft)).text


@pytest.mark.django_db(transaction=True)
def test_a_contributor_sees_what_waits_of_hers(client, renewed, editor, contributor) -> None:
    with transaction.atomic():
        delegation.delegated(renewed.pk, contributor.pk, [CODE], by=acting(editor), at=now())
    sign_in(client, contributor)
    page = client.get(waiting_page(renewed)).text
    assert page.count("Still true: confirm<") == 1
    assert "/evidence/" not in page.split("<main")[1]


def test_a_viewer_reads_the_list_and_has_no_button(client, renewed, viewer) -> None:
    sign_in(client, viewer)
    page = client.get(waiting_page(renewed)).text
    assert "GOV-01" in page
    assert "Still true" not in page


def test_the_list_costs_the_same_however_much_waits(client, renewed, editor) -> None:
    sign_in(client, editor)
    client.get(waiting_page(renewed))
    with CaptureQueriesContext(connection) as many:
        client.get(waiting_page(renewed))
    keep = renewed.answers.filter(criterion__code__in=["GOV-01", "GOV-02"])
    renewed.answers.exclude(pk__in=keep.values("pk")).update(to_affirm=False)
    with CaptureQueriesContext(connection) as few:
        client.get(waiting_page(renewed))
    assert len(many) == len(few) <= 14, [each["sql"][:80] for each in many]


def test_the_dry_run_says_how_many_will_wait_and_why(
    client, submitted, later_edition, editor
) -> None:
    sign_in(client, editor)
    page = reverse("attestations:move", args=[submitted.pk])
    told = client.get(page, {"edition": str(later_edition.pk)}).text
    assert "69 carried answers wait to be confirmed, one by one." in told
    assert "somebody says of each whether it still holds" in told
    sister = sister_of(submitted, "ai", "connectivity")
    told = client.get(page, {"scope": str(sister.pk), "edition": str(submitted.edition_id)}).text
    assert "whether it holds for" in told
    assert "This scope does not have the layer that the answer is for." in told
    assert "The earlier attestation did not have this layer." in told


def test_the_dry_run_of_an_unsigned_draft_names_only_new_wording(
    client, filled, later_edition, editor
) -> None:
    sign_in(client, editor)
    told = client.get(reverse("attestations:move", args=[filled.pk])).text
    assert "2 carried answers wait to be confirmed, one by one." in told
    assert "Their wording has changed" in told
