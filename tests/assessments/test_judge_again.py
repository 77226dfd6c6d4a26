"""What somebody judged of a finding who is not independent any more is judged by somebody else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.closing import close_finding
from assessments.decision import Conclusion, NotIndependent, decide
from assessments.findings import FindingRefused, raise_finding
from assessments.interests import declare_interests
from assessments.judges import conflicts_standing
from assessments.judging_again import judge_again, judged_again
from assessments.lifting import ask_to_lift, lift_conflict, propose_lifting
from assessments.models import Conflict, Engagement, Finding, Grade
from assessments.naming import NotNamed
from assessments.people import name_person
from assessments.proving import prove_finding
from assessments.recommendation import missing
from assessments.standing_by import confirm_finding
from assessments.standing_steps import Judged, standing, taking_back
from assessments.verifying import verify_finding
from assessments.working_papers import papers_of
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import (
    make_confirmation,
    make_recommendation,
    reread,
    something_shown,
)
from tests.people import acting, person, sign_in
from tests.races import second_waits


def address(name: str, finding: Finding) -> str:
    return reverse(f"assessments:{name}", args=[finding.engagement_id, finding.number])


def doubts(engagement: Engagement) -> list[str]:
    standing_now = conflicts_standing(engagement, on=now().date())
    return [each for each in standing_now if "inding 1" in each]


def hired(user: User, member: Organisation) -> None:
    """She goes over to the member: whatever she judged rests on nobody independent."""
    Membership.objects.filter(user=user).update(ended_at=now())
    Membership.objects.create(organisation=member, user=user, role=Role.VIEWER)


@pytest.fixture
def other(accepted_plan: Finding, body: Organisation, body_admin: User) -> User:
    """Another assessor, who judged nothing yet."""
    one = person(body, Role.ASSESSOR, "Ada Another")
    name_person(accepted_plan.engagement_id, one.pk, Role.ASSESSOR, by=acting(body_admin))
    declare_interests(accepted_plan.engagement_id, [], by=acting(one))
    return one


@pytest.fixture
def finished(accepted_plan: Finding, other: User, owner: User, assessor: User) -> Finding:
    """Verified by the assessor, closed by the other one."""
    one, number = accepted_plan.engagement_id, accepted_plan.number
    shown = something_shown(accepted_plan.engagement)
    prove_finding(one, number, "Both send.", shown, by=acting(owner))
    verify_finding(one, number, "Log of October.", good=True, by=acting(assessor))
    close_finding(one, number, "Put right.", by=acting(other))
    accepted_plan.refresh_from_db()
    return accepted_plan


def test_it_works(
    client: Client,
    finished: Finding,
    assessor: User,
    other: User,
    owner: User,
    member: Organisation,
) -> None:
    """Nothing is recommended on it; the other assessor takes it back and judges it anew."""
    engagement = finished.engagement
    assert doubts(engagement) == []
    hired(assessor, member)
    name = str(assessor)
    told = f"The evidence of finding 1 was verified by {name}, who is or was viewer"
    assert doubts(engagement)[0].startswith(told)
    papers = papers_of(reread(engagement))
    assert any(each.startswith(told) for each in missing(reread(engagement), papers, at=now()))
    sign_in(client, other)
    assert told in client.get(address("finding", finished)).text
    assert client.post(address("finding_judge_again", finished), {}).status_code == 422
    said = {"reason": "Another person looks at the evidence."}
    page = client.post(address("finding_judge_again", finished), said, follow=True).text
    for words in ("Log of October.", "Put right.", "Another person looks at the evidence."):
        assert words in page
    finished.refresh_from_db()
    assert (finished.status, finished.closed_at, finished.closed_by) == ("proved", None, None)
    # She raised it as well, and what is open again rests on that.
    assert [each.partition(" by ")[0] for each in doubts(engagement)] == ["Finding 1 was raised"]
    confirm_finding(engagement.pk, 1, "Seen on site.", by=acting(other))
    assert doubts(engagement) == []
    entry = Entry.objects.get(act="finding.judged_again")
    assert (entry.reason, entry.to_state) == (said["reason"], "proved")
    letters = Message.objects.filter(act="finding.judged_again")
    assert {each.to.name.split()[0] for each in letters} >= {"Lena", "Olga"}
    sign_in(client, owner)
    assert name not in client.get(address("finding", finished)).text.split("judged again")[-1]
    verify_finding(engagement.pk, 1, "Seen anew.", good=True, by=acting(other))
    close_finding(engagement.pk, 1, "Put right.", by=acting(other))
    assert doubts(engagement) == []


def test_nobody_decides_on_it(
    finished: Finding,
    assessor: User,
    lead: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
    member: Organisation,
) -> None:
    """Found after the recommendation: it is sent back, and the sentence says over what."""
    made = make_recommendation(finished.engagement, lead, signatory)
    make_confirmation(finished.engagement, body_admin)
    hired(assessor, member)
    said = Conclusion(Outcome(made.outcome), "It holds.")
    with pytest.raises(NotIndependent, match="The evidence of finding 1 was verified by"):
        decide(finished.engagement_id, made.pk, said, by=acting(decision_maker))


def test_only_the_closure_goes_back_to_verified(
    finished: Finding, other: User, lead: User, member: Organisation
) -> None:
    hired(other, member)
    assert "Finding 1 was closed by" in doubts(finished.engagement)[0]
    found = judge_again(finished.engagement_id, 1, "Anew.", by=acting(lead))
    assert found.status == "verified"
    assert doubts(finished.engagement) == []
    assert close_finding(finished.engagement_id, 1, "So it is.", by=acting(lead)).status == "closed"


def test_a_plan_goes_back_to_planned_and_a_new_lead_judges_it(
    accepted_plan: Finding,
    other: User,
    lead: User,
    member: Organisation,
    body: Organisation,
    body_admin: User,
) -> None:
    hired(lead, member)
    assert "The plan of finding 1 was accepted by" in doubts(accepted_plan.engagement)[0]
    with pytest.raises(NotNamed):
        judge_again(accepted_plan.engagement_id, 1, "Mine.", by=acting(lead))
    found = judge_again(accepted_plan.engagement_id, 1, "Anew.", by=acting(other))
    assert (found.status, found.plan_judged_by_id, found.plan_note) == ("planned", None, "")
    assert found.plan_steps == "Connect both."
    assert doubts(accepted_plan.engagement) == []


def test_what_stands_on_independent_people_is_left(
    client: Client, finished: Finding, lead: User, owner: User, member: Organisation
) -> None:
    """A closed finding does not rest on who accepted its plan."""
    one = finished.engagement_id
    with pytest.raises(FindingRefused, match="so it stands"):
        judge_again(one, 1, "I differ.", by=acting(lead))
    with pytest.raises(NotNamed):
        judge_again(one, 1, "We differ.", by=acting(owner))
    hired(lead, member)
    assert doubts(finished.engagement) == []


def test_a_lifted_conflict_is_none(
    finished: Finding,
    assessor: User,
    body_admin: User,
    decision_maker: User,
    alliance: Organisation,
) -> None:
    person_ = finished.engagement.people.get(user=assessor)
    conflict = Conflict.objects.create(person=person_, rule="employment", sentence="Worked there.")
    assert doubts(finished.engagement) != []
    ask_to_lift(conflict.pk, "Long ago.", by=acting(body_admin))
    second = person(alliance, Role.DECISION_MAKER, "Signe Second")
    proposal = propose_lifting(conflict.pk, "Long ago.", by=acting(decision_maker))
    lift_conflict(conflict.pk, proposal.pk, by=acting(second))
    assert doubts(finished.engagement) == []


W = ["planned", "plan_accepted", "proved", "verified", "closed"]


@pytest.mark.parametrize(
    ("steps", "stands", "back"),
    [
        ([], {"raised"}, None),
        (["planned", "plan_accepted"], {"raised", "plan_accepted"}, "reopen_plan"),
        (["planned", "plan_returned"], {"raised"}, None),
        (["confirmed"], {"raised"}, None),
        (["disputed"], set(), None),
        (["disputed", "upheld"], set(), None),
        (["disputed", "upheld", "planned"], set(), None),
        (["disputed", "dismissed"], set(), None),
        (W[:3], {"raised", "plan_accepted"}, "reopen_plan"),
        (W[:4], {"raised", "plan_accepted", "verified"}, "reopen_proof"),
        (W, {"verified", "closed"}, "reopen_verified"),
        (["closed"], {"closed"}, "reopen_raised"),
        (["acknowledged", "closed"], {"closed"}, "reopen_acknowledged"),
        (["planned", "closed"], {"closed"}, "reopen_planned"),
        (["planned", "plan_returned", "closed"], {"closed"}, "reopen_returned"),
        (["planned", "plan_accepted", "closed"], {"closed"}, "reopen_accepted"),
        ([*W, "closure_reopened"], {"raised", "plan_accepted", "verified"}, "reopen_proof"),
        ([*W, "closure_reopened", "closed"], {"verified", "closed"}, "reopen_verified"),
        ([*W, "proof_reopened"], {"raised"}, None),
        ([*W, "proof_reopened", "verified"], {"raised", "verified"}, "reopen_proof"),
        ([*W[:4], "plan_reopened"], {"raised"}, None),
    ],
)
def test_what_stands_after_these_steps(
    steps: list[str], stands: set[str], back: str | None
) -> None:
    found = standing(steps)
    assert {each.value for each in found} == stands
    if back is not None:
        assert taking_back(max(found, key=list(Judged).index), steps).value == back


def test_a_slip_that_only_the_body_knows_tells_nobody_else(
    assessed: Engagement, assessor: User, lead: User, member: Organisation, owner: User
) -> None:
    raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "A slip.", by=acting(assessor))
    close_finding(assessed.pk, 1, "A slip.", by=acting(assessor))
    hired(assessor, member)
    assert judge_again(assessed.pk, 1, "Anew.", by=acting(lead)).status == "raised"
    assert not Message.objects.filter(act="finding.judged_again", to=owner).exists()


@pytest.mark.django_db(transaction=True)
def test_judging_again_waits(
    finished: Finding, other: User, assessor: User, lead: User, member: Organisation
) -> None:
    hired(assessor, member)
    one, by = finished.engagement_id, acting(other)
    second_waits(
        lambda: judged_again(one, 1, "Anew.", by=by, at=now()),
        lambda: judge_again(one, 1, "Anew too.", by=acting(lead)),
        refused=FindingRefused,
    )
