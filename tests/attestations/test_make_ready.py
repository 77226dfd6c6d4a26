"""Making ready, and reopening."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.drafting import Content, saved
from attestations.models import Attestation
from attestations.readiness import NotComplete, ReasonMissing, made_ready
from attestations.status import Status
from journal.models import Entry
from tests.answers import answer_everything
from tests.people import acting, sign_in


def check_url(attestation: Attestation) -> str:
    return reverse("attestations:check", args=[attestation.pk])


@pytest.mark.django_db(transaction=True)
def test_it_works(client: Client, filled: Attestation, editor: User) -> None:
    sign_in(client, editor)
    assert "Make ready" in client.get(check_url(filled)).text
    response = client.post(check_url(filled), follow=True)
    assert "is ready" in response.text
    filled.refresh_from_db()
    assert filled.status == Status.READY
    assert filled.made_ready_by == editor
    entry = Entry.objects.get(act="attestation.made_ready")
    assert entry.after_sha256 == filled.ready_sha256


def test_gaps_block(client: Client, draft: Attestation, editor: User) -> None:
    with transaction.atomic(), pytest.raises(NotComplete):
        made_ready(draft.pk, {}, by=acting(editor), at=now())
    sign_in(client, editor)
    page = client.get(check_url(draft))
    assert "to mend first" in page.text
    assert "There is no answer yet." in page.text


def test_a_missing_reason_and_unsure_block(client, filled, editor) -> None:
    with transaction.atomic():
        content = Content({"value": "partial"}, unsure=True)
        saved(filled.pk, "GOV-01", "", content, seen=1, by=acting(editor), at=now())
    sign_in(client, editor)
    page = client.get(check_url(filled)).text
    assert "Say why this is the answer." in page
    assert "unsure, come back" in page


@pytest.mark.django_db(transaction=True)
def test_warnings_need_their_reason(client, draft, editor) -> None:
    answer_everything(draft, acting(editor))
    with transaction.atomic():
        content = Content({"value": "yes"})
        saved(draft.pk, "GOV-01", "", content, seen=1, evidence=[], by=acting(editor), at=now())
        with pytest.raises(ReasonMissing):
            made_ready(draft.pk, {}, by=acting(editor), at=now())
        transaction.set_rollback(False)
    sign_in(client, editor)
    assert client.post(check_url(draft)).status_code == 422
    reasons = {
        "no_evidence:GOV-01:": "It is with the notary.",
        "no_plan:GOV-01:": "It comes next week.",
    }
    assert client.post(check_url(draft), reasons).status_code == 302
    draft.refresh_from_db()
    assert {each["reason"] for each in draft.ready_warnings} == set(reasons.values())


@pytest.mark.parametrize("who", ["signatory", "viewer", "contributor", "other_owner", "registrar"])
def test_others_cannot(request, client, filled, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(check_url(filled)).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["owner", "editor", "signatory"])
def test_it_is_reopened_with_a_reason(request, client, ready, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("attestations:reopen", args=[ready.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "A figure is wrong."}).status_code == 302
    ready.refresh_from_db()
    assert (ready.status, ready.ready_sha256) == (Status.DRAFT, "")
