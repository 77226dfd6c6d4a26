"""Two acts at once on one engagement: the second waits for the first, and judges what it finds.

One test for every act that locks an engagement; asking, offering, deciding and choosing about publication have theirs in their
own files.
"""

import ast
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from assessments import activation
from assessments.activation import NotReady, activate, have_no_objection, without_objection
from assessments.agreement import AnswerRefused, answer_plan, answered
from assessments.closing import close_finding, closed
from assessments.decision import (
    Conclusion,
    NotIndependent,
    decide,
    decided,
    send_back,
    sent_back,
)
from assessments.declaring import Declared
from assessments.engagement import decline, ended, withdraw
from assessments.findings import (
    FindingRefused,
    judge_plan,
    judged,
    plan_finding,
    planned,
    raise_finding,
    raised,
)
from assessments.interests import declare_interests, declared_interests
from assessments.models import Engagement, EngagementPerson, Finding, Grade, Recommendation, Review
from assessments.moves import locked
from assessments.naming import NotNamed
from assessments.people import (
    NamingRefused,
    name_person,
    named_person,
    remove_person,
    removed_person,
)
from assessments.plan import PlanRefused, freeze_plan, frozen, propose_plan, proposed
from assessments.recommendation import (
    RecommendationRefused,
    Recommended,
    recommend,
    recommended,
    record_remarks,
    remarked,
    share_draft,
    shared,
)
from assessments.status import EngagementAct, WrongEngagementStatus, WrongFindingStatus
from assessments.verdict_rules import VerdictChanged
from assessments.verdicts import NotInAssessment, give_verdicts, given, review_verdicts
from assessments.working_papers import papers_of
from attestations.status import WrongStatus
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import (
    agree_on_plan,
    given_for,
    reread,
    some_plan,
)
from tests.log import sign_now
from tests.people import acting, person
from tests.races import second_waits

pytestmark = pytest.mark.django_db(transaction=True)

CONFORMING = Recommended(Outcome.CONFORMING, "What we saw supports it.")
EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")


def declined(one: Engagement, by: User) -> Callable[[], object]:
    act, name = EngagementAct.DECLINE, "engagement.declined"
    return lambda: ended(one.pk, act, name, "No time.", by=acting(by))


def one_taken_off(one: Engagement, user: User, by: User) -> Callable[[], object]:
    def first() -> EngagementPerson:
        held = locked(one.pk)
        named = held.people.select_related("engagement").get(user=user, removed_at=None)
        return removed_person(named, "She moved on.", by=acting(by), at=now())

    return first


def test_it_works(asked: Engagement, owner: User, body_admin: User) -> None:
    """Declining waits for the withdrawal."""
    withdrawn = (EngagementAct.WITHDRAW, "engagement.withdrawn", "Too slow.")
    second_waits(
        lambda: ended(asked.pk, *withdrawn, by=acting(owner)),
        lambda: decline(asked.pk, "No time.", by=acting(body_admin)),
        refused=WrongEngagementStatus,
    )


def test_every_act_is_raced_somewhere() -> None:
    """Each durable act stands in a test that holds another transaction open."""
    raced = "\n".join(
        ast.unparse(each)
        for path in Path(__file__).parents[1].rglob("test_*.py")
        for each in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef) and "second_waits" in ast.unparse(each)
    )
    missing = {name for name in durable_acts() if not re.search(rf"\b{name}\(", raced)}
    # `put` asks, in test_ask.py; a reminder changes nothing that another act could change.
    assert missing <= {"ask", "remind"}


def durable_acts() -> set[str]:
    """The acts of the room by the names of their functions."""
    room = Path(activation.__file__).parent
    return {
        each.name
        for path in room.glob("*.py")
        for each in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef)
        and any("durable=True" in ast.unparse(one) for one in each.decorator_list)
    }


