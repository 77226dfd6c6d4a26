"""The boards of a body and of the secretariat: who sees what, what is late, and what it costs."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.clarification import Wish, ask
from assessments.decision import Conclusion, decide
from assessments.models import ClarificationKind, Engagement, Recommendation
from assessments.overturns import Overturns
from attestations.models import Attestation
from desk.board import lines_of, load_of_bodies, load_of_people
from organisations.models import Organisation, Scope
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.people import acting, person, sign_in

MOST_STATEMENTS = 25


def asked(engagement: Engagement, assessor: User, days: int = 10) -> None:
    due = now().date() + timedelta(days=days)
    wish = Wish("GOV-01.all", ClarificationKind.QUESTION, "Which sites?", due)
    ask(engagement.pk, wish, by=acting(assessor))


def test_it_works(client: Client, in_assessment: Engagement, assessor: User) -> None:
    sign_in(client, assessor)
    page = client.get(reverse("board")).text
    assert "1 engagement under way; none is overdue" in page
    assert "North Harbour Cloud" in page
    assert "The assessor body" in page
    asked(in_assessment, assessor)
    page = client.get(reverse("board")).text
    assert "Answer 1 question" in page
    assert "the member’s clock runs" in page
    assert "Waits for the member (1)" in page
    assert "No engagement is like that" in client.get(reverse("board") + "?show=alliance").text


def rows(client: Client, name: str, show: str = "all") -> list[dict[str, str]]:
    answer = client.get(reverse(f"{name}_csv"), {"show": show})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_as_csv(
    client: Client, in_assessment: Engagement, assessor: User, registrar: User, scope: Scope
) -> None:
    scope.title = "=HYPERLINK(1)"
    scope.save()
    sign_in(client, assessor)
    (row,) = rows(client, "board")
    assert row["Scope"] == "'=HYPERLINK(1)"
    assert (row["What"], row["Waits for"]) == ("Assess", "The assessor body")
    assert f"{assessor} (assessor)" in row["People"]
    assert row["Until"] == in_assessment.plan["ends_on"]
    assert rows(client, "board", "alliance") == []
    assert "board.csv?show=body" in client.get(reverse("board") + "?show=body").text
    sign_in(client, registrar)
    (row,) = rows(client, "secretariat")
    assert "People" not in row
    assert row["Assessor body"] == in_assessment.body.name


def test_what_is_late_is_said_in_words(in_assessment: Engagement, assessor: User) -> None:
    ends = in_assessment.plan["ends_on"]
    at = now() + timedelta(days=60)
    (line,) = lines_of(Engagement.objects.all(), at=at)
    assert line.turn.due is not None
    assert line.turn.due.isoformat() == ends
    assert line.late_words.startswith("Overdue by ")
    asked(in_assessment, assessor)
    (line,) = lines_of(Engagement.objects.all(), at=at)
    assert line.waits_for == "The member"
    (load,) = load_of_bodies([line])
    assert (load.engagements, load.overdue) == (1, 1)
    mine = next(each for each in load_of_people([line]) if each.who == str(assessor))
    assert mine.questions == 1


def test_the_secretariat(
    client: Client, in_assessment: Engagement, registrar: User, submitted_elsewhere: Attestation
) -> None:
    sign_in(client, registrar)
    page = client.get(reverse("secretariat")).text
    assert "1 submission to check; 1 engagement under way" in page
    assert "Plain Sight Audit" in page
    assert reverse("attestations:attestation", args=[submitted_elsewhere.pk]) in page
    assert reverse("assessments:engagement", args=[in_assessment.pk]) not in page


@pytest.fixture
def submitted_elsewhere(in_assessment: Engagement, scope: Scope) -> Attestation:
    """Another attestation of the member that waits for the registrar."""
    one = Attestation.objects.get(pk=in_assessment.attestation_id)
    other = Scope.objects.create(
        organisation=scope.organisation, slug="other", title="Other", layers=scope.layers
    )
    grants = list(one.grants.filter(because="submission"))
    one.pk, one._state.adding = None, True
    one.id = Attestation._meta.pk.get_default()
    one.scope, one.status, one.engagement_active = other, "submitted", False
    one.save()
    for grant in grants:
        grant.pk, grant._state.adding = None, True
        grant.id = type(grant)._meta.pk.get_default()
        grant.attestation = one
        grant.save()
    return one


@pytest.mark.parametrize("who", ["owner", "decision_maker", "registrar"])
def test_the_board_is_for_bodies(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse("board")).status_code == 404


def test_decisions_lower_than_recommended_are_counted(
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    body_admin: User,
    registrar: User,
) -> None:
    """By the body itself and by the secretariat, and by nobody before the first decision."""
    for name, user in (("board", body_admin), ("secretariat", registrar)):
        sign_in(client, user)
        assert "Decided lower" not in client.get(reverse(name)).text
    end = now().date() + timedelta(days=60)
    doubt = Conclusion(Outcome.CONDITIONAL, "One doubt is left.", end)
    decide(recommended.engagement_id, recommended.pk, doubt, by=acting(decision_maker))
    told = "</bdi>: 1 of 1 decided recommendation was decided lower."
    for name, user in (("board", body_admin), ("secretariat", registrar)):
        sign_in(client, user)
        assert told in client.get(reverse(name)).text
    other = Organisation.objects.create(side="assessor_body", slug="far", name="Far", country="NL")
    sign_in(client, person(other, Role.BODY_ADMIN, "Fay Far"))
    assert "Decided lower" not in client.get(reverse("board")).text


@pytest.mark.parametrize(
    ("decided", "lower", "words"),
    [
        (14, 2, "2 of 14 decided recommendations were decided lower"),
        (14, 0, "None of 14 decided recommendations were decided lower"),
        (1, 0, "None of 1 decided recommendation was decided lower"),
    ],
)
def test_the_count_in_words(decided: int, lower: int, words: str) -> None:
    assert Overturns("Plain Sight", decided, lower).in_words == words


def test_nobody_sees_another_bodys_board(
    client: Client, in_assessment: Engagement, body: Organisation
) -> None:
    other = Organisation.objects.create(side="assessor_body", slug="far", name="Far", country="NL")
    for where in (other, body):
        colleague = person(where, Role.ASSESSOR, f"Colleague Of {where.slug}")
        sign_in(client, colleague)
        page = client.get(reverse("board")).text
        assert "No engagement is under way." in page
        assert not re.search(r"\b0 (engagement|submission)", page)
        assert rows(client, "board") == []
        assert client.get(reverse("secretariat")).status_code == 404


def test_it_costs_the_same_whatever_the_number(
    client: Client, in_assessment: Engagement, body_admin: User, registrar: User, scope: Scope
) -> None:
    counted: dict[str, list[int]] = {"board": [], "secretariat": []}
    for more in (20, 0):
        for name, user in (("board", body_admin), ("secretariat", registrar)):
            sign_in(client, user)
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name)).status_code == 200
            counted[name].append(len(queries))
        copies(in_assessment, scope, more)
    for name, (few, many) in counted.items():
        assert few == many, name
        assert many <= MOST_STATEMENTS, (name, many)


def copies(engagement: Engagement, scope: Scope, count: int) -> None:
    """The same engagement again, on scopes of their own, with its people."""
    people = list(engagement.people.all())
    for number in range(count):
        other = Scope.objects.create(
            organisation=scope.organisation, slug=f"s-{number}", title="S", layers=scope.layers
        )
        one = Attestation.objects.get(pk=engagement.attestation_id)
        one.id, one._state.adding = Attestation._meta.pk.get_default(), True
        one.scope = other
        one.save()
        copy = Engagement.objects.get(pk=engagement.pk)
        copy.id, copy._state.adding = Engagement._meta.pk.get_default(), True
        copy.attestation = one
        copy.save()
        for each in people:
            each.id, each._state.adding = type(each)._meta.pk.get_default(), True
            each.engagement = copy
            each.save()
