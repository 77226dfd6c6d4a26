"""A conflict of interest is lifted by two decision makers for one reason, and by neither alone."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.declaring import Declared
from assessments.engagement import RequestRefused, request_assessment
from assessments.interests import declare_for_body, declare_interests
from assessments.lifting import (
    LifterNotIndependent,
    LiftingRefused,
    ask_to_lift,
    asked,
    lift_conflict,
    lifted,
    propose_lifting,
    proposed,
)
from assessments.models import Conflict, ConflictLifting, Engagement, EngagementPerson
from assessments.people import PersonNotIndependent, name_person
from assessments.status import EngagementStatus
from assessments.tasks import look
from assessments.termination import terminate
from attestations.models import Grant
from desk.waiting import waiting_for
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from reports.assessed import assessed_of
from tests.assessed import (
    assess_everything,
    make_decision,
    make_recommendation,
    reread,
)
from tests.people import acting, person, sign_in
from tests.races import second_waits

WHY = "She left before the services in scope existed, and nobody else reads Icelandic."
REASON = "She left eighteen months ago and had no part in the services in scope."


@pytest.fixture
def second(alliance: Organisation) -> User:
    return person(alliance, Role.DECISION_MAKER, "Signe Second")


def worked_at(member: Organisation, months: int = 18) -> Declared:
    ended = now().date() - timedelta(days=30 * months)
    return Declared("employment", member.pk, "", ended - timedelta(days=900), ended)


@pytest.fixture
def conflict(
    in_assessment: Engagement, member: Organisation, body: Organisation, body_admin: User
) -> Conflict:
    """A second assessor has declared that she worked for the member; she is taken off."""
    late = person(body, Role.ASSESSOR, "Lena Late")
    name_person(in_assessment.pk, late.pk, Role.ASSESSOR, by=acting(body_admin))
    return declare_interests(in_assessment.pk, [worked_at(member)], by=acting(late))[0]


@pytest.fixture
def asked_for(conflict: Conflict, body_admin: User, alliance: Organisation) -> Conflict:
    ask_to_lift(conflict.pk, WHY, by=acting(body_admin))
    return conflict


def both_lift(conflict: Conflict, one: User, other: User) -> ConflictLifting:
    proposal = propose_lifting(conflict.pk, REASON, by=acting(one))
    return lift_conflict(conflict.pk, proposal.pk, by=acting(other))


def late_of(conflict: Conflict) -> EngagementPerson:
    return EngagementPerson.objects.select_related("user").get(pk=conflict.person_id)


def test_it_works(
    client: Client, conflict: Conflict, body_admin: User, decision_maker: User, second: User
) -> None:
    engagement = late_of(conflict).engagement
    page = reverse("assessments:engagement", args=[engagement.pk])
    ask = reverse("assessments:ask_to_lift", args=[engagement.pk, conflict.pk])
    one = reverse("assessments:conflict", args=[conflict.pk])
    sign_in(client, body_admin)
    assert ask in client.get(page).text
    response = client.post(ask, {"why": WHY}, follow=True)
    assert "Asked to be lifted" in response.text
    sign_in(client, decision_maker)
    assert one in client.get(reverse("assessments:decisions")).text
    shown = client.get(one).text
    assert WHY in shown
    assert re.search(r"until \d+ \w+ \d{4}; the 24 months that count begin on \d+ \w+ \d{4}", shown)
    what = "Lift a conflict of interest, or leave it"
    assert what in [task.what for task in waiting_for(acting(decision_maker))]
    response = client.post(one, {"reason": REASON}, follow=True)
    assert "A second decision maker has to agree" in response.text
    assert not ConflictLifting.objects.exists()
    assert waiting_for(acting(decision_maker)) == []
    assert what in [task.what for task in waiting_for(acting(second))]
    sign_in(client, second)
    form = client.get(one)
    assert REASON in form.text
    sent = {"proposal": form.context["proposal"].pk, "agreed": "on"}
    response = client.post(reverse("assessments:lift", args=[conflict.pk]), sent, follow=True)
    assert "The conflict is lifted" in response.text
    lifting = ConflictLifting.objects.get()
    assert (lifting.proposed_by, lifting.lifted_by) == (decision_maker, second)
    assert client.get(one).status_code == 404
    sign_in(client, body_admin)
    assert REASON in client.get(page).text
    acts = Entry.objects.filter(act__startswith="engagement.conflict_lift").order_by("id")
    assert [each.act.rpartition("_")[2] for each in acts] == ["asked", "proposed", "lifted"]
    assert acts[2].reason == REASON


def test_neither_does_both(asked_for: Conflict, decision_maker: User, second: User) -> None:
    proposal = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    with pytest.raises(LifterNotIndependent, match="a second decision maker"):
        lift_conflict(asked_for.pk, proposal.pk, by=acting(decision_maker))
    assert Entry.objects.filter(act="engagement.act_refused").count() == 1
    with pytest.raises(IntegrityError, match="conflict_lifted_by_two_people"), transaction.atomic():
        ConflictLifting.objects.create(
            conflict=asked_for, reason=REASON, proposed_by=second, lifted_by=second
        )


def test_the_second_agrees_with_what_she_read(
    asked_for: Conflict, decision_maker: User, second: User
) -> None:
    read = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    propose_lifting(asked_for.pk, "Because we say so.", by=acting(decision_maker))
    with pytest.raises(LiftingRefused, match="another reason now"):
        lift_conflict(asked_for.pk, read.pk, by=acting(second))


def test_the_body_asks_first(conflict: Conflict, decision_maker: User) -> None:
    with pytest.raises(LiftingRefused, match="Nobody has asked"):
        propose_lifting(conflict.pk, REASON, by=acting(decision_maker))


def test_both_acts_need_a_reason_or_a_fresh_factor(
    asked_for: Conflict, decision_maker: User, second: User
) -> None:
    weak = acting(second, second_factor=False)
    with pytest.raises(LiftingRefused, match="Give the reason"):
        propose_lifting(asked_for.pk, " ", by=acting(decision_maker))
    with pytest.raises(SecondFactorNeeded):
        propose_lifting(asked_for.pk, REASON, by=weak)
    proposal = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    with pytest.raises(SecondFactorNeeded):
        lift_conflict(asked_for.pk, proposal.pk, by=weak)


def test_whoever_worked_for_the_member_lifts_nothing(
    asked_for: Conflict, decision_maker: User, member: Organisation
) -> None:
    Membership.objects.create(
        organisation=member,
        user=decision_maker,
        role=Role.VIEWER,
        started_at=now() - timedelta(days=900),
        ended_at=now() - timedelta(days=90),
    )
    with pytest.raises(LifterNotIndependent, match="somebody else decides"):
        propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))


def test_the_person_is_named_again_and_nobody_else(
    asked_for: Conflict,
    member: Organisation,
    body: Organisation,
    body_admin: User,
    decision_maker: User,
    second: User,
) -> None:
    late = late_of(asked_for)
    admin = acting(body_admin)
    with pytest.raises(PersonNotIndependent, match="ask that it be lifted"):
        name_person(late.engagement_id, late.user_id, Role.ASSESSOR, by=admin)
    both_lift(asked_for, decision_maker, second)
    name_person(late.engagement_id, late.user_id, Role.ASSESSOR, by=admin)
    assert declare_interests(late.engagement_id, [], by=acting(late.user)) == []
    assert declare_interests(late.engagement_id, [worked_at(member)], by=acting(late.user)) == []
    assert Grant.objects.in_force(now()).filter(user=late.user).exists()
    other = person(body, Role.ASSESSOR, "Olga Other")
    name_person(late.engagement_id, other.pk, Role.ASSESSOR, by=admin)
    assert declare_interests(late.engagement_id, [worked_at(member)], by=acting(other))


@pytest.mark.parametrize("fact", ["newer", "shares"])
def test_another_fact_hits_all_the_same(
    fact: str,
    asked_for: Conflict,
    member: Organisation,
    body_admin: User,
    decision_maker: User,
    second: User,
) -> None:
    late = late_of(asked_for)
    both_lift(asked_for, decision_maker, second)
    name_person(late.engagement_id, late.user_id, Role.ASSESSOR, by=acting(body_admin))
    facts = {"newer": worked_at(member, 3), "shares": Declared("shares", member.pk, "")}
    found = declare_interests(late.engagement_id, [facts[fact]], by=acting(late.user))
    assert len(found) == 1
    late = late_of(found[0])
    assert late.removed_at is not None


def test_the_right_to_lift_ends_with_it_and_opens_nothing_else(
    client: Client, asked_for: Conflict, decision_maker: User, second: User
) -> None:
    engagement = late_of(asked_for).engagement
    given = Grant.objects.filter(role=Role.DECISION_MAKER.value)
    assert [each.permission for each in given] == [Permission.CONFLICT_LIFT.value]
    sign_in(client, second)
    for name in ("engagement", "findings", "work", "decide"):
        assert client.get(reverse(f"assessments:{name}", args=[engagement.pk])).status_code == 404
    both_lift(asked_for, decision_maker, second)
    assert not given.in_force(now()).exists()


@pytest.mark.parametrize("who", ["owner", "body_admin", "lead", "registrar", "stranger"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, asked_for: Conflict, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("conflict", "lift"):
        url = reverse(f"assessments:{name}", args=[asked_for.pk])
        assert client.post(url, {"reason": REASON}).status_code == 404


def test_not_after_the_engagement_ended(
    asked_for: Conflict, owner: User, decision_maker: User
) -> None:
    terminate(late_of(asked_for).engagement_id, "Too slow.", by=acting(owner))
    with pytest.raises(LiftingRefused, match="nothing left to lift"):
        propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))


def test_the_reason_is_printed(
    in_assessment: Engagement,
    asked_for: Conflict,
    decision_maker: User,
    second: User,
    lead: User,
    assessor: User,
    reviewer: User,
    signatory: User,
) -> None:
    lifting = both_lift(asked_for, decision_maker, second)
    assess_everything(in_assessment, assessor, reviewer)
    make_recommendation(in_assessment, lead, signatory)
    decision = make_decision(in_assessment, decision_maker)
    (printed,) = assessed_of(decision).assessment.conflicts_lifted
    assert (printed.person, printed.reason) == ("Lena Late", REASON)
    assert printed.lifted_on == lifting.lifted_at.date()


def test_a_body_that_was_lifted_is_asked_again(
    in_assessment: Engagement,
    member: Organisation,
    body: Organisation,
    body_admin: User,
    owner: User,
    decision_maker: User,
    second: User,
) -> None:
    declare_for_body(
        in_assessment.pk, [Declared("paid_advice", member.pk, "")], by=acting(body_admin)
    )
    assert reread(in_assessment).status == EngagementStatus.CONFLICTED
    with pytest.raises(RequestRefused, match="Paid advice"):
        request_assessment(in_assessment.attestation_id, body.pk, by=acting(owner))
    conflict = Conflict.objects.get(engagement=in_assessment)
    ask_to_lift(conflict.pk, WHY, by=acting(body_admin))
    both_lift(conflict, decision_maker, second)
    again = request_assessment(in_assessment.attestation_id, body.pk, by=acting(owner))
    Organisation.objects.filter(pk__in=[member.pk, body.pk]).update(group="Harbour Group")
    look()
    assert reread(again).status == EngagementStatus.CONFLICTED


@pytest.mark.django_db(transaction=True)
def test_the_second_lifting_waits_and_is_refused(
    asked_for: Conflict, decision_maker: User, second: User, alliance: Organisation
) -> None:
    third = person(alliance, Role.DECISION_MAKER, "Thea Third")
    proposal = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    second_waits(
        lambda: lifted(asked_for.pk, proposal.pk, by=acting(second), at=now()),
        lambda: lift_conflict(asked_for.pk, proposal.pk, by=acting(third)),
        refused=LiftingRefused,
        match="lifted already",
    )


@pytest.mark.django_db(transaction=True)
def test_the_second_asking_waits_and_is_refused(
    conflict: Conflict, body: Organisation, body_admin: User, alliance: Organisation
) -> None:
    other = person(body, Role.BODY_ADMIN, "Bruno Second")
    second_waits(
        lambda: asked(conflict.pk, WHY, by=acting(other), at=now()),
        lambda: ask_to_lift(conflict.pk, WHY, by=acting(body_admin)),
        refused=LiftingRefused,
        match="asked already",
    )


@pytest.mark.django_db(transaction=True)
def test_a_reason_comes_too_late_once_it_is_lifted(
    asked_for: Conflict, decision_maker: User, second: User, alliance: Organisation
) -> None:
    third = person(alliance, Role.DECISION_MAKER, "Thea Third")
    proposal = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    second_waits(
        lambda: lifted(asked_for.pk, proposal.pk, by=acting(second), at=now()),
        lambda: propose_lifting(asked_for.pk, "Another.", by=acting(third)),
        refused=LiftingRefused,
        match="lifted already",
    )


@pytest.mark.django_db(transaction=True)
def test_a_newer_reason_keeps_the_lifting_from_happening(
    asked_for: Conflict, decision_maker: User, second: User
) -> None:
    read = propose_lifting(asked_for.pk, REASON, by=acting(decision_maker))
    second_waits(
        lambda: proposed(asked_for.pk, "Another.", by=acting(decision_maker), at=now()),
        lambda: lift_conflict(asked_for.pk, read.pk, by=acting(second)),
        refused=LiftingRefused,
        match="another reason now",
    )
