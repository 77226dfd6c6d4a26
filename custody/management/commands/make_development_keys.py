from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from custody import unsafe
from custody.keyring import KeyRefused, private_folder


class Command(BaseCommand):
    help = "Make development keys unless they exist, and publish their public halves."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            made = unsafe.make(
                private_folder(),
                Path(settings.PUBLIC_KEYS_DIR),
                log_origin=settings.LOG_ORIGIN,
                production=settings.PRODUCTION,
            )
        except KeyRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Development keys were made." if made else "Development keys exist.")
