"""The pages around carrying over: the dry run, the opening form, task list and questions."""

from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import delegation
from attestations.drafting import Content, saved
from attestations.models import Answer, Attestation, CarriedAnswer, Evidence
from attestations.opening import opened
from attestations.reading import draft_of
from attestations.status import Status
from journal.models import Entry
from organisations.models import Scope
from principles.models import Edition
from principles.transition import give_sunset
from tests.answers import answer_everything, piece_of
from tests.attestations.test_carry_over import moved
from tests.attestations.test_save_answer import answer_of, url
from tests.people import acting, sign_in


def move_url(attestation: Attestation) -> str:
    return reverse("attestations:move", args=[attestation.pk])


def task_url(attestation: Attestation) -> str:
    return reverse("attestations:attestation", args=[attestation.pk])


def typed(attestation: Attestation, edition: Edition) -> dict[str, str]:
    return {
        "scope": str(attestation.scope_id),
        "edition": str(edition.pk),
        "as_of": attestation.as_of.isoformat(),
    }


def row_of(attestation: Attestation, code: str) -> CarriedAnswer:
    return CarriedAnswer.objects.get(attestation=attestation, source__answer__criterion__code=code)


@pytest.mark.django_db(transaction=True)
def test_it_works(
    client: Client, filled: Attestation, later_edition: Edition, editor: User
) -> None:
    sign_in(client, editor)
    before = (Attestation.objects.count(), Answer.objects.count(), Entry.objects.count())
    page = client.get(move_url(filled)).text
    assert before == (Attestation.objects.count(), Answer.objects.count(), Entry.objects.count())
    for told in (
        "2 carried to new wording",
        "2 to answer again",
        "5 to map by hand",
        "1 new",
        "67 carried",
    ):
        assert told in page
    assert "/principles/trust-principles/compare/1.0/1.1/" in page
    assert "Nobody could tell what it asked." in page
    response = client.post(move_url(filled), typed(filled, later_edition), follow=True)
    new = Attestation.objects.get(edition=later_edition)
    assert response.redirect_chain[-1][0] == task_url(new)
    for told in ("To confirm", "To answer again", "To map by hand", "Kept from edition 1.0"):
        assert told in response.text
    assert "Carried over to edition 1.1" in client.get(task_url(filled)).text


