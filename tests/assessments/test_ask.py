"""Asking the member: the question, its answer with evidence, the thread, and its end."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.attached import NotAttachable
from assessments.clarification import ClarificationRefused, Wish, ask, ask_again, asked, usual_due
from assessments.clarification_status import WrongClarificationStatus
from assessments.clarified import (
    settle_clarification,
    settled,
    withdraw_clarification,
    withdrawn,
)
from assessments.clarifying import answer_clarification, answered
from assessments.lapsing import lapsed_when_due
from assessments.models import (
    Clarification,
    ClarificationEntry,
    ClarificationKind,
    Engagement,
)
from assessments.moves import locked
from assessments.naming import NotNamed
from assessments.people import remove_person, removed_person
from assessments.recommendation import RecommendationRefused, missing, share_draft
from assessments.reminding import remind
from assessments.status import EngagementStatus
from assessments.tasks import look
from assessments.working_papers import papers_of
from attestations.models import DisclosureClass, Evidence, EvidenceKind, Grant
from journal.models import Entry
from organisations.permissions import Permission
from tests.handing import told
from tests.people import acting, sign_in
from tests.races import second_waits

QUESTION = "Which sites send their logs?"


def wish(
    key: str = "GOV-01.all",
    kind: ClarificationKind = ClarificationKind.QUESTION,
    text: str = QUESTION,
    days: int = 10,
) -> Wish:
    return Wish(key, kind, text, now().date() + timedelta(days=days))


def put(
    engagement: Engagement, assessor: User, kind: ClarificationKind = ClarificationKind.QUESTION
) -> Clarification:
    return ask(engagement.pk, wish(kind=kind), by=acting(assessor))


def state(engagement: Engagement, number: int = 1) -> str:
    return engagement.clarifications.get(number=number).status


def address(name: str, engagement: Engagement, *rest: object) -> str:
    return reverse(f"assessments:{name}", args=[engagement.pk, *rest])


@pytest.fixture
def unused(in_assessment: Engagement, owner: User) -> Evidence:
    """A piece of the library that supports no answer."""
    return Evidence.objects.create(
        organisation=in_assessment.attestation.scope.organisation,
        title="Log of the southern site",
        kind=EvidenceKind.LINK,
        url="https://example.org/log",
        disclosure=DisclosureClass.ASSESSOR,
        added_by=owner,
    )


def test_it_works(
    client: Client, in_assessment: Engagement, assessor: User, owner: User, unused: Evidence
) -> None:
    """Asked on the criterion's page, answered with a piece, asked further, answered, settled."""
    sign_in(client, assessor)
    here = address("asked_here", in_assessment, "GOV-01")
    due = usual_due(now().date())
    assert due.isoformat() in client.get(here).text
    said = {"kind": "question", "layer": "all", "text": QUESTION, "due": due.isoformat()}
    page = client.post(here, said, follow=True).text
    assert "Question 1 is with the member." in page
    assert QUESTION in page
    assert "Clarification open" in client.get(address("work", in_assessment)).text
    only = client.get(address("work", in_assessment) + "?show=asked").text
    assert "GOV-01" in only
    assert "GOV-02" not in only
    sign_in(client, owner)
    thread = address("question", in_assessment, 1)
    assert "add it to the library" in client.get(thread).text
    reply = {"text": "All but one.", "evidence": [str(unused.pk)]}
    client.post(address("question_answer", in_assessment, 1), reply)
    sign_in(client, assessor)
    page = client.get(thread).text
    assert "All but one." in page
    assert unused.title in page
    again = {"text": "Which one?", "due": due.isoformat()}
    client.post(address("question_again", in_assessment, 1), again)
    assert state(in_assessment) == "asked"
    sign_in(client, owner)
    client.post(address("question_answer", in_assessment, 1), {"text": "The island."})
    sign_in(client, assessor)
    client.post(address("question_settle", in_assessment, 1), {"note": "Enough."})
    assert state(in_assessment) == "settled"
    steps = [(each.step, each.text) for each in ClarificationEntry.objects.all()]
    assert steps == [
        ("asked", QUESTION),
        ("answered", "All but one."),
        ("asked_again", "Which one?"),
        ("answered", "The island."),
        ("settled", "Enough."),
    ]
    assert (
        "Clarification open"
        not in client.get(address("work", in_assessment))
        .text.replace("?show=asked", "")
        .split("Show:")[1]
        .split("</nav>")[1]
    )


