"""Each act of an assessment tells whom it hands over to; what the member may not know stays away."""

import string
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.messages import Delivery, Message
from accounts.models import User
from assessments import (
    activation,
    decision,
    engagement,
    findings,
    people,
    publication,
    recommendation,
    verdicts,
)
from assessments.agreement import answer_plan
from assessments.closing import close_finding, closed
from assessments.disputing import dispute_finding
from assessments.handing_over import handed_over
from assessments.handovers import HANDOVERS, SILENT
from assessments.interests import Declared, declared_interests
from assessments.models import Decision, Engagement, Grade, Recommendation, Review
from assessments.objecting import Objected, object_to_person
from assessments.plan import propose_plan
from assessments.proving import prove_finding
from assessments.ruling import rule_on_finding
from assessments.termination import ended_over_conflicts, terminate
from assessments.verdicts import give_verdicts
from assessments.verifying import verify_finding
from assessments.working_papers import papers_of
from attestations.models import Attestation
from journal.acts import ACTS
from organisations.models import Membership, Organisation
from organisations.permissions import Role, Side
from principles.scoring import Outcome
from tests.assessed import (
    given_for,
    make_decision,
    make_recommendation,
    reread,
    some_plan,
    something_shown,
)
from tests.handing import handed, strings, told
from tests.people import acting, person, sign_in

AREAS = (
    "engagement", "plan", "sample", "verdict", "blind_score", "note", "clarification", "finding",
    "draft_report", "remarks", "recommendation", "decision", "publication", "follow_up", "evidence",
    "attestation",
)  # fmt: skip
FACTS = {
    "engagement", "attestation", "decision", "member", "scope", "body", "role", "number", "count",
    "until",
}  # fmt: skip
TEAM = {"Lena", "Aldo", "Quirin"}
MEMBER = {"Olga", "Emil", "Sven"}


@pytest.fixture(autouse=True)
def everybody(
    owner,
    editor,
    signatory,
    viewer,
    body_admin,
    lead,
    assessor,
    reviewer,
    registrar,
    decision_maker,
) -> None:
    """People of every kind, so that somebody who should not be told could be."""


def on_page(client: Client, user: User, engagement: Engagement) -> str:
    sign_in(client, user)
    page = client.get(reverse("assessments:engagement", args=[engagement.pk])).text
    return (
        page.split("Who was told", 1)[1].split("</details>", 1)[0] if "Who was told" in page else ""
    )


def test_it_works(asked: Engagement) -> None:
    assert told("engagement.requested") == {
        "Bela": "North Harbour Cloud asks for an assessment: Cloud services"
    }
    message = Message.objects.get(act="engagement.requested")
    assert message.path == reverse("assessments:engagement", args=[asked.pk])


def test_every_act_is_in_the_table_or_silent() -> None:
    recorded = {act for act in strings("assessments") if act.partition(".")[0] in AREAS}
    table = {act.partition("/")[0] for act in HANDOVERS}
    silent = sorted(recorded - table - SILENT.keys())
    assert not silent, (
        f"Say in a table of hand-overs whom it tells, or in SILENT why nobody. {silent}"
    )
    assert not table & SILENT.keys()
    assert table | SILENT.keys() <= ACTS.keys()


def test_what_is_in_the_table_is_handed_over() -> None:
    # These acts hand over under a name that they are given.
    given = {
        "engagement.declined", "engagement.terminated", "engagement.conflicted",
        "finding.plan_accepted", "finding.plan_returned",
        "clarification.asked/question", "clarification.asked/evidence",
    }  # fmt: skip
    assert handed("assessments") | given == set(HANDOVERS)


@pytest.mark.parametrize("act", sorted(HANDOVERS))
def test_sentences_name_facts_that_there_are(act: str) -> None:
    for row in HANDOVERS[act]:
        for text in (row.subject, row.text, row.path):
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= FACTS
        assert row.path.startswith("/")
        assert row.known


