"""The clock: a declaration whose report has run out is closed as declared."""

from datetime import UTC, date, datetime, timedelta

import pytest

from attestations.models import Attestation
from attestations.status import Status
from journal.models import Entry
from reports import tasks
from reports.expiry import close_expired_declarations
from reports.models import Report

pytestmark = pytest.mark.django_db(transaction=True)

LAST = date(2027, 11, 21)
AFTER = datetime(2027, 11, 22, 0, 0, tzinfo=UTC)


@pytest.fixture
def standing(due: Report) -> Attestation:
    """Accepted, with a declared report that is valid to the end of `LAST`."""
    return made_live(due, LAST)


def made_live(due: Report, last: date) -> Attestation:
    Report.objects.filter(pk=due.pk).update(
        state="live", live_at=due.opened_at, log_index=900_001, valid_to=last
    )
    return Attestation.objects.get(pk=due.attestation_id)


def status_of(attestation: Attestation) -> str:
    attestation.refresh_from_db()
    return attestation.status


def test_it_works(standing: Attestation) -> None:
    assert close_expired_declarations(at=AFTER) == 1
    assert status_of(standing) == Status.CLOSED_DECLARED
    entry = Entry.objects.get(act="attestation.closed_declared")
    assert (entry.actor_kind, entry.from_state) == ("system", "accepted")
    assert close_expired_declarations(at=AFTER) == 0


def test_the_last_day_still_counts(standing: Attestation) -> None:
    assert close_expired_declarations(at=AFTER - timedelta(seconds=1)) == 0
    assert status_of(standing) == Status.ACCEPTED


def test_an_open_engagement_keeps_it_open(standing: Attestation) -> None:
    Attestation.objects.filter(pk=standing.pk).update(engagement_open=True)
    assert close_expired_declarations(at=AFTER) == 0


def test_without_a_live_report_there_is_no_end(due: Report) -> None:
    assert close_expired_declarations(at=AFTER) == 0


def test_the_tick_does_it(due: Report) -> None:
    standing = made_live(due, date(2026, 1, 1))
    tasks.look()
    assert status_of(standing) == Status.CLOSED_DECLARED
