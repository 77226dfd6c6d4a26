"""What the clock does to engagements: beat's ticks."""

from celery import shared_task
from django.db import transaction
from django.utils.timezone import now

from assessments.decision import closed_without_choice
from assessments.engagement import withdrawn_with_recall


@shared_task(name="assessments.look", ignore_result=True)
def look() -> None:
    """End requests that a recall has overtaken, and close results that nobody chose to publish."""
    at = now()
    with transaction.atomic(durable=True):
        withdrawn_with_recall(at=at)
    with transaction.atomic(durable=True):
        closed_without_choice(at=at)
