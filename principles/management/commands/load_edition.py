"""Check an edition's data file and load it as a draft; loading it again changes nothing."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from accounts.actor import SYSTEM
from accounts.refusal import Refusal
from principles.checking import every_problem
from principles.edition_file import UnfitFile, content
from principles.following import comparison_of_data
from principles.loading import Standing, load, standing
from principles.wording import digest, edition_content

WOULD: Final = {
    Standing.ABSENT: "It is not there yet: a draft would be written.",
    Standing.OTHER_DRAFT: "There is a draft that says something else: it would be replaced.",
    Standing.SAME_DRAFT: "There is a draft that says the same: nothing would change.",
    Standing.SAME_PUBLISHED: "It is published and says the same: nothing would change.",
}


class Command(BaseCommand):
    help = "Check an edition's data file and load it as a draft; two scheme managers publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="YAML or JSON, at most 10 MB")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, write nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            data = _fit(options["file"])
            if options["dry_run"]:
                self._tell(data)
                return
            edition, changed = load(data, by=SYSTEM)
        except UnfitFile as unfit:
            raise CommandError(_listed(unfit)) from unfit
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        state = "published" if edition.published_at else "a draft"
        done = "is loaded as a draft" if changed else f"was already {state}, nothing changed"
        self.stdout.write(f"{_name(data)} {done}: SHA-256 {edition.sha256}")

    def _tell(self, data: Mapping[str, Any]) -> None:
        sha256 = digest(edition_content(data))
        count = len(data["criteria"])
        self.stdout.write(f"{_name(data)} is fit: {count} criteria, SHA-256 {sha256}")
        self.stdout.write(WOULD[standing(data)])
        follows = data["edition"]["follows"]
        if follows is not None:
            self.stdout.write(f"Against edition {follows}: {_counted(data)}.")


def _fit(path: Path) -> dict[str, Any]:
    data = content(path)
    found = every_problem(data)
    if found:
        raise UnfitFile(found)
    fit: dict[str, Any] = data
    return fit


def _counted(data: Mapping[str, Any]) -> str:
    counts = comparison_of_data(data).counts()
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)


def _name(data: Mapping[str, Any]) -> str:
    return f"{data['framework']['slug']} {data['edition']['version']}"


def _listed(unfit: UnfitFile) -> str:
    count = len(unfit.problems)
    return f"{count} problem{'' if count == 1 else 's'}:\n{unfit}"
