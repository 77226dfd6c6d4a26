"""The list of criteria and the page of one: the same few queries, however long the edition is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from organisations.models import Organisation, Scope
from tests.large_assessment import Cast, at_work
from tests.people import sign_in
from tests.whole import length

MOST_STATEMENTS = 10
MOST_BYTES = 170_000  # at 110 criteria
SMALL, LARGE = 110, length(550)


@pytest.fixture
def cast(
    scope: Scope,
    body: Organisation,
    alliance: Organisation,
    editor: User,
    signatory: User,
    registrar: User,
    owner: User,
    body_admin: User,
    lead: User,
    assessor: User,
    reviewer: User,
) -> Cast:
    return Cast(
        scope, body, editor, signatory, registrar, owner, body_admin, lead, assessor, reviewer
    )


def test_it_costs_the_same_whatever_the_length(client: Client, cast: Cast) -> None:
    counts: dict[int, dict[str, int]] = {SMALL: {}, LARGE: {}}
    for size, counted in counts.items():
        engagement = at_work(size, cast)
        work = reverse("assessments:work", args=[engagement.pk])
        one = reverse("assessments:criterion", args=[engagement.pk, "GOV-01"])
        for person in (cast.assessor, cast.reviewer):
            sign_in(client, person)
            for address in (work, one, f"{work}?show=changed", f"{one}?show=changed"):
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    page = client.get(address)
                assert page.status_code == 200
                counted[f"{person}: {address.replace(str(engagement.pk), '…')}"] = len(queries)
                if size == SMALL:
                    assert len(page.content) <= MOST_BYTES, (address, len(page.content))
    assert counts[SMALL] == counts[LARGE]
    assert max(counts[SMALL].values()) <= MOST_STATEMENTS, counts[SMALL]
