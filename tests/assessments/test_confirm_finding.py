"""A finding that somebody raised who is not independent any more stands by somebody else, or falls."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import User
from assessments.closing import close_finding
from assessments.disputing import dispute_finding
from assessments.findings import FindingRefused, raise_finding
from assessments.judges import conflicts_standing
from assessments.judging_again import judge_again
from assessments.models import Engagement, Finding, Grade
from assessments.naming import NotNamed
from assessments.recommendation import missing, share_draft
from assessments.ruling import rule_on_finding
from assessments.standing_by import confirm_finding, confirmed
from assessments.working_papers import papers_of
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Role
from tests.assessed import reread
from tests.people import acting, person, sign_in
from tests.races import second_waits

LOOKED = {"note": "Asked at both sites: it is so."}


def address(name: str, finding: Finding) -> str:
    return reverse(f"assessments:{name}", args=[finding.engagement_id, finding.number])


def doubts(engagement: Engagement) -> list[str]:
    return [each for each in conflicts_standing(engagement, on=now().date()) if "inding 1" in each]


def hired(user: User, member: Organisation) -> None:
    Membership.objects.filter(user=user).update(ended_at=now())
    Membership.objects.create(organisation=member, user=user, role=Role.VIEWER)


@pytest.fixture
def raised(assessed: Engagement, assessor: User, lead: User, member: Organisation) -> Finding:
    """A major finding, read by the member; whoever raised it has gone over to the member since."""
    one = raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "No log.", by=acting(assessor))
    share_draft(assessed.pk, by=acting(lead))
    hired(assessor, member)
    return one


def test_it_works(client: Client, raised: Finding, assessor: User, lead: User, owner: User) -> None:
    engagement = raised.engagement
    told = f"Finding 1 was raised by {assessor}, who is or was viewer"
    papers = papers_of(reread(engagement))
    assert any(each.startswith(told) for each in missing(reread(engagement), papers, at=now()))
    sign_in(client, lead)
    page = client.get(address("finding", raised)).text
    assert told in page
    assert "Another assessor must say whether it stands." in page
    assert "Judge it again" not in page
    there = address("finding_confirm", raised)
    assert client.post(there, {"seen": 0}).status_code == 422
    done = client.post(there, LOOKED | {"seen": 0}, follow=True).text
    assert "It is recorded that finding 1 stands." in done
    assert LOOKED["note"] in done
    assert doubts(engagement) == []
    raised.refresh_from_db()
    assert raised.status == "raised"
    entry = Entry.objects.get(act="finding.confirmed")
    assert (entry.actor_id, entry.reason) == (lead.pk, LOOKED["note"])
    letters = Message.objects.filter(act="finding.confirmed")
    assert {each.to.name.split()[0] for each in letters} == {"Olga", "Emil"}
    sign_in(client, owner)
    read = client.get(address("finding", raised)).text
    assert LOOKED["note"] in read
    assert "is or was" not in read


def test_it_may_fall_without_evidence_of_a_correction(
    client: Client, raised: Finding, lead: User
) -> None:
    """There is nothing to put right where there was nothing wrong; of an open finding only."""
    sign_in(client, lead)
    page = client.get(address("finding", raised)).text
    assert "Why it does not stand, or what shows it has been put right" in page
    close_finding(raised.engagement_id, 1, "The log is there.", by=acting(lead))
    raised.refresh_from_db()
    assert raised.status == "closed"
    assert doubts(raised.engagement) == []


def test_once_it_stands_it_is_closed_as_any_other(raised: Finding, lead: User) -> None:
    confirm_finding(raised.engagement_id, 1, "It is so.", by=acting(lead))
    with pytest.raises(FindingRefused, match="closed on verified evidence"):
        close_finding(raised.engagement_id, 1, "The log is there.", by=acting(lead))


def test_whoever_let_it_stand_is_asked_about_too(
    raised: Finding, lead: User, member: Organisation
) -> None:
    confirm_finding(raised.engagement_id, 1, "It is so.", by=acting(lead))
    hired(lead, member)
    assert doubts(raised.engagement)[0].startswith(f"Finding 1 was raised by {lead}")


def test_it_is_neither_taken_back_nor_confirmed_by_who_may_not(
    raised: Finding, assessor: User, lead: User, owner: User, reviewer: User
) -> None:
    one = raised.engagement_id
    with pytest.raises(FindingRefused, match="Say first whether it stands"):
        judge_again(one, 1, "Anew.", by=acting(lead))
    for who in (assessor, owner, reviewer):
        with pytest.raises(NotNamed):
            confirm_finding(one, 1, "It is so.", by=acting(who))


def test_what_independent_people_raised_is_left(
    client: Client, assessed: Engagement, assessor: User, lead: User
) -> None:
    one = raise_finding(assessed.pk, "GOV-03.all", Grade.MAJOR, "No log.", by=acting(assessor))
    with pytest.raises(FindingRefused, match="is independent"):
        confirm_finding(assessed.pk, 1, "It is so.", by=acting(lead))
    sign_in(client, lead)
    assert "Say whether it stands" not in client.get(address("finding", one)).text


def test_what_went_on_since_is_read_first(client: Client, raised: Finding, lead: User) -> None:
    sign_in(client, lead)
    confirm = LOOKED | {"seen": 7}
    late = client.post(address("finding_confirm", raised), confirm)
    assert late.status_code == 422
    assert "has changed since you read it" in late.text
    assert LOOKED["note"] in late.text


def test_a_ruling_of_the_panel_stands_for_itself(
    raised: Finding, owner: User, alliance: Organisation
) -> None:
    panel = person(alliance, Role.APPEAL_PANEL, "Paula Panel")
    dispute_finding(raised.engagement_id, 1, "The log is there.", by=acting(owner))
    assert doubts(raised.engagement) == []
    rule_on_finding(raised.engagement_id, 1, "There is none.", stands=True, by=acting(panel))
    assert doubts(raised.engagement) == []


@pytest.mark.django_db(transaction=True)
def test_confirming_waits(raised: Finding, lead: User, body: Organisation) -> None:
    one, by = raised.engagement_id, acting(lead)
    second_waits(
        lambda: confirmed(one, 1, "It is so.", by=by, at=now()),
        lambda: confirm_finding(one, 1, "It is so too.", by=by),
        refused=FindingRefused,
    )
