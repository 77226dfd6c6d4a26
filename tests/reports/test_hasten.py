"""The next attempt is made now instead of after its pause, when an operator says so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from reports.due import with_work
from reports.models import Report
from reports.retrying import NotWaiting, hasten, hastened
from reports.status import State
from tests.people import sign_in
from tests.races import second_waits

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "The key is readable again."


@pytest.fixture
def paused(due: Report) -> Report:
    Report.objects.filter(pk=due.pk).update(
        attempts=7, not_before=now() + timedelta(minutes=4), last_error="No.", last_cause="keys"
    )
    return due


def test_it_works(client: Client, paused: Report, operator: User) -> None:
    assert with_work(at=now()) == []
    sign_in(client, operator)
    assert "It is tried again by itself at" in client.get(f"/jobs/report/{paused.pk}/").text
    page = client.post(f"/jobs/report/{paused.pk}/now/", {"reason": WHY}, follow=True)
    assert "It is tried now." in page.text
    assert with_work(at=now()) == [(paused.pk, State.DUE)]
    paused.refresh_from_db()
    assert paused.attempts == 7  # the attempts that it had stay counted
    assert Entry.objects.get(act="report.hastened").reason == WHY


@pytest.mark.parametrize(
    "change",
    [
        {"not_before": now() - timedelta(seconds=1)},
        {"leased_until": now() + timedelta(hours=1)},
        {"state": State.FAILED},
        {"state": State.ENDED},
    ],
)
def test_what_does_not_wait_is_left_alone(paused: Report, change: dict[str, object]) -> None:
    Report.objects.filter(pk=paused.pk).update(**change)
    with pytest.raises(NotWaiting):
        hasten(Report, paused.pk, WHY, by=SYSTEM)


@pytest.mark.parametrize("who", ["owner", "signatory", "registrar", "lead", "decision_maker"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, paused: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(f"/jobs/report/{paused.pk}/now/", {"reason": WHY}).status_code == 404


def test_the_second_click_waits_and_is_refused(paused: Report) -> None:
    second_waits(
        lambda: hastened(Report, paused.pk, WHY, by=SYSTEM, at=now()),
        lambda: hasten(Report, paused.pk, WHY, by=SYSTEM),
        refused=NotWaiting,
    )