def test_people_are_told(
    in_assessment: Engagement,
    assessor: User,
    lead: User,
    owner: User,
    editor: User,
    viewer: User,
    signatory: User,
) -> None:
    one = put(in_assessment, assessor)
    until = f"{one.due_on.day} {one.due_on:%B %Y}"
    subject = f"Answer question 1 of the assessors until {until}: Cloud services"
    assert told("clarification.asked") == {"Olga": subject, "Emil": subject}
    answer_clarification(in_assessment.pk, 1, "All.", by=acting(editor))
    assert set(told("clarification.answered")) == {"Aldo", "Lena"}
    settle_clarification(in_assessment.pk, 1, "", by=acting(assessor))
    assert set(told("clarification.settled")) == {"Olga", "Emil"}
    assert not Message.objects.filter(text__contains=QUESTION).exists()
    assert all(QUESTION not in str(each) for each in Entry.objects.values_list("facts", "reason"))


def test_what_cannot_be_asked(in_assessment: Engagement, assessor: User, reviewer: User) -> None:
    for wrong in (wish(key="XXX-01.all"), wish(key="GOV-01.cloud"), wish(text=" "), wish(days=0)):
        with pytest.raises(ClarificationRefused):
            ask(in_assessment.pk, wrong, by=acting(assessor))
    with pytest.raises(ClarificationRefused, match="Choose a day from tomorrow"):
        ask(in_assessment.pk, wish(days=200), by=acting(assessor))
    with pytest.raises(NotNamed):
        ask(in_assessment.pk, wish(), by=acting(reviewer))
    assert not Clarification.objects.exists()


def test_nothing_typed_is_lost(client: Client, in_assessment: Engagement, assessor: User) -> None:
    sign_in(client, assessor)
    here = address("asked_here", in_assessment, "GOV-01")
    said = {"kind": "question", "layer": "all", "text": QUESTION, "due": "2020-01-01"}
    response = client.post(here, said)
    assert response.status_code == 422
    assert QUESTION in response.text
    assert "Choose a day after today." in response.text


def test_a_request_for_evidence_is_answered_with_a_piece(
    client: Client, in_assessment: Engagement, assessor: User, owner: User, unused: Evidence
) -> None:
    put(in_assessment, assessor, ClarificationKind.EVIDENCE)
    sign_in(client, owner)
    give = address("question_answer", in_assessment, 1)
    response = client.post(give, {"text": "It is somewhere."})
    assert response.status_code == 422
    assert "It is somewhere." in response.text
    assert "Choose the piece of evidence that is asked for." in response.text
    assert 'Pieces of evidence <span class="optional">' not in response.text
    closed = Evidence.objects.create(
        organisation=unused.organisation,
        title="For our own eyes",
        kind=EvidenceKind.LINK,
        disclosure=DisclosureClass.MEMBER,
        added_by=owner,
    )
    assert closed.title not in client.get(address("question", in_assessment, 1)).text
    with pytest.raises(NotAttachable, match="cannot be opened"):
        answer_clarification(in_assessment.pk, 1, "", [closed.pk], by=acting(owner))
    client.post(give, {"evidence": [str(unused.pk)]})
    assert state(in_assessment) == "answered"


def test_a_grant_opens_that_piece_and_nothing_else(
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    lead: User,
    body_admin: User,
    owner: User,
    unused: Evidence,
) -> None:
    """Not before it is given, to the people named alone, and until one is taken off."""
    other = Evidence.objects.create(
        organisation=unused.organisation,
        title="Another",
        kind=EvidenceKind.LINK,
        disclosure=DisclosureClass.ASSESSOR,
        added_by=owner,
    )

    def may_read(user: User, piece: Evidence) -> bool:
        mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(user))
        return mine.filter(pk=piece.pk).exists()

    put(in_assessment, assessor)
    assert not may_read(assessor, unused)
    answer_clarification(in_assessment.pk, 1, "See there.", [unused.pk], by=acting(owner))
    assert may_read(assessor, unused)
    assert may_read(lead, unused)
    assert not may_read(body_admin, unused)
    assert not may_read(assessor, other)
    sign_in(client, assessor)
    page = reverse("attestations:piece", args=[unused.organisation.slug, unused.pk])
    assert client.get(page).status_code == 200
    remove(in_assessment, assessor, body_admin)
    assert not may_read(assessor, unused)
    assert may_read(lead, unused)


def remove(engagement: Engagement, user: User, body_admin: User) -> None:
    person = engagement.people.get(user=user)
    remove_person(person.pk, "She moved on.", by=acting(body_admin))


