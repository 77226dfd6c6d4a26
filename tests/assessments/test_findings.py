"""Findings: raised, planned by the member, the plan judged, closed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments import findings
from assessments.closing import close_finding
from assessments.findings import (
    FindingRefused,
    judge_plan,
    plan_finding,
    raise_finding,
)
from assessments.models import Engagement, Finding, Grade
from assessments.recommendation import share_draft
from assessments.status import WrongFindingStatus
from principles.scoring import Thresholds
from tests.people import acting, sign_in


@pytest.fixture
def finding(assessed: Engagement, assessor: User) -> Finding:
    return raise_finding(
        assessed.pk, "GOV-03.all", Grade.MINOR, "Two sites are missing.", by=acting(assessor)
    )


def test_it_works(
    client: Client, assessed: Engagement, assessor: User, owner: User, lead: User, finding: Finding
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    due = now().date() + timedelta(days=90)
    url = reverse("assessments:finding", args=[assessed.pk, finding.number])
    sign_in(client, owner)
    assert "Two sites are missing." in client.get(url).text
    plan = {"owner": "The CISO", "steps": "Connect both.", "due": due.isoformat()}
    client.post(reverse("assessments:finding_plan", args=[assessed.pk, finding.number]), plan)
    sign_in(client, lead)
    assert "Judge the plan" in client.get(url).text
    client.post(
        reverse("assessments:finding_judge", args=[assessed.pk, finding.number]),
        {"answer": "accept", "seen": 1},
    )
    finding.refresh_from_db()
    assert (finding.status, finding.plan_due) == ("accepted", due)


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (180, True), (181, False)])
def test_the_plan_ends_within_180_days(
    days: int, fits: bool, assessed: Engagement, owner: User, lead: User, finding: Finding
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    due = now().date() + timedelta(days=days)

    def plan() -> Finding:
        return plan_finding(
            assessed.pk, finding.number, owner="CISO", steps="Do it.", due=due, by=acting(owner)
        )

    if fits:
        assert plan().status == "planned"
    else:
        with pytest.raises(FindingRefused, match="180 days"):
            plan()


def test_a_returned_plan_comes_again(
    assessed: Engagement, owner: User, lead: User, finding: Finding
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    due = now().date() + timedelta(days=30)
    one = {"owner": "CISO", "due": due, "by": acting(owner)}
    plan_finding(assessed.pk, finding.number, steps="Think.", **one)
    with pytest.raises(FindingRefused, match="lacks"):
        judge_plan(assessed.pk, finding.number, accepted=False, note="", by=acting(lead))
    judge_plan(assessed.pk, finding.number, accepted=False, note="No steps.", by=acting(lead))
    plan_finding(assessed.pk, finding.number, steps="Connect.", **one)
    judge_plan(assessed.pk, finding.number, accepted=True, note="", by=acting(lead))
    with pytest.raises(WrongFindingStatus, match="accepted"):
        plan_finding(assessed.pk, finding.number, steps="Less.", **one)


def test_it_is_closed_with_what_shows_it(
    assessed: Engagement, assessor: User, finding: Finding
) -> None:
    with pytest.raises(FindingRefused):
        close_finding(assessed.pk, finding.number, "", by=acting(assessor))
    close_finding(assessed.pk, finding.number, "Log of October.", by=acting(assessor))
    finding.refresh_from_db()
    assert finding.status == "closed"


def test_the_member_sees_findings_only_once_the_draft_is_shared(
    client: Client, assessed: Engagement, owner: User, viewer: User, lead: User, finding: Finding
) -> None:
    urls = [
        reverse("assessments:findings", args=[assessed.pk]),
        reverse("assessments:finding", args=[assessed.pk, finding.number]),
        reverse("assessments:result", args=[assessed.pk]),
    ]
    sign_in(client, owner)
    assert {client.get(url).status_code for url in urls} == {404}
    plan = reverse("assessments:finding_plan", args=[assessed.pk, finding.number])
    assert client.post(plan, {}).status_code == 404
    share_draft(assessed.pk, by=acting(lead))
    assert {client.get(url).status_code for url in urls} == {200}
    assert client.post(plan, {}).status_code == 422
    sign_in(client, viewer)
    assert {client.get(url).status_code for url in urls} == {200}
    assert client.post(plan, {}).status_code == 404


@pytest.mark.parametrize("who", ["other_owner", "body_admin", "registrar", "decision_maker"])
def test_it_does_not_exist_for_others(
    who: str,
    client: Client,
    assessed: Engagement,
    lead: User,
    finding: Finding,
    request: pytest.FixtureRequest,
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    sign_in(client, request.getfixturevalue(who))
    args = [assessed.pk, finding.number]
    assert client.get(reverse("assessments:finding", args=args)).status_code == 404
    for name in ("finding_plan", "finding_judge", "finding_close"):
        assert client.post(reverse(f"assessments:{name}", args=args), {}).status_code == 404


def test_the_days_are_those_of_the_edition(
    assessed: Engagement,
    owner: User,
    lead: User,
    finding: Finding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    monkeypatch.setattr(findings, "thresholds_of", lambda _edition: Thresholds(action_days=90))
    plan = {"owner": "CISO", "steps": "Do it.", "by": acting(owner)}
    with pytest.raises(FindingRefused, match="within 90 days"):
        plan_finding(assessed.pk, finding.number, due=now().date() + timedelta(days=91), **plan)
    due = now().date() + timedelta(days=90)
    assert plan_finding(assessed.pk, finding.number, due=due, **plan).plan_due == due
