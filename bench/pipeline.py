"""From what is due to a report that is signed, logged and live, beside WeasyPrint alone.

Most of the work is done by processes that the worker starts: the child that sets the document, and
the programs of the gates. Their CPU counts (RUSAGE_CHILDREN), as does the database's. Each report
is made once, so every round has a report of its own.
"""

import base64
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from attestations.intake import accepted
from attestations.opening import opened
from attestations.readiness import made_ready
from bench.large_edition import large_edition
from bench.measuring import SECOND, Meter, told_statements
from confinement.parent import ROOT
from organisations.models import Organisation
from organisations.permissions import Role, Side
from principles.adoption import adopted
from principles.models import Edition
from reports import issuing
from reports.contents import ReportContents
from reports.due import open_due_reports
from reports.gathering import gathered
from reports.lease import leased
from reports.models import NumberSequence, Report
from reports.plain import to_plain
from reports.rungs import ATTACHMENTS, RUNGS, shown
from reports.status import State
from reports.twin import twin_bytes
from tests.answers import answer_everything
from tests.people import acting, organisation, person
from tests.registry.factory import org, scope_of
from tests.stages import made_submitted
from transparency.tasks import sign_new_checkpoint

NAME: Final = "report: due to live"
SIZES: Final = (5, 60, 120, 550)
STEPS: Final = (issuing.prepare, issuing.sign, issuing.go_live)
ALONE: Final = {"FONTCONFIG_FILE": str(ROOT / "reports" / "fonts" / "fonts.conf")}


@dataclass(frozen=True, slots=True)
class Made:
    """One report's way: CPU seconds by step with the database's, the statements, the floor."""

    cpu: Sequence[float]
    floor: float
    sql: int
    peak: int


def ways(meter: Meter, *, rounds: int, sizes: Sequence[int] = SIZES) -> Iterator[dict[str, Any]]:
    """Each size as JSON, smallest first: the largest child so far is the one just ended."""
    alliance = Organisation.objects.filter(side=Side.ALLIANCE).first() or organisation(
        Side.ALLIANCE, "reporting-alliance", "Reporting Alliance"
    )
    # The world's own report has a number without having taken it from the sequence.
    NumberSequence.objects.update_or_create(year=now().year, defaults={"last": 1000})
    for size in sorted(sizes):
        edition, _ = _adopted(size)
        made = [one(meter, alliance, edition, f"{size}-{number}") for number in range(rounds)]
        ratios = [sum(each.cpu) / each.floor for each in made]
        prepare, sign, live = (median(each.cpu[step] for each in made) for step in range(3))
        yield {
            "name": f"{NAME}, {size} criteria",
            "cpu_ms": {
                "prepare": round(1000 * prepare),
                "sign": round(1000 * sign),
                "go_live": round(1000 * live),
            },
            "floor": "WeasyPrint on the same HTML of both files, in fresh processes",
            "floor_cpu_ms": round(1000 * median(each.floor for each in made)),
            "ratio": round(median(ratios), 2),
            "ratio_spread": [round(min(ratios), 2), round(max(ratios), 2)],
            "sql": max(each.sql for each in made),
            "child_mb": max(each.peak for each in made),
            "goal": "1.15 of WeasyPrint, 10 SQL, 400 MB at 550 criteria",
        }


@transaction.atomic
def _adopted(size: int) -> tuple[Edition, bool]:
    return adopted(large_edition(size, framework=f"reported-{size}"), by=SYSTEM, at=now())


def one(meter: Meter, alliance: Organisation, edition: Edition, slug: str) -> Made:
    """Measure the way of one report, and WeasyPrint on its page."""
    report = due(alliance, edition, slug)
    sql: list[str] = []
    cpu = []
    for work in STEPS:
        act = partial(step, report, work)
        cost = meter.cost(lambda act=act: sql.extend(told_statements(act)), 1)
        cpu.append(cost.cpu / SECOND)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return Made(cpu, alone(report), len(sql), peak)


def due(alliance: Organisation, edition: Edition, slug: str) -> Report:
    """A declared report that is due: everything answered, signed and accepted."""
    member = org(f"reported-{slug}", "Harbour Lumen Cloud Ltd")
    editor, signatory, registrar = (
        acting(person(of, role, f"{role} {slug}"))
        for of, role in (
            (member, Role.EDITOR),
            (member, Role.SIGNATORY),
            (alliance, Role.REGISTRAR),
        )
    )
    with transaction.atomic():
        draft = opened(scope_of(member).pk, edition.pk, now().date(), by=editor, at=now())
        answer_everything(draft, editor)
        made_ready(draft.pk, {}, by=editor, at=now())
        made_submitted(draft, signatory, publish_declared=True)
        accepted(draft.pk, by=registrar, at=now())
    open_due_reports(at=now())
    return Report.objects.get(attestation=draft)


def step(report: Report, work: Callable[[Any], None]) -> None:
    """One step as a worker does it; the last one signs a checkpoint over the new leaf."""
    state = Report.objects.values_list("state", flat=True).get(pk=report.pk)
    with leased(Report, report.pk, State(state)) as claim:
        if claim is None:
            raise RuntimeError(f"{report.number} is not free.")
        work(claim)
    if work is issuing.go_live:
        sign_new_checkpoint()


def alone(report: Report) -> float:
    """CPU seconds of WeasyPrint on the same HTML of both rungs, start of its processes included."""
    report = Report.objects.select_related("submission__signed_by", "edition__framework").get(
        pk=report.pk
    )
    contents = gathered(report, issued_at=report.issued_at)
    return sum(_alone(replace(contents, rung=rung)) for rung in RUNGS)


def _alone(contents: ReportContents) -> float:
    order = {
        "document": "report",
        "contents": to_plain(shown(contents)),
        "files": {ATTACHMENTS[contents.rung]: base64.b64encode(twin_bytes(contents)).decode()},
    }
    html = _process("html", json.dumps(order).encode())
    before = _children()
    _process("pdf", html)
    return _children() - before


def _process(work: str, given: bytes) -> bytes:
    return subprocess.run(
        [sys.executable, "-s", "-B", "-m", "bench.alone", work],
        input=given,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"} | ALONE,
        capture_output=True,
        check=True,
    ).stdout


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def way(told: dict[str, Any]) -> str:
    """For people; CPU of the whole way, what of it each step takes, and the floor's."""
    cpu, (low, high) = told["cpu_ms"], told["ratio_spread"]
    return (
        f"{told['name']}: prepare {cpu['prepare']} ms, sign {cpu['sign']} ms,"
        f" go live {cpu['go_live']} ms; WeasyPrint alone {told['floor_cpu_ms']} ms,"
        f" ratio {told['ratio']} ({low}-{high}); {told['sql']} SQL, {told['child_mb']} MB;"
        f" goal {told['goal']}"
    )
