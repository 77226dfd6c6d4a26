"""From when to when an edition is opened, made ready and signed; what is moved after its sunset."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from attestations import submission as submitting
from attestations.editions import NotInForce, follows, newer, use_of
from attestations.models import Attestation, Submission
from attestations.opening import CannotOpen, opened
from attestations.readiness import made_ready
from attestations.status import Status
from organisations.models import Scope
from principles.adoption import adopted
from principles.models import Edition
from principles.transition import give_sunset
from tests.answers import answer_everything
from tests.attestations.test_carry_over import moved
from tests.editions import later_data
from tests.people import acting, sign_in
from tests.stages import made_submitted, statement_for

DAY = timedelta(days=1)


def ended(edition: Edition, days: int = 0) -> None:
    """From today (or in so many days) on nothing is signed against the edition."""
    give_sunset(edition, now().date() + days * DAY)


@pytest.fixture
def tomorrow(edition: Edition) -> Edition:
    """Edition 1.1, published and in force from tomorrow."""
    with transaction.atomic():
        return adopted(later_data(effective=now().date() + DAY), by=SYSTEM, at=now())[0]


def test_it_works(client: Client, ready: Attestation, signatory: User) -> None:
    ended(ready.edition)
    with pytest.raises(NotInForce, match=r"edition 1\.0 can no longer be signed"):
        made_submitted(ready, acting(signatory))
    ready.refresh_from_db()
    assert ready.status == Status.READY
    assert not Submission.objects.exists()
    sign_in(client, signatory)
    page = client.get(reverse("attestations:sign", args=[ready.pk])).text
    assert "Move to a newer edition; no answer is lost." in page
    assert "Sign and submit" not in page


def test_it_is_signed_on_the_day_before(ready, signatory, alliance) -> None:
    ended(ready.edition, days=1)
    assert made_submitted(ready, acting(signatory))


def test_before_it_takes_effect_it_is_opened_and_made_ready_but_not_signed(
    client: Client, scope: Scope, tomorrow: Edition, editor: User, signatory: User, alliance
) -> None:
    with transaction.atomic():
        one = opened(scope.pk, tomorrow.pk, now().date(), by=acting(editor), at=now())
    answer_everything(one, acting(editor))
    with transaction.atomic():
        made_ready(one.pk, {}, by=acting(editor), at=now())
    with pytest.raises(NotInForce, match=r"takes effect on .* signed from that day"):
        made_submitted(one, acting(signatory))
    sign_in(client, signatory)
    for page in ("sign", "attestation"):
        assert (
            "and signed from that day"
            in client.get(reverse(f"attestations:{page}", args=[one.pk])).text
        )
    with transaction.atomic():
        statement = statement_for(one)
        submitting.briefed(one, statement.sha256, by=acting(signatory), at=now())
        on_the_day = datetime.combine(now().date() + DAY, time(), UTC)
        assert submitting.submitted(one.pk, statement, by=acting(signatory), at=on_the_day)


def test_from_the_sunset_on_nothing_is_made_ready(client, filled, editor) -> None:
    ended(filled.edition)
    with pytest.raises(NotInForce), transaction.atomic():
        made_ready(filled.pk, {}, by=acting(editor), at=now())
    sign_in(client, editor)
    check = reverse("attestations:check", args=[filled.pk])
    response = client.post(check)
    assert response.status_code == 422
    assert "can no longer be signed" in response.text


def test_the_task_list_leads_to_the_move_then(client, filled, later_edition, editor) -> None:
    sign_in(client, editor)
    page = reverse("attestations:attestation", args=[filled.pk])
    assert "Nothing blocks making it ready" in client.get(page).text
    ended(filled.edition)
    told = client.get(page).text
    assert "Nothing blocks making it ready" not in told
    assert "so it cannot be made ready or signed" in told


def test_until_the_sunset_it_is_made_ready(filled, editor) -> None:
    ended(filled.edition, days=1)
    with transaction.atomic():
        assert made_ready(filled.pk, {}, by=acting(editor), at=now())


def test_from_the_sunset_on_nothing_is_opened(scope, edition, editor) -> None:
    ended(edition)
    with pytest.raises(CannotOpen), transaction.atomic():
        opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())


def test_from_the_day_of_adoption_only_the_later_one_is_opened(
    scope: Scope, edition: Edition, editor: User
) -> None:
    today = now().date()
    with transaction.atomic():
        later, _ = adopted(later_data(adopt_by=today), by=SYSTEM, at=now())
    with pytest.raises(CannotOpen), transaction.atomic():
        opened(scope.pk, edition.pk, today, by=acting(editor), at=now())
    with transaction.atomic():
        assert opened(scope.pk, later.pk, today, by=acting(editor), at=now())


@pytest.mark.parametrize("stage", ["filled", "ready"])
def test_after_the_sunset_a_draft_can_still_move(request, stage, later_edition, editor) -> None:
    one = request.getfixturevalue(stage)
    ended(one.edition)
    new = moved(one, later_edition, editor)
    one.refresh_from_db()
    assert (one.status, new.status) == (Status.CANCELLED, Status.DRAFT)


def test_the_task_list_says_until_when(client, draft, later_edition, editor) -> None:
    sign_in(client, editor)
    last = now().date() + 399 * DAY
    page = client.get(reverse("attestations:attestation", args=[draft.pk])).text
    assert "Edition 1.0 can be signed until" in page
    assert f"{last:%-d %B %Y}" in page
    assert "See what moving to edition 1.1 would mean" in page


def test_what_follows_and_is_open(edition, later_edition) -> None:
    today = now().date()
    assert newer(edition, today) == (later_edition,)
    assert newer(later_edition, today) == ()
    assert follows(later_edition, edition)
    assert follows(edition, edition)
    assert not follows(edition, later_edition)
    assert use_of(edition).sunset == today + 400 * DAY


def test_what_has_ended_is_nowhere_to_move_to(edition) -> None:
    today = now().date()
    with transaction.atomic():
        later, _ = adopted(later_data(adopt_by=today), by=SYSTEM, at=now())
    assert newer(edition, today) == (later,)
    ended(later)
    assert newer(edition, today) == ()


def test_an_edition_beyond_the_next_one_is_found(edition, later_edition) -> None:
    third = later_data()
    third["edition"] |= {"version": "1.2", "follows": "1.1"}
    third["changes"] = []
    with transaction.atomic():
        last, _ = adopted(third, by=SYSTEM, at=now())
    assert set(newer(edition, now().date())) == {later_edition, last}
    assert follows(last, edition)
