"""Reports at every step, made by the steps themselves."""

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Decision
from attestations.intake import accepted
from attestations.models import Attestation
from organisations.models import Organisation
from reports import issuing
from reports.due import open_due_reports
from reports.gathering import gathered
from reports.lease import leased
from reports.models import Report
from reports.status import State
from reports.twin import twin_bytes
from tests.kept import kept
from tests.people import acting
from tests.stages import made_submitted


@kept
def to_publish(
    ready: Attestation, signatory: User, registrar: User, alliance: Organisation
) -> Attestation:
    """Accepted, and its signatory wished a declared report."""
    submission = made_submitted(ready, acting(signatory), publish_declared=True)
    with transaction.atomic():
        return accepted(submission.attestation_id, by=acting(registrar), at=now())


@kept
def due(to_publish: Attestation) -> Report:
    open_due_reports(at=now())
    return Report.objects.get(attestation=to_publish)


@kept
def prepared(due: Report, keys: None) -> Report:
    return step(due, issuing.prepare)


@pytest.fixture
def signed_report(prepared: Report) -> Report:
    return step(prepared, issuing.sign)


@pytest.fixture
def live(signed_report: Report) -> Report:
    return step(signed_report, issuing.go_live)


@pytest.fixture
def assessed_live(decided: Decision) -> Report:
    """The report of a decision, live with its twin and figures, and without a PDF."""
    open_due_reports(at=now())
    report = Report.objects.select_related(
        "edition__framework", "submission__signed_by", "decision__recommendation"
    ).get(decision=decided)
    contents = gathered(report, issued_at=now().replace(microsecond=0))
    issuing._freeze(report, contents, twin_bytes(contents))
    report.state, report.live_at, report.log_index = State.LIVE, now(), 900_002
    report.save()
    return report


def step(report: Report, work: object) -> Report:
    report.refresh_from_db()
    with leased(Report, report.pk, State(report.state)) as claim:
        assert claim is not None
        work(claim)
    report.refresh_from_db()
    return report


def statements(asked: CaptureQueriesContext) -> list[str]:
    """What was executed, without what Django sends for a transaction."""
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [each["sql"] for each in asked if not each["sql"].startswith(ends)]