def test_offered(offer_made: Engagement) -> None:
    assert told("engagement.offered") == dict.fromkeys(
        ("Olga", "Sven"), "Plain Sight Audit accepts and names its people: Cloud services"
    )
    assert told("engagement.person_named") == {
        "Lena": "You are named as lead assessor: Cloud services, North Harbour Cloud",
        "Aldo": "You are named as assessor: Cloud services, North Harbour Cloud",
        "Quirin": "You are named as quality reviewer: Cloud services, North Harbour Cloud",
    }
    assert "for 10 days" in Message.objects.filter(act="engagement.offered")[0].text


def test_named_later(offer_made: Engagement, body: Organisation, body_admin: User) -> None:
    Message.objects.all().delete()
    newcomer = person(body, Role.ASSESSOR, "Nora Newcomer")
    people.name_person(offer_made.pk, newcomer.pk, Role.ASSESSOR, by=acting(body_admin))
    assert set(told("engagement.person_named")) == {"Nora", "Olga", "Sven"}


def test_removed(offer_made: Engagement, assessor: User, body_admin: User) -> None:
    named = offer_made.people.get(user=assessor)
    people.remove_person(named.pk, "She is away.", by=acting(body_admin))
    before, after = assessor.messages.order_by("pk")
    assert (before.taken_back_at is not None, before.delivery) == (True, Delivery.WITHHELD)
    assert (after.subject, after.taken_back_at) == ("You were taken off an assessment", None)
    assert "North Harbour" not in after.subject + after.text


def test_a_conflict_tells_the_administrator(
    offer_made: Engagement, assessor: User, member: Organisation, client: Client, owner: User
) -> None:
    fact = Declared("employment", member.pk, "", now().date() - timedelta(days=30))
    with transaction.atomic():
        declared_interests(offer_made.pk, [fact], by=acting(assessor), at=now())
    assert set(told("engagement.conflict_found")) == {"Bela"}
    assert "Name somebody else" not in on_page(client, owner, offer_made)


def test_declined(asked: Engagement, body_admin: User) -> None:
    engagement.decline(asked.pk, "No time.", by=acting(body_admin))
    assert set(told("engagement.declined")) == {"Olga", "Sven"}


def test_withdrawn(offer_made: Engagement, owner: User) -> None:
    engagement.withdraw(offer_made.pk, "Another body.", by=acting(owner))
    assert set(told("engagement.withdrawn")) == {"Bela", *TEAM}


def test_withdrawn_by_a_recall(asked: Engagement) -> None:
    Attestation.objects.filter(pk=asked.attestation_id).update(status="draft")
    with transaction.atomic():
        assert engagement.withdrawn_with_recall(at=now()) == 1
    assert set(told("engagement.withdrawn")) == {"Bela"}


def test_objected(offer_made: Engagement, assessor: User, owner: User) -> None:
    named = offer_made.people.get(user=assessor)
    object_to_person(named.pk, Objected(["dispute"], "An old quarrel."), by=acting(owner))
    assert told("engagement.objected") == {
        "Bela": "North Harbour Cloud objects to a person: Cloud services"
    }
    assert set(told("engagement.person_removed")) == {"Aldo"}
    assert not [each for each in Message.objects.all() if "quarrel" in each.text + each.subject]


def test_terminated(in_assessment: Engagement, owner: User) -> None:
    terminate(in_assessment.pk, "It takes too long.", by=acting(owner))
    assert set(told("engagement.terminated")) == {"Emil", "Sven", "Bela", *TEAM}


def test_conflicted(in_assessment: Engagement, member: Organisation, body: Organisation) -> None:
    Organisation.objects.filter(pk__in=[member.pk, body.pk]).update(group="One group")
    with transaction.atomic():
        assert ended_over_conflicts(at=now()) == 1
    assert set(told("engagement.conflicted")) == {*MEMBER, "Bela", *TEAM}


def test_no_objection_before_everybody_declared(offer_made: Engagement, owner: User) -> None:
    activation.have_no_objection(offer_made.pk, by=acting(owner))
    assert set(told("engagement.no_objection")) == {"Bela"}
    assert told("engagement.activated") == {}


