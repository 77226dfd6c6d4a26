"""Delegating criteria to a contributor."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.models import Attestation, Evidence
from organisations.permissions import Permission
from tests.attestations.test_save_answer import answer_of, url
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
    assert client.post(page, {"person": str(contributor.pk)}).status_code == 302
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
