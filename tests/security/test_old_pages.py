"""A page lay open while things went on: nobody agrees to what she has not read."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.findings import plan_finding, raise_finding
from assessments.models import Engagement, Finding, Grade
from assessments.people import name_person
from assessments.proving import prove_finding
from assessments.recommendation import share_draft
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import find_and_plan, something_shown
from tests.people import acting, person, sign_in

SEEN = re.compile(r'name="seen" value="(\d+)"')


def opened(client: Client, name: str, *args: Any) -> dict[str, str]:
    """What the page's form sends along about what was there when it was read."""
    shown = SEEN.search(client.get(reverse(f"assessments:{name}", args=args)).text)
    assert shown is not None
    return {"seen": shown.group(1)}


def test_nobody_is_waved_through_who_was_named_meanwhile(
    client: Client, offer_made: Engagement, owner: User, body: Organisation, body_admin: User
) -> None:
    sign_in(client, owner)
    read = opened(client, "engagement", offer_made.pk)
    late = person(body, Role.ASSESSOR, "Rita")
    name_person(offer_made.pk, late.pk, Role.ASSESSOR, by=acting(body_admin))
    url = reverse("assessments:no_objection", args=[offer_made.pk])
    for said in ({}, read, {"seen": "x"}, {"seen": "9" * 30}):
        assert "named somebody else since" in client.post(url, said, follow=True).text
    offer_made.refresh_from_db()
    assert offer_made.no_objection_at is None
    client.post(url, opened(client, "engagement", offer_made.pk))
    offer_made.refresh_from_db()
    assert offer_made.no_objection_at is not None


def test_no_remarks_are_not_those_on_a_draft_that_was_not_read(
    client: Client, assessed: Engagement, lead: User, signatory: User
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    sign_in(client, signatory)
    said = {"answer": "none"} | opened(client, "result", assessed.pk)
    raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "No log at all.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    url = reverse("assessments:remarks", args=[assessed.pk])
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "Draft 2 has been shared since" in refused.text
    assessed.refresh_from_db()
    assert assessed.remarks_at is None
    client.post(url, {"answer": "none"} | {"seen": SEEN.search(refused.text).group(1)})  # type: ignore[union-attr]
    assessed.refresh_from_db()
    assert assessed.remarks_at is not None


def test_a_plan_that_was_exchanged_is_not_accepted(
    client: Client, assessed: Engagement, lead: User, owner: User
) -> None:
    one = raise_finding(assessed.pk, "GOV-03.all", Grade.MINOR, "No log.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    due = now().date() + timedelta(days=20)
    said: dict[str, Any] = {"owner": "The CISO", "by": acting(owner)}
    plan_finding(assessed.pk, 1, steps="Connect both sites.", due=due, **said)
    sign_in(client, lead)
    read = opened(client, "finding", assessed.pk, 1)
    later = now().date() + timedelta(days=180)
    plan_finding(assessed.pk, 1, steps="Think about it.", due=later, **said)
    url = reverse("assessments:finding_judge", args=[assessed.pk, 1])
    for old in ({}, read):
        refused = client.post(url, {"answer": "accept", "note": "Good."} | old)
        assert refused.status_code == 422
        assert "changed since you read it" in refused.text
        assert "Think about it." in refused.text
        assert "Good." in refused.text
    one.refresh_from_db()
    assert one.status == "planned"


def test_evidence_that_was_exchanged_is_not_verified(
    client: Client, assessed: Engagement, lead: User, assessor: User, owner: User
) -> None:
    number = find_and_plan(assessed, "GOV-03.all", assessor, lead, owner)
    prove_finding(
        assessed.pk,
        number,
        "The log of October shows it.",
        something_shown(assessed),
        by=acting(owner),
    )
    sign_in(client, assessor)
    read = opened(client, "finding", assessed.pk, number)
    prove_finding(
        assessed.pk, number, "Take our word for it.", something_shown(assessed), by=acting(owner)
    )
    url = reverse("assessments:finding_verify", args=[assessed.pk, number])
    refused = client.post(url, {"answer": "good", "note": "Seen."} | read)
    assert refused.status_code == 422
    assert "changed since you read it" in refused.text
    assert Finding.objects.get(engagement=assessed, number=number).status == "proved"