def test_activated(engaged: Engagement) -> None:
    assert told("engagement.no_objection") == {}  # it began with it
    subjects = told("engagement.activated")
    assert subjects["Lena"] == "Propose a plan: Cloud services, North Harbour Cloud"
    assert set(subjects) == {"Bela", "Emil", "Sven", *TEAM}  # the owner did it


def test_a_plan_is_proposed_and_agreed(engaged: Engagement, lead: User, owner: User) -> None:
    proposal = propose_plan(engaged.pk, some_plan(), by=acting(lead))
    ends = proposal.proposed_at + timedelta(days=5)
    assert told("plan.proposed") == dict.fromkeys(
        ("Olga", "Sven"),
        f"Answer the assessment plan until {ends.day} {ends:%B %Y}: Cloud services",
    )
    answer_plan(engaged.pk, 1, "", by=acting(owner))
    assert told("plan.agreed") == {
        "Lena": "The plan is agreed: Cloud services, North Harbour Cloud"
    }


def test_a_plan_is_objected_to(engaged: Engagement, lead: User, owner: User) -> None:
    propose_plan(engaged.pk, some_plan(), by=acting(lead))
    answer_plan(engaged.pk, 1, "The second site is closed.", by=acting(owner))
    assert told("plan.objected") == {
        "Lena": "North Harbour Cloud objects to the plan: Cloud services"
    }
    assert "second site" not in Message.objects.get(act="plan.objected").text


def test_the_plan_is_frozen(in_assessment: Engagement) -> None:
    assert set(told("plan.frozen")) == {"Aldo", "Quirin", *MEMBER}


def test_a_disagreement_is_told_to_who_gave_the_verdict(
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    owner: User,
    body_admin: User,
) -> None:
    rows = papers_of(reread(in_assessment)).rows[:3]
    give_verdicts(in_assessment.pk, [given_for(row) for row in rows], by=acting(assessor))
    versions = dict(in_assessment.verdicts.values_list("pk", "version"))
    by, note = acting(reviewer), "I read it otherwise."
    verdicts.review_verdicts(in_assessment.pk, versions, Review.AGREED, "", by=by)
    assert told("verdict.reviewed") == {}
    levels = dict(in_assessment.verdicts.values_list("pk", "level"))
    one = in_assessment.pk
    verdicts.review_verdicts(one, versions, Review.DISAGREED, note, levels=levels, by=by)
    assert told("verdict.reviewed") == {
        "Aldo": "A quality reviewer disagrees with 3 verdicts: Cloud services, North Harbour Cloud"
    }
    assert note not in Message.objects.get(act="verdict.reviewed").text
    assert "disagrees" not in on_page(client, owner, in_assessment)
    assert "disagrees" in on_page(client, body_admin, in_assessment)


def test_findings(
    assessed: Engagement, lead: User, assessor: User, owner: User, editor: User
) -> None:
    with transaction.atomic():
        found = findings.raised(
            assessed.pk, "GOV-02.all", Grade.MINOR, "Thin.", by=acting(assessor), at=now()
        )
        recommendation.shared(assessed.pk, by=acting(lead), at=now())
    assert set(told("draft_report.shared")) == MEMBER
    due = now().date() + timedelta(days=60)
    plan = {"owner": "Head of operations", "steps": "Mend it.", "due": due}
    findings.plan_finding(assessed.pk, found.number, **plan, by=acting(owner))
    assert told("finding.planned") == {
        "Lena": "A plan waits for your answer: finding 1, Cloud services, North Harbour Cloud"
    }
    judge = {"by": acting(lead)}
    findings.judge_plan(assessed.pk, found.number, accepted=False, note="Too thin.", **judge)
    assert set(told("finding.plan_returned")) == {"Olga", "Emil"}
    findings.plan_finding(assessed.pk, found.number, **plan, by=acting(editor))
    findings.judge_plan(assessed.pk, found.number, accepted=True, note="", **judge)
    assert set(told("finding.plan_accepted")) == {"Olga", "Emil"}
    text = Message.objects.filter(act="finding.plan_accepted")[0].text
    assert f"due on {due.day} {due:%B %Y}" in text
    assert prove_and_verify(assessed, found.number, editor, assessor) == [
        {"Lena", "Aldo"},
        {"Olga", "Emil"},
    ]
    close_finding(assessed.pk, found.number, "Seen.", by=acting(assessor))
    assert set(told("finding.closed")) == {"Olga", "Emil"}
    assert not [each for each in Message.objects.all() if "Thin." in each.text + each.subject]


