"""A finding from acknowledged or disputed to closed on verified evidence; every text is kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments import finding_views
from assessments.acknowledging import acknowledge_finding, acknowledged
from assessments.attached import NotAttachable
from assessments.closing import close_finding, closed
from assessments.disputing import dispute_finding, disputed, ruling_due
from assessments.findings import FindingRefused, plan_finding, raise_finding
from assessments.models import Finding, Grade
from assessments.naming import NotNamed
from assessments.proving import prove_finding, proved
from assessments.recommendation import (
    RecommendationRefused,
    Recommended,
    recommend,
    record_remarks,
)
from assessments.ruling import NotForThePanel, rule_on_finding, ruled
from assessments.status import WrongFindingStatus
from assessments.termination import terminate
from assessments.verifying import looked_at, marked, verified, verify_finding
from attestations.models import Attestation
from journal.models import Entry
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from principles.scoring import Outcome
from tests.assessed import something_shown
from tests.people import acting, person, sign_in
from tests.races import second_waits

CONFORMING = Recommended(Outcome.CONFORMING, "It all holds.")


@pytest.fixture
def panel(alliance: Organisation) -> User:
    return person(alliance, Role.APPEAL_PANEL, "Paula Panel")


def status_of(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).status


def proof(finding: Finding, text: str) -> dict[str, object]:
    return {"text": text, "evidence": [str(each) for each in something_shown(finding.engagement)]}


def address(name: str, finding: Finding) -> str:
    return reverse(f"assessments:{name}", args=[finding.engagement_id, finding.number])


def read(finding: Finding) -> dict[str, object]:
    """What the forms of a page that shows it as it is now say unseen."""
    return {"seen": finding.events.count(), "versions": marked(looked_at(finding))}


def test_it_works(client: Client, accepted_plan: Finding, owner: User, assessor: User) -> None:
    """Evidence, verification, closure; who, when and on what stand on the page."""
    finding = accepted_plan
    sign_in(client, owner)
    assert "Show that it has been put right" in client.get(address("finding", finding)).text
    client.post(address("finding_prove", finding), proof(finding, "Both sites send their logs."))
    sign_in(client, assessor)
    assert "Verify the evidence" in client.get(address("finding", finding)).text
    lacks = {"answer": "lacks", "note": "One only."} | read(finding)
    client.post(address("finding_verify", finding), lacks)
    assert status_of(finding) == "accepted"
    prove_finding(
        finding.engagement_id,
        finding.number,
        "Now both.",
        something_shown(finding.engagement),
        by=acting(owner),
    )
    good = {"answer": "good", "note": "Log of October."} | read(finding)
    client.post(address("finding_verify", finding), good)
    page = client.get(address("finding", finding)).text
    assert "Close the finding" in page
    closing = {"note": "Put right."} | read(finding)
    done = client.post(address("finding_close", finding), closing, follow=True).text
    kept = ("Think.", "No steps.", "Connect both.", "Both sites send", "One only.", "Now both.")
    for words in (*kept, "Log of October.", "Put right."):
        assert words in done
    finding.refresh_from_db()
    assert (finding.status, finding.closed_by) == ("closed", assessor)
    steps = list(finding.events.values_list("step", flat=True))
    assert steps[-5:] == ["proved", "proof_refused", "proved", "verified", "closed"]


def test_a_seen_finding_is_closed_on_verified_evidence_only(
    client: Client, finding: Finding, assessor: User, lead: User
) -> None:
    one, number = finding.engagement_id, finding.number
    with pytest.raises(FindingRefused, match="verified evidence"):
        close_finding(one, number, "Looks fine.", by=acting(assessor))
    sign_in(client, assessor)
    assert "Close the finding" not in client.get(address("finding", finding)).text
    unseen = raise_finding(one, "GOV-04.all", Grade.MAJOR, "A slip.", by=acting(lead))
    assert close_finding(one, unseen.number, "My slip.", by=acting(lead)).status == "closed"


def test_closing_needs_a_fresh_second_factor(
    client: Client, finding: Finding, assessor: User
) -> None:
    by = acting(assessor, second_factor=False)
    with pytest.raises(SecondFactorNeeded):
        close_finding(finding.engagement_id, finding.number, "Seen.", by=by)


def test_a_dispute_goes_to_a_third_person(
    client: Client,
    finding: Finding,
    owner: User,
    lead: User,
    signatory: User,
    panel: User,
) -> None:
    one = finding.engagement_id
    sign_in(client, owner)
    assert client.post(address("finding_dispute", finding), {}).status_code == 422
    client.post(address("finding_dispute", finding), {"text": "Both sites were closed in May."})
    assert status_of(finding) == "disputed"
    record_remarks(one, "", by=acting(signatory))
    with pytest.raises(RecommendationRefused, match="is disputed"):
        recommend(one, CONFORMING, by=acting(lead))
    sign_in(client, panel)
    assert address("rule", finding) in client.get(reverse("assessments:disputes")).text
    page = client.get(address("rule", finding)).text
    assert "Two sites are missing." in page
    assert "Both sites were closed in May." in page
    assert not Attestation.objects.where_user_may(
        Permission.ATTESTATION_READ, acting(panel)
    ).exists()
    assert client.post(address("rule", finding), {}).status_code == 422
    said = {"answer": "falls", "text": "The closure notice is from May."}
    assert client.post(address("rule", finding), said).status_code == 302
    assert status_of(finding) == "dismissed"
    assert client.get(address("rule", finding)).status_code == 404
    sign_in(client, owner)
    shown = client.get(address("finding", finding)).text
    for words in ("Two sites are missing.", "closed in May", "The closure notice"):
        assert words in shown
    assert Entry.objects.filter(act="finding.ruled").count() == 1
    assert recommend(one, CONFORMING, by=acting(lead)).outcome == "conforming"


def test_what_the_panel_upheld_is_planned(finding: Finding, owner: User, panel: User) -> None:
    one, number = finding.engagement_id, finding.number
    acknowledge_finding(one, number, by=acting(owner))
    dispute_finding(one, number, "We were wrong to agree.", by=acting(owner))
    rule_on_finding(one, number, "It is so.", stands=True, by=acting(panel))
    assert status_of(finding) == "acknowledged"
    with pytest.raises(FindingRefused, match="has ruled"):
        dispute_finding(one, number, "Again.", by=acting(owner))
    due = now().date() + timedelta(days=60)
    plan_finding(one, number, owner="CISO", steps="Do it.", due=due, by=acting(owner))
    assert status_of(finding) == "planned"


def test_whoever_has_another_part_does_not_rule(
    finding: Finding, owner: User, panel: User, body: Organisation
) -> None:
    one, number = finding.engagement_id, finding.number
    dispute_finding(one, number, "It is wrong.", by=acting(owner))
    with pytest.raises(NotForThePanel):
        rule_on_finding(one, number, "Mine.", stands=False, by=acting(owner))
    Membership.objects.create(organisation=body, user=panel, role=Role.ASSESSOR)
    with pytest.raises(NotForThePanel, match="another part"):
        rule_on_finding(one, number, "Theirs.", stands=True, by=acting(panel))
    assert status_of(finding) == "disputed"


def test_a_piece_of_somebody_else_is_refused(
    accepted_plan: Finding, owner: User, assessor: User
) -> None:
    one, number = accepted_plan.engagement_id, accepted_plan.number
    shown = something_shown(accepted_plan.engagement)
    with pytest.raises(NotAttachable, match="cannot be opened by the assessors"):
        prove_finding(one, number, "Done.", [accepted_plan.pk], by=acting(owner))
    prove_finding(one, number, "Done.", shown, by=acting(owner))
    with pytest.raises(NotNamed):
        verify_finding(one, number, "Fine.", good=True, by=acting(owner))


@pytest.mark.parametrize("who", ["viewer", "body_admin", "other_owner", "reviewer", "registrar"])
def test_it_does_not_exist_for_others(
    who: str, client: Client, finding: Finding, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    steps = ("acknowledge", "dispute", "prove", "verify", "close")
    for name in (*(f"finding_{step}" for step in steps), "rule"):
        assert client.post(address(name, finding), {}).status_code == 404, name


race = pytest.mark.django_db(transaction=True)


@race
def test_acknowledging_waits(finding: Finding, owner: User) -> None:
    one, number, by = finding.engagement_id, finding.number, acting(owner)
    second_waits(
        lambda: disputed(one, number, "It is wrong.", by=by, at=now()),
        lambda: acknowledge_finding(one, number, by=by),
        refused=WrongFindingStatus,
    )


@race
def test_disputing_and_ruling_wait(finding: Finding, owner: User, panel: User) -> None:
    one, number, by = finding.engagement_id, finding.number, acting(owner)
    second_waits(
        lambda: acknowledged(one, number, by=by, at=now()),
        lambda: dispute_finding(one, number, "It is wrong.", by=by),
    )
    second_waits(
        lambda: ruled(one, number, "It falls.", stands=False, by=acting(panel), at=now()),
        lambda: rule_on_finding(one, number, "It stands.", stands=True, by=acting(panel)),
        refused=WrongFindingStatus,
    )


@race
def test_proving_verifying_and_closing_wait(
    accepted_plan: Finding, owner: User, assessor: User, lead: User
) -> None:
    one, number = accepted_plan.engagement_id, accepted_plan.number
    shown = something_shown(accepted_plan.engagement)
    second_waits(
        lambda: proved(one, number, "Done.", shown, by=acting(owner), at=now()),
        lambda: verify_finding(one, number, "Seen.", good=True, by=acting(assessor)),
    )
    with pytest.raises(WrongFindingStatus):
        prove_finding(one, number, "More.", shown, by=acting(owner))
    second_waits(
        lambda: closed(one, number, "Seen.", by=acting(lead), at=now()),
        lambda: close_finding(one, number, "Seen too.", by=acting(assessor)),
        refused=WrongFindingStatus,
    )


@race
def test_a_proof_waits_for_its_verification(
    accepted_plan: Finding, owner: User, assessor: User
) -> None:
    one, number = accepted_plan.engagement_id, accepted_plan.number
    shown = something_shown(accepted_plan.engagement)
    prove_finding(one, number, "Done.", shown, by=acting(owner))
    second_waits(
        lambda: verified(one, number, "Seen.", good=True, by=acting(assessor), at=now()),
        lambda: prove_finding(one, number, "And more.", shown, by=acting(owner)),
        refused=WrongFindingStatus,
    )


def test_the_page_names_no_day_that_is_past_and_no_ruling_that_is_not_to_come(
    client: Client, finding: Finding, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, yesterday = finding.engagement_id, now().date() - timedelta(days=1)
    dispute_finding(one, finding.number, "It is wrong.", by=acting(owner))
    monkeypatch.setattr(finding_views, "ruling_due", lambda _disputed_at: yesterday)
    sign_in(client, owner)
    late = client.get(address("finding", finding)).text
    assert "was to rule by" in late
    assert f'datetime="{yesterday.isoformat()}"' in late
    assert "rules until" not in late
    terminate(one, "It cannot finish.", by=acting(owner))
    ended = client.get(address("finding", finding)).text
    assert "It is wrong." in ended
    assert "appeal panel" not in ended


def test_the_page_says_who_rules_by_when_and_what_came_of_it(
    client: Client, finding: Finding, owner: User, lead: User, signatory: User, panel: User
) -> None:
    one, number = finding.engagement_id, finding.number
    record_remarks(one, "", by=acting(signatory))
    dispute_finding(one, number, "It is wrong.", by=acting(owner))
    due = ruling_due(now())
    sign_in(client, owner)
    shown = client.get(address("finding", finding)).text
    assert "rules until" in shown
    assert f'datetime="{due.isoformat()}"' in shown
    engagement = reverse("assessments:engagement", args=[one])
    assert f"The appeal panel rules on finding {number}" in client.get(engagement).text
    rule_on_finding(one, number, "It is so.", stands=True, by=acting(panel))
    shown = client.get(address("finding", finding)).text
    assert "rules until" not in shown
    assert "ruled that it stands. It cannot be disputed again" in shown
    assert "The lead assessor recommends" in client.get(engagement).text
    Finding.objects.filter(pk=finding.pk).update(status="dismissed")
    assert "ruled that it falls" in client.get(address("finding", finding)).text
