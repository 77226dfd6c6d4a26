"""Returning and accepting."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.intake import OwnOrganisation, accept, accepted
from attestations.models import Acceptance, Attestation, Submission
from attestations.status import Status, WrongStatus
from journal.models import Entry
from organisations.models import Membership
from tests.attestations.test_save_answer import in_own_connection
from tests.people import acting, sign_in
from transparency.manifests import facts_of
from transparency.models import Leaf


def url(name: str, attestation: Attestation) -> str:
    return reverse(f"attestations:{name}", args=[attestation.pk])


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, submitted: Attestation, registrar: User) -> None:
    sign_in(client, registrar)
    assert submitted.scope.title in client.get(reverse("attestations:list")).text
    page = client.get(url("attestation", submitted), follow=True)
    assert "Accept" in page.text
    assert "Trust policy" in page.text
    response = client.post(url("accept", submitted), follow=True)
    assert "is accepted" in response.text
    submitted.refresh_from_db()
    assert submitted.status == Status.ACCEPTED
    assert submitted.accepted_at


def test_the_log_is_told_neither_who_nor_what(
    submission: Submission, accepted: Attestation
) -> None:
    kept = Acceptance.objects.get(submission__attestation=accepted)
    leaf = facts_of(bytes(Leaf.objects.get(index=kept.log_index).content))
    assert leaf.keys() == {"schema", "kind", "at", "commitment"}
    assert leaf["kind"] == "acceptance"
    assert leaf["commitment"] == kept.commitment != submission.commitment
    digest = bytes.fromhex(submission.sha256)
    assert kept.commitment == hashlib.sha256(bytes(kept.salt) + digest).hexdigest()
    assert kept.log_index > submission.log_index
    entry = Entry.objects.get(act="attestation.accepted")
    assert entry.facts == {"log_index": kept.log_index}


@pytest.mark.django_db(transaction=True)
def test_it_is_returned_with_items(client, submitted, registrar, editor) -> None:
    sign_in(client, registrar)
    assert client.post(url("return", submitted), {"items": " "}).status_code == 422
    items = "SEC-05: The file cannot be opened.\nThe scope names no country."
    response = client.post(url("return", submitted), {"items": items}, follow=True)
    assert "returned with 2 items" in response.text
    assert client.get(url("intake", submitted)).status_code == 404
    submitted.refresh_from_db()
    assert not Acceptance.objects.exists()
    assert submitted.status == Status.RETURNED
    assert submitted.return_items[0] == {
        "criterion": "SEC-05",
        "text": "The file cannot be opened.",
    }
    sign_in(client, editor)
    assert "names no country" in client.get(url("attestation", submitted)).text
    Attestation.objects.filter(pk=submitted.pk).update(status=Status.SUBMITTED)
    assert "names no country" not in client.get(url("attestation", submitted)).text


@pytest.mark.parametrize(
    "who", ["owner", "signatory", "other_owner", "assessor", "decision_maker", "stranger"]
)
def test_others_cannot(request, client, submitted, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(url("accept", submitted)).status_code == 404
    assert client.post(url("return", submitted), {"items": "x"}).status_code == 404


def test_nobody_stands_on_two_sides(submitted, registrar, member) -> None:
    Membership.objects.create(organisation=member, user=registrar, role="viewer")
    with transaction.atomic(), pytest.raises(OwnOrganisation):
        accepted(submitted.pk, by=acting(registrar), at=now())


def test_a_registrar_sees_no_draft(client, draft, registrar) -> None:
    sign_in(client, registrar)
    assert client.get(url("intake", draft)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_registrar_waits_and_is_refused(submitted, registrar) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            accepted(submitted.pk, by=acting(registrar), at=now())
            second = pool.submit(in_own_connection, accept, submitted.pk, by=acting(registrar))
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), WrongStatus)
