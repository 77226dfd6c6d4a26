"""Letters for messages: beat's tick. Who may still be written to is known here, not below."""

from celery import shared_task
from django.utils.timezone import now

from accounts.posting import post
from organisations.inbox import still_held


@shared_task(name="organisations.post", ignore_result=True)
def post_letters() -> None:
    """Write to everybody for whom messages wait; what the mail server did not take waits on."""
    at = now()
    post(at=at, entitled=still_held(at))
