"""What the clock does to engagements: beat's ticks."""

from celery import shared_task
from django.db import transaction
from django.utils.timezone import now

from assessments import question_files, reminding
from assessments.activation import begun_without_objection
from assessments.engagement import withdrawn_with_recall
from assessments.follow_up import ended_by_the_clock
from assessments.lapsing import lapsed_when_due
from assessments.publication import closed_without_choice
from assessments.termination import ended_over_conflicts


@shared_task(name="assessments.look", ignore_result=True)
def look() -> None:
    """What nobody does: requests that a recall or a conflict has overtaken end, engagements begin
    once the time to object is over, results that nobody chose to publish are closed, questions
    that nobody answered in time lapse, follow-ups end with their last day.
    """
    at = now()
    with transaction.atomic(durable=True):
        withdrawn_with_recall(at=at)
    with transaction.atomic(durable=True):
        ended_over_conflicts(at=at)
    with transaction.atomic(durable=True):
        begun_without_objection(at=at)
    with transaction.atomic(durable=True):
        closed_without_choice(at=at)
    with transaction.atomic(durable=True):
        lapsed_when_due(at=at)
    with transaction.atomic(durable=True):
        ended_by_the_clock(at=at)


@shared_task(name="assessments.remind", ignore_result=True)
def remind() -> None:
    """Remind people of what is due soon, or has been due."""
    reminding.remind(at=now())


@shared_task(name="assessments.scan_waiting", ignore_result=True)
def scan_waiting() -> None:
    """Ask the scanner about the files of questions; away means that they go on waiting."""
    question_files.scan_waiting(at=now())