def test_withdrawing_waits(asked: Engagement, owner: User, body_admin: User) -> None:
    second_waits(
        declined(asked, body_admin),
        lambda: withdraw(asked.pk, "Too slow.", by=acting(owner)),
        refused=WrongEngagementStatus,
    )


def test_no_objection_waits(offer_made: Engagement, owner: User, body_admin: User) -> None:
    second_waits(
        declined(offer_made, body_admin),
        lambda: have_no_objection(offer_made.pk, by=acting(owner)),
        refused=WrongEngagementStatus,
    )


def test_beginning_waits(
    offer_made: Engagement,
    owner: User,
    lead: User,
    assessor: User,
    reviewer: User,
    body_admin: User,
) -> None:
    for user in (lead, assessor, reviewer):
        declare_interests(offer_made.pk, [], by=acting(user))
    second_waits(
        lambda: without_objection(offer_made.pk, by=acting(owner), at=now()),
        lambda: activate(offer_made.pk, by=acting(body_admin)),
        refused=WrongEngagementStatus,
        match="active",
    )


def test_declaring_waits(offer_made: Engagement, lead: User, body_admin: User) -> None:
    second_waits(
        one_taken_off(offer_made, lead, body_admin),
        lambda: declare_interests(offer_made.pk, [], by=acting(lead)),
        refused=NotNamed,
        match="taken off",
    )


def test_naming_waits(engaged: Engagement, body: Organisation, body_admin: User) -> None:
    other = person(body, Role.ASSESSOR, "Ada Another")

    def first() -> EngagementPerson:
        held = locked(engaged.pk)
        return named_person(held, other.pk, Role.ASSESSOR, by=acting(body_admin), at=now())

    second_waits(
        first,
        lambda: name_person(engaged.pk, other.pk, Role.ASSESSOR, by=acting(body_admin)),
        refused=NamingRefused,
        match="is named already",
    )


def test_taking_off_waits(engaged: Engagement, assessor: User, body_admin: User) -> None:
    named = engaged.people.get(user=assessor)
    second_waits(
        one_taken_off(engaged, assessor, body_admin),
        lambda: remove_person(named.pk, "She left.", by=acting(body_admin)),
        refused=NamingRefused,
        match="already",
    )


def test_proposing_a_plan_waits(engaged: Engagement, lead: User) -> None:
    second = second_waits(
        lambda: proposed(engaged.pk, some_plan(), by=acting(lead), at=now()),
        lambda: propose_plan(engaged.pk, some_plan(), by=acting(lead)),
    )
    assert second is not None
    assert second.sequence == 2


def test_answering_a_plan_waits(
    engaged: Engagement, lead: User, owner: User, signatory: User
) -> None:
    propose_plan(engaged.pk, some_plan(), by=acting(lead))
    second_waits(
        lambda: answered(engaged.pk, 1, "", by=acting(owner), at=now()),
        lambda: answer_plan(engaged.pk, 1, "The second site is closed.", by=acting(signatory)),
        refused=AnswerRefused,
        match="answered already",
    )


def test_answering_waits_for_another_plan(engaged: Engagement, lead: User, owner: User) -> None:
    propose_plan(engaged.pk, some_plan(), by=acting(lead))
    second_waits(
        lambda: proposed(engaged.pk, some_plan(), by=acting(lead), at=now()),
        lambda: answer_plan(engaged.pk, 1, "", by=acting(owner)),
        refused=AnswerRefused,
        match="changed since you read it",
    )


def test_freezing_the_plan_waits(engaged: Engagement, lead: User, owner: User) -> None:
    with transaction.atomic():
        agree_on_plan(engaged, acting(lead), acting(owner))
        sign_now()
    second_waits(
        lambda: frozen(engaged.pk, by=acting(lead), at=now()),
        lambda: freeze_plan(engaged.pk, by=acting(lead)),
        refused=PlanRefused,
        match="already",
    )