def test_a_finding_that_the_member_does_not_know_is_not_told(
    assessed: Engagement, assessor: User
) -> None:
    with transaction.atomic():
        by = acting(assessor)
        found = findings.raised(assessed.pk, "GOV-02.all", Grade.MINOR, "Thin.", by=by, at=now())
        closed(assessed.pk, found.number, "A mistake of ours.", by=by, at=now())
    assert not Message.objects.filter(act__startswith="finding.").exists()


def prove_and_verify(one: Engagement, number: int, editor: User, assessor: User) -> list[set[str]]:
    """Who was told of the evidence, and of what was found in it."""
    prove_finding(one.pk, number, "Done.", something_shown(one), by=acting(editor))
    proved = set(told("finding.proved"))
    verify_finding(one.pk, number, "Seen.", good=True, by=acting(assessor))
    return [proved, set(told("finding.verified"))]


def test_a_dispute_is_told_to_the_panel(
    assessed: Engagement, lead: User, owner: User, alliance: Organisation
) -> None:
    panel = person(alliance, Role.APPEAL_PANEL, "Paula Panel")
    found = findings.raise_finding(assessed.pk, "GOV-02.all", Grade.MINOR, "Thin.", by=acting(lead))
    recommendation.share_draft(assessed.pk, by=acting(lead))
    dispute_finding(assessed.pk, found.number, "It is thick.", by=acting(owner))
    assert set(told("finding.disputed")) == {"Paula", "Lena", "Bela"}
    message = panel.messages.get(act="finding.disputed")
    assert message.path == reverse("assessments:rule", args=[assessed.pk, found.number])
    other = findings.raise_finding(assessed.pk, "GOV-03.all", Grade.MINOR, "Thin.", by=acting(lead))
    recommendation.share_draft(assessed.pk, by=acting(lead))
    dispute_finding(assessed.pk, other.number, "Thick too.", by=acting(owner))
    rule_on_finding(assessed.pk, found.number, "So it is.", stands=False, by=acting(panel))
    assert set(told("finding.ruled")) == {"Olga", "Emil", "Lena", "Bela"}
    message.refresh_from_db()
    assert message.taken_back_at is not None
    assert panel.messages.filter(act="finding.disputed", taken_back_at=None).count() == 1


def test_recommended(
    client: Client, recommended: Recommendation, owner: User, decision_maker: User
) -> None:
    assert set(told("remarks.recorded")) == {"Lena"}
    assert set(told("recommendation.made")) == {"Bela"}
    subjects = told("recommendation.confirmed")
    assert subjects["Dario"] == "Decide: Cloud services, North Harbour Cloud"
    assert set(subjects) == {"Dario", "Olga", "Sven", "Lena"}
    section = on_page(client, owner, recommended.engagement)
    assert "decision maker of The Alliance" in section
    assert "Dario" not in section
    assert "Dario Decision (decision maker of" in on_page(
        client, decision_maker, recommended.engagement
    )


def test_sent_back(
    client: Client, recommended: Recommendation, decision_maker: User, owner: User, lead: User
) -> None:
    decision.send_back(recommended.engagement_id, "Look again.", by=acting(decision_maker))
    assert set(told("recommendation.sent_back")) == {"Lena", "Bela"}
    mine = decision_maker.messages.get(act="recommendation.confirmed")
    assert mine.taken_back_at is not None
    assert "sends the recommendation back" not in on_page(client, owner, recommended.engagement)
    assert "sends the recommendation back" in on_page(client, lead, recommended.engagement)


