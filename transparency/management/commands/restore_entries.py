from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transparency.recovering import NotRecovered, restore_entries


class Command(BaseCommand):
    help = "Add back the entries that a restored, older database lost, from a copy of the log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a copy of /log/tile/entries")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            count = restore_entries(options["folder"])
        except NotRecovered as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{count} entries were added back. Run check_log now.")