def test_a_verdict_waits(in_assessment: Engagement, lead: User, assessor: User) -> None:
    said = [given_for(papers_of(in_assessment).rows[0])]
    second_waits(
        lambda: given(in_assessment.pk, said, by=acting(lead), at=now()),
        lambda: give_verdicts(in_assessment.pk, said, by=acting(assessor)),
        refused=VerdictChanged,
        match="Read it anew",
    )


def test_a_verdict_waits_for_who_takes_her_off(
    in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    said = [given_for(papers_of(in_assessment).rows[0])]
    second_waits(
        one_taken_off(in_assessment, assessor, body_admin),
        lambda: give_verdicts(in_assessment.pk, said, by=acting(assessor)),
        refused=NotNamed,
        match="taken off",
    )
    assert not in_assessment.verdicts.exists()
    assert Entry.objects.get(act="engagement.act_refused").reason == "taken off"


def test_a_review_waits(assessed: Engagement, lead: User, reviewer: User) -> None:
    row = papers_of(assessed).rows[0]
    assert row.verdict is not None
    versions = {row.verdict.pk: row.verdict.version}
    said = [given_for(row, 1, "Seen again: less than it seemed.")]
    second_waits(
        lambda: given(assessed.pk, said, by=acting(lead), at=now()),
        lambda: review_verdicts(assessed.pk, versions, Review.AGREED, "", by=acting(reviewer)),
        refused=VerdictChanged,
        match="Read it anew",
    )


def test_the_second_finding_gets_the_next_number(
    in_assessment: Engagement, lead: User, assessor: User
) -> None:
    one, key = in_assessment.pk, "GOV-03.all"
    second = second_waits(
        lambda: raised(one, key, Grade.MINOR, "No log.", by=acting(lead), at=now()),
        lambda: raise_finding(one, key, Grade.MINOR, "No keys.", by=acting(assessor)),
    )
    assert second is not None
    assert second.number == 2


@pytest.fixture
def finding(assessed: Engagement, lead: User) -> Finding:
    """Raised and shown to the member."""
    made = raise_finding(assessed.pk, "GOV-03.all", Grade.OBSERVATION, "No log.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    return made


def plan_words() -> dict[str, object]:
    return {"owner": "CISO", "steps": "Connect it.", "due": now().date() + timedelta(days=9)}


def test_a_plan_waits(finding: Finding, lead: User, owner: User) -> None:
    one = finding.engagement_id
    second_waits(
        lambda: closed(one, finding.number, "Seen.", by=acting(lead), at=now()),
        lambda: plan_finding(one, finding.number, by=acting(owner), **plan_words()),  # type: ignore[arg-type]
        refused=WrongFindingStatus,
        match="closed",
    )


def test_judging_a_plan_waits(finding: Finding, lead: User, owner: User) -> None:
    one, number, by = finding.engagement_id, finding.number, acting(lead)
    plan_finding(one, number, by=acting(owner), **plan_words())  # type: ignore[arg-type]
    second_waits(
        lambda: judged(one, number, accepted=True, note="", by=by, at=now()),
        lambda: judge_plan(one, number, accepted=False, note="Too late.", by=by),
        refused=WrongFindingStatus,
        match="accepted",
    )


def test_judging_waits_for_a_changed_plan(finding: Finding, lead: User, owner: User) -> None:
    """What the lead judges is what stands there after the wait."""
    one, number = finding.engagement_id, finding.number
    second = second_waits(
        lambda: planned(one, number, by=acting(owner), at=now(), **plan_words()),  # type: ignore[arg-type]
        lambda: judge_plan(one, number, accepted=True, note="", by=acting(lead)),
    )
    assert second is not None
    assert (second.status, second.plan_owner) == ("accepted", "CISO")


def test_who_read_the_former_plan_is_refused(finding: Finding, lead: User, owner: User) -> None:
    one, number = finding.engagement_id, finding.number
    plan_finding(one, number, by=acting(owner), **plan_words())  # type: ignore[arg-type]
    seen = finding.events.count()
    second_waits(
        lambda: planned(one, number, by=acting(owner), at=now(), **plan_words()),  # type: ignore[arg-type]
        lambda: judge_plan(one, number, accepted=True, note="", seen=seen, by=acting(lead)),
        refused=FindingRefused,
        match="changed since you read it",
    )


def test_no_objection_waits_for_who_is_being_named(
    offer_made: Engagement, body: Organisation, owner: User, body_admin: User
) -> None:
    late = person(body, Role.ASSESSOR, "Rita Late")
    seen = offer_made.people.count()

    def name_her() -> None:
        role, by = Role.ASSESSOR, acting(body_admin)
        named_person(locked(offer_made.pk), late.pk, role, by=by, at=now())

    second_waits(
        name_her,
        lambda: have_no_objection(offer_made.pk, seen=seen, by=acting(owner)),
        refused=NotReady,
        match="named somebody else",
    )


def test_closing_a_finding_waits(finding: Finding, lead: User, assessor: User) -> None:
    one, number = finding.engagement_id, finding.number
    second_waits(
        lambda: closed(one, number, "Seen.", by=acting(lead), at=now()),
        lambda: close_finding(one, number, "Seen too.", by=acting(assessor)),
        refused=WrongFindingStatus,
        match="closed",
    )


def test_sharing_the_draft_waits(assessed: Engagement, lead: User, assessor: User) -> None:
    said = [given_for(papers_of(assessed).rows[0], 1, "Less than it seemed.")]
    second_waits(
        lambda: given(assessed.pk, said, by=acting(assessor), at=now()),
        lambda: share_draft(assessed.pk, by=acting(lead)),
        refused=RecommendationRefused,
        match="not settled",
    )


def test_remarks_wait(
    assessed: Engagement, lead: User, owner: User, alliance: Organisation
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "", by=acting(owner))
    second_waits(
        lambda: recommended(assessed.pk, CONFORMING, by=acting(lead), at=now()),
        lambda: record_remarks(assessed.pk, "One more thing.", by=acting(owner)),
        refused=NotInAssessment,
    )


def test_the_recommendation_waits(
    assessed: Engagement, lead: User, owner: User, alliance: Organisation
) -> None:
    """A draft shared anew begins the remarks anew."""
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "", by=acting(owner))
    second_waits(
        lambda: shared(assessed.pk, by=acting(lead), at=now()),
        lambda: recommend(assessed.pk, CONFORMING, by=acting(lead)),
        refused=RecommendationRefused,
        match="may remark until",
    )
    second_waits(
        lambda: remarked(assessed.pk, "", by=acting(owner), at=now()),
        lambda: recommend(assessed.pk, CONFORMING, by=acting(lead)),
    )


def test_sending_back_waits(recommended: Recommendation, decision_maker: User) -> None:
    one, by = recommended.engagement_id, acting(decision_maker)
    second_waits(
        lambda: decided(one, recommended.pk, EQUAL, by=by, at=now()),
        lambda: send_back(one, "Look again.", by=by),
        refused=WrongEngagementStatus,
    )


def test_a_decision_waits_for_sending_back(
    recommended: Recommendation, decision_maker: User
) -> None:
    one, by = recommended.engagement_id, acting(decision_maker)
    second_waits(
        lambda: sent_back(one, "Look again.", by=by, at=now()),
        lambda: decide(one, recommended.pk, EQUAL, by=by),
        refused=WrongStatus,
    )


def test_a_decision_waits_for_a_declared_conflict(
    recommended: Recommendation, decision_maker: User, assessor: User, member: Organisation
) -> None:
    one = recommended.engagement_id
    facts = [Declared("shares", member.pk, "")]
    second_waits(
        lambda: declared_interests(one, facts, by=acting(assessor), at=now()),
        lambda: decide(one, recommended.pk, EQUAL, by=acting(decision_maker)),
        refused=NotIndependent,
        match="judge anew",
    )
    assert not reread(recommended.engagement).decisions.exists()
