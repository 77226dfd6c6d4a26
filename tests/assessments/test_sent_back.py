"""What the alliance wants looked at again is read by those who are to do it, and asked for once."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.decision import send_back
from assessments.models import Engagement, Recommendation, SendingBack
from assessments.recommendation import share_draft
from assessments.verdicts import give_verdicts
from assessments.working_papers import papers_of
from desk.board import lines_of
from tests.assessed import (
    agree_with_everything,
    given_for,
    make_confirmation,
    make_recommendation,
    reread,
)
from tests.people import acting, sign_in

WANTED = "Look at SEC-05 again: the second site."
ONCE = "It has been sent back once already. Choose an outcome and decide."


@pytest.fixture
def back(recommended: Recommendation, decision_maker: User) -> Recommendation:
    send_back(recommended.engagement_id, WANTED, by=acting(decision_maker))
    return recommended


@pytest.fixture
def again(back: Recommendation, lead: User, signatory: User, body_admin: User) -> Recommendation:
    """Recommended and confirmed a second time."""
    made = make_recommendation(back.engagement, lead, signatory)
    make_confirmation(back.engagement, body_admin)
    return made


def page(client: Client, user: User, name: str, one: Recommendation) -> str:
    sign_in(client, user)
    return client.get(reverse(f"assessments:{name}", args=[one.engagement_id]), follow=True).text


def test_it_works(
    client: Client, back: Recommendation, lead: User, body_admin: User, decision_maker: User
) -> None:
    kept = SendingBack.objects.get()
    assert (kept.recommendation, kept.reason) == (back, WANTED)
    assert kept.sent_by == decision_maker
    for name in ("engagement", "recommend"):
        assert WANTED in page(client, lead, name, back)
    assert WANTED in page(client, body_admin, "engagement", back)


def test_what_comes_next_is_the_draft_where_something_changed(
    client: Client, back: Recommendation, lead: User, assessor: User, reviewer: User, owner: User
) -> None:
    """Nothing is recommended on a draft that the member has not seen as it stands now."""
    one = back.engagement
    assert "The lead assessor recommends an outcome." in page(client, lead, "engagement", back)
    row = papers_of(reread(one)).rows[0]
    give_verdicts(one.pk, [given_for(row, reason="The second site was seen.")], by=acting(assessor))
    assert "A quality reviewer answers 1 of" in page(client, lead, "engagement", back)
    agree_with_everything(one, reviewer)
    shown = page(client, lead, "engagement", back)
    assert "shares the draft result with" in shown
    assert "again, since it has changed" in shown
    assert "The assessors give their verdicts" in page(client, owner, "engagement", back)
    assert [each.turn.what for each in lines_of(Engagement.objects.all(), at=now())] == [
        "Share the draft again"
    ]
    share_draft(one.pk, by=acting(lead))
    assert "remarks on the draft result" in page(client, lead, "engagement", back)


def test_the_member_does_not_read_it(client: Client, back: Recommendation, owner: User) -> None:
    for name in ("engagement", "result"):
        shown = page(client, owner, name, back)
        assert "Cloud services" in shown
        assert WANTED not in shown


def test_who_decides_reads_it_beside_the_second(
    client: Client, again: Recommendation, decision_maker: User
) -> None:
    shown = page(client, decision_maker, "decide", again)
    assert WANTED in shown
    assert "Send it back" not in shown


def test_a_second_time_is_refused_on_the_page(
    client: Client, again: Recommendation, decision_maker: User
) -> None:
    assert ONCE in page(client, decision_maker, "send_back", again)
    url = reverse("assessments:send_back", args=[again.engagement_id])
    refused = client.post(url, {"reason": "And the third site."})
    assert refused.status_code == 422
    assert ONCE in refused.text
    assert "And the third site." in refused.text
    assert SendingBack.objects.count() == 1
