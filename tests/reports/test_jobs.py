"""The job board: operators see that jobs are there and how they get on, and nothing of content."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import User
from desk.waiting import waiting_for
from reports.causes import Cause, Reason
from reports.jobs import Show, board, counted
from reports.lease import claimed, failed_attempt
from reports.models import Receipt, Report
from reports.receipts.due import open_due_receipts
from reports.status import State
from tests.people import acting, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def made(report: Report, number: str, **facts: object) -> Report:
    """Another row of the same submission, as a correction of `report` is; for the board only."""
    fields = ("organisation_id", "scope_id", "edition_id", "attestation_id", "submission_id")
    given = {name: getattr(report, name) for name in fields}
    sequence = Report.objects.count() + 1
    return Report.objects.create(
        **given, kind="declared", number=number, sequence=sequence, corrects=report, **facts
    )


@pytest.fixture
def its_receipt(due: Report) -> Receipt:
    open_due_receipts(at=now())
    return Receipt.objects.get(submission=due.submission)


def numbers(show: Show, operator: User) -> list[str]:
    found, _ = board(show, after="", by=acting(operator), at=now())
    return [each.row.known_as for each in found]


def test_it_works(client: Client, due: Report, its_receipt: Receipt, operator: User) -> None:
    sign_in(client, operator)
    page = client.get("/jobs/").text
    assert due.number in page
    assert its_receipt.known_as.capitalize() in page
    assert "A free worker takes it" in page
    assert "Not finished (2)" in page
    claim = claimed(Report, due.pk, State.DUE, at=now())
    assert claim is not None
    assert numbers(Show.WORKING, operator) == [due.number]
    assert numbers(Show.WAITING, operator) == [its_receipt.known_as]
    assert "At work; leased until" in client.get("/jobs/?show=working").text
    failed_attempt(claim, Reason(Cause.KEYS, "The key is away.", "12ab34cd"), at=now())
    page = client.get(f"/jobs/report/{due.pk}/").text
    for words in (
        "The key is away.",
        "12ab34cd",
        "1 of 20",
        "attempt 1 at rendering",
        "Try it now",
        "Tried again at",
    ):
        assert words in page
    Report.objects.filter(pk=due.pk).update(state=State.FAILED)
    assert numbers(Show.FAILED, operator) == [due.number]
    assert counted(by=acting(operator), at=now()) == {
        Show.OPEN: 2,
        Show.WAITING: 1,
        Show.WORKING: 0,
        Show.FAILED: 1,
    }
    (task,) = [each for each in waiting_for(acting(operator)) if each.url.startswith("/jobs/")]
    assert task.what == "A job failed: have it made again"


def test_it_tells_nothing_of_whose_it_is(
    client: Client, due: Report, its_receipt: Receipt, operator: User
) -> None:
    sign_in(client, operator)
    for address in ("/jobs/", f"/jobs/report/{due.pk}/", f"/jobs/receipt/{its_receipt.pk}/"):
        page = client.get(address).text
        for secret in (
            due.organisation.name,
            due.organisation.slug,
            due.scope.title,
            str(due.attestation_id),
            str(due.submission_id),
        ):
            assert secret not in page, (address, secret)


def test_they_can_be_kept_as_csv(
    client: Client, due: Report, its_receipt: Receipt, operator: User, registrar: User
) -> None:
    Receipt.objects.filter(pk=its_receipt.pk).update(last_error="=1+1")
    sign_in(client, operator)
    response = client.get("/jobs.csv")
    assert response["Content-Type"].startswith("text/csv")
    head, *rows = response.text.splitlines()
    assert head.startswith("Job,Kind,Step,Attempts,Due since")
    assert {row.partition(",")[0] for row in rows} == {due.number, its_receipt.known_as}
    assert ",'=1+1," in response.text  # no formula
    assert client.get("/jobs.csv?show=failed").text.splitlines() == [head]
    assert client.get("/jobs.csv?show=x").status_code == 404
    sign_in(client, registrar)
    assert client.get("/jobs.csv").status_code == 404


def test_its_pages_look_again_while_something_is_not_finished(
    client: Client, due: Report, operator: User
) -> None:
    sign_in(client, operator)
    part = {"X-Requested-With": "fragment"}
    for address in ("/jobs/", f"/jobs/report/{due.pk}/"):
        assert f'data-fragment="{address}" data-fragment-every="5"' in client.get(address).text
        fragment = client.get(address, headers=part).text
        assert "data-pending" in fragment
        assert "<h1" not in fragment
    Report.objects.filter(pk=due.pk).update(state=State.FAILED)
    for address in ("/jobs/", f"/jobs/report/{due.pk}/"):
        assert "data-fragment=" not in client.get(address).text
        assert "data-pending" not in client.get(address, headers=part).text


def test_what_is_finished_stands_apart(live: Report, operator: User) -> None:
    assert numbers(Show.OVER, operator) == [live.number]
    assert live.number not in numbers(Show.OPEN, operator)


def test_pages_follow_one_another_without_a_gap(due: Report, operator: User) -> None:
    at = now()
    many = [due]
    for n in range(100, 107):
        opened = at - timedelta(seconds=n // 2)
        many.append(made(many[-1], f"TP-2026-{n:04}", state=State.FAILED, opened_at=opened))
    many.remove(due)
    seen, after = [], ""
    while after is not None:
        rows, after = board(Show.FAILED, after=after, by=acting(operator), at=at, size=3)
        seen += [each.row.pk for each in rows]
    assert len(seen) == len(set(seen)) == len(many)


@pytest.mark.parametrize(
    "place", ["x", "2026-11-27T10:00:00~x", "~", "2026-11-27T10:00:00~" + "0" * 32]
)
def test_a_place_that_is_none_is_not_found(client: Client, operator: User, place: str) -> None:
    sign_in(client, operator)
    assert client.get("/jobs/", {"after": place}).status_code == 404
    assert client.get("/jobs/", {"show": place}).status_code == 404


def test_it_costs_the_same_however_many_there_are(
    client: Client, due: Report, its_receipt: Receipt, operator: User
) -> None:
    sign_in(client, operator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/jobs/").status_code == 200
        read = " ".join(query["sql"] for query in queries)
        assert '"twin"' not in read
        return len(queries)

    cost()
    few = cost()
    Report.objects.filter(pk=due.pk).update(state=State.FAILED)
    assert cost() == few
    assert few <= 10


@pytest.mark.parametrize("who", ["owner", "signatory", "registrar", "lead", "decision_maker"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, due: Report, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for address in ("/jobs/", f"/jobs/report/{due.pk}/"):
        assert client.get(address).status_code == 404


def test_without_the_second_factor_an_operator_sees_none(
    client: Client, due: Report, operator: User
) -> None:
    sign_in(client, operator, second_factor=False)
    assert client.get("/jobs/").status_code == 404


def test_a_kind_that_is_none_is_not_found(client: Client, due: Report, operator: User) -> None:
    sign_in(client, operator)
    assert client.get(f"/jobs/letter/{due.pk}/").status_code == 404
    assert client.get(f"/jobs/receipt/{due.pk}/").status_code == 404
