"""Blind levels: before the claim is shown, once, and for the people of the engagement alone."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.blind_scores import (
    BlindRefused,
    choose_blind_first,
    score_blind,
    scored_blind,
)
from assessments.models import BlindScore, Engagement
from assessments.moves import locked
from assessments.naming import NotNamed
from assessments.people import removed_person
from assessments.verdicts import give_verdicts
from assessments.working_papers import papers_of
from journal.models import Entry
from reports.assessed import assessed_of
from tests.assessed import (
    assess_everything,
    begin_assessment,
    given_for,
    make_decision,
    make_recommendation,
    reread,
)
from tests.people import acting, sign_in
from tests.races import second_waits

KEY = "GOV-01.all"
CLAIM = "Level claimed"


def page(engagement: Engagement, name: str = "criterion", code: str = "GOV-01") -> str:
    return reverse(f"assessments:{name}", args=[engagement.pk, code])


def test_it_works(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User, lead: User
) -> None:
    sign_in(client, assessor)
    assert CLAIM in client.get(page(in_assessment)).text
    first = client.post(
        reverse("assessments:blind_first", args=[in_assessment.pk]),
        {"blind_first": "yes"},
        follow=True,
    )
    assert "Claims are hidden until you have given a level of your own" in first.text
    assert "Hidden" in first.text
    hidden = client.get(page(in_assessment)).text
    assert CLAIM not in hidden
    assert "The claim is hidden" in hidden
    assert papers_of(reread(in_assessment)).by_key[KEY].claim.words not in hidden
    assert "GOV-01" in client.get(page(in_assessment, "principle", "GOV")).text
    assert CLAIM not in client.get(page(in_assessment, "principle", "GOV")).text
    shown = client.post(page(in_assessment, "blind_score"), {f"{KEY}-blind": "2"}, follow=True)
    assert CLAIM in shown.text
    assert "level 2. Claimed: level 3." in shown.text
    assert BlindScore.objects.get().level == 2
    give_verdicts(
        in_assessment.pk, [given_for(papers_of(in_assessment).by_key[KEY])], by=acting(assessor)
    )
    sign_in(client, reviewer)
    assert "level 2. Claimed: level 3. Verdict: level 3." in client.get(page(in_assessment)).text
    sign_in(client, lead)
    assert CLAIM in client.get(page(in_assessment, code="GOV-02")).text  # her own choice alone


def test_the_plan_can_ask_everybody_and_anybody_can_skip(
    client: Client, engaged: Engagement, lead: User, owner: User, reviewer: User
) -> None:
    with transaction.atomic():
        begin_assessment(engaged, acting(lead), acting(owner), blind_first=True)
    sign_in(client, lead)
    assert CLAIM not in client.get(page(engaged)).text
    assert (
        "Score before you see the claim"
        not in client.get(reverse("assessments:work", args=[engaged.pk])).text
    )
    nothing = client.post(page(engaged, "blind_score"), {}, follow=True)
    assert "Choose a level from 0 to 4" in nothing.text
    assert CLAIM not in nothing.text
    skipped = client.post(page(engaged, "blind_score"), {"then": "skip"}, follow=True)
    assert "skipped it" in skipped.text
    assert CLAIM in skipped.text
    assert BlindScore.objects.get().level is None
    sign_in(client, reviewer)
    assert CLAIM in client.get(page(engaged)).text  # she gives no level


def test_it_is_given_once_and_before_the_verdict(
    in_assessment: Engagement, assessor: User, lead: User
) -> None:
    score_blind(in_assessment.pk, "GOV-01", {KEY: 1}, by=acting(assessor))
    assert score_blind(in_assessment.pk, "GOV-01", {KEY: 4}, by=acting(assessor)) == []
    assert BlindScore.objects.get().level == 1
    row = papers_of(in_assessment).by_key[KEY]
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    assert score_blind(in_assessment.pk, "GOV-01", {KEY: 3}, by=acting(lead)) == []
    for levels in ({}, {"GOV-02.all": 5}):
        with pytest.raises(BlindRefused, match="Choose a level"):
            score_blind(in_assessment.pk, "GOV-02", levels, by=acting(assessor))
    with pytest.raises(BlindRefused, match="not asked here"):
        score_blind(in_assessment.pk, "XXX-01", {}, by=acting(assessor))
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindScore.objects.update(level=3)


def test_a_reviewer_scores_nothing(in_assessment: Engagement, reviewer: User) -> None:
    with pytest.raises(NotNamed):
        score_blind(in_assessment.pk, "GOV-01", {KEY: 1}, by=acting(reviewer))
    with pytest.raises(NotNamed):
        choose_blind_first(in_assessment.pk, blind_first=True, by=acting(reviewer))


def test_it_never_leaves_the_people_of_the_engagement(
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    lead: User,
    signatory: User,
    owner: User,
    decision_maker: User,
) -> None:
    score_blind(in_assessment.pk, "GOV-01", {KEY: 1}, by=acting(assessor))
    entry = Entry.objects.get(act="blind_score.given")
    assert entry.organisation_id == in_assessment.body_id
    assert "level" not in json.dumps(entry.facts)
    assess_everything(in_assessment, assessor, reviewer)
    make_recommendation(in_assessment, lead, signatory)
    for who in (owner, signatory):
        sign_in(client, who)
        for name in ("result", "engagement"):
            text = client.get(reverse(f"assessments:{name}", args=[in_assessment.pk])).text
            assert "blind" not in text.lower()
            assert "Before the claim was seen" not in text
        assert client.post(page(in_assessment, "blind_score"), {}).status_code == 404
    decision = make_decision(in_assessment, decision_maker)
    assert "blind" not in repr(assessed_of(decision)).lower()


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_the_second_finds_it_given(in_assessment: Engagement, assessor: User) -> None:
    second = second_waits(
        lambda: scored_blind(in_assessment.pk, "GOV-01", {KEY: 1}, by=acting(assessor), at=now()),
        lambda: score_blind(in_assessment.pk, "GOV-01", {KEY: 4}, by=acting(assessor)),
    )
    assert second == []
    assert BlindScore.objects.get().level == 1


@pytest.mark.django_db(transaction=True)
def test_choosing_waits_for_who_takes_her_off(
    in_assessment: Engagement, assessor: User, body_admin: User
) -> None:
    def taken_off() -> object:
        person = locked(in_assessment.pk).people.get(user=assessor)
        return removed_person(person, "She moved on.", by=acting(body_admin), at=now())

    second_waits(
        taken_off,
        lambda: choose_blind_first(in_assessment.pk, blind_first=True, by=acting(assessor)),
        refused=NotNamed,
    )
    assert not in_assessment.people.get(user=assessor).blind_first


def test_a_level_that_was_chosen_stays_where_another_is_missing(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    rows = [row for row in papers_of(in_assessment).rows if row.layer]
    code = rows[0].criterion.code
    keys = [row.key for row in rows if row.criterion.code == code]
    assert len(keys) > 1
    choose_blind_first(in_assessment.pk, blind_first=True, by=acting(assessor))
    sign_in(client, assessor)
    refused = client.post(page(in_assessment, "blind_score", code), {f"{keys[0]}-blind": "2"})
    assert refused.status_code == 422
    assert "Choose a level from 0 to 4 for each" in refused.text
    assert refused.text.count(" selected>") == 1
    assert '<option value="2" selected>' in refused.text
    assert not BlindScore.objects.exists()
