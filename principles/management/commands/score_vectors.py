"""Try worked cases of the scoring method against edition 1.0, or another data file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from principles.edition_file import EDITION_1, UnfitFile, read
from principles.vectors import Unreadable, cases, tried


class Command(BaseCommand):
    help = "Try scoring vectors; a line per failing one, exit status 1 if any falls short."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", type=Path, default=EDITION_1, help="the edition's data")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            vectors = cases(options["file"].read_text(encoding="utf-8"))
            findings = list(tried(vectors, read(options["edition"])))
        except (OSError, UnicodeDecodeError, Unreadable, UnfitFile) as problem:
            raise CommandError(str(problem)) from problem
        short = [finding for finding in findings if not finding.holds]
        for finding in short:
            self.stdout.write(f"{finding.case}: expected {finding.expected}, found {finding.found}")
        self.stdout.write(f"{len(findings) - len(short)} of {len(findings)} vectors hold")
        if short:
            sys.exit(1)
