"""The signatory chooses whether a result that is not conforming is published; the clock closes it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Decision, Engagement, Recommendation
from assessments.publication import (
    PublicationRefused,
    choose_publication,
    chosen,
    closed_without_choice,
    published,
)
from attestations.models import Attestation
from attestations.status import Status
from journal.models import Entry
from organisations.models import Organisation
from principles.scoring import Outcome
from tests.assessed import make_decision, make_recommendation
from tests.people import acting, sign_in
from tests.races import second_waits


def status_of(recommendation: Recommendation) -> str:
    return Attestation.objects.get(engagements=recommendation.engagement_id).status


def not_conforming(recommended: Recommendation, decision_maker: User) -> Decision:
    return make_decision(recommended.engagement, decision_maker, Outcome.NOT_CONFORMING)


@pytest.mark.parametrize("publish", [True, False])
def test_it_works(
    publish: bool,
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    owner: User,
    signatory: User,
) -> None:
    decision = not_conforming(recommended, decision_maker)
    url = reverse("assessments:publication", args=[decision.pk])
    sign_in(client, owner)
    assert client.get(url).status_code == 404
    sign_in(client, signatory)
    assert client.post(url, {}).status_code == 422
    client.post(url, {"publish": "yes" if publish else "no"})
    expected = Status.DECIDED if publish else Status.CLOSED_UNPUBLISHED
    assert status_of(recommended) == expected
    page = client.get(reverse("assessments:engagement", args=[decision.engagement_id])).text
    assert ("It is not published:" in page) is not publish
    with pytest.raises(PublicationRefused, match="already"):
        choose_publication(decision.pk, publish=True, by=acting(signatory))


def test_without_a_choice_it_closes_after_30_days(
    client: Client, recommended: Recommendation, decision_maker: User, owner: User, lead: User
) -> None:
    not_conforming(recommended, decision_maker)
    with transaction.atomic():
        assert closed_without_choice(at=now() + timedelta(days=29)) == 0
        assert closed_without_choice(at=now() + timedelta(days=30)) == 1
    assert status_of(recommended) == Status.CLOSED_UNPUBLISHED
    page = reverse("assessments:engagement", args=[recommended.engagement_id])
    words = "the time for the choice ended without one"
    for who, reads in ((owner, True), (lead, False)):
        sign_in(client, who)
        assert (words in client.get(page).text) is reads


def test_a_conforming_result_leaves_no_choice(decided: Decision, signatory: User) -> None:
    with pytest.raises(PublicationRefused, match="published in any case"):
        choose_publication(decided.pk, publish=False, by=acting(signatory))


def test_a_live_report_moves_it_to_published_once(decided: Decision) -> None:
    attestation = Attestation.objects.filter(engagements=decided.engagement_id)
    for number in ("TP-2026-0001", "TP-2026-0002"):  # that of the assessment, and of its follow-up
        with transaction.atomic():
            published(decided.engagement_id, report=number, at=now())
        assert attestation.get().status == Status.PUBLISHED
    entry = Entry.objects.get(act="attestation.published")
    assert entry.facts["report"] == "TP-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_choosing_about_publication_waits(
    assessed: Engagement, lead: User, signatory: User, decision_maker: User, alliance: Organisation
) -> None:
    make_recommendation(assessed, lead, signatory, Outcome.NOT_CONFORMING)
    decision = make_decision(assessed, decision_maker)
    second_waits(
        lambda: chosen(decision.pk, publish=True, by=acting(signatory), at=now()),
        lambda: choose_publication(decision.pk, publish=False, by=acting(signatory)),
        refused=PublicationRefused,
        match="already",
    )
