"""What the assessors said last time, beside an answer that is given again."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from assessments.models import Engagement, Verdict
from assessments.recommendation import shared
from assessments.status import EngagementStatus
from attestations import delegation
from attestations.models import Attestation, Evidence
from attestations.opening import opened
from organisations.models import Scope
from principles.adoption import adopted
from principles.models import Edition
from tests.assessed import find_and_plan
from tests.editions import later_data
from tests.people import acting, sign_in

FRAGMENT = {"X-Requested-With": "fragment"}


def again(scope: Scope, edition: Edition, editor: User) -> Attestation:
    with transaction.atomic():
        return opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())


@pytest.fixture
def later(edition: Edition) -> Edition:
    with transaction.atomic():
        return adopted(later_data(), by=SYSTEM, at=now())[0]


@pytest.fixture
def judged(assessed: Engagement, assessor: User, lead: User, owner: User) -> Engagement:
    """One verdict with everything that can be said, a finding with a plan, the draft shared."""
    Verdict.objects.filter(engagement=assessed, criterion__code="GOV-03").update(
        level=2, reason="The register is out of date.", reason_code="evidence_partial"
    )
    pieces = assessed.evidence_verdicts.filter(criterion__code="GOV-03")
    assert pieces.update(accepted=False, reason="It ends in March.") == 1
    find_and_plan(assessed, "GOV-03.all", assessor, lead, owner)
    return assessed


@pytest.fixture
def fresh(judged: Engagement, later: Edition, editor: User) -> Attestation:
    """Opened blank, on the next edition."""
    return again(judged.attestation.scope, later, editor)


def address(attestation: Attestation, *place: str) -> str:
    return reverse("assessments:last_time", args=[attestation.pk, *place])


def test_it_works(client: Client, fresh: Attestation, owner: User) -> None:
    sign_in(client, owner)
    page = client.get(address(fresh, "GOV-03"), headers=FRAGMENT).text
    assert "<html" not in page
    for said in (
        "The register is out of date.",
        "Evidence is partial",
        "confidence high",
        "not accepted",
        "It ends in March.",
        "Finding 1",
        "minor",
        "Plan accepted",
        "The log lacks two sites.",
        "Connect both sites and show a month of entries.",
        "Head of operations",
    ):
        assert said in page, said
    whole = client.get(address(fresh, "GOV-03"))
    assert "<h1" in whole.text
    assert "X-Requested-With" in whole.headers["Vary"]
    assert "The register is out of date." in whole.text


def test_the_page_of_the_answer_shows_it_by_its_address(client, fresh, owner) -> None:
    sign_in(client, owner)
    page = client.get(reverse("attestations:question", args=[fresh.pk, "GOV-03"])).text
    assert f'data-fragment="{address(fresh, "GOV-03")}"' in page
    assert f'href="{address(fresh, "GOV-03")}"' in page
    layered = client.get(reverse("attestations:question", args=[fresh.pk, "SEC-01", "ai"])).text
    assert f'data-fragment="{address(fresh, "SEC-01", "ai")}"' in layered


def test_nothing_known_is_a_sentence(client, draft, owner) -> None:
    sign_in(client, owner)
    page = client.get(address(draft, "GOV-03"), headers=FRAGMENT).text
    assert "No assessor has judged this scope before." in page


def test_what_was_split_and_merged_is_followed(client, fresh, judged, owner) -> None:
    sign_in(client, owner)
    for code in ("SUP-10", "SUP-11"):
        Verdict.objects.filter(engagement=judged, criterion__code=code).update(reason=f"On {code}.")
    merged = client.get(address(fresh, "SUP-12"), headers=FRAGMENT).text
    assert "On SUP-10." in merged
    assert "On SUP-11." in merged
    Verdict.objects.filter(engagement=judged, criterion__code="SEC-11", layer="ai").update(
        reason="On AI."
    )
    Verdict.objects.filter(engagement=judged, criterion__code="SEC-11", layer="cloud").update(
        reason="On clouds."
    )
    split = client.get(address(fresh, "SEC-18", "ai"), headers=FRAGMENT).text
    assert "On AI." in split
    assert "On clouds." not in split
    assert "This was not asked then." in client.get(address(fresh, "GOV-11"), headers=FRAGMENT).text


def test_nothing_is_told_before_the_draft_is_shared(client, assessed, later, editor, owner) -> None:
    fresh = again(assessed.attestation.scope, later, editor)
    sign_in(client, owner)
    assert "No assessor" in client.get(address(fresh, "GOV-03"), headers=FRAGMENT).text


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_an_attestation_that_came_back_tells_nothing_of_itself(
    client, judged, owner, state
) -> None:
    Attestation.objects.filter(pk=judged.attestation_id).update(status=state)
    sign_in(client, owner)
    page = client.get(address(judged.attestation, "GOV-03"), headers=FRAGMENT).text
    assert "out of date" not in page
    assert "No assessor" in page


@pytest.mark.parametrize("state", [EngagementStatus.TERMINATED, EngagementStatus.CONFLICTED])
def test_what_was_broken_off_is_no_verdict(client, fresh, judged, owner, state) -> None:
    Engagement.objects.filter(pk=judged.pk).update(status=state.value)
    sign_in(client, owner)
    assert "No assessor" in client.get(address(fresh, "GOV-03"), headers=FRAGMENT).text


def test_another_scope_is_not_last_time(client, judged, later, editor, owner) -> None:
    sister = Scope.objects.create(
        organisation=judged.attestation.scope.organisation,
        slug="sister",
        title="Sister",
        included="AI only.",
        excluded="The rest.",
        why="It stands alone.",
        layers=["ai"],
    )
    other = again(sister, later, editor)
    sign_in(client, owner)
    assert "No assessor" in client.get(address(other, "GOV-03"), headers=FRAGMENT).text


@pytest.mark.parametrize(
    "who", ["other_owner", "registrar", "lead", "decision_maker", "body_admin"]
)
def test_nobody_else_reads_it(request, client, fresh, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address(fresh, "GOV-03"), headers=FRAGMENT).status_code == 404


def test_a_contributor_reads_it_of_what_is_delegated(client, fresh, editor, contributor) -> None:
    with transaction.atomic():
        delegation.delegated(fresh.pk, contributor.pk, ["GOV-03"], by=acting(editor), at=now())
    sign_in(client, contributor)
    page = client.get(address(fresh, "GOV-03"), headers=FRAGMENT).text
    assert "The register is out of date." in page
    assert "/engagements/" not in page  # she cannot open what lies beyond
    assert client.get(address(fresh, "GOV-04"), headers=FRAGMENT).status_code == 404


def test_the_newest_result_is_shown(client, judged, fresh, later, editor, owner) -> None:
    """An attestation in between without a result takes nothing away."""
    Attestation.objects.filter(pk=fresh.pk).update(status="cancelled")
    newest = again(judged.attestation.scope, later, editor)
    sign_in(client, owner)
    page = client.get(address(newest, "GOV-03"), headers=FRAGMENT).text
    assert "The register is out of date." in page


def test_it_costs_the_same_however_much_was_said(
    client, judged, fresh, owner, editor, assessor, lead
) -> None:
    sign_in(client, owner)
    counts = []
    for _ in range(2):
        client.get(address(fresh, "SUP-12"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(fresh, "SUP-12"), headers=FRAGMENT).status_code == 200
        counts.append(len(queries))
        with transaction.atomic():
            shared(judged.pk, by=acting(lead), at=now())
        for key in ("SUP-10.all", "SUP-11.all", "SUP-10.all"):
            find_and_plan(judged, key, assessor, lead, owner)
    assert counts[0] == counts[1] <= 14, counts
    assert Evidence.objects.exists()


def engaged_again(engagement: Engagement, attestation: Attestation) -> Engagement:
    """The same people at work on a later attestation of the scope."""
    found = Engagement.objects.create(
        attestation=attestation,
        submission=engagement.submission,
        body=engagement.body,
        requested_by=engagement.requested_by,
        status=EngagementStatus.ACTIVE,
    )
    for each in engagement.people.all():
        found.people.create(
            user=each.user,
            role=each.role,
            named_by=each.named_by,
            interests_declared_at=each.interests_declared_at,
        )
    return found


def test_assessors_read_it_too(
    client: Client, judged: Engagement, fresh: Attestation, assessor: User, reviewer: User
) -> None:
    """The answer, the verdict and the finding; not the evidence of then, nor who judged."""
    again_at_work = engaged_again(judged, fresh)
    url = reverse("assessments:last_time_for_assessor", args=[again_at_work.pk, "GOV-03"])
    for person in (assessor, reviewer):
        sign_in(client, person)
        page = client.get(url, headers=FRAGMENT).text
        assert "The register is out of date." in page
        assert "Answered then" in page
        assert "The log lacks two sites." in page
        assert "It ends in March." not in page
        assert assessor.name not in page
    assert "Back to the criterion" in client.get(url).text


@pytest.mark.parametrize("who", ["owner", "body_admin", "registrar", "decision_maker"])
def test_the_assessors_page_does_not_exist_for_others(
    who: str,
    client: Client,
    judged: Engagement,
    fresh: Attestation,
    request: pytest.FixtureRequest,
) -> None:
    again_at_work = engaged_again(judged, fresh)
    sign_in(client, request.getfixturevalue(who))
    args = [again_at_work.pk, "GOV-03"]
    assert client.get(reverse("assessments:last_time_for_assessor", args=args)).status_code == 404


def test_assessors_read_nothing_that_the_member_was_not_shown(
    client: Client, judged: Engagement, fresh: Attestation, assessor: User
) -> None:
    again_at_work = engaged_again(judged, fresh)
    Engagement.objects.filter(pk=judged.pk).update(status=EngagementStatus.TERMINATED)
    sign_in(client, assessor)
    url = reverse("assessments:last_time_for_assessor", args=[again_at_work.pk, "GOV-03"])
    assert "No assessor has judged this scope before." in client.get(url, headers=FRAGMENT).text
