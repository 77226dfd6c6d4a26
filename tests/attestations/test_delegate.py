"""Delegating criteria to a contributor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import delegation
from attestations.models import Attestation, Evidence
from organisations.permissions import Permission
from tests.attestations.test_save_answer import answer_of, in_own_connection, url
from tests.people import acting, sign_in


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, filled: Attestation, editor: User, contributor: User) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[filled.pk])
    assert contributor.name in client.get(page).text
    typed = {"person": str(contributor.pk), "criteria": ["GOV-01", "GOV-03"]}
    assert "2 criteria are delegated" in client.post(page, typed, follow=True).text
    sign_in(client, contributor)
    tasks = client.get(reverse("attestations:attestation", args=[filled.pk])).text
    assert "GOV-03" in tasks
    assert "GOV-02" not in tasks
    assert client.get(url(filled, "GOV-02")).status_code == 404
    assert client.post(url(filled, "GOV-02"), {"version": 1}).status_code == 404
    evidence = [str(each.pk) for each in answer_of(filled, "GOV-01").evidence.all()]
    said = {"version": 1, "value": "partial", "reason": "Two.", "evidence": evidence}
    assert client.post(url(filled, "GOV-01"), said).status_code == 302
    assert answer_of(filled, "GOV-01").saved_by == contributor
    for name in ("check", "sign", "delegate", "latest_receipt", "intake"):
        assert client.get(reverse(f"attestations:{name}", args=[filled.pk])).status_code == 404
    assert Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(contributor)).exists()
    sign_in(client, editor)
    nothing = client.post(page, {"person": str(contributor.pk)})
    assert nothing.status_code == 422
    assert "Choose at least one criterion." in nothing.text
    grant = delegation.standing(filled).get()
    ended = client.post(reverse("attestations:end_delegation", args=[filled.pk, grant.pk]))
    assert ended.status_code == 302
    sign_in(client, contributor)
    assert client.get(url(filled, "GOV-01")).status_code == 404


@pytest.mark.parametrize("who", ["signatory", "viewer", "contributor", "other_owner"])
def test_others_cannot(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    page = reverse("attestations:delegate", args=[draft.pk])
    assert client.post(page, {"person": "x"}).status_code == 404


def test_only_contributors_are_delegated_to(client, draft, editor, viewer) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[draft.pk])
    typed = {"person": str(viewer.pk), "criteria": ["GOV-01"]}
    assert client.post(page, typed).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_whoever_leaves_has_the_delegation_no_more(client, draft, editor, contributor) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[draft.pk])
    client.post(page, {"person": str(contributor.pk), "criteria": ["GOV-01"]})
    sign_in(client, contributor)
    assert client.get(url(draft, "GOV-01")).status_code == 200
    contributor.memberships.update(ended_at=now())
    assert client.get(url(draft, "GOV-01")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_whole_principle_is_one_tick(client, draft, editor, contributor) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[draft.pk])
    client.post(page, {"person": str(contributor.pk), "criteria": ["all:SUP", "GOV-01"]})
    held = delegation.standing(draft).get().criteria
    asked = {code for code, _ in draft.answers.values_list("criterion__code", "layer")}
    assert set(held) == {code for code in asked if code.startswith("SUP")} | {"GOV-01"}


@pytest.mark.django_db(transaction=True)
def test_a_note_goes_with_it_and_is_changed_with_it(client, draft, editor, contributor) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[draft.pk])
    typed = {"person": str(contributor.pk), "criteria": ["GOV-01"]}
    client.post(page, typed | {"note": "Ask Ines <b>first</b>.", "due": "2027-01-31"})
    shown = client.get(page).text
    assert "Ask Ines &lt;b&gt;first&lt;/b&gt;." in shown
    assert "31 January 2027" in shown
    form = client.get(page, {"person": str(contributor.pk)}).context["form"]
    assert form["note"].value() == "Ask Ines <b>first</b>."
    assert [c.value for s in form.fieldsets() for c in s.choices if c.ticked] == ["GOV-01"]
    client.post(page, typed | {"criteria": ["GOV-02"]})
    grant = delegation.standing(draft).get()
    assert (grant.criteria, grant.note, grant.due) == (["GOV-02"], "", None)


@pytest.mark.django_db(transaction=True)
def test_only_what_stands_is_ended_and_only_by_those_who_delegate(
    client, draft, editor, contributor, viewer
) -> None:
    sign_in(client, editor)
    page = reverse("attestations:delegate", args=[draft.pk])
    client.post(page, {"person": str(contributor.pk), "criteria": ["GOV-01"]})
    end = reverse(
        "attestations:end_delegation", args=[draft.pk, delegation.standing(draft).get().pk]
    )
    for other in (viewer, contributor):
        sign_in(client, other)
        assert client.post(end).status_code == 404
    sign_in(client, editor)
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404, "it has ended"


def test_criteria_that_the_layers_do_not_ask_for_are_not_offered(client, draft, editor) -> None:
    sign_in(client, editor)
    form = client.get(reverse("attestations:delegate", args=[draft.pk])).context["form"]
    offered = {choice.value for each in form.fieldsets() for choice in each.choices}
    assert offered == set(draft.answers.values_list("criterion__code", flat=True))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_later_stands_alone(draft, editor, owner, contributor) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            delegation.delegated(draft.pk, contributor.pk, ["GOV-01"], by=acting(owner), at=now())
            second = pool.submit(
                in_own_connection,
                delegation.delegate,
                draft.pk,
                contributor.pk,
                ["GOV-03"],
                by=acting(editor),
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        second.result()
    assert delegation.standing(draft).get().criteria == ["GOV-03"]


def test_one_that_had_to_wait_ends_what_began_after_it(draft, editor, owner, contributor) -> None:
    at = now()
    for codes, when in ((["GOV-01"], at), (["GOV-03"], at - timedelta(seconds=1))):
        delegation.delegated(draft.pk, contributor.pk, codes, by=acting(editor), at=when)
    assert delegation.standing(draft).get().criteria == ["GOV-03"]
