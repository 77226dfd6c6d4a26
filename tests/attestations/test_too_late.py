"""The page of an act that can only be refused says so, and asks for nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attestations.models import Attestation
from attestations.status import MOVES, WORDS, Act, Status, not_open
from tests.people import sign_in

CLOSED = {
    "as_of": (Status.READY, "only a draft&#x27;s as-of date can be changed"),
    "cancel": (Status.ACCEPTED, "stands at “accepted”, so there is nothing to do here"),
    "reopen": (Status.DRAFT, "stands at “draft”, so there is nothing to do here"),
    "close": (Status.SUBMITTED, "stands at “submitted”, so there is nothing to do here"),
    "recall": (Status.IN_ASSESSMENT, "stands at “in assessment”, so there is nothing to do here"),
}
OPEN = {
    "as_of": Status.DRAFT,
    "cancel": Status.DRAFT,
    "reopen": Status.READY,
    "close": Status.ACCEPTED,
    "recall": Status.ACCEPTED,
}


def page(client: Client, name: str, one: Attestation, status: Status) -> str:
    Attestation.objects.filter(pk=one.pk).update(status=status)
    return client.get(reverse(f"attestations:{name}", args=[one.pk])).text


@pytest.mark.parametrize("name", CLOSED)
def test_it_works(
    name: str, client: Client, submitted: Attestation, owner: User, signatory: User
) -> None:
    sign_in(client, signatory if name == "recall" else owner)
    status, sentence = CLOSED[name]
    shown = page(client, name, submitted, status)
    assert sentence in shown
    assert 'class="govuk-button' not in shown.partition("<main")[2]
    shown = page(client, name, submitted, OPEN[name])
    assert sentence not in shown
    assert 'class="govuk-button' in shown.partition("<main")[2]


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("engagement_active", "An assessment is under way"),
        ("declared_report_live", "A report of this declaration is public"),
    ],
)
def test_what_stands_against_recalling_is_said_at_once(
    field: str, sentence: str, client: Client, submitted: Attestation, signatory: User
) -> None:
    Attestation.objects.filter(pk=submitted.pk).update(**{field: True})
    sign_in(client, signatory)
    shown = page(client, "recall", submitted, Status.ACCEPTED)
    assert sentence in shown
    assert 'name="reason"' not in shown


@pytest.mark.parametrize("act", Act)
def test_the_table_says_what_is_open(act: Act) -> None:
    for status in Status:
        said = not_open(act, status)
        assert bool(said) == (status not in MOVES[act][0])
        assert not said or WORDS[status].lower() in said
