"""The draft is shared, the member remarks, the lead recommends what was computed or lower."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.models import Engagement, Grade, Remark
from assessments.outcome import NoConditions, computed
from assessments.recommendation import (
    RecommendationRefused,
    Recommended,
    missing,
    recommend,
    record_remarks,
    remarked,
    share_draft,
    unanswered,
)
from assessments.verdicts import give_verdicts
from assessments.working_papers import papers_of
from attestations.models import Attestation
from organisations.models import Organisation
from organisations.permissions import Permission
from principles.scoring import Outcome
from tests.assessed import (
    agree_with_everything,
    assess_everything,
    find_and_plan,
    given_for,
    make_recommendation,
    reread,
)
from tests.people import acting, sign_in

CONFORMING = Recommended(Outcome.CONFORMING, "It all holds.")


def test_it_works(
    client: Client,
    assessed: Engagement,
    lead: User,
    signatory: User,
    decision_maker: User,
    alliance: Organisation,
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "", by=acting(signatory))
    sign_in(client, lead)
    url = reverse("assessments:recommend", args=[assessed.pk])
    assert "Conforming" in client.get(url).text
    client.post(url, {"outcome": "conforming", "reasons": "It all holds."})
    made = assessed.recommendations.get()
    assert made.computed_outcome == made.outcome == "conforming"
    assert made.score["overall"]["conformance"] == "100.0"
    assert made.score["overall"]["conformance_exact"] == "100/1"
    assert set(made.score["principles"]) == {"GOV", "ETH", "SEC", "SUP", "OPN"}
    actor = acting(decision_maker)
    for permission in (Permission.ATTESTATION_READ, Permission.DECIDE):
        assert not Attestation.objects.where_user_may(permission, actor).exists()


def test_not_before_everything_is_settled(
    in_assessment: Engagement, lead: User, assessor: User, reviewer: User
) -> None:
    with pytest.raises(RecommendationRefused, match="not settled"):
        share_draft(in_assessment.pk, by=acting(lead))
    assess_everything(in_assessment, assessor, reviewer)
    with pytest.raises(RecommendationRefused, match="has not been shared"):
        recommend(in_assessment.pk, CONFORMING, by=acting(lead))
    share_draft(in_assessment.pk, by=acting(lead))
    with pytest.raises(RecommendationRefused, match="may remark until"):
        recommend(in_assessment.pk, CONFORMING, by=acting(lead))


def test_silence_counts_after_ten_days(assessed: Engagement, lead: User, alliance: object) -> None:
    share_draft(assessed.pk, by=acting(lead))
    long_ago = now() - timedelta(days=10)
    Engagement.objects.update(draft_shared_at=long_ago)
    assessed.verdicts.update(given_at=long_ago)
    assert recommend(assessed.pk, CONFORMING, by=acting(lead)).outcome == "conforming"


def test_what_changed_after_sharing_is_shared_again(
    assessed: Engagement, lead: User, signatory: User, assessor: User, reviewer: User
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "Look again.", by=acting(signatory))
    row = papers_of(reread(assessed)).by_key["GOV-01.all"]
    give_verdicts(assessed.pk, [given_for(row, 4)], by=acting(assessor))
    agree_with_everything(assessed, reviewer)
    with pytest.raises(RecommendationRefused, match="share it"):
        recommend(assessed.pk, CONFORMING, by=acting(lead))


def test_earlier_drafts_and_remarks_stay(
    client: Client, assessed: Engagement, lead: User, signatory: User, owner: User
) -> None:
    """The draft is shared as often as needed; a later one takes nothing away."""
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "The first remark.", by=acting(signatory))
    again = share_draft(assessed.pk, by=acting(lead))
    assert again.number == 2
    assert reread(assessed).remarks_at is None
    record_remarks(assessed.pk, "The second.", by=acting(owner))
    record_remarks(assessed.pk, "And a third.", by=acting(owner))
    sign_in(client, owner)
    page = client.get(reverse("assessments:result", args=[assessed.pk])).text
    for words in ("Draft 1, shared", "The first remark.", "Draft 2", "The second.", "And a third."):
        assert words in page
    said = Remark.objects.order_by("made_at").values_list("share__number", "text")
    assert list(said) == [(1, "The first remark."), (2, "The second."), (2, "And a third.")]


def test_it_needs_a_fresh_second_factor(assessed: Engagement, lead: User) -> None:
    with pytest.raises(SecondFactorNeeded):
        recommend(assessed.pk, CONFORMING, by=acting(lead, second_factor=False))


def test_a_major_finding_allows_only_not_conforming(
    assessed: Engagement, lead: User, assessor: User, owner: User, signatory: User, alliance: object
) -> None:
    find_and_plan(assessed, "GOV-03.all", assessor, lead, owner, grade=Grade.MAJOR)
    record_remarks(assessed.pk, "", by=acting(signatory))
    for outcome in (Outcome.CONFORMING, Outcome.CONDITIONAL):
        with pytest.raises(RecommendationRefused, match="never higher"):
            recommend(assessed.pk, Recommended(outcome, "Fine."), by=acting(lead))
    made = recommend(assessed.pk, Recommended(Outcome.NOT_CONFORMING, "Major."), by=acting(lead))
    assert made.score["method_outcome"] == "conforming"
    assert made.computed_outcome == "not_conforming"


def test_a_minor_finding_is_conditional_to_its_date(
    assessed: Engagement, lead: User, assessor: User, owner: User, signatory: User, alliance: object
) -> None:
    find_and_plan(assessed, "GOV-03.all", assessor, lead, owner, days=120)
    made = make_recommendation(assessed, lead, signatory)
    assert made.outcome == "conditional"
    assert made.conditions_end_on == now().date() + timedelta(days=120)


def test_a_level_below_target_with_an_accepted_plan_is_conditional(
    in_assessment: Engagement,
    lead: User,
    assessor: User,
    reviewer: User,
    owner: User,
    signatory: User,
    alliance: object,
) -> None:
    assess_everything(in_assessment, assessor, reviewer, {"GOV-03": 0})
    found = computed(papers_of(reread(in_assessment)), on=now().date())
    assert found.outcome is Outcome.NOT_CONFORMING
    find_and_plan(
        in_assessment, "GOV-03.all", assessor, lead, owner, grade=Grade.OBSERVATION, days=180
    )
    made = make_recommendation(in_assessment, lead, signatory)
    assert made.outcome == "conditional"
    assert made.score["below_target"] == ["GOV-03"]


def test_lower_is_possible_and_conditional_needs_its_date(
    assessed: Engagement, lead: User, signatory: User, alliance: object
) -> None:
    share_draft(assessed.pk, by=acting(lead))
    record_remarks(assessed.pk, "", by=acting(signatory))
    with pytest.raises(NoConditions):
        recommend(assessed.pk, Recommended(Outcome.CONDITIONAL, "Young."), by=acting(lead))
    late = now().date() + timedelta(days=181)
    with pytest.raises(NoConditions):
        recommend(assessed.pk, Recommended(Outcome.CONDITIONAL, "Young.", late), by=acting(lead))
    end = now().date() + timedelta(days=180)
    made = recommend(assessed.pk, Recommended(Outcome.CONDITIONAL, "Young.", end), by=acting(lead))
    assert (made.computed_outcome, made.conditions_end_on) == ("conforming", end)


@pytest.mark.parametrize("who", ["assessor", "reviewer", "owner", "body_admin", "decision_maker"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, assessed: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for name in ("recommend", "share"):
        url = reverse(f"assessments:{name}", args=[assessed.pk])
        assert client.post(url, {}).status_code == 404


def test_a_remark_after_the_time_puts_nothing_off(
    assessed: Engagement, lead: User, signatory: User
) -> None:
    """It is kept, and can be answered; one made in time has to be."""
    share_draft(assessed.pk, by=acting(lead))
    last = now() + timedelta(days=settings.REMARKS_DAYS)

    def lacking() -> list[str]:
        papers = papers_of(reread(assessed))
        return missing(reread(assessed), papers, at=last + timedelta(hours=1))

    with transaction.atomic():
        remarked(assessed.pk, "One more thing.", by=acting(signatory), at=last)
    assert lacking() == []
    assert unanswered(assessed).count() == 1
    with transaction.atomic():
        in_time = last - timedelta(hours=1)
        remarked(assessed.pk, "And in time.", by=acting(signatory), at=in_time)
    assert lacking() == ["Answer every remark of the member; not answered yet: 1."]
