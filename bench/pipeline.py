"""From what is due to a report that is signed, logged and live, beside WeasyPrint alone.

Most of the work is done by processes that the worker starts: the child that sets the document, and
the programs of the gates. Their CPU counts (RUSAGE_CHILDREN), as does the database's. Each report
is made once, so every round has a report of its own. A report has two files; with one alone the
steps are what they were before there were two.
"""

import base64
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from statistics import median
from typing import Any, Final
from unittest import mock

from django.utils.timezone import now

from bench import due
from bench.measuring import SECOND, Meter, told_statements
from bench.watching import Watch
from confinement.parent import ROOT
from reports import issuing
from reports.contents import PUBLIC, ReportContents
from reports.gathering import gathered
from reports.lease import leased
from reports.models import NumberSequence, Report
from reports.plain import to_plain
from reports.rendering import render
from reports.rungs import ATTACHMENTS, RUNGS, shown
from reports.status import State
from reports.twin import twin_bytes
from transparency.tasks import sign_new_checkpoint

NAME: Final = "report: due to live"
SIZES: Final = (5, 60, 120, 550)
LONG: Final = 500  # criteria; so long a report is made once
DUE: Final[Mapping[str, Callable[[int, str], Report]]] = {
    "declared": due.declared,
    "assessed": due.assessed,
}
FILES: Final = {1: (PUBLIC,), 2: RUNGS}
STEPS: Final = (issuing.prepare, issuing.sign, issuing.go_live)
ALONE: Final = {"FONTCONFIG_FILE": str(ROOT / "reports" / "fonts" / "fonts.conf")}
GOAL: Final = "1.15 of WeasyPrint, 10 SQL, 400 MB at 550 criteria"


@dataclass(frozen=True, slots=True)
class Made:
    """One report's way: CPU seconds and statements by step, and the floor's CPU seconds."""

    report: Report
    cpu: Sequence[float]
    sql: Sequence[int]
    floor: float


def ways(
    meter: Meter,
    *,
    rounds: int,
    sizes: Sequence[int] = SIZES,
    kinds: Sequence[str] = tuple(DUE),
    files: Sequence[int] = tuple(FILES),
    only: str = "",
) -> Iterator[dict[str, Any]]:
    """Each size, kind and number of files whose name holds `only` as JSON, smallest first."""
    # The world's own report has a number without having taken it from the sequence.
    NumberSequence.objects.update_or_create(year=now().year, defaults={"last": 1000})
    for size, kind, number in product(sorted(sizes), kinds, files):
        words = f"{kind}, {size} criteria, {number} file{'s' if number > 1 else ''}"
        if only not in (name := f"{NAME}, {words}"):
            continue
        made = [
            one(meter, DUE[kind](size, f"{size}-{number}-{turn}"), FILES[number])
            for turn in range(1 if size >= LONG else rounds)
        ]
        most_mb = peak(made[0].report, FILES[number])
        yield {"name": name, **told(made), "child_mb": most_mb, "goal": GOAL}


def told(made: Sequence[Made]) -> dict[str, Any]:
    """What the rounds found, as JSON."""
    ratios = [sum(each.cpu) / each.floor for each in made]
    steps = ("prepare", "sign", "go_live")
    return {
        "cpu_ms": {
            name: round(1000 * median(each.cpu[step] for each in made))
            for step, name in enumerate(steps)
        },
        "floor": "WeasyPrint on the same HTML of each file, in fresh processes",
        "floor_cpu_ms": round(1000 * median(each.floor for each in made)),
        "ratio": round(median(ratios), 2),
        "ratio_spread": [round(min(ratios), 2), round(max(ratios), 2)],
        "sql": {name: max(each.sql[step] for each in made) for step, name in enumerate(steps)},
    }


def one(meter: Meter, report: Report, rungs: Sequence[str]) -> Made:
    """Measure the way of one report with these files, and WeasyPrint on their pages."""
    cpu, sql = [], []
    with mock.patch.object(issuing, "RUNGS", rungs):
        for work in STEPS:
            said: list[str] = []
            act = partial(step, report, work)
            cost = meter.cost(lambda act=act, said=said: said.extend(told_statements(act)), 1)
            cpu.append(cost.cpu / SECOND)
            sql.append(len(said))
    return Made(report, cpu, sql, alone(report, rungs))


def step(report: Report, work: Callable[[Any], None]) -> None:
    """One step as a worker does it; the last one signs a checkpoint over the new leaf."""
    state = Report.objects.values_list("state", flat=True).get(pk=report.pk)
    with leased(Report, report.pk, State(state)) as claim:
        if claim is None:
            raise RuntimeError(f"{report.number} is not free.")
        work(claim)
    if work is issuing.go_live:
        sign_new_checkpoint()


def alone(report: Report, rungs: Sequence[str]) -> float:
    """CPU seconds of WeasyPrint on the same HTML of each file, start of its processes included."""
    contents = _contents(report)
    return sum(_alone(replace(contents, rung=rung)) for rung in rungs)


def peak(report: Report, rungs: Sequence[str]) -> int:
    """The most memory, in MB, of the child that sets the larger file; looked at apart from its time."""
    contents = replace(_contents(report), rung=rungs[-1])
    with Watch("reports.typesetting") as watch:
        render(contents, twin_bytes(contents))
    return watch.most_mb


def _contents(report: Report) -> ReportContents:
    joined = ("submission__signed_by", "edition__framework", "decision__engagement__body")
    kept = Report.objects.select_related(*joined).get(pk=report.pk)
    return gathered(kept, issued_at=kept.issued_at)


def _alone(contents: ReportContents) -> float:
    order = {
        "document": "report",
        "contents": to_plain(shown(contents)),
        "files": {ATTACHMENTS[contents.rung]: base64.b64encode(twin_bytes(contents)).decode()},
    }
    html = _process("bench.page_of", json.dumps(order).encode())
    before = _children()
    _process("bench.alone", html)
    return _children() - before


def _process(module: str, given: bytes) -> bytes:
    done = subprocess.run(
        [sys.executable, "-s", "-B", "-m", module],
        input=given,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"} | ALONE,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"{module} ended with status {done.returncode}: {said[-2000:]}")
    return done.stdout


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def way(told: dict[str, Any]) -> str:
    """For people; CPU of the whole way, what of it each step takes, and the floor's."""
    cpu, sql, (low, high) = told["cpu_ms"], told["sql"], told["ratio_spread"]
    return (
        f"{told['name']}: prepare {cpu['prepare']} ms, sign {cpu['sign']} ms,"
        f" go live {cpu['go_live']} ms; WeasyPrint alone {told['floor_cpu_ms']} ms,"
        f" ratio {told['ratio']} ({low}-{high});"
        f" SQL {sql['prepare']} + {sql['sign']} + {sql['go_live']}, {told['child_mb']} MB;"
        f" goal {told['goal']}"
    )