def test_what_supports_an_answer_needs_no_further_grant(
    in_assessment: Engagement, assessor: User, owner: User
) -> None:
    linked = Evidence.objects.filter(links__answer__attestation=in_assessment.attestation).first()
    assert linked is not None
    put(in_assessment, assessor)
    answer_clarification(in_assessment.pk, 1, "", [linked.pk], by=acting(owner))
    assert not Grant.objects.exclude(evidence=None).exists()


@pytest.mark.parametrize("who", ["body_admin", "registrar", "decision_maker", "other_owner"])
def test_it_does_not_exist_for_others(
    who: str,
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    request: pytest.FixtureRequest,
) -> None:
    put(in_assessment, assessor)
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address("questions", in_assessment)).status_code == 404
    assert client.get(address("question", in_assessment, 1)).status_code == 404


def test_a_contributor_reads_what_is_delegated_to_her(
    client: Client, in_assessment: Engagement, assessor: User, contributor: User, owner: User
) -> None:
    put(in_assessment, assessor)
    ask(in_assessment.pk, wish(key="GOV-02.all", text="Another?"), by=acting(assessor))
    sign_in(client, contributor)
    assert client.get(address("questions", in_assessment)).status_code == 404
    Grant.objects.create(
        attestation=in_assessment.attestation,
        permission=Permission.ANSWERS_READ.value,
        user=contributor,
        organisation=in_assessment.attestation.scope.organisation,
        role="contributor",
        criteria=["GOV-02"],
        because="delegation",
    )
    page = client.get(address("questions", in_assessment)).text
    assert "GOV-02" in page
    assert "GOV-01" not in page
    assert client.get(address("question", in_assessment, 1)).status_code == 404
    assert "Another?" in client.get(address("question", in_assessment, 2)).text
    assert client.post(address("question_answer", in_assessment, 2)).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", ["asked", "answered", "lapsed"])
def test_no_page_offers_an_answer_once_the_assessors_are_not_at_work(
    client: Client, in_assessment: Engagement, assessor: User, owner: User, status: str
) -> None:
    put(in_assessment, assessor)
    Clarification.objects.update(status=status)
    sign_in(client, owner)
    url = reverse("assessments:question", args=[in_assessment.pk, 1])
    assert "not at work" not in client.get(url).text
    Engagement.objects.update(status=EngagementStatus.TERMINATED)
    page = client.get(url).text
    assert "The assessors are not at work on this engagement now" in page
    assert "is still read" not in page


@pytest.mark.django_db(transaction=True)
def test_it_lapses_and_may_be_answered_late(
    client: Client, in_assessment: Engagement, assessor: User, lead: User, owner: User
) -> None:
    one = put(in_assessment, assessor)
    look()
    assert state(in_assessment) == "asked"
    Clarification.objects.update(due_on=now().date() - timedelta(days=1))
    sign_in(client, owner)
    url = reverse("assessments:question", args=[in_assessment.pk, 1])
    overdue = client.get(url).text
    assert "It was due on" in overdue
    assert "runs until" not in overdue
    look()
    look()
    assert state(in_assessment) == "lapsed"
    assert set(told("clarification.lapsed")) == {"Olga", "Emil", "Aldo", "Lena"}
    assert Message.objects.filter(act="clarification.lapsed").count() == 4
    assert Entry.objects.filter(act="clarification.lapsed", object_id=one.pk).count() == 1
    sign_in(client, assessor)
    assert (
        "may be decided on what is there" in client.get(address("question", in_assessment, 1)).text
    )
    assert (
        "Question 1 was not answered in time; decided on what was there."
        in client.get(address("result", in_assessment)).text
    )
    answer_clarification(in_assessment.pk, 1, "Late, but here.", by=acting(owner))
    assert state(in_assessment) == "answered"


def test_it_reminds_before_its_day(in_assessment: Engagement, assessor: User, owner: User) -> None:
    one = put(in_assessment, assessor)
    remind(at=now() + timedelta(days=4))
    assert told("reminder.clarification") == {}
    remind(at=now() + timedelta(days=5))
    subject = "5 days left to answer question 1 of the assessors: Cloud services"
    assert told("reminder.clarification") == {"Olga": subject, "Emil": subject}
    remind(at=now() + timedelta(days=9))
    assert Message.objects.filter(act="reminder.clarification").count() == 4
    answer_clarification(in_assessment.pk, one.number, "All.", by=acting(owner))
    remind(at=now() + timedelta(days=10))
    assert Message.objects.filter(act="reminder.clarification").count() == 4


