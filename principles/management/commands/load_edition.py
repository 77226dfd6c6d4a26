"""Check an edition's data file and load it as a draft; loading it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import SYSTEM
from accounts.refusal import Refusal
from principles.edition_file import UnfitFile, read
from principles.loading import load
from principles.wording import digest, edition_content


class Command(BaseCommand):
    help = "Check an edition's data file and load it as a draft; two scheme managers publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            data = read(options["file"])
        except UnfitFile as unfit:
            raise CommandError(f"{len(unfit.problems)} problems:\n{unfit}") from unfit
        name = f"{data['framework']['slug']} {data['edition']['version']}"
        if options["dry_run"]:
            sha256 = digest(edition_content(data))
            self.stdout.write(f"{name} is fit: {len(data['criteria'])} criteria, SHA-256 {sha256}")
            return
        try:
            edition, changed = load(data, by=SYSTEM)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        state = "published" if edition.published_at else "a draft"
        done = "is loaded as a draft" if changed else f"was already {state}, nothing changed"
        self.stdout.write(f"{name} {done}: SHA-256 {edition.sha256}")
