"""A thousand reports in a row: worker and signer hold no more memory at the end than after the first.

Somebody saves an answer over and over, first beside an idle portal and then while reports are made.
How long she waits is told and judges nothing: seconds swing on a shared machine. Figures are written
to `var/many-reports.json` as they come; `REPORTS=20` is a quick look, which judges nothing
of memory.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from attestations.models import Attestation
from confinement.parent import ROOT
from organisations.permissions import Role
from tests.journeys.checks import invariants_hold
from tests.journeys.people import Person
from tests.journeys.shortcuts import Member, exactly_one, member_of
from tests.running import Portal, rows, soon
from tests.slow.faults import no_second_of_anything, nothing_left

pytestmark = pytest.mark.worker
SHORT = True
REPORTS = int(os.environ.get("REPORTS", "1000"))
AT_ONCE = 4  # a report or two at work, and the next waiting
IDLE_SAVES = 200
# What the first reports load stays loaded. Seen: after a dozen the signer grows once by a third, and
# stays. Children are replaced after 200 tasks each, and begin anew.
WARM_UP = max(20, REPORTS // 10)
FEWEST = 3 * WARM_UP
FLAT = 1.10
LONGEST = 600.0  # seconds for one report on a busy machine
FIGURES = ROOT / "var" / "many-reports.json"


@dataclass
class Figures:
    """What is measured; kilobytes after each report, seconds of each save."""

    began: float = field(default_factory=time.monotonic)
    kilobytes: dict[str, list[int]] = field(default_factory=lambda: {"worker": [], "signer": []})
    idle: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)

    def written(self) -> str:
        """Write what is known so far, whole or not at all."""
        saves = {"idle": list(self.idle), "meanwhile": list(self.meanwhile)}
        told: dict[str, Any] = {
            "reports": len(self.kilobytes["worker"]),
            "of": REPORTS,
            "seconds": round(time.monotonic() - self.began),
            "processors": os.cpu_count(),
            "load": os.getloadavg(),
            "saves": {name: len(each) for name, each in saves.items()},
            "p50_seconds": {name: median(each) for name, each in saves.items() if each},
            "p99_seconds": {name: worst(each) for name, each in saves.items() if len(each) > 1},
            "kilobytes": self.kilobytes,
        }
        text = json.dumps(told, indent=1)
        FIGURES.parent.mkdir(exist_ok=True)
        partial = FIGURES.with_suffix(".partial")
        partial.write_text(f"{text}\n", encoding="utf-8")
        partial.replace(FIGURES)
        return text


def worst(seconds: list[float]) -> float:
    """Of a hundred saves, how long the slowest but one takes."""
    return quantiles(seconds, n=100, method="inclusive")[-1]


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


def test_it_works(portal: Portal, member: Member) -> None:
    editor, draft = member.signed_in(Role.EDITOR), member.draft()
    figures = Figures()
    figures.idle += [saved(editor, draft) for _ in range(min(IDLE_SAVES, 10 * REPORTS))]
    began = {name: portal.process(name) for name in figures.kilobytes}
    with saving(editor, draft, figures.meanwhile):
        last = make_reports(portal, member, figures)
    sys.stdout.write(f"{figures.written()}\n")
    exactly_one(portal, last)
    no_second_of_anything(portal)
    nothing_left(portal)
    invariants_hold(portal)
    assert {name: portal.process(name) for name in began} == began, "none was started again"
    assert figures.meanwhile
    if REPORTS < FEWEST:
        pytest.skip(f"All were made. Memory is judged from {FEWEST} reports on.")
    for name, sizes in figures.kilobytes.items():
        first, final = sizes[WARM_UP : 2 * WARM_UP], sizes[-WARM_UP:]
        assert median(final) <= FLAT * median(first), f"{name}: {sizes}"


def make_reports(portal: Portal, member: Member, figures: Figures) -> Attestation:
    """One after the other, with the next ones waiting; measured after each. The last of them."""
    count = "SELECT count(*) FROM reports_report WHERE state = 'live'"
    asked = 0
    last = None
    for done in range(1, REPORTS + 1):
        while asked < min(REPORTS, done - 1 + AT_ONCE):
            last = member.due()
            asked += 1
        soon(f"report {done}", lambda d=done: rows(portal, count)[0][0] >= d, LONGEST)
        for name, sizes in figures.kilobytes.items():
            sizes.append(kilobytes(portal.process(name)))
        figures.written()
    assert last is not None
    return last


def saved(editor: Person, draft: Attestation) -> float:
    """Save the first answer again; the seconds from the button to the next page."""
    form = editor.open(f"/attestations/{draft.pk}/criteria/GOV-01/").form("Save")
    began = time.perf_counter()
    editor.press(form, "Save")
    return time.perf_counter() - began


@contextmanager
def saving(editor: Person, draft: Attestation, into: list[float]) -> Iterator[None]:
    """She goes on saving until the end of the block; what goes wrong with it fails the test."""
    over = threading.Event()
    wrong: list[Exception] = []

    def go_on() -> None:
        try:
            while not over.wait(0.2):
                into.append(saved(editor, draft))
        except Exception as error:  # noqa: BLE001 - raised again below
            wrong.append(error)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if wrong:
        raise wrong[0]


def kilobytes(process: int) -> int:
    """What a process and all below it hold, but for children that set a document.

    What several of them share counts once (`Pss`): of pages that a child is forked with, one whose
    last sharer has ended would look new.
    """
    total = 0
    for pid in (process, *below(process)):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:  # ended meanwhile
            continue
        if b"celery" in command:
            total += next(int(line.split()[1]) for line in told.splitlines() if line[:4] == "Pss:")
    return total


def below(process: int) -> list[int]:
    """The children of a process, and theirs."""
    found = []
    try:
        listed = [each.read_text() for each in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:  # ended meanwhile
        return []
    for child in map(int, " ".join(listed).split()):
        found += [child, *below(child)]
    return found
