"""An accreditation is withdrawn: what rests on it is listed, flagged, told, and not decided on."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.accreditation import NotAccredited, level_needed, level_of
from assessments.activation import NotReady, activate
from assessments.decision import send_back
from assessments.engagement import Team, offer, request_assessment, requested, withdraw
from assessments.models import AccreditationFlag, Decision, Engagement, Recommendation
from assessments.plan import Plan, propose_plan
from assessments.withdrawing import WithdrawalRefused, withdraw_accreditation, withdrawn
from attestations.models import Attestation
from journal.models import Entry
from organisations.assurance import AssuranceLevel
from organisations.models import Accreditation, Organisation
from tests.assessed import make_decision, reread, some_plan
from tests.handing import told
from tests.people import acting, sign_in
from tests.races import second_waits

WHY = "The body lost its quality system."


@pytest.fixture
def accreditation(body: Organisation) -> Accreditation:
    return body.accreditations.get()


def renewed(body: Organisation) -> Accreditation:
    """The body is accredited anew."""
    today = now().date()
    return Accreditation.objects.create(
        body=body, layers=["cloud", "ai"], valid_from=today, valid_until=today + timedelta(days=9)
    )


def test_it_works(
    client: Client,
    registrar: User,
    owner: User,
    decided: Decision,
    accreditation: Accreditation,
) -> None:
    sign_in(client, registrar)
    url = reverse("assessments:accreditation", args=[accreditation.pk])
    assert "North Harbour Cloud" in client.get(url).text
    page = client.post(url, {"reason": WHY}, follow=True).text
    assert "Engagements that were flagged" in page
    assert f'dir="auto">{WHY}</p>' in page
    flag = AccreditationFlag.objects.get()
    assert flag.engagement == decided.engagement
    assert flag.came_after
    entry = Entry.objects.get(act="accreditation.withdrawn")
    assert entry.reason == WHY
    assert told("accreditation.withdrawn")["Olga"].endswith("after its assessment: Cloud services")
    sign_in(client, owner)
    page = client.get(reverse("assessments:engagement", args=[decided.engagement_id])).text
    assert "after this assessment" in page
    assert WHY in page


def test_it_needs_a_reason_and_a_fresh_second_factor(
    registrar: User, accreditation: Accreditation
) -> None:
    with pytest.raises(SecondFactorNeeded):
        withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar, second_factor=False))
    with pytest.raises(WithdrawalRefused, match="Say why"):
        withdraw_accreditation(accreditation.pk, " ", by=acting(registrar))


@pytest.mark.parametrize("who", ["owner", "body_admin", "decision_maker", "scheme_manager"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, accreditation: Accreditation, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = reverse("assessments:accreditation", args=[accreditation.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": WHY}).status_code == 404


def test_each_step_is_refused_afterwards(
    asked: Engagement,
    team: Team,
    owner: User,
    body_admin: User,
    registrar: User,
    accreditation: Accreditation,
) -> None:
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    with pytest.raises(NotAccredited, match="not accredited today"):
        offer(asked.pk, team, by=acting(body_admin))
    refused = Entry.objects.get(act="engagement.act_refused")
    assert refused.facts["ground"] == "not_accredited"
    assert set(told("accreditation.withdrawn")) == {"Olga", "Sven", "Bela"}


def test_nothing_begins_on_it(
    offer_made: Engagement, body_admin: User, registrar: User, accreditation: Accreditation
) -> None:
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    with pytest.raises(NotReady, match="not accredited today"):
        activate(offer_made.pk, by=acting(body_admin))


def test_nothing_is_decided_on_it_and_it_can_be_sent_back_again(
    client: Client,
    recommended: Recommendation,
    decision_maker: User,
    registrar: User,
    accreditation: Accreditation,
) -> None:
    Engagement.objects.update(sent_back_at=now())
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    with pytest.raises(NotAccredited), transaction.atomic():
        make_decision(recommended.engagement, decision_maker)
    sign_in(client, decision_maker)
    page = client.get(reverse("assessments:decide", args=[recommended.engagement_id])).text
    assert "while this assessment was under way" in page
    assert "Nobody can decide on this: send it back." in page
    send_back(recommended.engagement_id, "The accreditation is gone.", by=acting(decision_maker))


def test_another_accreditation_carries_on(
    recommended: Recommendation,
    decision_maker: User,
    registrar: User,
    body: Organisation,
    accreditation: Accreditation,
) -> None:
    newer = renewed(body)
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    make_decision(recommended.engagement, decision_maker)
    engagement = reread(recommended.engagement)
    assert engagement.accreditation == newer
    assert AccreditationFlag.objects.get().accreditation == accreditation


def test_what_does_not_rest_on_it_is_not_flagged(
    asked: Engagement, owner: User, registrar: User, body: Organisation
) -> None:
    newer = renewed(body)
    withdraw_accreditation(newer.pk, WHY, by=acting(registrar))
    assert not AccreditationFlag.objects.exists()


def test_what_never_began_is_not_flagged(
    asked: Engagement, owner: User, registrar: User, accreditation: Accreditation
) -> None:
    withdraw(asked.pk, "Another time.", by=acting(owner))
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    assert not AccreditationFlag.objects.exists()


def test_a_visit_needs_a_body_that_may_make_one(
    engaged: Engagement, lead: User, accreditation: Accreditation
) -> None:
    Accreditation.objects.update(levels=["plausibility-checked", "evidence-reviewed"])
    plan = some_plan()
    visiting = Plan(plan.scope, "", plan.begins_on, plan.ends_on, {"SEC-05": ["visit"]})
    with pytest.raises(NotAccredited, match="at the level “on site”"):
        propose_plan(engaged.pk, visiting, by=acting(lead))
    propose_plan(engaged.pk, plan, by=acting(lead))


def test_a_visit_that_was_made_counts_though_nobody_planned_it(
    recommended: Recommendation, decision_maker: User, accreditation: Accreditation
) -> None:
    Accreditation.objects.update(levels=["plausibility-checked", "evidence-reviewed"])
    engagement = recommended.engagement
    assert level_needed(engagement) is AssuranceLevel.EVIDENCE_REVIEWED
    verdict = engagement.verdicts.all()[0]
    verdict.done = ["examine", "visit"]
    verdict.save(update_fields=["done"])
    with pytest.raises(NotAccredited, match="on site"), transaction.atomic():
        make_decision(engagement, decision_maker)


def test_the_level_of_a_plan() -> None:
    assert level_of({}) is AssuranceLevel.PLAUSIBILITY_CHECKED
    assert level_of({"methods": {"A": ["interview"]}}) is AssuranceLevel.PLAUSIBILITY_CHECKED
    assert level_of({"methods": {"A": ["interview", "test"]}}) is AssuranceLevel.EVIDENCE_REVIEWED
    assert level_of({"methods": {"A": ["test"], "B": ["visit"]}}) is AssuranceLevel.ON_SITE


def test_flags_are_only_added(
    decided: Decision, registrar: User, accreditation: Accreditation
) -> None:
    withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar))
    with pytest.raises(DatabaseError), transaction.atomic():
        AccreditationFlag.objects.update(status="requested")


@pytest.mark.django_db(transaction=True)
def test_who_asks_waits_for_the_withdrawal_and_is_refused(
    accepted: Attestation,
    owner: User,
    registrar: User,
    body: Organisation,
    accreditation: Accreditation,
) -> None:
    second_waits(
        lambda: withdrawn(accreditation.pk, WHY, by=acting(registrar), at=now()),
        lambda: request_assessment(accepted.pk, body.pk, by=acting(owner)),
        refused=Exception,
        match="not accredited today",
    )


@pytest.mark.django_db(transaction=True)
def test_the_second_withdrawal_waits_and_is_refused(
    registrar: User, accreditation: Accreditation
) -> None:
    second_waits(
        lambda: withdrawn(accreditation.pk, WHY, by=acting(registrar), at=now()),
        lambda: withdraw_accreditation(accreditation.pk, "Again.", by=acting(registrar)),
        refused=WithdrawalRefused,
        match="already",
    )


@pytest.mark.django_db(transaction=True)
def test_the_withdrawal_waits_for_who_asks_and_flags_it(
    accepted: Attestation,
    owner: User,
    registrar: User,
    body: Organisation,
    accreditation: Accreditation,
) -> None:
    second_waits(
        lambda: requested(accepted.pk, body.pk, by=acting(owner), at=now()),
        lambda: withdraw_accreditation(accreditation.pk, WHY, by=acting(registrar)),
    )
    assert AccreditationFlag.objects.get().engagement.status == "requested"
