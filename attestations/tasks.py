"""What the clock does to evidence: beat's ticks."""

from celery import shared_task
from django.utils.timezone import now

from attestations import scanning


@shared_task(name="attestations.scan_waiting", ignore_result=True)
def scan_waiting() -> None:
    """Ask the scanner about the files that wait for it; away means that they go on waiting."""
    scanning.scan_waiting(at=now())
