"""A time-stamping authority that fails while reports are sealed: they wait, and none is sealed lower.

Each way to fail strikes a fifth of `FAULTS` times: so many attempts ended because of it. The
authority is the demonstration's own program; in its place stands another that answers wrongly.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest

from quickstart.occupants import send
from tests.journeys.shortcuts import Member, member_of
from tests.reports import wrong_stamps
from tests.reports.authority import FAULTS, WRONG, Application, Quiet, Threads
from tests.running import Portal, rows, soon
from tests.slow import faults
from tests.slow.faults import Struck

pytestmark = pytest.mark.worker
SHORT = STAMPED = True
NAME = "time-stamps"
EACH = max(1, faults.FAULTS // 5)
FAILED = (
    "SELECT count(*) FROM journal_entry "
    "WHERE act = 'report.step_failed' AND facts->>'cause' = 'stamps'"
)


@pytest.fixture(scope="module")
def member(portal: Portal) -> Member:
    return member_of(portal)


@pytest.fixture(scope="module")
def wrong(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Application]:
    """Ways to answer wrongly, some of them with the authority's own keys."""
    keys: Path = portal.var / NAME
    return FAULTS | wrong_stamps.wrong(keys, tmp_path_factory.mktemp("elsewhere"))


@contextmanager
def away(portal: Portal) -> Iterator[None]:
    """Nobody listens."""
    program = portal.take_away(NAME)
    try:
        yield
    finally:
        portal.bring_back(program)


@contextmanager
def stopped(portal: Portal) -> Iterator[None]:
    """The kernel takes connections, and nobody answers."""
    pid = faults.stop_process(portal, NAME)
    try:
        yield
    finally:
        send(pid, signal.SIGCONT, group=True)


@contextmanager
def in_its_place(portal: Portal, application: Application) -> Iterator[None]:
    """Another program answers at the authority's address."""
    with away(portal):
        made: list[Threads] = []
        soon("its port is free", lambda: _listens(portal, application, made), seconds=20)
        thread = threading.Thread(target=made[0].serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            made[0].shutdown()
            made[0].server_close()
            thread.join()


def _listens(portal: Portal, application: Application, made: list[Threads]) -> bool:
    """Whether the server that is put into `made` has the port: what was killed may hold it yet."""
    port = int(portal.authority.rpartition(":")[2])
    kinds = {"server_class": Threads, "handler_class": Quiet}
    try:
        made.append(make_server("127.0.0.1", port, application, **kinds))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("fault", ["away", "stopped", *FAULTS, *WRONG])
def test_it_fails(
    portal: Portal, member: Member, wrong: dict[str, Application], fault: str
) -> None:
    struck = Struck(portal, member)
    kinds = {"away": away, "stopped": stopped}
    struck.keep_busy()
    with kinds[fault](portal) if fault in kinds else in_its_place(portal, wrong[fault]):
        ((before,),) = rows(portal, FAILED)
        signed = rows(portal, "SELECT count(*) FROM reports_signedfile")
        soon(
            f"{EACH} attempts ended",
            lambda: rows(portal, FAILED)[0][0] >= before + EACH,
            seconds=300,
        )
        assert rows(portal, "SELECT count(*) FROM reports_signedfile") == signed
    struck.recovered(f"{EACH} attempts met an authority that was {fault}")
