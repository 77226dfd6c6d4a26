from celery import shared_task

from transparency.signing import sign_checkpoint


@shared_task(name="transparency.sign_new_checkpoint", ignore_result=True)
def sign_new_checkpoint() -> None:
    """Beat, every few seconds, and whoever appended: sign if the log has grown."""
    sign_checkpoint()
