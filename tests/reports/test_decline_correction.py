"""A correction is declined by a decision maker, or taken back by a registrar."""

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from journal.models import Entry
from reports.corrected import Code
from reports.correcting import NotAsked, ask_correction, decline_correction, declined
from reports.models import Correction, Report
from tests.people import acting, sign_in
from tests.races import second_waits
from tests.reports.correcting import WHAT

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "It is not wrong."


@pytest.mark.parametrize("who", ["decision_maker", "registrar"])
def test_it_works(
    request: pytest.FixtureRequest,
    client: Client,
    correction: Correction,
    registrar: User,
    who: str,
) -> None:
    user = request.getfixturevalue(who)
    sign_in(client, user)
    page = client.post(f"/corrections/{correction.pk}/decline/", {"reason": WHY}, follow=True)
    assert "Nothing is made anew." in page.text
    correction.refresh_from_db()
    assert (correction.status, correction.answered_by) == ("declined", user)
    assert Entry.objects.get(act="report.correction_declined").reason == WHY
    told = Message.objects.filter(act="report.correction_declined", to=registrar)
    assert told.exists() == (who != "registrar")
    assert Report.objects.count() == 1
    again = ask_correction(correction.report_id, Code.FACTS, WHAT, by=acting(registrar))
    assert again.status == "asked"


def test_it_wants_a_reason(client: Client, correction: Correction, decision_maker: User) -> None:
    sign_in(client, decision_maker)
    page = client.post(f"/corrections/{correction.pk}/decline/", {"reason": ""})
    assert (page.status_code, "Write why it is declined." in page.text) == (422, True)


@pytest.mark.parametrize("who", ["owner", "operator", "lead", "scheme_manager", "stranger"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, correction: Correction, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    address = f"/corrections/{correction.pk}/"
    assert client.get(address).status_code == 404
    assert client.get("/corrections/").status_code == 404
    assert client.post(f"{address}decline/", {"reason": WHY}).status_code == 404


def test_the_second_answer_waits_and_is_refused(
    correction: Correction, decision_maker: User
) -> None:
    second_waits(
        lambda: declined(correction.pk, WHY, by=acting(decision_maker), at=now()),
        lambda: decline_correction(correction.pk, WHY, by=acting(decision_maker)),
        refused=NotAsked,
    )
