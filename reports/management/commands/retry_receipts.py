from typing import Any

from django.core.management.base import BaseCommand

from reports.receipts.models import Receipt
from reports.receipts.retrying import retry
from reports.status import State


class Command(BaseCommand):
    help = "Have every failed receipt tried again, after what was wrong has been mended."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        failed = Receipt.objects.filter(state=State.FAILED).order_by("opened_at")
        for pk, submission, reason in failed.values_list("pk", "submission", "last_error"):
            retry(pk)
            self.stdout.write(f"Submission {submission}: tried again. It had failed: {reason}")
