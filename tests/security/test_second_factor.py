"""What needs a fresh second factor is refused with a stale one, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from assessments.clarified import withdrawn
from assessments.recommendation import remarked
from assessments.ruling import ruled
from attestations.models import Submission
from organisations.models import Membership
from tests.people import AUTHENTICATED, acting, sign_in
from tests.security.kinds import Kind
from tests.security.walking import client_of
from tests.security.world import World

TYPED = "Entered in the register of companies, folio 12"
ASKED = "authenticator app"


def stale(world: World, kind: Kind, minutes: float = 6) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, world.user(kind), minutes_ago=minutes)
    return client


def bold(world: World) -> dict[str, tuple[Kind, str, dict[str, object]]]:
    """The acts in bold of the workflow that exist as pages: who, where, what is typed."""
    ready, recommended = world.attestations["ready"], world.engagements["recommended"]
    decision = {"outcome": "not_conforming", "reasons": TYPED, "independent": "on"}
    return {
        "submit": (
            Kind.SIGNATORY,
            f"/attestations/{ready.pk}/sign/",
            {"sha256": ready.ready_sha256, "authority": TYPED, "accept": "on"},
        ),
        "recall": (
            Kind.SIGNATORY,
            f"/attestations/{world.attestations['submitted'].pk}/recall/",
            {"reason": TYPED},
        ),
        "give a reason to lift": (
            Kind.DECISION_MAKER,
            f"/conflicts/{world.things['conflict'].pk}/",
            {"reason": TYPED},
        ),
        "terminate": (
            Kind.SIGNATORY,
            f"/engagements/{world.engagements['assessed'].pk}/terminate/",
            {"reason": TYPED},
        ),
        "begin": (Kind.LEAD, f"/engagements/{world.engagements['begun'].pk}/plan/freeze/", {}),
        "decide": (Kind.DECISION_MAKER, f"/decisions/{recommended.pk}/", decision),
        "send back": (
            Kind.DECISION_MAKER,
            f"/decisions/{recommended.pk}/send-back/",
            {"reason": TYPED},
        ),
        "confirm": (
            Kind.BODY_ADMIN,
            f"/engagements/{world.engagements['unconfirmed'].pk}/confirm/",
            {"confirm": "on"},
        ),
        "rule": (
            Kind.APPEAL_PANEL,
            f"/disputes/{world.engagements['assessed'].pk}/{world.things['disputed_number']}/",
            {"answer": "stands", "text": TYPED},
        ),
        "ask for emergency access": (
            Kind.OPERATOR,
            "/emergency/ask/",
            {"attestation": str(ready.pk), "reason": TYPED, "hours": "2"},
        ),
        "take a key out of use": (
            Kind.KEY_CUSTODIAN,
            "/keys/end/",
            {"key": str(world.things["seal_key"].pk), "why": "planned"},
        ),
        "recommend": (
            Kind.LEAD,
            f"/engagements/{world.engagements['assessed'].pk}/recommend/",
            {"outcome": "not_conforming", "reasons": TYPED},
        ),
    }


def kept(sent: dict[str, object], page: str) -> bool:
    """Whether what was typed stands on the page; some forms ask for nothing but the code."""
    return TYPED not in sent.values() or TYPED in page


ACTS = (
    "submit",
    "recall",
    "begin",
    "give a reason to lift",
    "terminate",
    "decide",
    "send back",
    "recommend",
    "confirm",
    "rule",
    "ask for emergency access",
    "take a key out of use",
)


def test_it_works(undone: World) -> None:
    kind, path, sent = bold(undone)["submit"]
    client = client_of(undone, kind)
    client.get(path)
    assert client.post(path, sent).status_code == 302


@pytest.mark.parametrize("act", ACTS)
def test_a_factor_of_six_minutes_ago_is_not_enough(act: str, undone: World) -> None:
    kind, path, sent = bold(undone)[act]
    if act == "recommend":  # its form is there once nothing is missing
        by = acting(undone.user(Kind.OWNER))
        one = undone.engagements["assessed"].pk
        remarked(one, "", by=by, at=now())
        number, panel = undone.things["disputed_number"], acting(undone.user(Kind.APPEAL_PANEL))
        ruled(one, number, "It stands.", stands=True, by=panel, at=now())
        asker, question = acting(undone.user(Kind.ASSESSOR)), undone.things["question_number"]
        withdrawn(one, question, "", by=asker, at=now())
    client = stale(undone, kind)
    page = client.get(path)
    assert ASKED in page.text
    states = {name: one.status for name, one in undone.attestations.items()}
    response = client.post(path, sent)
    assert response.status_code == 422
    assert ASKED in response.text
    assert kept(sent, response.text)
    for name, one in undone.attestations.items():
        one.refresh_from_db()
        assert one.status == states[name]


@pytest.mark.parametrize("act", ACTS)
def test_a_wrong_code_is_not_enough(act: str, undone: World) -> None:
    kind, path, sent = bold(undone)[act]
    response = stale(undone, kind).post(path, sent | {"code": "000000"})
    assert response.status_code == 422
    assert kept(sent, response.text)


def test_a_password_confirmed_again_is_no_second_factor(undone: World) -> None:
    kind, path, sent = bold(undone)["submit"]
    client = stale(undone, kind)
    session = client.session
    again = {"method": "password", "at": now().timestamp(), "reauthenticated": True}
    session[AUTHENTICATED] = [*session[AUTHENTICATED], again]
    session.save()
    before = Submission.objects.count()
    assert client.post(path, sent).status_code == 422
    assert Submission.objects.count() == before


def test_a_password_alone_opens_no_role_that_needs_a_factor(world: World) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, world.user(Kind.SIGNATORY), second_factor=False)
    assert client.get(f"/attestations/{world.attestations['ready'].pk}/").status_code == 404


def test_a_role_that_ended_an_hour_ago_opens_nothing(undone: World) -> None:
    path = f"/attestations/{undone.attestations['draft'].pk}/"
    client = client_of(undone, Kind.EDITOR)
    assert client.get(path).status_code == 200
    Membership.objects.filter(user=undone.user(Kind.EDITOR)).update(
        started_at=now() - timedelta(days=2), ended_at=now() - timedelta(hours=1)
    )
    assert client.get(path).status_code == 404
    assert client.post(path + "criteria/GOV-01/", {}).status_code == 404


def test_a_person_of_an_engagement_whose_role_ended_reads_nothing(undone: World) -> None:
    path = f"/engagements/{undone.engagements['assessed'].pk}/work/"
    client = client_of(undone, Kind.ASSESSOR)
    assert client.get(path).status_code == 200
    Membership.objects.filter(user=undone.user(Kind.ASSESSOR)).update(
        started_at=now() - timedelta(days=2), ended_at=now() - timedelta(hours=1)
    )
    assert client.get(path).status_code == 404
    submission = undone.things["submission_assessed"]
    assert client.get(f"/submissions/{submission.pk}/").status_code == 404
    piece = undone.things["evidence"]
    assert client.get(f"/evidence/north-harbour-cloud/{piece.pk}/").status_code == 404
