from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.console import identified
from accounts.refusal import Refusal
from reports.keys.ending import ask_end_key, end_key
from reports.keys.models import KeyRequest, SealKey
from reports.keys.terms import Why


class Command(BaseCommand):
    help = (
        "Take a key of the seal out of use: one key custodian asks, another confirms. Both are asked "
        "for password and code."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="Your e-mail address.")
        parser.add_argument("--confirm", type=UUID, help="What another key custodian asked for.")
        parser.add_argument("--key", help="The id of the key, from /verify/keys/.")
        parser.add_argument("--why", choices=[each.value for each in Why])
        parser.add_argument(
            "--not-trusted-from",
            type=datetime.fromisoformat,
            help="With --why compromised: an instant with its zone, such as 2026-11-27T08:00:00Z.",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            if options["confirm"]:
                end = end_key(options["confirm"], by=identified(options["by"]))
                self.stdout.write(f"Key {end.key.key_id} is out of use. Log entry {end.log_index}.")
                return
            request = _asked(options)
        except KeyRequest.DoesNotExist as error:
            raise CommandError("There is no such request.") from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Asked. Another key custodian confirms the end of {request.key_id} with:"
        )
        self.stdout.write(f"manage.py end_key --by E-MAIL --confirm {request.pk}")


def _asked(options: dict[str, Any]) -> KeyRequest:
    leak = options["not_trusted_from"]
    if not options["key"] or not options["why"]:
        raise CommandError("Say also: --key and --why.")
    if leak is not None and leak.utcoffset() is None:
        raise CommandError("--not-trusted-from needs its zone, such as 2026-11-27T08:00:00Z.")
    key = SealKey.objects.filter(key_id=options["key"]).first()
    if key is None:
        raise CommandError("No key with this id was ever in use.")
    return ask_end_key(key.pk, Why(options["why"]), leak, by=identified(options["by"]))
