"""What breaks on purpose, and what must be so afterwards: for tests of the reports' machinery."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connections

from attestations.models import Attestation
from confinement.scratch import PREFIX
from quickstart import postgres, servers, valkey
from quickstart.home import make_home
from quickstart.occupants import send
from tests.journeys.checks import invariants_hold
from tests.journeys.shortcuts import Member, exactly_one, is_live
from tests.running import Portal, rows, soon
from tests.services import PLACES

# Each kind of fault strikes so often; `FAULTS=3` is a quick look.
FAULTS: Final = int(os.environ.get("FAULTS", "50"))
RECOVERED_WITHIN: Final = 120.0
# So many reports are under way at once: one whose worker died waits for its lease to end (45 s),
# and the next fault need not wait for it.
AT_ONCE: Final = 8
# A report may lose so many attempts before another takes its turn; after 20 it would have failed.
MOST_ATTEMPTS: Final = 8
LEASED: Final = (
    "SELECT id, token FROM reports_report WHERE state = %(state)s AND leased_until > now() "
    "AND attempts <= %(most)s"
)


class Struck:
    """Reports that become due, are struck, and must all be live within two minutes of the last."""

    def __init__(self, portal: Portal, member: Member) -> None:
        self.portal, self.member = portal, member
        self.waiting: list[Attestation] = []
        self.made = 0
        # Report and token of each attempt that was struck: what a dead worker leaves behind counts
        # once, and nobody is at work on it.
        self.hits: set[tuple[UUID, int]] = set()

    def keep_busy(self) -> None:
        """See to it that enough reports are under way."""
        self.waiting = [each for each in self.waiting if not is_live(self.portal, each)]
        while len(self.waiting) < AT_ONCE:
            self.waiting.append(self.member.due())
            self.made += 1

    def when_at_work(self, state: str) -> None:
        """Return in the middle of a step that leads on from `state`."""
        self.keep_busy()

        def begun() -> bool:
            if leases(self.portal, state, most=MOST_ATTEMPTS) - self.hits:
                return True
            self.keep_busy()
            return False

        soon(f"a worker is at work on a report that is {state}", begun, seconds=120, every=0.01)

    def count(self, state: str) -> int:
        """How many attempts were struck so far, now that all who worked on `state` are struck."""
        self.hits |= leases(self.portal, state)
        return len(self.hits)

    def recovered(self, what: str) -> None:
        """All are live in time, each exactly once, and nothing is left over."""
        all_of_them = list(self.waiting)
        soon(
            f"every report is live after {what}",
            lambda: all(is_live(self.portal, each) for each in all_of_them),
            RECOVERED_WITHIN,
            every=0.5,
        )
        for each in all_of_them:
            exactly_one(self.portal, each)
        invariants_hold(self.portal)
        no_second_of_anything(self.portal)
        nothing_left(self.portal)


def leases(portal: Portal, state: str, most: int = 20) -> set[tuple[UUID, int]]:
    """The attempts under way at the step that leads on from `state`."""
    return set(rows(portal, LEASED, {"state": state, "most": most}))


def taken_over(portal: Portal, begun: set[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Which of these attempts are not the newest of their report any more."""
    newest = dict(rows(portal, "SELECT id, token FROM reports_report"))
    return {(pk, token) for pk, token in begun if newest[pk] > token}


def no_second_of_anything(portal: Portal) -> None:
    """One prepared and one signed file for each report, and one leaf, however often it was tried."""
    for table in ("reports_preparedfile", "reports_signedfile"):
        twice = f"SELECT report_id FROM {table} GROUP BY report_id, rung HAVING count(*) > 1"  # noqa: S608
        assert rows(portal, twice) == []
    (live,) = rows(portal, "SELECT count(*) FROM reports_report WHERE state = 'live'")
    leaves = rows(portal, "SELECT count(*) FROM transparency_leaf WHERE kind = 'report'")
    assert leaves == [live]
    assert rows(portal, "SELECT number FROM reports_report WHERE state = 'failed'") == []
    levels = rows(portal, "SELECT DISTINCT level FROM reports_signedfile")
    assert levels == [("B-LT" if portal.authority else "B-B",)]


def nothing_left(portal: Portal) -> None:
    """No folder of a worker that died, once another has worked; no half file beside a checkpoint."""
    soon(
        "nobody's folder is gone",
        lambda: not list((portal.var / "tmp").glob(f"{PREFIX}*")),
        seconds=60,
    )
    names = [each.name for each in (portal.var / "checkpoints").rglob("*") if each.is_file()]
    assert not [name for name in names if "tmp" in name or "partial" in name], names


def restart_at_once(portal: Portal) -> None:
    """Forget that a process died often: an orchestrator would wait longer each time."""
    for program in portal.supervisor.programs:
        program.ends.clear()


def stop_process(portal: Portal, name: str) -> int:
    """SIGSTOP a process and all that it started; its number."""
    pid = portal.process(name)
    send(pid, signal.SIGSTOP, group=True)
    return pid


@contextmanager
def second_worker(portal: Portal, concurrency: int) -> Iterator[None]:
    """Another worker beside the first, which takes over what the first has let go.

    The first has so many at work at once meanwhile.
    """
    first = portal.take_away("worker")
    at = first.command.index("--concurrency") + 1
    wide = replace(first, command=[*first.command[:at], str(concurrency), *first.command[at + 1 :]])
    named = ["other@%h" if each == "worker@%h" else each for each in first.command]
    for each in (wide, replace(first, name="other", command=named)):
        portal.bring_back(each)
    try:
        yield
    finally:
        for name in ("other", "worker"):
            portal.take_away(name)
        portal.bring_back(first)


def flush_valkey(portal: Portal) -> None:
    """Every message is gone."""
    valkey.empty(portal.places, 0)


STARTED: Final = "SELECT pg_postmaster_start_time()"


def restart_postgres(portal: Portal) -> None:
    """The database server of the tests goes and comes back; all connections are cut."""
    before = rows(portal, STARTED)
    connections.close_all()
    with servers.lock(PLACES):
        home = make_home(PLACES)
        postgres.stop(home)
        time.sleep(1)
        postgres.start(home, durable=False)
    assert rows(portal, STARTED) != before, "It was another server."


def in_group(pid: int) -> list[int]:
    """The processes of a group."""
    found = []
    for name in (each.name for each in Path("/proc").iterdir()):
        if name.isdigit():
            try:
                if os.getpgid(int(name)) == pid:
                    found.append(int(name))
            except ProcessLookupError:
                continue
    return found


@contextmanager
def no_room_for_files(pid: int, bytes_left: int) -> Iterator[None]:
    """Every write beyond so many bytes of a file fails, for a process and what it has started.

    The kernel answers as it does for a full disk, but with EFBIG; the database is not touched.
    """
    group = in_group(pid)
    before = {each: resource.prlimit(each, resource.RLIMIT_FSIZE) for each in group}
    try:
        for each, (_, hard) in before.items():
            resource.prlimit(each, resource.RLIMIT_FSIZE, (bytes_left, hard))
        yield
    finally:
        for each, limits in before.items():
            try:
                resource.prlimit(each, resource.RLIMIT_FSIZE, limits)
            except ProcessLookupError:
                continue