@pytest.mark.parametrize(
    "who", ["signatory", "viewer", "contributor", "other_owner", "registrar", "stranger"]
)
def test_others_find_nothing(request, client, filled, later_edition, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(move_url(filled)).status_code == 404
    assert client.post(move_url(filled), typed(filled, later_edition)).status_code == 404
    assert Attestation.objects.count() == 1


def test_a_contributor_with_everything_delegated_cannot(
    client, filled, later_edition, editor, contributor
) -> None:
    codes = list(filled.edition.criteria.values_list("code", flat=True))
    with transaction.atomic():
        delegation.delegated(filled.pk, contributor.pk, codes, by=acting(editor), at=now())
    sign_in(client, contributor)
    assert client.get(task_url(filled)).status_code == 200
    assert client.get(move_url(filled)).status_code == 404
    assert client.post(move_url(filled), typed(filled, later_edition)).status_code == 404


def test_an_edition_that_does_not_follow_is_no_choice(client, filled, edition, editor) -> None:
    sign_in(client, editor)
    assert client.post(move_url(filled), typed(filled, edition)).status_code == 422
    assert "No newer edition is open" in client.get(move_url(filled)).text


@pytest.mark.parametrize("name", ["scope", "edition", "as_of"])
def test_nonsense_in_the_address_breaks_nothing(client, filled, later_edition, editor, name):
    sign_in(client, editor)
    response = client.get(move_url(filled), {name: "'; DROP TABLE"})
    assert response.status_code in {200, 404}


def test_what_stands_in_the_way_is_said_beforehand(
    client, submitted, later_edition, editor
) -> None:
    moved(submitted, later_edition, editor)
    sign_in(client, editor)
    page = client.get(move_url(submitted), {"edition": str(later_edition.pk)}).text
    assert "already has an attestation" in page
    assert "Open with these answers" not in page


@pytest.mark.django_db(transaction=True)
def test_opening_with_earlier_answers_leads_to_the_dry_run(
    client, submitted, later_edition, editor
) -> None:
    sign_in(client, editor)
    said = typed(submitted, later_edition) | {"source": str(submitted.pk)}
    response = client.post(reverse("attestations:open"), said)
    there = urlparse(response.url)
    assert there.path == move_url(submitted)
    assert parse_qs(there.query)["edition"] == [str(later_edition.pk)]
    assert Attestation.objects.count() == 1
    assert "67 carried" in client.get(response.url).text
    assert client.post(there.path, typed(submitted, later_edition)).status_code == 302
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_the_opening_form_refuses_an_older_edition(client, draft, later_edition, editor) -> None:
    new = moved(draft, later_edition, editor)
    sign_in(client, editor)
    said = typed(new, draft.edition) | {"source": str(new.pk)}
    response = client.post(reverse("attestations:open"), said)
    assert response.status_code == 422
    assert "edition 1.0 does not follow it" in response.text


def test_the_answers_of_another_organisation_are_no_choice(
    client, draft, other_owner, other_member
) -> None:
    own = Scope.objects.create(
        organisation=other_member,
        slug="o",
        title="O",
        included="O",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    sign_in(client, other_owner)
    said = typed(draft, draft.edition) | {"scope": str(own.pk), "source": str(draft.pk)}
    assert client.post(reverse("attestations:open"), said).status_code == 422
    assert client.get(move_url(draft), {"scope": str(own.pk)}).status_code == 404


@pytest.fixture
def carried(filled: Attestation, later_edition: Edition, editor: User) -> Attestation:
    return moved(filled, later_edition, editor)


def test_a_carried_answer_says_where_it_comes_from(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(url(carried, "GOV-01")).text
    assert "Carried over from edition 1.0" in page
    assert "Emil Editor gave the answer" in page


def test_what_changed_shows_word_by_word(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(url(carried, "GOV-05")).text
    assert '<del class="difference__removed">' in page
    assert "It must now be met" not in page
    assert "It need not be met any more." in client.get(url(carried, "GOV-10")).text


def test_an_earlier_answer_is_put_into_the_form_and_not_saved(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(url(carried, "OPN-02"))
    assert "more is asked than in edition 1.0" in page.text
    assert page.context["form"].initial["evidence"] == []
    use = {"use": str(row_of(carried, "OPN-02").pk)}
    page = client.get(url(carried, "OPN-02"), use)
    assert "It is not saved yet" in page.text
    earlier = row_of(carried, "OPN-02").source
    initial = page.context["form"].initial
    assert (initial["value"], initial["version"]) == (earlier.response["value"], 0)
    assert initial["evidence"] == [str(each) for each in earlier.evidence_ids]
    assert answer_of(carried, "OPN-02").version == 0


def test_an_earlier_answer_that_does_not_fit_says_why(client, draft, later_edition, editor) -> None:
    with transaction.atomic():
        best = Content({"value": "none-stated"}, reason="There were no cases.")
        hours = Content({"value": "48", "coverage_pct": "100"})
        for code, said in (("ETH-04", best), ("SUP-11", hours)):
            saved(draft.pk, code, "", said, seen=0, by=acting(editor), at=now())
    new = moved(draft, later_edition, editor)
    sign_in(client, editor)
    for code, at, why in (
        ("ETH-04", "ETH-04", "It cannot be used as it is."),
        ("SUP-11", "SUP-12", "asked in another way"),
    ):
        page = client.get(url(new, at), {"use": str(row_of(new, code).pk)})
        assert why in page.text
        assert "value" not in page.context["form"].initial


def test_each_earlier_answer_of_a_merger_shows(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(url(carried, "SUP-12")).text
    assert "The answer to SUP-10" in page
    assert "The answer to SUP-11" in page
    assert page.count("Use this answer") == 2


def test_what_is_kept_stays_readable(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(task_url(carried)).text
    kept = page[page.index("Kept from edition 1.0") :]
    assert "OPN-10" in kept
    assert "Trust policy" in kept


@pytest.mark.django_db(transaction=True)
def test_a_contributor_sees_the_earlier_answers_of_what_is_hers(
    client, filled, later_edition, editor, contributor
) -> None:
    with transaction.atomic():
        delegation.delegated(filled.pk, contributor.pk, ["SUP-10"], by=acting(editor), at=now())
    new = moved(filled, later_edition, editor)
    sign_in(client, contributor)
    page = client.get(url(new, "SUP-12")).text
    assert "The answer to SUP-10" in page
    earlier = row_of(new, "SUP-10").source
    tasks = client.get(task_url(new)).text
    assert "Kept from" not in tasks
    assert client.get(url(filled, "SUP-10")).status_code == 404
    said = {"version": 0, "value": "3", "evidence": [str(each) for each in earlier.evidence_ids]}
    assert client.post(url(new, "SUP-12"), said).status_code == 302
    assert answer_of(new, "SUP-12").evidence.count() == 1


def test_what_is_to_be_affirmed_is_linked_from_the_checking_page(client, carried, editor) -> None:
    sign_in(client, editor)
    page = client.get(reverse("attestations:check", args=[carried.pk])).text
    assert "It was carried over. Say whether your answer still holds." in page
    assert f"{url(carried, 'GOV-05')}#affirm" in page
    assert 'id="affirm"' in client.get(url(carried, "GOV-05")).text


@pytest.mark.parametrize(
    ("kind", "disclosure", "counts"),
    [("link", "public", 1), ("link", "assessor", 0), ("hash", "public", 0)],
)
def test_only_a_public_link_is_one(draft, editor, kind, disclosure, counts) -> None:
    piece = piece_of(draft, acting(editor))
    Evidence.objects.filter(pk=piece.pk).update(kind=kind, disclosure=disclosure)
    with transaction.atomic():
        said = Content({"value": "yes"})
        saved(
            draft.pk, "GOV-01", "", said, seen=0, evidence=[piece.pk], by=acting(editor), at=now()
        )
    assert draft_of(draft).given["GOV-01", ""].public_links == counts


MOST = {"attestations:attestation": 20, "attestations:move": 24, "attestations:question": 15}
PAGES = {
    "attestations:attestation": (),
    "attestations:move": (),
    "attestations:question": ("GOV-05",),
}


def of_size(size: str, scope: Scope, edition: Edition, editor: User) -> Attestation:
    """Two answers of those that are carried and kept, or all of them."""
    own = Scope.objects.create(
        organisation=scope.organisation,
        slug=size,
        title=size,
        included=size,
        excluded="The rest.",
        why="It stands alone.",
        layers=scope.layers,
    )
    by = acting(editor)
    with transaction.atomic():
        one = opened(own.pk, edition.pk, now().date(), by=by, at=now())
        piece = piece_of(one, by, size)
        if size == "many":
            answer_everything(one, by, evidence=piece)
            return one
        for code in ("GOV-05", "OPN-10"):
            said = Content(reason="So far.")
            saved(one.pk, code, "", said, seen=0, evidence=[piece.pk], by=by, at=now())
        return one


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_much_is_answered(
    client, edition, later_edition, editor, scope, name
) -> None:
    sign_in(client, editor)
    counts = []
    for size in ("few", "many"):
        one = of_size(size, scope, edition, editor)
        if name != "attestations:move":
            one = moved(one, later_edition, editor)
        page = reverse(name, args=[one.pk, *PAGES[name]])
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append([query["sql"][:100] for query in queries])
    assert len(counts[0]) == len(counts[1]), counts
    assert len(counts[1]) <= MOST[name], counts[1]


def test_a_draft_that_has_moved_leads_to_where_it_went(
    client, filled, carried, later_edition, editor
) -> None:
    sign_in(client, editor)
    for response in (
        client.get(move_url(filled)),
        client.post(move_url(filled), typed(filled, later_edition)),
    ):
        assert f'href="{task_url(carried)}"' in response.text
        assert "Open with these answers" not in response.text
        assert "Nothing has been changed yet" not in response.text


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_into_a_draft_that_has_moved_still_shows(
    client, filled, carried, editor
) -> None:
    sign_in(client, editor)
    said = {"version": 1, "value": "yes", "reason": "Typed in another window."}
    response = client.post(url(filled, "GOV-01"), said)
    assert response.status_code == 422
    assert "Typed in another window." in response.text
    assert f'href="{task_url(carried)}"' in response.text


def test_a_day_to_come_is_refused_before_the_dry_run(
    client, submitted, later_edition, editor
) -> None:
    sign_in(client, editor)
    said = typed(submitted, later_edition) | {"source": str(submitted.pk), "as_of": "2999-01-01"}
    response = client.post(reverse("attestations:open"), said)
    assert response.status_code == 422
    assert response.context["form"].errors["as_of"] == [
        "The as-of date cannot be later than today."
    ]


def test_the_task_list_names_what_the_move_left(client, carried, editor) -> None:
    sign_in(client, editor)
    response = client.get(task_url(carried))
    left = response.context["left_of_move"]
    assert len(left) == 9
    beginning = response.text[: response.text.index("Robust corporate governance")]
    assert f'href="{left[0]["url"]}"' in beginning
    assert "The others are marked in the list below." in beginning


def test_what_is_to_be_affirmed_does_not_count_as_in(client, carried, editor) -> None:
    sign_in(client, editor)
    response = client.get(task_url(carried))
    tasks = [task for group in response.context["groups"] for task in group.tasks]
    assert not any(task["answered"] for task in tasks if task["status"] == "To confirm")
    done = sum(group.progress.done for group in response.context["groups"])
    assert response.context["picture"].progress.done == done


def test_the_last_day_of_an_edition_is_named_and_not_the_day_after(client, submitted, editor):
    give_sunset(submitted.edition, date(2031, 3, 1))
    sign_in(client, editor)
    another = Scope.objects.create(
        organisation=submitted.scope.organisation,
        title="Edge services",
        included="All edge services.",
        excluded="The rest.",
        why="It stands alone.",
        layers=submitted.scope.layers,
    )
    page = client.get(move_url(submitted), {"scope": str(another.pk)}).text
    assert ">28 February 2031</time>." in page
    assert "1 March 2031" not in page