def test_decided(decided: Decision, decision_maker: User) -> None:
    subjects = told("decision.made")
    assert set(subjects) == {*MEMBER, *TEAM, "Bela"}
    assert subjects["Sven"] == "The alliance has decided: Cloud services"
    assert decision_maker.messages.get(act="recommendation.confirmed").taken_back_at is not None


def test_a_choice_is_left_to_the_signatory(
    assessed: Engagement, lead: User, signatory: User, decision_maker: User
) -> None:
    make_recommendation(assessed, lead, signatory, Outcome.NOT_CONFORMING)
    made = make_decision(assessed, decision_maker)
    ends = made.made_at + timedelta(days=30)
    message = signatory.messages.get(act="decision.made")
    assert message.subject == (
        f"Choose until {ends.day} {ends:%B %Y} whether the result is published: Cloud services"
    )
    assert message.path == reverse("assessments:publication", args=[made.pk])
    # Nobody learns the outcome from a letter.
    for each in Message.objects.filter(act="decision.made"):
        assert "conforming" not in (each.subject + each.text).lower()
    with transaction.atomic():
        publication.closed_without_choice(at=ends)
    assert set(told("publication.chosen")) == MEMBER


def test_published(decided: Decision) -> None:
    with transaction.atomic():
        publication.published(decided.engagement_id, report="TP-2026-0001", at=now())
    assert set(told("attestation.published")) == {*MEMBER, *TEAM, "Bela"}


def test_who_left_is_not_told(
    asked: Engagement, team: engagement.Team, body_admin: User, owner: User
) -> None:
    Membership.objects.filter(user=owner).update(ended_at=now())
    engagement.offer(asked.pk, team, by=acting(body_admin))
    assert set(told("engagement.offered")) == {"Sven"}


def test_another_bodys_and_members_people_are_not_told(
    other_member: Organisation,
    other_body: Organisation,
    recommended: Recommendation,
) -> None:
    strangers = [
        person(other_member, Role.OWNER, "Otto Other"),
        person(other_body, Role.BODY_ADMIN, "Bruno Other"),
    ]
    one = reread(recommended.engagement)
    with transaction.atomic():
        for act in HANDOVERS:
            handed_over(act, one, at=now(), number=1, count="1", until="today", decision=one.pk)
    assert not Message.objects.filter(to__in=strangers).exists()
    assert not Message.objects.filter(to__name__startswith="Vera").exists()  # a viewer reads


@pytest.mark.parametrize("act", sorted(HANDOVERS))
def test_telling_takes_three_statements_at_most(act: str, engaged: Engagement) -> None:
    one = reread(engaged)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        handed_over(act, one, at=now(), number=1, count="1", until="today", decision=one.pk)
    assert len(asked) <= 3


def test_who_was_told_costs_one_statement(
    client: Client, recommended: Recommendation, owner: User
) -> None:
    path = reverse("assessments:engagement", args=[recommended.engagement_id])
    sign_in(client, owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    cost()
    one = cost()
    rows = list(Message.objects.filter(object_id=recommended.engagement_id)[:5])
    for number in range(20):
        for row in rows:
            row.pk, row.occasion = uuid7(), f"{number}"
            row._state.adding = True
            row.save()
    assert cost() == one


def test_the_letters_stand_beside_who_was_told(
    client: Client, asked: Engagement, owner: User
) -> None:
    Message.objects.filter(act="engagement.requested").update(
        delivery=Delivery.FAILED, problem="The mail server does not know the address."
    )
    section = on_page(client, owner, asked)
    assert "body administrator of Plain Sight Audit" in section
    assert "Bela" not in section
    assert "Mail could not be sent. The mail server does not know the address." in section


def test_sides_are_three() -> None:
    assert {side for rows in HANDOVERS.values() for row in rows for side in row.known} == set(Side)
