"""What `make bench` does, once and small, so that it cannot rot. No figure is judged here."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from bench import due, pipeline, rates, watching
from bench.__main__ import rate, table
from bench.large_edition import large_edition
from bench.measuring import Meter, measured
from bench.operations import every
from bench.world import made_world
from custody import unsafe
from principles.edition_file import problems
from reports.models import Report
from reports.status import Kind, State
from tests.database import named

SIZE = 12


@pytest.fixture
def address(transactional_db: None) -> str:
    return named(os.environ["DATABASE_URL"], settings.DATABASES["default"]["NAME"])


@pytest.fixture
def plain(address: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def test_it_works(address: str, plain: psycopg.Connection) -> None:
    found = []
    with closing(Meter(address)) as meter:
        for operation in every(made_world(plain, size=SIZE)):
            once = replace(operation, times=1, floor_times=1)
            found.append(measured(once, meter, rounds=1).as_json())
    by_name = {each["name"]: each for each in found}
    assert len(by_name) == len(found) >= 8
    assert all(each["floor_cpu_us"] > 0 and each["ratio"] > 0 for each in found)
    assert by_name["read the standing of an organisation (API)"]["sql"] == 2
    told = table(found)
    assert all(name in told for name in by_name)


def test_saving_costs_the_same_at_any_length(address: str, plain: psycopg.Connection) -> None:
    """And the page of a principle what it may, however much there is on it."""
    with closing(Meter(address)) as meter:
        by_name = {}
        for each in every(made_world(plain, size=SIZE)):
            if each.name.startswith(("save one answer", "page of a principle")):
                once = replace(each, times=1, floor_times=1)
                by_name[each.name] = measured(once, meter, rounds=1).sql
    (page,) = [sql for name, sql in by_name.items() if name.startswith("page of a principle")]
    saves = [sql for name, sql in by_name.items() if name.startswith("save one answer")]
    assert saves == [9, 9]
    assert page <= 15


def test_a_rate_is_a_share_of_what_pgbench_does(address: str, plain: psycopg.Connection) -> None:
    found = rates.saves(made_world(plain, size=SIZE), address, rounds=1, seconds=1)
    assert len(found.portal) == len(found.pgbench) == 1
    told = found.as_json()
    assert 0 < told["share"] < 1
    assert rates.NAME in rate(told)
    written = plain.execute("SELECT count(*) FROM attestations_answerversion").fetchone()[0]
    assert written > found.portal[0] + rates.CLIENTS, "both have written"


@pytest.mark.parametrize(("size", "principles"), [(1, 1), (59, 5), (495, 5), (500, 6)])
def test_an_edition_of_any_size_is_fit(size: int, principles: int) -> None:
    data = large_edition(size)
    assert problems(data) == []
    assert len(data["criteria"]) == size
    assert len({row["principle"] for row in data["criteria"]}) == principles


def test_what_the_database_spends_is_seen(address: str, plain: psycopg.Connection) -> None:
    def busy() -> None:
        plain.execute("SELECT count(*) FROM generate_series(1, 400000) AS n WHERE n % 7 = 1")

    with closing(Meter(address)) as meter:
        cost = meter.cost(busy, times=3)
    assert cost.database > cost.app
    assert cost.elapsed > 0


def test_the_way_of_a_report_is_measured(address: str, settings, tmp_path: Path) -> None:
    settings.KEYS_DIR, settings.PUBLIC_KEYS_DIR = tmp_path / "keys", tmp_path / "public"
    unsafe.make(
        settings.KEYS_DIR,
        settings.PUBLIC_KEYS_DIR,
        log_origin=settings.LOG_ORIGIN,
        production=False,
    )
    with closing(Meter(address)) as meter:
        [told] = pipeline.ways(meter, rounds=1, sizes=[5], kinds=["declared"], files=[2])
    assert Report.objects.get().state == State.LIVE
    assert min(told["cpu_ms"].values()) > 0
    assert told["floor_cpu_ms"] > 500
    assert told["ratio"] > 0
    assert min(told["sql"].values()) > 5
    assert 50 < told["child_mb"] < 2_000
    assert told["name"] in pipeline.way(told)


def test_an_assessed_report_is_due(address: str, settings, tmp_path: Path) -> None:
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.KEYS_DIR, settings.PUBLIC_KEYS_DIR = tmp_path / "keys", tmp_path / "public"
    report = due.assessed(5, "one")
    assert (report.state, report.kind) == (State.DUE, Kind.ASSESSED)
    assert report.edition.criteria.count() == 5


def test_a_child_is_watched() -> None:
    """Its own memory, and not that of the process that started it."""
    ours = bytearray(200_000_000)
    with watching.Watch("bench-child") as watch:
        takes = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(0.5)"
        subprocess.run([sys.executable, "-c", takes, "bench-child"], check=True)
    assert 60 < watch.most_mb < len(ours) // 2**20


def test_a_child_counts(address: str) -> None:
    """What a process started by ours spends is spent for the operation."""
    busy = [sys.executable, "-c", "sum(range(10_000_000))"]
    with closing(Meter(address)) as meter:
        cost = meter.cost(lambda: subprocess.run(busy, check=True), 1)
    assert cost.app > 50_000
