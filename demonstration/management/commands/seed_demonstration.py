"""Fill a demonstration with fictional organisations that went through the product."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.refusal import Refusal
from demonstration.log_ins import path
from demonstration.seeding import is_allowed, seeded
from demonstration.waiting import NoWorker


class Command(BaseCommand):
    help = "Fill a demonstration with fictional organisations; a second run changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_allowed():
            raise CommandError(
                "Fictional organisations belong on a demonstration or in development only: "
                "ENVIRONMENT must be one of the two."
            )
        began = time.monotonic()
        try:
            stage = seeded(self._say)
        except NoWorker as reason:
            self._say(str(reason))
            sys.exit(1)
        except Refusal as refusal:
            raise CommandError(f"The portal refused a step: {refusal}") from refusal
        if stage.acts == 0:
            self._say("The demonstration is complete already; nothing was changed.")
            return
        self._say(f"The demonstration is complete, after {time.monotonic() - began:.0f} s.")
        self._say(f"The log-ins stand in {path()}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
