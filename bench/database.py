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

from bench import pipeline, rates  # noqa: E402
from bench.measuring import Meter, measured  # noqa: E402
from bench.operations import every  # noqa: E402
from bench.world import made_world  # noqa: E402
from tests.database import named, test_database  # noqa: E402

Found = list[dict[str, Any]]
SECONDS = 4  # of each turn in which a rate is taken
WAYS = 3  # at most, of reports of each size: they are long


def measurements(
    rounds: int, only: str, *, say: Callable[[str], None]
) -> tuple[Found, Found, Found]:
    """Every operation, rate and report's way whose name holds `only`, as JSON."""
    say("Preparing a database.")
    # The limit would refuse what is asked this often; counting goes on.
    settings.API_ANONYMOUS_PER_MINUTE = 10_000_000
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("make_development_keys", verbosity=0)
    with test_database("bench") as name, closed_pool():
        address = named(os.environ["DATABASE_URL"], name)
        with psycopg.connect(address, autocommit=True) as plain, closing(Meter(address)) as meter:
            found, world = [], made_world(plain)
            for operation in every(world):
                if only in operation.name:
                    say(operation.name)
                    found.append(measured(operation, meter, rounds).as_json())
            told = []
            if only in rates.NAME:
                say(rates.NAME)
                rate = rates.saves(world, address, rounds=rounds, seconds=SECONDS)
                told.append(rate.as_json())
            ways = []
            for way in pipeline.ways(meter, rounds=min(rounds, WAYS), only=only):
                say(way["name"])
                ways.append(way)
            return found, told, ways


@contextmanager
def closed_pool() -> Iterator[None]:
    """In the end no connection of the pool is left that would look for the dropped database."""
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"].close_pool()
