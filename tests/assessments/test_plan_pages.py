"""The pages of the plan: the lead proposes, the member answers, the lead freezes, all can read."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.agreement import answered
from assessments.models import Engagement, PlanProposal
from assessments.plan import proposed
from assessments.working_papers import papers_of
from attestations.status import Status
from desk.waiting import waiting_for
from tests.assessed import agree_on_plan, some_plan
from tests.log import sign_now
from tests.people import acting, sign_in
from transparency.models import Checkpoint


def address(name: str, engagement: Engagement) -> str:
    return reverse(f"assessments:{name}", args=[engagement.pk])


def said(**more: object) -> dict[str, object]:
    today = now().date()
    return {
        "scope": "All of it.",
        "begins_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(),
        "sample_percent": "40",
        "method-GOV-02": "test",
        **more,
    }


def test_it_works(client: Client, engaged: Engagement, lead: User, owner: User) -> None:
    sign_in(client, lead)
    assert "There is no plan yet" in client.get(address("plan", engaged)).text
    assert "Methods by criterion" in client.get(address("propose_plan", engaged)).text
    page = client.post(address("propose_plan", engaged), said(), follow=True)
    assert "The member may object until" in page.text
    sign_in(client, owner)
    page = client.get(address("plan", engaged))
    assert "40 % of the others in each principle, drawn when the plan is frozen" in page.text
    page = client.post(
        address("answer_plan", engaged), {"proposal": 1, "answer": "agree"}, follow=True
    )
    assert "It is recorded that you agree to the plan." in page.text
    sign_in(client, lead)
    sign_now()
    page = client.post(address("freeze_plan", engaged), follow=True)
    engaged.refresh_from_db()
    engaged.attestation.refresh_from_db()
    assert engaged.attestation.status == Status.IN_ASSESSMENT
    assert engaged.plan["methods"]["GOV-02"] == ["test"]
    assert engaged.plan["methods"]["GOV-01"] == ["examine", "interview"]
    sign_in(client, owner)
    page = client.get(address("plan", engaged))
    assert "13 must-meets and 20 others, drawn with 40 %" in page.text
    assert engaged.plan["sample"]["seed"] in page.text
    assert page.text.count('data-label="In the sample">Drawn') == 20
    assert "Do you agree?" not in page.text


def test_an_objection_comes_back_to_the_lead(
    client: Client, engaged: Engagement, lead: User, owner: User
) -> None:
    with transaction.atomic():
        proposed(engaged.pk, some_plan(), by=acting(lead), at=now())
    sign_in(client, owner)
    wrong = client.post(address("answer_plan", engaged), {"proposal": 1, "answer": "object"})
    assert wrong.status_code == 422
    assert "Say why you object" in wrong.text
    sent = {"proposal": 1, "answer": "object", "objection": "The second site is closed."}
    client.post(address("answer_plan", engaged), sent)
    sign_in(client, lead)
    page = client.get(address("plan", engaged)).text
    assert "The second site is closed." in page
    assert "Freeze the plan and begin" not in page
    page = client.get(address("engagement", engaged)).text
    assert "objected to the plan: the lead assessor proposes another one" in page
    assert address("propose_plan", engaged) in page


def test_what_was_proposed_is_there_to_change(
    client: Client, engaged: Engagement, lead: User
) -> None:
    sign_in(client, lead)
    client.post(address("propose_plan", engaged), said(note="Two sites.", sample_percent="70"))
    page = client.get(address("propose_plan", engaged)).text
    assert "Two sites." in page
    assert 'value="70"' in page
    box = '<input type="checkbox" name="method-GOV-02" value="{}" aria-label="{}: GOV-02"{}>'
    assert box.format("test", "Test", " checked") in page
    assert box.format("examine", "Examine", "") in page


@pytest.mark.parametrize("percent", ["29", "101", "half", ""])
def test_a_share_that_is_not_allowed_keeps_what_was_typed(
    percent: str, client: Client, engaged: Engagement, lead: User
) -> None:
    sign_in(client, lead)
    page = client.post(address("propose_plan", engaged), said(sample_percent=percent))
    assert page.status_code == 422
    assert "All of it." in page.text
    assert 'name="method-GOV-02" value="test" aria-label="Test: GOV-02" checked' in page.text
    assert not PlanProposal.objects.exists()


def test_it_waits_for_the_checkpoint_in_a_plain_sentence(
    client: Client, engaged: Engagement, lead: User, owner: User
) -> None:
    with transaction.atomic():
        agree_on_plan(engaged, acting(lead), acting(owner))
    assert not Checkpoint.objects.exists()
    sign_in(client, lead)
    assert "waits for the log’s next checkpoint" in client.get(address("plan", engaged)).text
    refused = client.post(address("freeze_plan", engaged))
    assert refused.status_code == 422
    assert "The plan waits for the log&#x27;s next checkpoint" in refused.text
    sign_now()
    page = client.post(address("freeze_plan", engaged), follow=True)
    assert "the sample is drawn" in page.text


def test_the_desk_says_whose_turn_it_is(engaged: Engagement, lead: User, owner: User) -> None:
    def tasks(user: User) -> set[str]:
        return {task.what for task in waiting_for(acting(user))}

    assert tasks(owner) == set()
    with transaction.atomic():
        proposed(engaged.pk, some_plan(), by=acting(lead), at=now())
        proposed(engaged.pk, some_plan(), by=acting(lead), at=now())
    assert tasks(owner) == {"Answer the assessment plan"}
    with transaction.atomic():
        answered(engaged.pk, 2, "", by=acting(owner), at=now())
    assert tasks(owner) == set()
    with transaction.atomic():
        proposed(engaged.pk, some_plan(), by=acting(lead), at=now())
    assert tasks(owner) == {"Answer the assessment plan"}


def test_a_plan_from_before_there_were_samples_is_read(
    client: Client, in_assessment: Engagement, owner: User
) -> None:
    del in_assessment.plan["sample"]
    in_assessment.save(update_fields=["plan"])
    sign_in(client, owner)
    page = client.get(address("plan", in_assessment))
    assert "No sample: the plan was frozen before samples were drawn" in page.text


@pytest.mark.parametrize("who", ["assessor", "reviewer", "body_admin", "owner", "registrar"])
def test_proposing_and_freezing_do_not_exist_for_others(
    who: str, client: Client, engaged: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("propose_plan", "freeze_plan"):
        assert client.get(address(name, engaged)).status_code == 404
        assert client.post(address(name, engaged), {}).status_code == 404


@pytest.mark.parametrize("who", ["editor", "viewer", "lead", "body_admin", "other_owner"])
def test_answering_does_not_exist_for_others(
    who: str, client: Client, engaged: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(address("answer_plan", engaged), {}).status_code == 404


@pytest.mark.parametrize("who", ["other_owner", "registrar", "stranger"])
def test_reading_does_not_exist_for_others(
    who: str, client: Client, engaged: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address("plan", engaged)).status_code == 404


def test_the_workspace_marks_the_sample(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sample = in_assessment.plan["sample"]
    sign_in(client, assessor)
    page = client.get(address("work", in_assessment)).text
    papers = papers_of(in_assessment)
    rows = [row for row in papers.rows if row.criterion.code in sample["drawn"]]
    must = [row for row in papers.rows if row.criterion.code in sample["must_meet"]]
    assert page.count(">In the sample</strong>") == len(rows) + len(must) < len(papers.rows)
    one = client.get(
        reverse("assessments:criterion", args=[in_assessment.pk, sample["drawn"][0]])
    ).text
    assert "In the sample" in one
    left = next(row.criterion.code for row in papers.rows if not row.sampled)
    one = client.get(reverse("assessments:criterion", args=[in_assessment.pk, left])).text
    assert "In the sample" not in one
