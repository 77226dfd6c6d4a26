"""The agreed plan is frozen, its sample is drawn, and the assessment begins."""

import pytest
from django.db import transaction
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import SecondFactorNeeded
from accounts.models import User
from assessments.agreement import answer_plan
from assessments.draw import SampleWaits, candidates_of, checkpoint_for
from assessments.models import Engagement
from assessments.plan import PlanRefused, freeze_plan, propose_plan
from assessments.sampling import drawn, seed_of
from attestations.intake import accepted as accept
from attestations.models import Attestation
from attestations.status import Status
from journal.models import Entry
from tests.assessed import reread, some_plan
from tests.log import sign_now
from tests.people import acting
from transparency.appending import append
from transparency.manifests import LeafKind, leaf
from transparency.models import Checkpoint


@pytest.fixture
def accepted(submitted: Attestation, registrar: User) -> Attestation:
    """A checkpoint covers the submission, and none its acceptance."""
    sign_now()
    with transaction.atomic():
        return accept(submitted.pk, by=acting(registrar), at=now())


@pytest.fixture
def agreed(engaged: Engagement, lead: User, owner: User) -> Engagement:
    propose_plan(engaged.pk, some_plan(sample_percent=40), by=acting(lead))
    answer_plan(engaged.pk, 1, "", by=acting(owner))
    return engaged


def more_entries() -> Checkpoint | None:
    with transaction.atomic():
        append([leaf(LeafKind.NOTICE, now(), number="TP-2026-0001")])
        return sign_now()


def test_it_works(agreed: Engagement, lead: User) -> None:
    first = sign_now()
    more_entries()
    freeze_plan(agreed.pk, by=acting(lead))
    agreed.refresh_from_db()
    agreed.attestation.refresh_from_db()
    assert agreed.attestation.status == Status.IN_ASSESSMENT
    assert len(agreed.plan["methods"]) == 59
    sample = agreed.plan["sample"]
    assert first is not None
    assert sample["checkpoint"] == first.note
    text = "\n".join(first.note.split("\n")[:3]) + "\n"
    assert sample["seed"] == seed_of(agreed.submission.sha256, text)
    again = drawn(candidates_of(reread(agreed)), seed=sample["seed"], percent=40)
    assert (list(again.must_meet), list(again.drawn)) == (sample["must_meet"], sample["drawn"])
    assert len(sample["must_meet"]) == 13
    assert 46 * 0.4 <= len(sample["drawn"]) <= 46 * 0.4 + 5
    told = Entry.objects.get(act="sample.drawn").facts
    assert told == {"method": sample["method"], "percent": 40, "seed": sample["seed"]}
    assert Entry.objects.get(act="plan.frozen").to_state == Status.IN_ASSESSMENT


def test_it_waits_for_the_next_checkpoint_and_loses_nothing(agreed: Engagement, lead: User) -> None:
    waiting = agreed
    assert waiting.submission.log_index < Checkpoint.objects.get().size
    with pytest.raises(SampleWaits, match="next checkpoint"):
        freeze_plan(waiting.pk, by=acting(lead))
    waiting.refresh_from_db()
    assert waiting.plan_frozen_at is None
    assert waiting.plan_proposals.get().answer.agreed
    sign_now()
    freeze_plan(waiting.pk, by=acting(lead))
    waiting.refresh_from_db()
    assert waiting.plan["sample"]["drawn"]


def test_before_acceptances_were_logged_the_clock_says_what_came_after(
    agreed: Engagement, lead: User
) -> None:
    """Such a submission has no entry of its own: an older checkpoint that covers it does not count."""
    one = reread(agreed)
    one.submission = type(one.submission)(
        id=uuid7(), sha256="ab" * 32, log_index=one.submission.log_index
    )
    assert checkpoint_for(one) is None
    size = Checkpoint.objects.get().size
    Checkpoint.objects.create(size=size + 7, root=bytes(32), note="late", signed_at=now())
    Checkpoint.objects.create(size=size + 9, root=bytes(32), note="later", signed_at=now())
    found = checkpoint_for(one)
    assert found is not None
    assert found.note == "late"


def test_it_is_frozen_once(agreed: Engagement, lead: User) -> None:
    sign_now()
    freeze_plan(agreed.pk, by=acting(lead))
    with pytest.raises(PlanRefused, match="already"):
        freeze_plan(agreed.pk, by=acting(lead))


def test_not_before_it_is_proposed(engaged: Engagement, lead: User) -> None:
    with pytest.raises(PlanRefused, match="Propose a plan first"):
        freeze_plan(engaged.pk, by=acting(lead))


def test_not_before_it_is_agreed(engaged: Engagement, lead: User) -> None:
    propose_plan(engaged.pk, some_plan(), by=acting(lead))
    sign_now()
    with pytest.raises(PlanRefused, match="may object until"):
        freeze_plan(engaged.pk, by=acting(lead))


def test_it_needs_a_fresh_second_factor(agreed: Engagement, lead: User) -> None:
    with pytest.raises(SecondFactorNeeded):
        freeze_plan(agreed.pk, by=acting(lead, second_factor=False))
