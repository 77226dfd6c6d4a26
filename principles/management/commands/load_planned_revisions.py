"""Check a file of planned revisions and load it; loading it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import SYSTEM
from principles.edition_file import UnfitFile
from principles.planned import PLANNED, load, read


class Command(BaseCommand):
    help = "Announce changes of criteria that are planned and stand in no edition yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=PLANNED)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            data = read(options["file"])
            changed = load(data, by=SYSTEM)
        except UnfitFile as unfit:
            raise CommandError(f"{len(unfit.problems)} problems:\n{unfit}") from unfit
        count = len(data["planned_revisions"])
        told = f"{count} planned revision{'' if count == 1 else 's'}"
        self.stdout.write(
            f"{data['framework']}: {told} {'loaded' if changed else 'as before, nothing changed'}"
        )
