"""How many answers are saved in a second: by all processors at once, beside pgbench.

The portal has a process for each processor, as its servers have; pgbench writes the same two rows in
one transaction. Both have sixteen clients, each with an answer of its own. Rates swing on a shared
machine, so the two take turns, and what is told is their share.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from attestations.models import Answer
from attestations.versions import KEPT
from bench.saving import at_work
from bench.world import World, in_work
from quickstart.home import package_folder
from quickstart.postgres import MAJOR, PACKAGE

NAME: Final = "answers saved in a second, 16 at once"
CLIENTS: Final = 16
# Begun anew, not forked: a fork would hold the connections of this process.
Pool: Final = get_context("spawn").Pool
TPS: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
# Of a version, what does not stand in the answer under the same name.
OWN: Final = {
    "id": "gen_random_uuid()",
    "answer_id": "id",
    "how": "'form'",
    "restored_from": "NULL::integer",
    "evidence_ids": "'{}'::uuid[]",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """Saves in a second, round by round, and what pgbench did beside them."""

    portal: Sequence[float]
    pgbench: Sequence[float]

    def as_json(self) -> dict[str, Any]:
        shares = [ours / theirs for ours, theirs in zip(self.portal, self.pgbench, strict=True)]
        return {
            "name": NAME,
            "per_second": round(median(self.portal), 1),
            "floor": "pgbench: the same two rows in a transaction",
            "floor_per_second": round(median(self.pgbench), 1),
            "share": round(median(shares), 3),
            "share_spread": [round(min(shares), 3), round(max(shares), 3)],
            "goal": "0.10 of pgbench",
        }


def saves(world: World, address: str, *, rounds: int, seconds: float) -> Rate:
    """Measure it by turns; `seconds` is how long each turn lasts."""
    drafts = [str(in_work(world, world.edition, f"client-{n}").pk) for n in range(CLIENTS)]
    by_hand = in_work(world, world.edition, "by-hand").answers.values_list("pk", flat=True)[
        :CLIENTS
    ]
    processes = min(os.cpu_count() or 1, CLIENTS)
    shares = [drafts[number::processes] for number in range(processes)]
    jobs = [(world.cookies, share, seconds) for share in shares]
    portal, floor = [], []
    with at_address(address), Pool(processes) as pool, TemporaryDirectory() as folder:
        script = Path(folder, "save.sql")
        script.write_text(written_by_hand([str(key) for key in by_hand]), encoding="utf-8")
        pool.map(at_work, [(world.cookies, share, 0) for share in shares], chunksize=1)
        for _ in range(rounds):
            floor.append(by_pgbench(address, script, seconds))
            portal.append(sum(pool.map(at_work, jobs, chunksize=1)) / seconds)
    return Rate(portal, floor)


@contextmanager
def at_address(address: str) -> Iterator[None]:
    """Processes that begin meanwhile find this database."""
    before = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = address
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = before


def written_by_hand(answers: Sequence[str]) -> str:
    """A script for pgbench in which each client writes an answer of its own and its versions."""
    lines = []
    for number, answer in enumerate(answers):
        lines += [f"\\{'elif' if number else 'if'} :client_id = {number}", *statements(answer)]
    return "\n".join([*lines, "\\endif", ""])


def statements(answer: str) -> list[str]:
    table, versions = Answer._meta.db_table, KEPT[0].model._meta.db_table  # noqa: SLF001 - documented
    columns = [field.column for field in KEPT]
    copied = ", ".join(OWN.get(column, column) for column in columns)
    # Nothing of it comes from outside.
    changed = f"UPDATE {table} SET version = version + 1, saved_at = now(), reason = 'As it stood.'"
    into = f"INSERT INTO {versions} ({', '.join(columns)})"
    return [
        "BEGIN;",
        f"""{changed}, response = '{{"value": "yes"}}' WHERE id = '{answer}';""",
        f"{into} SELECT {copied} FROM {table} WHERE id = '{answer}';",
        "END;",
    ]


def by_pgbench(address: str, script: Path, seconds: float) -> float:
    """Transactions in a second."""
    program = package_folder(PACKAGE) / f"pginstall{MAJOR}" / "bin" / "pgbench"
    length = str(max(1, round(seconds)))
    options = ["-n", "-c", str(CLIENTS), "-j", str(min(os.cpu_count() or 1, CLIENTS)), "-T", length]
    said = subprocess.run(
        [program, *options, "-f", script, address], check=True, capture_output=True, text=True
    ).stdout
    found = TPS.search(said)
    if found is None:
        raise RuntimeError(f"pgbench told no rate: {said}")
    return float(found[1])
