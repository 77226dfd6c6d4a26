"""CPU time of this process, of those it starts, and of the database's, beside a floor's."""

import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from django.db import connection

Act = Callable[[], object]
SECOND: Final = 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Operation:
    """What is measured, against what. `times` and `floor_times` are repetitions in one round.

    The database's clock ticks every 10 ms: a round should cost it a good deal more than that.
    """

    name: str
    act: Act
    floor: Act
    floor_is: str
    times: int
    floor_times: int
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds for each repetition: CPU here (children too), of the database, and in all."""

    app: float
    database: float
    elapsed: float

    @property
    def cpu(self) -> float:
        return self.app + self.database


@dataclass(frozen=True, slots=True)
class Measured:
    """One operation after all rounds; SQL without BEGIN and COMMIT."""

    operation: Operation
    costs: Sequence[Cost]
    floors: Sequence[Cost]
    sql: int

    @property
    def ratios(self) -> list[float]:
        """CPU as a multiple of the floor's, round by round."""
        return [cost.cpu / floor.cpu for cost, floor in zip(self.costs, self.floors, strict=True)]

    def as_json(self) -> dict[str, Any]:
        low, high = min(self.ratios), max(self.ratios)
        return {
            "name": self.operation.name,
            "app_us": round(median(each.app for each in self.costs)),
            "database_us": round(median(each.database for each in self.costs)),
            "cpu_us": round(median(each.cpu for each in self.costs)),
            "elapsed_us": round(median(each.elapsed for each in self.costs)),
            "sql": self.sql,
            "floor": self.operation.floor_is,
            "floor_cpu_us": round(median(each.cpu for each in self.floors)),
            "ratio": round(median(self.ratios), 2),
            "ratio_spread": [round(low, 2), round(high, 2)],
            "goal": self.operation.goal,
        }


class Meter:
    """Reads the clocks. Its own connection is not among the backends that it reads."""

    def __init__(self, address: str) -> None:
        self._watching = psycopg.connect(address, autocommit=True)
        self._tick = SECOND / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self._watching.close()

    def cost(self, act: Act, times: int) -> Cost:
        """Do it `times` times, and say what one time took."""
        before, cpu, began = self._backends(), _processes(), time.perf_counter()
        for _ in range(times):
            act()
        elapsed, spent = time.perf_counter() - began, _processes() - cpu
        ticks = sum(used - before.get(pid, 0) for pid, used in self._backends().items())
        return Cost(spent * SECOND / times, ticks * self._tick / times, elapsed * SECOND / times)

    def _backends(self) -> dict[int, int]:
        """Ticks that each backend of this database has used, in user and in system mode."""
        rows = self._watching.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        used = {pid: _ticks(pid) for (pid,) in rows}
        return {pid: ticks for pid, ticks in used.items() if ticks is not None}


def _processes() -> float:
    """CPU seconds of this process, and of every process it started that has ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _ticks(pid: int) -> int | None:
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # ended meanwhile
        return None
    # The name in brackets may hold spaces; utime and stime are the 14th and 15th fields.
    after_the_name = said.rpartition(")")[2].split()
    return int(after_the_name[11]) + int(after_the_name[12])


def statements(act: Act) -> int:
    """How many statements one time takes; what Django sends for a transaction is not counted."""
    return len(told_statements(act))


def told_statements(act: Act) -> list[str]:
    """The statements of one time, as Django writes them."""
    told: list[str] = []

    def counted(execute: Any, sql: str, *given: Any) -> Any:
        told.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(counted):
        act()
    return told


def measured(operation: Operation, meter: Meter, rounds: int) -> Measured:
    """Floor and operation by turns, so that a slower minute of the machine meets both."""
    operation.floor()
    sql = statements(operation.act)
    costs, floors = [], []
    for _ in range(rounds):
        floors.append(meter.cost(operation.floor, operation.floor_times))
        costs.append(meter.cost(operation.act, operation.times))
    return Measured(operation, costs, floors, sql)
