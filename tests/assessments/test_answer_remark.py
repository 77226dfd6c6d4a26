"""Every remark of the member on a draft is answered by the lead before anything is recommended."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Engagement, Remark, RemarkAnswer
from assessments.naming import NotNamed
from assessments.recommendation import (
    RecommendationRefused,
    Recommended,
    recommend,
    record_remarks,
    share_draft,
)
from assessments.remark_answers import answer_remark, answered
from journal.models import Entry
from organisations.models import Organisation
from principles.scoring import Outcome
from tests.people import acting, sign_in
from tests.races import second_waits

CONFORMING = Recommended(Outcome.CONFORMING, "It all holds.")


def remarked(engagement: Engagement, lead: User, signatory: User) -> Remark:
    share_draft(engagement.pk, by=acting(lead))
    return record_remarks(engagement.pk, "Two sites were closed.", by=acting(signatory))


def test_it_works(
    client: Client, assessed: Engagement, lead: User, signatory: User, alliance: Organisation
) -> None:
    remark = remarked(assessed, lead, signatory)
    with pytest.raises(RecommendationRefused, match="Answer every remark"):
        recommend(assessed.pk, CONFORMING, by=acting(lead))
    sign_in(client, lead)
    url = reverse("assessments:answer_remark", args=[assessed.pk, remark.pk])
    assert "Answer the remark" in client.get(reverse("assessments:result", args=[assessed.pk])).text
    said = client.post(url, {"text": "Seen; it changes no level."}, follow=True)
    assert "Seen; it changes no level." in said.text
    assert RemarkAnswer.objects.get().answered_by == lead
    assert Entry.objects.get(act="draft_report.remark_answered").facts == {"remark": str(remark.pk)}
    sign_in(client, signatory)
    page = client.get(reverse("assessments:result", args=[assessed.pk])).text
    assert "Seen; it changes no level." in page
    assert recommend(assessed.pk, CONFORMING, by=acting(lead)).outcome == "conforming"


def test_a_remark_on_an_earlier_draft_is_answered_too(
    assessed: Engagement, lead: User, signatory: User
) -> None:
    remarked(assessed, lead, signatory)
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "", by=acting(signatory))
    with pytest.raises(RecommendationRefused, match="not answered yet: 1"):
        recommend(assessed.pk, CONFORMING, by=acting(lead))


def test_an_empty_answer_says_so_beside_its_field(
    client: Client, assessed: Engagement, lead: User, signatory: User
) -> None:
    remark = remarked(assessed, lead, signatory)
    sign_in(client, lead)
    page = client.post(reverse("assessments:answer_remark", args=[assessed.pk, remark.pk]), {})
    assert page.status_code == 422
    assert "Write what you answer" in page.text
    assert "There is a problem" in page.text


def test_it_is_answered_once(assessed: Engagement, lead: User, signatory: User) -> None:
    remark = remarked(assessed, lead, signatory)
    answer_remark(assessed.pk, remark.pk, "Seen.", by=acting(lead))
    with pytest.raises(RecommendationRefused, match="already"):
        answer_remark(assessed.pk, remark.pk, "Seen again.", by=acting(lead))
    with pytest.raises(NotNamed):
        answer_remark(assessed.pk, remark.pk, "Seen again.", by=acting(signatory))


@pytest.mark.parametrize("who", ["assessor", "reviewer", "owner", "body_admin", "decision_maker"])
def test_it_does_not_exist_for_others(
    who: str,
    client: Client,
    assessed: Engagement,
    lead: User,
    signatory: User,
    request: pytest.FixtureRequest,
) -> None:
    remark = remarked(assessed, lead, signatory)
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:answer_remark", args=[assessed.pk, remark.pk])
    assert client.post(url, {"text": "Mine."}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_second_answer_waits(assessed: Engagement, lead: User, signatory: User) -> None:
    remark = remarked(assessed, lead, signatory)
    second_waits(
        lambda: answered(assessed.pk, remark.pk, "Seen.", by=acting(lead), at=now()),
        lambda: answer_remark(assessed.pk, remark.pk, "Seen twice.", by=acting(lead)),
        refused=RecommendationRefused,
        match="already",
    )
