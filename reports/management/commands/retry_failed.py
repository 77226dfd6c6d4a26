from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.actor import SYSTEM
from reports.models import Receipt, Report
from reports.retrying import retry
from reports.status import State
from reports.work import rows_of


class Command(BaseCommand):
    help = "Have every failed report and receipt tried again, after what was wrong has been mended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="What was mended, for the journal.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        for of in (Report, Receipt):
            failed = rows_of(of).filter(state=State.FAILED)
            for pk, why in failed.order_by("opened_at").values_list("pk", "last_error"):
                row = retry(of, pk, options["reason"], by=SYSTEM)
                self.stdout.write(f"{row.known_as}: tried again. It had failed: {why}")
