"""Check a file of mappings and load it; loading it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import SYSTEM
from crosswalk.loading import load, read
from principles.edition_file import UnfitFile


class Command(BaseCommand):
    help = "Check a file of mappings to laws and standards, and load it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            data = read(options["file"])
            change = load(data, by=SYSTEM)
        except UnfitFile as unfit:
            raise CommandError(f"{len(unfit.problems)} problems:\n{unfit}") from unfit
        self.stdout.write(
            f"{data['framework']} {data['edition']}: {change.added} mappings added, "
            f"{change.changed} changed, {change.removed} removed"
        )
