"""The plan is frozen, and the assessment begins."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.models import Engagement
from assessments.plan import Plan, PlanRefused, freeze_plan
from attestations.status import Status
from tests.people import acting, sign_in


def plan() -> Plan:
    today = now().date()
    return Plan("All of it.", "", today, today + timedelta(days=9), {"GOV-01": ["test"]})


def test_it_works(client: Client, engaged: Engagement, lead: User) -> None:
    sign_in(client, lead)
    url = reverse("assessments:plan", args=[engaged.pk])
    assert "Methods by criterion" in client.get(url).text
    today = now().date().isoformat()
    said = {"scope": "All of it.", "begins_on": today, "ends_on": today, "method-GOV-02": "test"}
    client.post(url, said)
    engaged.refresh_from_db()
    engaged.attestation.refresh_from_db()
    assert engaged.attestation.status == Status.IN_ASSESSMENT
    assert engaged.plan["methods"]["GOV-02"] == ["test"]
    assert engaged.plan["methods"]["GOV-01"] == ["examine", "interview"]
    assert len(engaged.plan["methods"]) == 59


def test_it_is_frozen_once(engaged: Engagement, lead: User) -> None:
    freeze_plan(engaged.pk, plan(), by=acting(lead))
    with pytest.raises(PlanRefused, match="already"):
        freeze_plan(engaged.pk, plan(), by=acting(lead))


def test_it_needs_a_fresh_second_factor(engaged: Engagement, lead: User) -> None:
    with pytest.raises(SecondFactorNeeded):
        freeze_plan(engaged.pk, plan(), by=acting(lead, second_factor=False))


@pytest.mark.parametrize("who", ["assessor", "reviewer", "body_admin", "owner", "registrar"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, engaged: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:plan", args=[engaged.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {}).status_code == 404
