"""The member agrees to the proposed plan, or objects to it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from assessments.agreement import AnswerRefused, answer_plan, standing
from assessments.models import Engagement, PlanProposal
from assessments.plan import PlanRefused, freeze_plan, propose_plan, proposed
from journal.models import Entry
from tests.assessed import some_plan
from tests.log import sign_now
from tests.people import acting


@pytest.fixture
def proposal(engaged: Engagement, lead: User) -> PlanProposal:
    return propose_plan(engaged.pk, some_plan(), by=acting(lead))


def test_it_works(engaged: Engagement, proposal: PlanProposal, owner: User) -> None:
    answer = answer_plan(engaged.pk, 1, "", by=acting(owner))
    assert answer.agreed
    plan = standing(engaged)
    assert plan is not None
    assert plan.is_agreed
    assert plan.may_be_frozen(now())
    assert Entry.objects.get(act="plan.agreed").facts == {"proposal": 1}


def test_an_objection_stops_it_until_another_is_proposed(
    engaged: Engagement, proposal: PlanProposal, owner: User, lead: User
) -> None:
    answer = answer_plan(engaged.pk, 1, "The second site is closed.", by=acting(owner))
    assert (answer.agreed, answer.reason) == (False, "The second site is closed.")
    assert Entry.objects.get(act="plan.objected").facts == {"proposal": 1}
    plan = standing(engaged)
    assert plan is not None
    assert plan.has_objection
    # Not even when the time for objections has gone by.
    assert not plan.may_be_frozen(now() + timedelta(days=365))
    with pytest.raises(PlanRefused, match="objected"):
        freeze_plan(engaged.pk, by=acting(lead))


def test_no_objection_in_time_counts_as_agreement(engaged: Engagement, lead: User) -> None:
    with transaction.atomic():
        long_ago = now() - timedelta(days=5, minutes=1)
        proposed(engaged.pk, some_plan(), by=acting(lead), at=long_ago)
        sign_now()
    freeze_plan(engaged.pk, by=acting(lead))
    engaged.refresh_from_db()
    assert engaged.plan_frozen_at


def test_it_is_answered_once(engaged: Engagement, proposal: PlanProposal, owner: User) -> None:
    answer_plan(engaged.pk, 1, "", by=acting(owner))
    with pytest.raises(AnswerRefused, match="answered already"):
        answer_plan(engaged.pk, 1, "After all, no.", by=acting(owner))


def test_what_was_not_read_is_not_agreed_to(
    engaged: Engagement, proposal: PlanProposal, owner: User, lead: User
) -> None:
    propose_plan(engaged.pk, some_plan(sample_percent=100), by=acting(lead))
    with pytest.raises(AnswerRefused, match="changed since you read it"):
        answer_plan(engaged.pk, 1, "", by=acting(owner))


def test_not_after_it_is_frozen(in_assessment: Engagement, owner: User) -> None:
    with pytest.raises(AnswerRefused, match="frozen"):
        answer_plan(in_assessment.pk, 1, "No.", by=acting(owner))
