"""What is decided, or accepted with publication wished, and has no report yet."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts.actor import SYSTEM
from assessments.models import Decision
from attestations.models import Attestation, Submission
from attestations.status import Status
from journal.recording import record
from principles.scoring import Outcome
from reports.lease import free
from reports.models import Report
from reports.numbering import next_number
from reports.status import Kind, State

# A declared report is due while what was accepted still stands.
ACCEPTED = (Status.ACCEPTED, Status.IN_ASSESSMENT, Status.RECOMMENDED, Status.DECIDED)


def due_submissions() -> QuerySet[Submission]:
    """Accepted submissions whose signatory wished a declared report, and that have none."""
    later = Submission.objects.filter(
        attestation=OuterRef("attestation"), sequence__gt=OuterRef("sequence")
    )
    made = Report.objects.filter(submission=OuterRef("pk"), kind=Kind.DECLARED)
    return Submission.objects.filter(
        ~Exists(later), ~Exists(made), publish_declared=True, attestation__status__in=ACCEPTED
    )


def due_decisions() -> QuerySet[Decision]:
    """Decisions without a report: not conforming only once the signatory chose to publish it."""
    made = Report.objects.filter(decision=OuterRef("pk"))
    return Decision.objects.filter(
        ~Exists(made),
        ~Q(outcome=Outcome.NOT_CONFORMING) | Q(publication_choice__publish=True),
        engagement__attestation__status__in=(Status.DECIDED, Status.PUBLISHED),
    )


def open_due_reports(*, at: datetime) -> int:
    """Make the row of every report that is due; returns how many were made. Safe to run at once."""
    submissions = list(due_submissions().values_list("pk", flat=True))
    decisions = list(due_decisions().values_list("pk", flat=True))
    opened = [_open_declared(pk, at=at) for pk in submissions]
    opened += [_open_assessed(pk, at=at) for pk in decisions]
    return sum(opened)


@transaction.atomic(durable=True)
def _open_declared(submission_id: UUID, *, at: datetime) -> bool:
    submission = Submission.objects.get(pk=submission_id)
    attestation = _locked(submission)
    if not due_submissions().filter(pk=submission_id).exists():
        return False
    opened(Kind.DECLARED, attestation, submission, None, at=at)
    return True


@transaction.atomic(durable=True)
def _open_assessed(decision_id: UUID, *, at: datetime) -> bool:
    decision = Decision.objects.select_related("engagement__submission").get(pk=decision_id)
    submission = decision.engagement.submission
    attestation = _locked(submission)
    if not due_decisions().filter(pk=decision_id).exists():
        return False
    opened(Kind.ASSESSED, attestation, submission, decision, at=at)
    return True


def _locked(submission: Submission) -> Attestation:
    """The attestation's lock decides between two workers that look at the same time."""
    attestations = Attestation.objects.select_for_update(of=("self",)).select_related("scope")
    return attestations.get(pk=submission.attestation_id)


def opened(
    kind: Kind,
    attestation: Attestation,
    submission: Submission,
    decision: Decision | None,
    *,
    at: datetime,
    corrects: Report | None = None,
) -> Report:
    """The row of a report that is due, with the next number; joins the caller's transaction."""
    earlier = Report.objects.filter(scope=attestation.scope, edition=attestation.edition_id)
    last = earlier.aggregate(last=Max("sequence"))["last"] or 0
    report = Report.objects.create(
        number=next_number(at.year),
        kind=kind,
        organisation_id=attestation.scope.organisation_id,
        scope=attestation.scope,
        edition_id=attestation.edition_id,
        attestation=attestation,
        submission=submission,
        decision=decision,
        corrects=corrects,
        sequence=last + 1,
        opened_at=at,
        not_before=at,
    )
    record(
        "report.opened",
        report,
        by=SYSTEM,
        organisation_id=report.organisation_id,
        to_state=report.state,
        facts={"number": report.number, "kind": kind.value}
        | ({"corrects": corrects.number} if corrects else {}),
    )
    return report


def with_work(*, at: datetime) -> list[tuple[UUID, State]]:
    """The reports whose next step is free at `at`, the oldest first."""
    return free(Report, Report.WORKING, at=at)
