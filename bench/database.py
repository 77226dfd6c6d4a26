"""A fresh database, the operations on it, and nothing left of either."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402 - apps come first
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from bench.measuring import Meter, measured  # noqa: E402
from bench.operations import every  # noqa: E402
from bench.world import made_world  # noqa: E402
from tests.database import named, test_database  # noqa: E402


def measurements(rounds: int, only: str, *, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Every operation whose name holds `only`, as JSON."""
    say("Preparing a database.")
    # The limit would refuse what is asked this often; counting goes on.
    settings.API_ANONYMOUS_PER_MINUTE = 10_000_000
    call_command("collectstatic", interactive=False, verbosity=0)
    with test_database("bench") as name, closed_pool():
        address = named(os.environ["DATABASE_URL"], name)
        with psycopg.connect(address, autocommit=True) as plain, closing(Meter(address)) as meter:
            found = []
            for operation in every(made_world(plain)):
                if only in operation.name:
                    say(operation.name)
                    found.append(measured(operation, meter, rounds).as_json())
            return found


@contextmanager
def closed_pool() -> Iterator[None]:
    """In the end no connection of the pool is left that would look for the dropped database."""
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"].close_pool()
