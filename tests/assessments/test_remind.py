"""The clock reminds before and after what is due: each mark once, and nothing that is done."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.activation import have_no_objection
from assessments.agreement import answer_plan
from assessments.disputing import disputed, ruling_due
from assessments.findings import raised
from assessments.models import Engagement, EngagementPerson, Finding, Grade
from assessments.plan import propose_plan
from assessments.proving import prove_finding
from assessments.publication import choose_publication
from assessments.recommendation import record_remarks, shared
from assessments.reminding import remind
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import (
    find_and_plan,
    make_decision,
    make_recommendation,
    reread,
    some_plan,
    something_shown,
)
from tests.people import acting, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def everybody(owner, editor, signatory, viewer, body_admin, lead, assessor, decision_maker) -> None:
    """People of every kind, so that somebody who should not be told could be."""


def reminded(what: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(act=f"reminder.{what}").select_related("to").order_by("pk")
    return [(row.to.name.split()[0], row.subject) for row in rows]


def each_day(until: datetime, days: int) -> list[int]:
    """The days before `until` on which a round told somebody something; two rounds each day."""
    told = []
    for day in range(days, -4, -1):
        before = Message.objects.count()
        remind(at=until - timedelta(days=day, minutes=1))
        if Message.objects.count() > before:
            told.append(day)
        again = Message.objects.count()
        remind(at=until - timedelta(days=day))
        # The moment itself is the one that changes something within a day.
        assert Message.objects.count() == again or day == 0
    return told


@pytest.fixture
def draft_shared(assessed: Engagement, lead: User) -> Engagement:
    with transaction.atomic():
        shared(assessed.pk, by=acting(lead), at=now())
    return reread(assessed)


def test_it_works(draft_shared: Engagement) -> None:
    assert draft_shared.draft_shared_at is not None
    ends = draft_shared.draft_shared_at + timedelta(days=10)
    remind(at=ends - timedelta(days=4))
    assert reminded("remarks") == []
    remind(at=ends - timedelta(days=3))
    assert reminded("remarks") == [
        (name, "3 days left to remark on the draft result: Cloud services")
        for name in ("Olga", "Emil", "Sven")
    ]
    text = Message.objects.filter(act="reminder.remarks")[0].text
    assert text.startswith(f"Until {ends.day} {ends:%B %Y} you may record remarks")


def test_remarks_each_mark_once(draft_shared: Engagement) -> None:
    assert draft_shared.draft_shared_at is not None
    ends = draft_shared.draft_shared_at + timedelta(days=10)
    assert each_day(ends, 9) == [3, 1]
    over = [row for row in reminded("remarks") if "has ended" in row[1]]
    assert sorted(name for name, _ in over) == ["Emil", "Lena", "Olga", "Sven"]


def test_remarks_that_are_in_are_not_asked_for(draft_shared: Engagement, signatory: User) -> None:
    record_remarks(draft_shared.pk, "", by=acting(signatory))
    assert remind(at=now() + timedelta(days=9)) == 0
    assert remind(at=now() + timedelta(days=11)) == 0
    assert reminded("remarks") == []


def test_missed_days_collapse_to_the_most_urgent(draft_shared: Engagement) -> None:
    remind(at=now() + timedelta(days=9, hours=12))
    assert {subject for _, subject in reminded("remarks")} in (
        {"1 day left to remark on the draft result: Cloud services"},
        {"Last day to remark on the draft result: Cloud services"},
    )


def test_a_draft_shared_again_has_marks_of_its_own(draft_shared: Engagement, lead: User) -> None:
    remind(at=now() + timedelta(days=8))
    before = len(reminded("remarks"))
    with transaction.atomic():
        shared(draft_shared.pk, by=acting(lead), at=now() + timedelta(days=8))
    assert remind(at=now() + timedelta(days=9)) == 0
    remind(at=now() + timedelta(days=16))
    assert len(reminded("remarks")) == 2 * before


def test_objections(offer_made: Engagement, owner: User) -> None:
    named = max(EngagementPerson.objects.values_list("named_at", flat=True))
    ends = named + timedelta(days=10)
    assert each_day(ends, 9) == [3, 1]
    rows = reminded("objection")
    assert rows[0] == ("Olga", "3 days left to object to the people named: Cloud services")
    assert {name for name, subject in rows if "left" in subject} == {"Olga", "Sven"}
    assert rows[-1] == (
        "Bela",
        "The time to object has ended: Cloud services, North Harbour Cloud",
    )


def test_no_objection_ends_the_waiting(offer_made: Engagement, owner: User) -> None:
    have_no_objection(offer_made.pk, by=acting(owner))
    assert remind(at=now() + timedelta(days=9)) == 0


def test_a_plan_that_waits_for_its_answer(engaged: Engagement, lead: User, owner: User) -> None:
    proposal = propose_plan(engaged.pk, some_plan(), by=acting(lead))
    assert each_day(proposal.proposed_at + timedelta(days=5), 5) == [1]
    assert reminded("plan") == [
        ("Olga", "1 day left to answer the assessment plan: Cloud services"),
        ("Sven", "1 day left to answer the assessment plan: Cloud services"),
        ("Lena", "The plan counts as agreed: Cloud services, North Harbour Cloud"),
    ]


def test_an_answered_plan_is_not_spoken_of(engaged: Engagement, lead: User, owner: User) -> None:
    proposal = propose_plan(engaged.pk, some_plan(), by=acting(lead))
    answer_plan(engaged.pk, 1, "", by=acting(owner))
    assert each_day(proposal.proposed_at + timedelta(days=5), 5) == []


@pytest.fixture
def planned(
    assessed: Engagement, assessor: User, lead: User, owner: User
) -> tuple[Engagement, Finding]:
    number = find_and_plan(assessed, "GOV-02.all", assessor, lead, owner, days=90)
    return reread(assessed), assessed.findings.get(number=number)


def test_actions(planned: tuple[Engagement, Finding], signatory: User) -> None:
    engagement, finding = planned
    record_remarks(engagement.pk, "", by=acting(signatory))  # nothing else is waited for
    assert finding.plan_due is not None
    noon = datetime.combine(finding.plan_due, datetime.min.time(), tzinfo=now().tzinfo)
    noon += timedelta(hours=12)
    told = []
    for day in range(40, -5, -1):
        before = Message.objects.count()
        remind(at=noon - timedelta(days=day))
        if Message.objects.count() > before:
            told.append(day)
    assert told == [30, 7, 1, -1]
    rows = reminded("action")
    assert rows[0] == ("Olga", "30 days left for the action on finding 1: Cloud services")
    overdue = [name for name, subject in rows if "overdue" in subject]
    assert sorted(overdue) == ["Bela", "Emil", "Lena", "Olga"]


def test_an_action_is_reminded_of_after_the_decision_too(
    planned: tuple[Engagement, Finding], lead: User, signatory: User, decision_maker: User
) -> None:
    engagement, _ = planned
    make_recommendation(engagement, lead, signatory)
    make_decision(engagement, decision_maker)
    remind(at=now() + timedelta(days=85))
    assert {name for name, _ in reminded("action")} == {"Olga", "Emil"}


def test_an_action_that_evidence_was_given_of_is_not_spoken_of(
    planned: tuple[Engagement, Finding], owner: User, signatory: User
) -> None:
    engagement, finding = planned
    record_remarks(engagement.pk, "", by=acting(signatory))
    prove_finding(
        engagement.pk,
        finding.number,
        "Both sites log.",
        something_shown(engagement),
        by=acting(owner),
    )
    assert remind(at=now() + timedelta(days=85)) == 0


def test_two_findings_due_on_one_day_are_two_reminders(
    planned: tuple[Engagement, Finding], assessor: User, lead: User, owner: User
) -> None:
    find_and_plan(planned[0], "GOV-03.all", assessor, lead, owner, days=90)
    remind(at=now() + timedelta(days=61))
    subjects = {subject for name, subject in reminded("action") if name == "Olga"}
    assert len(subjects) == 2


def test_the_choice(
    assessed: Engagement, lead: User, signatory: User, decision_maker: User
) -> None:
    make_recommendation(assessed, lead, signatory, Outcome.NOT_CONFORMING)
    made = make_decision(assessed, decision_maker)
    ends = made.made_at + timedelta(days=30)
    assert each_day(ends, 29) == [14, 7, 1]
    assert {name for name, _ in reminded("choice")} == {"Sven"}
    choose_publication(made.pk, publish=True, by=acting(signatory))
    Message.objects.all().delete()
    assert remind(at=ends - timedelta(days=1)) == 0


def test_a_ruling_that_is_due(
    assessed: Engagement, owner: User, assessor: User, lead: User, alliance: Organisation
) -> None:
    person(alliance, Role.APPEAL_PANEL, "Paula Panel")
    with transaction.atomic():
        one = raised(
            assessed.pk, "GOV-03.all", Grade.MINOR, "It is late.", by=acting(assessor), at=now()
        )
        shared(assessed.pk, by=acting(lead), at=now())
        disputed(assessed.pk, one.number, "It was in time.", by=acting(owner), at=now())
    due = ruling_due(now())
    until = f"{due.day} {due:%B %Y}"
    assert Message.objects.filter(act="finding.disputed", text__contains=until).count() >= 2
    start = datetime.combine(due, time(), UTC)
    remind(at=start - timedelta(days=6))
    assert reminded("ruling") == []
    remind(at=start - timedelta(days=5))
    remind(at=start + timedelta(days=1))
    told = reminded("ruling")
    assert told[0] == (
        "Paula",
        "5 days left to rule on finding 1: Cloud services, North Harbour Cloud",
    )
    assert {name for name, subject in told if "overdue" in subject} >= {"Paula"}


def test_who_comes_to_the_role_is_reminded_too(draft_shared: Engagement, member) -> None:
    at = now() + timedelta(days=8)
    remind(at=at)
    newcomer = person(member, Role.EDITOR, "Nina New")
    Membership.objects.filter(user=newcomer).update(started_at=now() - timedelta(days=1))
    remind(at=at)
    assert [name for name, _ in reminded("remarks")].count("Nina") == 1


def test_who_left_is_not(draft_shared: Engagement, editor: User) -> None:
    Membership.objects.filter(user=editor).update(ended_at=now())
    remind(at=now() + timedelta(days=8))
    assert {name for name, _ in reminded("remarks")} == {"Olga", "Sven"}
