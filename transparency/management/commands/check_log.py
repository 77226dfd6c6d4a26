from typing import Any

from django.core.management.base import BaseCommand, CommandError

from transparency.checking import problems
from transparency.stored import latest_checkpoint


class Command(BaseCommand):
    help = "Recompute the public log from its entries and compare everything stored with it."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        count = 0
        for problem in problems():
            count += 1
            self.stdout.write(problem)
        if count:
            raise CommandError(f"The log does not hold: {count} problems.", returncode=1)
        latest = latest_checkpoint()
        covered = latest.size if latest else 0
        self.stdout.write(f"The log holds; {covered} entries stand under a signed checkpoint.")
