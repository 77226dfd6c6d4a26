"""An engagement is broken off by either side, or over a conflict of the body itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import Message, User
from assessments.decision import Conclusion, NotIndependent, decide, send_back
from assessments.disputing import dispute_finding
from assessments.engagement import RequestRefused, offer, request_assessment
from assessments.findings import raise_finding
from assessments.models import Engagement, Grade, Recommendation, Verdict
from assessments.naming import still_running
from assessments.recommendation import share_draft
from assessments.refusing import EngagementOver
from assessments.status import EngagementStatus, WrongEngagementStatus
from assessments.tasks import look
from assessments.termination import TerminationRefused, terminate, terminated
from assessments.verdicts import give_verdicts
from assessments.working_papers import papers_of
from attestations.models import Attestation, Grant
from attestations.status import Status
from journal.models import Entry
from organisations.models import Accreditation, Organisation
from organisations.permissions import Role
from principles.scoring import Outcome
from tests.assessed import given_for, reread
from tests.people import acting, person, sign_in
from tests.races import second_waits

WHY = "The body cannot finish in time."
TWO_LINES = "It cannot finish.\nIt has said so."
EQUAL = Conclusion(Outcome.CONFORMING, "Well founded.")


def one_group(*organisations: Organisation) -> None:
    ids = [each.pk for each in organisations]
    Organisation.objects.filter(pk__in=ids).update(group="Harbour Group")


def access_to(engagement: Engagement) -> bool:
    because = f"engagement:{engagement.pk}"
    return Grant.objects.in_force(now()).filter(because=because).exists()


def test_it_works(client: Client, in_assessment: Engagement, body_admin: User) -> None:
    sign_in(client, body_admin)
    url = reverse("assessments:terminate", args=[in_assessment.pk])
    assert "Terminate the engagement" in client.get(url).text
    assert access_to(in_assessment)
    response = client.post(url, {"reason": WHY}, follow=True)
    assert "All access has ended" in response.text
    assert WHY in response.text
    found = reread(in_assessment)
    assert (found.status, found.end_reason) == (EngagementStatus.TERMINATED, WHY)
    assert found.attestation.status == Status.ACCEPTED
    assert not found.attestation.engagement_open
    assert not found.attestation.engagement_active
    assert not access_to(found)
    entry = Entry.objects.get(act="engagement.terminated")
    assert (entry.from_state, entry.to_state, entry.reason) == ("active", "terminated", WHY)
    assert entry.facts["attestation"] == "accepted"


def test_the_reason_is_shown_line_by_line(
    client: Client, in_assessment: Engagement, owner: User
) -> None:
    terminate(in_assessment.pk, TWO_LINES, by=acting(owner))
    sign_in(client, owner)
    page = client.get(reverse("assessments:engagement", args=[in_assessment.pk])).text
    assert "It cannot finish.<br>It has said so." in page
    assert "Nothing more: the engagement is over." in page
    assert "shows how the engagement goes on" not in page


def test_a_person_with_the_page_open_is_told(
    client: Client, in_assessment: Engagement, assessor: User, owner: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-03"])
    assert client.get(url).status_code == 200
    terminate(in_assessment.pk, WHY, by=acting(owner))
    response = client.post(url, {"GOV-03.all-level": "3", "GOV-03.all-reason": "Seen and traced."})
    assert response.status_code == 403
    assert "The engagement is over (terminated)" in response.text
    assert "Seen and traced." in response.text
    assert not Verdict.objects.exists()
    assert client.get(url).status_code == 404
    assert Entry.objects.filter(act="engagement.act_refused").count() == 1


def test_a_dispute_is_ruled_on_no_more(
    client: Client, assessed: Engagement, alliance: Organisation, lead: User, owner: User
) -> None:
    """The panel's message leads nowhere then: it leaves the inbox, and the right ends with it."""
    panel = person(alliance, Role.APPEAL_PANEL, "Paula Panel")
    found = raise_finding(assessed.pk, "GOV-02.all", Grade.MINOR, "Thin.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    dispute_finding(assessed.pk, found.number, "It is thick.", by=acting(owner))
    told = Message.objects.get(to=panel)
    sign_in(client, panel)
    assert client.get(told.path).status_code == 200
    terminate(assessed.pk, WHY, by=acting(owner))
    assert client.get(told.path).status_code == 404
    told.refresh_from_db()
    assert told.taken_back_at is not None
    assert not Grant.objects.in_force(now()).filter(because=f"dispute:{found.pk}").exists()


def test_another_body_can_be_asked_and_what_was_judged_stays(
    assessed: Engagement, signatory: User, body: Organisation
) -> None:
    judged = assessed.verdicts.count()
    terminate(assessed.pk, WHY, by=acting(signatory))
    asked = request_assessment(assessed.attestation_id, body.pk, by=acting(signatory))
    assert asked.status == EngagementStatus.REQUESTED
    assert assessed.verdicts.count() == judged > 0
    assert not asked.verdicts.exists()


def test_before_the_plan_the_attestation_stays_accepted(engaged: Engagement, owner: User) -> None:
    terminate(engaged.pk, WHY, by=acting(owner))
    assert reread(engaged).attestation.status == Status.ACCEPTED


def test_it_needs_a_reason_and_a_fresh_factor(in_assessment: Engagement, owner: User) -> None:
    with pytest.raises(TerminationRefused, match="Say why"):
        terminate(in_assessment.pk, "  ", by=acting(owner))
    with pytest.raises(SecondFactorNeeded):
        terminate(in_assessment.pk, WHY, by=acting(owner, second_factor=False))


def test_not_before_it_began(offer_made: Engagement, owner: User) -> None:
    with pytest.raises(WrongEngagementStatus):
        terminate(offer_made.pk, WHY, by=acting(owner))


def test_not_while_the_alliance_decides(recommended: Recommendation, owner: User) -> None:
    with pytest.raises(TerminationRefused, match="Wait for the decision"):
        terminate(recommended.engagement_id, WHY, by=acting(owner))
    assert reread(recommended.engagement).attestation.status == Status.RECOMMENDED


@pytest.mark.parametrize("who", ["lead", "assessor", "editor", "viewer", "registrar", "stranger"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:terminate", args=[in_assessment.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": WHY}).status_code in (403, 404)
    assert reread(in_assessment).status == EngagementStatus.ACTIVE


@pytest.mark.parametrize("stage", ["offer_made", "in_assessment"])
def test_a_body_that_joins_the_members_group_is_stopped(
    stage: str,
    body: Organisation,
    member: Organisation,
    request: pytest.FixtureRequest,
) -> None:
    engagement: Engagement = request.getfixturevalue(stage)
    look()
    assert reread(engagement).status == engagement.status
    one_group(body, member)
    look()
    found = reread(engagement)
    assert found.status == EngagementStatus.CONFLICTED
    assert "same group" in found.end_reason
    assert found.attestation.status == Status.ACCEPTED
    assert not access_to(found)
    assert Entry.objects.get(act="engagement.conflicted").to_state == "conflicted"
    with pytest.raises(EngagementOver, match="conflict of interest"):
        still_running(found)


def test_a_request_of_a_body_that_came_too_close_is_not_accepted(
    asked: Engagement, team: object, body: Organisation, member: Organisation, body_admin: User
) -> None:
    one_group(body, member)
    with pytest.raises(RequestRefused, match="Decline the request"):
        offer(asked.pk, team, by=acting(body_admin))  # type: ignore[arg-type]


def test_what_waits_for_the_alliance_is_sent_back_and_then_ends(
    recommended: Recommendation, body: Organisation, member: Organisation, decision_maker: User
) -> None:
    """Also where it was sent back once already: else nobody could do anything with it."""
    engagement = recommended.engagement
    Engagement.objects.update(sent_back_at=now() - timedelta(days=1))
    one_group(body, member)
    look()
    assert reread(engagement).status == EngagementStatus.ACTIVE
    with pytest.raises(NotIndependent, match="Send the recommendation back"):
        decide(engagement.pk, recommended.pk, EQUAL, by=acting(decision_maker))
    send_back(engagement.pk, "The body is of the member's group.", by=acting(decision_maker))
    look()
    assert reread(engagement).status == EngagementStatus.CONFLICTED


@pytest.mark.django_db(transaction=True)
def test_a_verdict_waits_for_the_termination(
    in_assessment: Engagement, owner: User, assessor: User
) -> None:
    said = [given_for(papers_of(in_assessment).rows[0])]
    second_waits(
        lambda: terminated(in_assessment.pk, WHY, by=acting(owner), at=now()),
        lambda: give_verdicts(in_assessment.pk, said, by=acting(assessor)),
        refused=EngagementOver,
    )


@pytest.mark.django_db(transaction=True)
def test_the_second_termination_waits_and_is_refused(
    in_assessment: Engagement, owner: User, body_admin: User
) -> None:
    second_waits(
        lambda: terminated(in_assessment.pk, WHY, by=acting(owner), at=now()),
        lambda: terminate(in_assessment.pk, "We stop.", by=acting(body_admin)),
        refused=WrongEngagementStatus,
    )


def test_the_accreditation_is_asked_again_when_another_is_asked(
    engaged: Engagement, owner: User, body: Organisation
) -> None:
    terminate(engaged.pk, WHY, by=acting(owner))
    Accreditation.objects.filter(body=body).update(withdrawn_at=now())
    with pytest.raises(RequestRefused, match="not accredited today"):
        request_assessment(engaged.attestation_id, body.pk, by=acting(owner))
    assert not Attestation.objects.get(pk=engaged.attestation_id).engagement_open
