"""Recalling a submission."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.models import Attestation
from attestations.readiness import made_ready
from attestations.status import Status
from attestations.submission import CannotRecall, recalled
from tests.people import acting, sign_in
from tests.stages import made_submitted


def url(attestation: Attestation) -> str:
    return reverse("attestations:recall", args=[attestation.pk])


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, accepted: Attestation, signatory: User, registrar: User) -> None:
    sign_in(client, signatory)
    assert client.get(url(accepted)).status_code == 200
    assert client.post(url(accepted), {"reason": "A new policy."}).status_code == 302
    accepted.refresh_from_db()
    assert accepted.status == Status.DRAFT
    sign_in(client, registrar)
    receipt = reverse("attestations:receipt", args=[accepted.submissions.get().pk])
    assert client.get(receipt).status_code == 404


def test_a_new_submission_opens_the_recalled_one_to_nobody_outside(
    client: Client, accepted: Attestation, editor: User, signatory: User, registrar: User
) -> None:
    with transaction.atomic():
        recalled(accepted.pk, "A new policy.", by=acting(signatory), at=now())
        made_ready(accepted.pk, {}, by=acting(editor), at=now())
    newest = made_submitted(accepted, acting(signatory))
    first = accepted.submissions.get(sequence=1)
    for who, seen in ((registrar, 404), (signatory, 200)):
        sign_in(client, who)
        for name in ("receipt", "receipt_json", "content"):
            page = reverse(f"attestations:{name}", args=[first.pk])
            assert client.get(page).status_code == seen
            page = reverse(f"attestations:{name}", args=[newest.pk])
            assert client.get(page).status_code == 200


@pytest.mark.parametrize("field", ["engagement_active", "declared_report_live"])
def test_what_rests_on_it_comes_first(submitted, signatory, field) -> None:
    Attestation.objects.filter(pk=submitted.pk).update(**{field: True})
    with transaction.atomic(), pytest.raises(CannotRecall):
        recalled(submitted.pk, "Because", by=acting(signatory), at=now())


@pytest.mark.parametrize("who", ["owner", "editor", "registrar", "other_owner"])
def test_others_cannot(request, client, submitted, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(url(submitted), {"reason": "x"}).status_code == 404
