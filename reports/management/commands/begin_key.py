from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.console import identified
from accounts.refusal import Refusal
from reports.keys.beginning import Made, ask_begin_key, begin_key
from reports.keys.models import KeyRequest
from reports.keys.terms import Store


class Command(BaseCommand):
    help = (
        "Bring a key of the seal into use: one key custodian asks, on the machine where it was made, "
        "and another confirms. Both are asked for password and code."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="Your e-mail address.")
        parser.add_argument("--confirm", type=UUID, help="What another key custodian asked for.")
        parser.add_argument("--certificates", type=Path, help="The chain in PEM, the seal's first.")
        parser.add_argument("--store", choices=[each.value for each in Store])
        parser.add_argument("--people", type=int, help="How many were there when it was made.")
        parser.add_argument("--record", type=Path, help="The record of the ceremony, a text file.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            if options["confirm"]:
                key = begin_key(options["confirm"], by=identified(options["by"]))
                self.stdout.write(f"Key {key.key_id} is in use. Log entry {key.log_index}.")
                return
            made = _made(options)
            request = ask_begin_key(made, by=identified(options["by"]))
        except KeyRequest.DoesNotExist as error:
            raise CommandError("There is no such request.") from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Asked for key {request.key_id}. Another key custodian confirms with:")
        self.stdout.write(f"manage.py begin_key --by E-MAIL --confirm {request.pk}")


def _made(options: dict[str, Any]) -> Made:
    asked = ("certificates", "store", "people", "record")
    missing = [f"--{name}" for name in asked if options[name] is None]
    if missing:
        raise CommandError(f"Say also: {', '.join(missing)}.")
    try:
        pem, record = options["certificates"].read_text(), options["record"].read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"A file cannot be read: {error}") from error
    return Made(pem=pem, store=Store(options["store"]), people=options["people"], record=record)
