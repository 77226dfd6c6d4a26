"""From accepted to decided, by HTTP alone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Engagement, Remark
from assessments.working_papers import papers_of
from attestations.models import Attestation
from attestations.status import Status
from organisations.models import Organisation
from tests.assessed import reread
from tests.log import sign_now
from tests.people import sign_in


def planned(post: Callable[..., object], one: UUID, lead: User, owner: User) -> None:
    """The plan is proposed, agreed and frozen."""
    today = now().date()
    post(
        lead,
        "propose_plan",
        one,
        scope="All of it",
        begins_on=today.isoformat(),
        ends_on=(today + timedelta(days=20)).isoformat(),
        sample_percent=30,
    )
    post(owner, "answer_plan", one, proposal=1, answer="agree")
    sign_now()
    post(lead, "freeze_plan", one)


def test_it_works(  # noqa: PLR0915 (the whole way is one story)
    accepted: Attestation,
    body: Organisation,
    owner: User,
    signatory: User,
    body_admin: User,
    lead: User,
    assessor: User,
    reviewer: User,
    decision_maker: User,
    client: Client,
) -> None:
    def post(who: User, name: str, *args: object, **data: object):
        sign_in(client, who)
        url = reverse(f"assessments:{name}", args=args)
        response = client.post(url, data, follow=True)
        assert response.status_code == 200, response.text
        return response

    sign_in(client, owner)
    assert body.name in client.get(reverse("assessments:request", args=[accepted.pk])).text
    post(owner, "request", accepted.pk, body=body.pk)
    engagement = Engagement.objects.get()
    one = engagement.pk
    team = {"lead": lead.pk, "assessors": [assessor.pk], "reviewers": [reviewer.pk]} | {
        "independent": "on"
    }
    post(body_admin, "accept", one, **team)
    blank = {"interest-TOTAL_FORMS": 3, "interest-INITIAL_FORMS": 0}
    for who in (lead, assessor, reviewer):
        sign_in(client, who)
        assert (
            "Declare your interests"
            in client.get(reverse("assessments:interests", args=[one])).text
        )
        post(who, "interests", one, **blank, none="on", complete="on")
    post(owner, "no_objection", one, seen=3)
    planned(post, one, lead, owner)
    accepted.refresh_from_db()
    assert accepted.status == Status.IN_ASSESSMENT
    papers = papers_of(reread(engagement))
    for principle in papers.principles:
        data: dict[str, object] = {"accept_all": "yes"}
        for row in papers.of_principle(principle.code):
            data |= {
                f"{row.key}-seen": 0,
                f"{row.key}-level": row.claim.level,
                f"{row.key}-confidence": "high",
                f"{row.key}-reason": "Traced to the source.",
            }
        response = post(assessor, "principle", one, principle.code, **data)
        assert "verdicts are new or changed" in response.text
    finding = {"criterion": papers.rows[0].key, "grade": "observation", "text": "Could be better."}
    post(assessor, "findings", one, **finding)
    shown = [f"{v.pk}:{v.version}" for v in engagement.verdicts.all()]
    post(reviewer, "review", one, review="agreed_all", shown=shown)
    post(lead, "share", one)
    due = (now().date() + timedelta(days=60)).isoformat()
    post(owner, "finding_plan", one, 1, owner="The CISO", steps="Do it.", due=due)
    post(lead, "finding_judge", one, 1, answer="accept", seen=1)
    sign_in(client, signatory)
    assert "Draft result" in client.get(reverse("assessments:result", args=[one])).text
    said = {"answer": "remarks", "remarks": "Two sites were closed in May.", "seen": 1}
    post(signatory, "remarks", one, **said)
    said = Remark.objects.get()
    sign_in(client, lead)
    assert "Answer every remark" in client.get(reverse("assessments:recommend", args=[one])).text
    post(lead, "answer_remark", one, said.pk, text="Seen; it changes no level.")
    post(lead, "recommend", one, outcome="conforming", reasons="It all holds.")
    sign_in(client, decision_maker)
    assert client.get(reverse("assessments:decide", args=[one])).status_code == 404
    post(body_admin, "confirm", one, confirm="on")
    sign_in(client, decision_maker)
    assert "Conforming" in client.get(reverse("assessments:decide", args=[one])).text
    post(
        decision_maker,
        "decide",
        one,
        outcome="conforming",
        reasons="Well founded.",
        independent="on",
    )
    accepted.refresh_from_db()
    assert accepted.status == Status.DECIDED
    assert not accepted.engagement_active
    engagement.refresh_from_db()
    assert engagement.status == "closed"
    sign_in(client, decision_maker)
    assert client.get(reverse("assessments:decide", args=[one])).status_code == 404
    sign_in(client, assessor)
    assert client.get(reverse("assessments:work", args=[one])).status_code == 404
