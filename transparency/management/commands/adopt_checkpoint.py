from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transparency.recovering import NotRecovered, adopt_checkpoint


class Command(BaseCommand):
    help = "Fill the lost store of the last checkpoint with the newest one the world has seen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a signed checkpoint of this log")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            head = adopt_checkpoint(options["file"].read_bytes().decode())
        except (NotRecovered, OSError, UnicodeDecodeError) as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"The checkpoint over {head.size} entries is now what must be extended.")
