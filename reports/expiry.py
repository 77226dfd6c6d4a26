"""The clock at the end of a declared report's validity: its attestation closes as declared."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import SYSTEM
from attestations.closing import AssessmentAsked, closed_as_declared
from attestations.models import Attestation, Submission
from attestations.status import Status, WrongStatus
from reports.models import Report
from reports.status import Kind, State


def expired_declarations(*, at: datetime) -> QuerySet[Attestation]:
    """Accepted attestations that nobody assesses, whose declared report has run out by `at`.

    The last day of validity still counts (UTC, as everywhere); a report of an earlier submission
    says nothing about what was accepted since.
    """
    later = Submission.objects.filter(
        attestation=OuterRef("attestation"), sequence__gt=OuterRef("submission__sequence")
    )
    ended = Report.objects.filter(
        ~Exists(later),
        attestation=OuterRef("pk"),
        kind=Kind.DECLARED,
        state=State.LIVE,
        valid_to__lt=at.date(),
    )
    return Attestation.objects.filter(
        Exists(ended), status=Status.ACCEPTED, engagement_open=False
    ).order_by("accepted_at")


def close_expired_declarations(*, at: datetime) -> int:
    """Close each of them in its own transaction; returns how many. Safe to run at once."""
    ids = list(expired_declarations(at=at).values_list("pk", flat=True))
    return sum(_close(attestation_id, at=at) for attestation_id in ids)


@transaction.atomic(durable=True)
def _close(attestation_id: UUID, *, at: datetime) -> bool:
    try:
        closed_as_declared(attestation_id, by=SYSTEM, at=at)
    except (AssessmentAsked, WrongStatus):  # somebody was faster
        return False
    return True
