"""The lead assessor proposes a plan to the member."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from assessments.agreement import answered, standing
from assessments.interests import declare_interests
from assessments.models import Engagement, PlanProposal
from assessments.plan import PlanRefused, propose_plan
from journal.models import Entry
from tests.assessed import some_plan
from tests.people import acting


def test_it_works(engaged: Engagement, lead: User) -> None:
    proposal = propose_plan(engaged.pk, some_plan(sample_percent=40), by=acting(lead))
    assert proposal.sequence == 1
    assert proposal.content["sample_percent"] == 40
    assert proposal.content["methods"]["GOV-01"] == ["examine", "interview"]
    assert Entry.objects.get(act="plan.proposed").facts == {"proposal": 1}
    plan = standing(engaged)
    assert plan is not None
    assert not plan.may_be_frozen(now())
    engaged.refresh_from_db()
    assert engaged.plan_frozen_at is None


def test_a_new_one_takes_the_place_of_the_last(
    engaged: Engagement, lead: User, owner: User
) -> None:
    propose_plan(engaged.pk, some_plan(), by=acting(lead))
    with transaction.atomic():
        answered(engaged.pk, 1, "", by=acting(owner), at=now())
    propose_plan(engaged.pk, some_plan(sample_percent=100), by=acting(lead))
    plan = standing(engaged)
    assert plan is not None
    assert (plan.proposal.sequence, plan.answer) == (2, None)
    assert PlanProposal.objects.count() == 2


@pytest.mark.parametrize("percent", [29, 101])
def test_the_share_keeps_within_what_is_allowed(
    engaged: Engagement, lead: User, percent: int
) -> None:
    with pytest.raises(PlanRefused, match="from 30 to 100 per cent"):
        propose_plan(engaged.pk, some_plan(sample_percent=percent), by=acting(lead))


def test_the_least_is_taken_where_nothing_is_said(engaged: Engagement, lead: User) -> None:
    proposal = propose_plan(engaged.pk, some_plan(), by=acting(lead))
    assert proposal.content["sample_percent"] == 30


def test_the_work_ends_after_it_begins(engaged: Engagement, lead: User) -> None:
    plan = replace(some_plan(), ends_on=now().date() - timedelta(days=1))
    with pytest.raises(PlanRefused, match="later last day"):
        propose_plan(engaged.pk, plan, by=acting(lead))


def test_not_before_the_engagement_is_active(offer_made: Engagement, lead: User) -> None:
    declare_interests(offer_made.pk, [], by=acting(lead))
    with pytest.raises(PlanRefused, match="once the engagement is active"):
        propose_plan(offer_made.pk, some_plan(), by=acting(lead))


def test_not_after_it_is_frozen(in_assessment: Engagement, lead: User) -> None:
    with pytest.raises(PlanRefused, match="already"):
        propose_plan(in_assessment.pk, some_plan(), by=acting(lead))
