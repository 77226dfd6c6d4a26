"""Check a file of mappings with the files of clauses and load them; again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import SYSTEM
from crosswalk.loading import load
from crosswalk.reading import MAPPINGS, REGULATIONS, read
from principles.edition_file import UnfitFile


class Command(BaseCommand):
    help = "Check a file of mappings to laws and standards, and load it with their clauses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=MAPPINGS)
        parser.add_argument("--clauses", type=Path, default=REGULATIONS, help="a folder")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            files = read(options["file"], options["clauses"])
            change = load(files, by=SYSTEM)
        except UnfitFile as unfit:
            raise CommandError(f"{len(unfit.problems)} problems:\n{unfit}") from unfit
        self.stdout.write(
            f"{files.mappings['framework']}: {change.added} mappings added, "
            f"{change.changed} changed, {change.removed} removed; "
            f"{change.clauses} changes of laws and clauses"
        )
