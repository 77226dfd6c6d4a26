"""A lease is renewed while its step is done, and never afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from reports.causes import Cause, Reason
from reports.lease import advanced, claimed, failed_attempt, leased, renewed, still_mine
from reports.models import Report
from reports.status import State

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(due: Report) -> None:
    claim = claimed(Report, due.pk, State.DUE, at=now(), seconds=1)
    assert renewed(claim, 3600)
    due.refresh_from_db()
    assert (due.leased_until - now()).total_seconds() > 3000


def test_a_lease_that_went_to_another_is_not_renewed(due: Report) -> None:
    asleep = claimed(Report, due.pk, State.DUE, at=now(), seconds=0)
    assert claimed(Report, due.pk, State.DUE, at=now()) is not None
    assert not renewed(asleep, 3600)


def test_a_renewal_that_waited_for_the_step_leaves_the_next_step_free(due: Report) -> None:
    claim = claimed(Report, due.pk, State.DUE, at=now())

    def renew() -> bool:
        try:
            return renewed(claim, 3600)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            report = still_mine(claim)
            waiting = pool.submit(renew)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            advanced(report, State.PREPARED)
        assert waiting.result(timeout=30) is False
    assert claimed(Report, due.pk, State.PREPARED, at=now()) is not None


def test_a_step_that_raises_is_given_back(due: Report) -> None:
    with pytest.raises(OSError, match="disk"), leased(Report, due.pk, State.DUE):
        raise OSError("no room on the disk")
    due.refresh_from_db()
    assert due.leased_until is None


def test_a_step_that_went_on_leaves_nothing_to_give_back(due: Report) -> None:
    with leased(Report, due.pk, State.DUE) as claim, transaction.atomic():
        advanced(still_mine(claim), State.PREPARED)
    due.refresh_from_db()
    assert (due.state, due.leased_until) == (State.PREPARED, None)


def test_what_is_ours_to_mend_is_noticed_soon_and_has_an_hour(due: Report) -> None:
    """Pauses of a minute alone would make every report fail after a quarter of an hour without room."""
    began = at = now()
    pauses = []
    while due.state == State.DUE:
        claim = claimed(Report, due.pk, State.DUE, at=at)
        assert claim is not None
        failed_attempt(claim, Reason(Cause.ROOM, "no room"), at=at)
        due.refresh_from_db()
        pauses.append(due.not_before - at)
        at = due.not_before
    assert due.state == State.FAILED
    assert max(pauses[:10]) <= timedelta(minutes=1)
    assert timedelta(minutes=50) < at - began < timedelta(minutes=90)
