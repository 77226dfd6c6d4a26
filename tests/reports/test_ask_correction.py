"""A registrar asks that a published report be made anew."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from journal.models import Entry
from organisations.models import Membership
from reports.corrected import Code
from reports.correcting import NotCorrectable, ask_correction, asked
from reports.models import Correction, Report
from reports.still_held import RoleEnded
from tests.people import acting, sign_in
from tests.races import second_waits
from tests.reports.correcting import WHAT, noticed

pytestmark = pytest.mark.django_db(transaction=True)
SENT = {"code": "rendering", "what": WHAT}


def test_it_works(client: Client, stands: Report, registrar: User, decision_maker: User) -> None:
    sign_in(client, registrar)
    sent = SENT | {"number": stands.number.lower()}
    page = client.post("/corrections/ask/", sent, follow=True)
    assert "Decision makers are asked." in page.text
    assert "It waits for a decision maker" in page.text
    made = Correction.objects.get()
    assert (made.report, made.asked_by, made.status) == (stands, registrar, "asked")
    entry = Entry.objects.get(act="report.correction_asked")
    assert (entry.reason, entry.facts["code"]) == (WHAT, "rendering")
    told = Message.objects.get(to=decision_maker)
    assert told.path == f"/corrections/{made.pk}/"
    assert stands.number in client.get("/corrections/").text
    sign_in(client, decision_maker)
    assert f"Confirm the correction of {stands.number}" in client.get("/desk/").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "TP-2026-9999"}, "no published report"),
        ({"what": " "}, "Write what changes."),
        ({"code": "decision"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said(
    client: Client, stands: Report, registrar: User, change: dict[str, str], words: str
) -> None:
    sign_in(client, registrar)
    page = client.post("/corrections/ask/", SENT | {"number": stands.number} | change)
    assert page.status_code == 422
    assert words in page.text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("revocation", "revoked"),
        ("withdrawal", "withdrawn"),
        ("supersession", "later report"),
        ("correction", "has been corrected"),
        ("suspension", "suspended"),
    ],
)
def test_what_does_not_stand_is_not_corrected(
    stands: Report, registrar: User, kind: str, words: str
) -> None:
    noticed(stands, kind)
    with pytest.raises(NotCorrectable, match=words):
        ask_correction(stands.pk, Code.FACTS, WHAT, by=acting(registrar))


def test_a_reinstated_one_is(stands: Report, registrar: User) -> None:
    noticed(stands, "suspension")
    noticed(stands, "reinstatement")
    assert ask_correction(stands.pk, Code.KEY, WHAT, by=acting(registrar)).code == "key"


def test_one_at_a_time(stands: Report, registrar: User) -> None:
    second_waits(
        lambda: asked(stands.pk, Code.FACTS, WHAT, by=acting(registrar), at=now()),
        lambda: ask_correction(stands.pk, Code.FACTS, WHAT, by=acting(registrar)),
        refused=NotCorrectable,
        match="Wait for its answer",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(report=stands, code="facts", what="x", asked_by=registrar)


def test_whose_role_ended_meanwhile_asks_nothing(stands: Report, registrar: User) -> None:
    Membership.objects.filter(user=registrar).update(ended_at=now())
    with pytest.raises(RoleEnded):
        ask_correction(stands.pk, Code.FACTS, WHAT, by=acting(registrar))


@pytest.mark.parametrize("who", ["decision_maker", "owner", "operator", "lead", "stranger"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, stands: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    sent = SENT | {"number": stands.number}
    assert client.post("/corrections/ask/", sent).status_code == 404
    assert not Correction.objects.exists()
