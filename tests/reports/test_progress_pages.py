"""Everybody who waits for a report sees its step, and nothing of what it says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Decision
from journal.models import Entry
from reports.due import open_due_reports
from reports.models import Report
from reports.progress import Progress, Step, progress
from reports.status import State
from tests.people import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FRAGMENT = {"X-Requested-With": "fragment"}


def page_of(report: Report) -> str:
    return f"/attestations/{report.attestation_id}/reports/"


@pytest.fixture
def assessed_due(decided: Decision) -> Report:
    open_due_reports(at=now())
    return Report.objects.get(decision=decided)


def test_it_works(client: Client, due: Report, owner: User) -> None:
    sign_in(client, owner)

    def step() -> str:
        part = client.get(page_of(due), headers=FRAGMENT).text
        assert "<h1" not in part
        assert "data-pending" in part
        return part.split('aria-current="step"', 1)[1].split("steps__name", 1)[1][2:12]

    assert step().startswith("Waiting")
    Report.objects.filter(pk=due.pk).update(leased_until=now() + timedelta(seconds=30))
    assert step().startswith("Rendering")
    Report.objects.filter(pk=due.pk).update(leased_until=None, state=State.PREPARED)
    assert step().startswith("Signing")
    Report.objects.filter(pk=due.pk).update(state=State.SIGNED)
    assert step().startswith("Logging")
    page = client.get(page_of(due)).text
    assert 'data-fragment-every="2"' in page
    assert "Look again" in page
    attestation = client.get(f"/attestations/{due.attestation_id}/").text
    assert f'data-fragment="{page_of(due)}"' in attestation
    assert due.number in client.get("/desk/").text


def test_what_is_published_is_linked(client: Client, live: Report, owner: User) -> None:
    sign_in(client, owner)
    page = client.get(page_of(live)).text
    assert f"/reports/{live.number}/" in page
    assert "data-pending" not in page


@pytest.mark.parametrize(
    "who", ["owner", "editor", "signatory", "viewer", "registrar", "lead", "decision_maker"]
)
def test_whoever_waits_sees_the_step(
    request: pytest.FixtureRequest, client: Client, assessed_due: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert assessed_due.number in client.get(page_of(assessed_due)).text
    assert assessed_due.number in client.get("/desk/").text


@pytest.mark.parametrize("who", ["lead", "decision_maker"])
def test_whose_right_to_read_has_ended_sees_number_and_step_alone(
    request: pytest.FixtureRequest, client: Client, assessed_due: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    attestation = f"/attestations/{assessed_due.attestation_id}/"
    assert client.get(attestation).status_code == 404
    page = client.get(page_of(assessed_due)).text
    for secret in (assessed_due.scope.title, assessed_due.organisation.name, attestation + '"'):
        assert secret not in page


@pytest.mark.parametrize("who", ["contributor", "other_owner", "operator", "stranger"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, due: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(page_of(due)).status_code == 404
    assert due.number not in client.get("/desk/").text


def test_without_a_report_the_page_says_so(client: Client, ready: object, owner: User) -> None:
    sign_in(client, owner)
    page = f"/attestations/{ready.pk}/reports/"
    assert "No report is being made." in client.get(page).text
    assert client.get(page, headers=FRAGMENT).text.strip() == ""


def test_a_failure_says_what_happens_next(client: Client, due: Report, owner: User) -> None:
    Report.objects.filter(pk=due.pk).update(
        attempts=2, last_error="qpdf is missing.", last_cause="check"
    )
    sign_in(client, owner)
    page = client.get(page_of(due)).text
    assert "2 attempts failed." in page
    assert "It is tried again by itself" in page
    assert "qpdf" not in page
    assert not Entry.objects.filter(act="report.failed").exists()


AT = now()
LATER = AT + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("state", "leased_until", "expected"),
    [
        (State.DUE, None, Step.WAITING),
        (State.DUE, LATER, Step.RENDERING),
        (State.PREPARED, None, Step.SIGNING),
        (State.SIGNED, LATER, Step.LOGGING),
        (State.LIVE, None, Step.PUBLISHED),
        (State.FAILED, None, Step.FAILED),
        (State.ENDED, None, Step.ENDED),
    ],
)
def test_each_state_has_its_step(state: State, leased_until: object, expected: Step) -> None:
    found = progress(state, leased_until=leased_until, attempts=0, cause="", at=AT)
    assert found == Progress(expected)
    assert found.pending == (state in Report.WORKING)
