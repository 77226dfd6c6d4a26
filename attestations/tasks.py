"""What the clock does to evidence: beat's ticks."""

from celery import shared_task
from django.utils.timezone import now

from attestations import reminding, scanning
from attestations.delegation_reminding import remind_of_delegations


@shared_task(name="attestations.scan_waiting", ignore_result=True)
def scan_waiting() -> None:
    """Ask the scanner about the files that wait for it; away means that they go on waiting."""
    scanning.scan_waiting(at=now())


@shared_task(name="attestations.remind", ignore_result=True)
def remind() -> None:
    """Tell owners and editors what evidence ends soon, and colleagues what they are asked for."""
    reminding.remind(at=now())
    remind_of_delegations(at=now())