def test_what_is_open_holds_the_draft_and_the_recommendation(
    assessed: Engagement, assessor: User, lead: User, owner: User
) -> None:
    put(assessed, assessor)
    with pytest.raises(RecommendationRefused, match="Question 1 waits for the member until"):
        share_draft(assessed.pk, by=acting(lead))
    answer_clarification(assessed.pk, 1, "All.", by=acting(owner))
    share_draft(assessed.pk, by=acting(lead))
    assessed.refresh_from_db()
    sentences = missing(assessed, papers_of(assessed), at=now())
    assert "Question 1 is answered: settle it, or ask further." in sentences
    put(assessed, assessor)
    withdraw_clarification(assessed.pk, 2, "Seen elsewhere.", by=acting(assessor))
    settle_clarification(assessed.pk, 1, "", by=acting(assessor))
    assert not [
        each for each in missing(assessed, papers_of(assessed), at=now()) if "Quest" in each
    ]


@pytest.mark.django_db(transaction=True)
def test_an_answer_waits_for_the_withdrawal(
    in_assessment: Engagement, assessor: User, owner: User
) -> None:
    put(in_assessment, assessor)
    second_waits(
        lambda: withdrawn(in_assessment.pk, 1, "", by=acting(assessor), at=now()),
        lambda: answer_clarification(in_assessment.pk, 1, "All.", by=acting(owner)),
        refused=WrongClarificationStatus,
        match="withdrawn",
    )


@pytest.mark.django_db(transaction=True)
def test_the_clock_waits_for_the_answer(
    in_assessment: Engagement, assessor: User, owner: User
) -> None:
    put(in_assessment, assessor)
    Clarification.objects.update(due_on=now().date() - timedelta(days=1))

    def lapse() -> int:
        with transaction.atomic(durable=True):
            return lapsed_when_due(at=now())

    lapsed = second_waits(
        lambda: answered(in_assessment.pk, 1, "All.", by=acting(owner), at=now()), lapse
    )
    assert lapsed == 0
    assert state(in_assessment) == "answered"


@pytest.mark.django_db(transaction=True)
def test_two_settle_at_once(
    in_assessment: Engagement, assessor: User, lead: User, owner: User
) -> None:
    put(in_assessment, assessor)
    answer_clarification(in_assessment.pk, 1, "All.", by=acting(owner))
    second_waits(
        lambda: settled(in_assessment.pk, 1, "", by=acting(lead), at=now()),
        lambda: settle_clarification(in_assessment.pk, 1, "", by=acting(assessor)),
        refused=WrongClarificationStatus,
    )


@pytest.mark.django_db(transaction=True)
def test_two_ask_at_once_and_each_has_a_number(
    in_assessment: Engagement, assessor: User, lead: User
) -> None:
    second_waits(
        lambda: asked(in_assessment.pk, wish(), by=acting(lead), at=now()),
        lambda: put(in_assessment, assessor),
    )
    assert list(Clarification.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_person_taken_off_meanwhile_asks_nothing(
    in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    def taken_off() -> object:
        person = locked(in_assessment.pk).people.get(user=assessor)
        return removed_person(person, "She moved on.", by=acting(body_admin), at=now())

    second_waits(
        taken_off,
        lambda: put(in_assessment, assessor),
        refused=NotNamed,
    )
    assert not Clarification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_withdrawing_waits_for_the_answer(
    in_assessment: Engagement, assessor: User, owner: User
) -> None:
    put(in_assessment, assessor)
    second_waits(
        lambda: answered(in_assessment.pk, 1, "All.", by=acting(owner), at=now()),
        lambda: withdraw_clarification(in_assessment.pk, 1, "Never mind.", by=acting(assessor)),
        refused=WrongClarificationStatus,
    )
    assert state(in_assessment) == "answered"


@pytest.mark.django_db(transaction=True)
def test_asking_again_waits_for_who_settles_it(
    in_assessment: Engagement, assessor: User, lead: User, owner: User
) -> None:
    put(in_assessment, assessor)
    answer_clarification(in_assessment.pk, 1, "All.", by=acting(owner))
    due = usual_due(now().date())
    second_waits(
        lambda: settled(in_assessment.pk, 1, "", by=acting(lead), at=now()),
        lambda: ask_again(in_assessment.pk, 1, "Which ones?", due, by=acting(assessor)),
        refused=WrongClarificationStatus,
    )
    assert state(in_assessment) == "settled"
