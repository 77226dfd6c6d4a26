"""Two people of the alliance have one page open: the second is told, and keeps what she typed."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.decision import send_back
from assessments.disputing import dispute_finding
from assessments.findings import raise_finding
from assessments.models import Engagement, Finding, Grade, Recommendation
from assessments.recommendation import share_draft
from assessments.ruling import rule_on_finding
from assessments.status import EngagementStatus
from attestations.models import Grant
from organisations.models import Organisation
from organisations.permissions import Role
from tests.assessed import make_decision
from tests.people import acting, person, sign_in

TYPED = "A page of reasons that took an hour."
RULING = {"answer": "falls", "text": TYPED}
DECISION = {"outcome": "conforming", "reasons": TYPED, "independent": "on"}


@pytest.fixture
def panel(alliance: Organisation) -> tuple[User, User]:
    first = person(alliance, Role.APPEAL_PANEL, "Paula Panel")
    return first, person(alliance, Role.APPEAL_PANEL, "Pavel Panel")


@pytest.fixture
def disputed(assessed: Engagement, lead: User, owner: User, panel: tuple[User, User]) -> Finding:
    found = raise_finding(assessed.pk, "GOV-02.all", Grade.MINOR, "Thin.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    return dispute_finding(assessed.pk, found.number, "It is thick.", by=acting(owner))


@pytest.fixture
def colleague(alliance: Organisation) -> User:
    return person(alliance, Role.DECISION_MAKER, "Dora Decision")


def ruling_page(finding: Finding) -> str:
    return reverse("assessments:rule", args=[finding.engagement_id, finding.number])


def test_it_works(client: Client, disputed: Finding, panel: tuple[User, User]) -> None:
    first, second = panel
    sign_in(client, second)
    url = ruling_page(disputed)
    assert client.get(url).status_code == 200
    by = acting(first)
    rule_on_finding(disputed.engagement_id, disputed.number, "So it is.", stands=True, by=by)
    told = client.post(url, RULING)
    assert told.status_code == 403
    assert "has ruled on finding 1 meanwhile" in told.text
    assert "it stands" in told.text
    assert TYPED in told.text
    assert client.get(url).status_code == 404
    disputed.refresh_from_db()
    assert disputed.status == "acknowledged"


def test_the_engagement_ended(client: Client, disputed: Finding, panel: tuple[User, User]) -> None:
    sign_in(client, panel[0])
    Engagement.objects.update(status=EngagementStatus.TERMINATED)
    told = client.post(ruling_page(disputed), RULING)
    assert told.status_code == 403
    assert "no ruling is needed" in told.text
    assert TYPED in told.text


@pytest.mark.parametrize("who", ["stranger", "registrar", "owner", "decision_maker"])
def test_nobody_else_learns_of_a_ruling(
    who: str,
    client: Client,
    disputed: Finding,
    panel: tuple[User, User],
    request: pytest.FixtureRequest,
) -> None:
    by = acting(panel[0])
    rule_on_finding(disputed.engagement_id, disputed.number, "So it is.", stands=True, by=by)
    sign_in(client, request.getfixturevalue(who))
    assert client.post(ruling_page(disputed), RULING).status_code == 404


@pytest.mark.parametrize("act", ["ruled", "decided"])
def test_who_came_afterwards_learns_nothing(
    act: str, client: Client, request: pytest.FixtureRequest, alliance: Organisation
) -> None:
    """Her role would have given the right, had she held it while the page was there to be opened."""
    if act == "ruled":
        one, panel = request.getfixturevalue("disputed"), request.getfixturevalue("panel")
        by = acting(panel[0])
        rule_on_finding(one.engagement_id, one.number, "So it is.", stands=True, by=by)
        role, url = Role.APPEAL_PANEL, ruling_page(one)
    else:
        made = request.getfixturevalue("recommended")
        make_decision(made.engagement, request.getfixturevalue("decision_maker"))
        role, url = Role.DECISION_MAKER, reverse("assessments:decide", args=[made.engagement_id])
    sign_in(client, person(alliance, role, "Lena Late"))
    assert client.post(url, RULING | DECISION).status_code == 404


@pytest.mark.parametrize("act", ["ruled", "decided"])
def test_of_two_engagements_each_is_told_of_its_own(
    act: str, client: Client, request: pytest.FixtureRequest
) -> None:
    """A right that was given because of another engagement or finding tells nothing of this one."""
    if act == "ruled":
        one = request.getfixturevalue("disputed")
        who, url = request.getfixturevalue("panel")[1], ruling_page(one)
        by = acting(request.getfixturevalue("panel")[0])
        rule_on_finding(one.engagement_id, one.number, "So it is.", stands=True, by=by)
    else:
        made = request.getfixturevalue("recommended")
        who, url = (
            request.getfixturevalue("colleague"),
            reverse("assessments:decide", args=[made.engagement_id]),
        )
        make_decision(made.engagement, request.getfixturevalue("decision_maker"))
    Grant.objects.update(because="another")
    sign_in(client, who)
    assert client.post(url, RULING | DECISION).status_code == 404


def test_a_session_without_the_second_factor_learns_nothing(
    client: Client, disputed: Finding, panel: tuple[User, User]
) -> None:
    by = acting(panel[0])
    rule_on_finding(disputed.engagement_id, disputed.number, "So it is.", stands=True, by=by)
    sign_in(client, panel[1], second_factor=False)
    assert client.post(ruling_page(disputed), RULING).status_code == 404


def test_a_finding_that_nobody_disputed(
    client: Client, disputed: Finding, lead: User, panel: tuple[User, User]
) -> None:
    one = disputed.engagement_id
    other = raise_finding(one, "GOV-03.all", Grade.MINOR, "No log.", by=acting(lead))
    sign_in(client, panel[0])
    assert client.post(ruling_page(other), RULING).status_code == 404


def test_a_colleague_decided(
    client: Client, recommended: Recommendation, decision_maker: User, colleague: User
) -> None:
    sign_in(client, colleague)
    url = reverse("assessments:decide", args=[recommended.engagement_id])
    assert client.get(url).status_code == 200
    make_decision(recommended.engagement, decision_maker)
    told = client.post(url, DECISION)
    assert told.status_code == 403
    assert "Another decision maker has decided meanwhile" in told.text
    assert TYPED in told.text
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["decide", "send_back"])
def test_a_colleague_sent_it_back(
    name: str,
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    colleague: User,
) -> None:
    sign_in(client, colleague)
    send_back(recommended.engagement_id, "Look again.", by=acting(decision_maker))
    url = reverse(f"assessments:{name}", args=[recommended.engagement_id])
    told = client.post(url, DECISION | {"reason": TYPED})
    assert told.status_code == 403
    assert "sent back to the assessors meanwhile" in told.text
    assert TYPED in told.text


def test_before_a_recommendation_there_is_nothing(
    client: Client, assessed: Engagement, colleague: User
) -> None:
    sign_in(client, colleague)
    url = reverse("assessments:decide", args=[assessed.pk])
    assert client.post(url, DECISION).status_code == 404
