import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Report
from reports.resampling import NothingDrawn, Resample, resampled
from reports.sample_in_log import problems
from reports.status import State
from transparency.checkpoint import NotANote


class Command(BaseCommand):
    help = (
        "Draw the sample of a published report again: seed and list, from public data. With a number the "
        "log of this portal is asked too; with --file nothing but the file is read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("number", nargs="?", help="The number of a published report.")
        chosen.add_argument("--file", type=Path, help="A report's data: report.json.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        report = None if options["file"] else _published(options["number"])
        twin = _read(options["file"]) if report is None else json.loads(bytes(report.twin or b""))
        try:
            again = resampled(twin)
        except (NothingDrawn, NotANote, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"The sample cannot be drawn again: {error}") from error
        self._told(again)
        found = [*again.problems, *(problems(twin, again, report) if report else ())]
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"The sample does not hold: {len(found)} problems.", returncode=1)
        log = " and the log" if report else ""
        self.stdout.write(f"The sample agrees with the report{log}.")

    def _told(self, again: Resample) -> None:
        self.stdout.write(f"Submission {again.submission_sha256}")
        self.stdout.write(f"Checkpoint over {again.checkpoint.size} entries")
        self.stdout.write(f"Seed {again.seed}")
        self.stdout.write(f"Share {again.percent} % of the criteria that are not must-meets")
        self.stdout.write(f"Must-meets: {', '.join(again.sample.must_meet) or 'none'}")
        self.stdout.write(f"Drawn: {', '.join(again.sample.drawn) or 'none'}")


def _published(number: str) -> Report:
    report = (
        Report.objects.filter(number=number, state=State.LIVE).select_related("submission").first()
    )
    if report is None:
        raise CommandError(f"No report {number} is published.")
    return report


def _read(file: Path) -> Any:
    try:
        twin = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(twin, dict):
        raise CommandError(f"{file} is not the data of a report.")
    return twin
