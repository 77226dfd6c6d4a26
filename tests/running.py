"""The portal itself, running: web, worker, signer and beat as `make demo` starts them.

Each module of tests that asks for `portal` gets one of its own: a database, a Valkey, keys, mail
and evidence of its own, so that nothing else that is tested meanwhile can be confused by it. In
that module Django's own connections lead to the same database.
"""

import os
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_string, policy
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from pytest_django import DjangoDbBlocker

from accounts.actor import SYSTEM
from principles.adoption import adopted
from quickstart import authority, demonstration, servers, valkey
from quickstart.home import Home, make_home
from quickstart.occupants import send, wait_until
from quickstart.places import Places
from quickstart.supervisor import Program, Supervisor, run_together
from tests.database import lead_to, named, test_database
from tests.editions import edition_data, short_data

# What the portal of a test must not take over from the shell that started the tests.
NOT_INHERITED = (
    "SITE_ORIGIN",
    "EVIDENCE_DIR",
    "EVIDENCE_PAGES_DIR",
    "PUBLIC_KEYS_DIR",
    "CHECKPOINT_DIR",
    "ALLIANCE_NAME",
    "ACCENT_COLOUR",
    "READ_ONLY",
    "DENY_LOGIN",
    "TIME_STAMP_URL",
    "SEAL_LEVEL",
    "SECRET_KEY",
    "PORT",
)
LONGEST_TAIL = 6000
_running: list["Portal"] = []


class Portal:
    """Four processes, their Valkey, and what they keep; started by `start`, ended by `stop`."""

    def __init__(self, var: Path, database: str, *, stamped: bool = False) -> None:
        """`stamped`: with a time-stamping authority, so that seals are PAdES B-LT."""
        self.var = var
        self.places = Places(var)
        # Asked once: while another program stands in its place, it would move.
        self.authority = authority.address(self.places) if stamped else ""
        self.port = valkey.free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.valkey_home: Home = make_home(self.places)
        self.database = database
        self.supervisor = Supervisor(self.places, [])
        self._watching = threading.Event()
        self._watcher: threading.Thread | None = None

    def environment(self) -> dict[str, str]:
        """What the processes are told: all state is below `var`, the database is the module's."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name.removesuffix("_FILE") not in NOT_INHERITED
        }
        return inherited | {
            "ENVIRONMENT": "test",
            "DJANGO_SETTINGS_MODULE": "trustportal.settings",
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": named(os.environ["DATABASE_URL"], self.database),
            "MIGRATIONS_DATABASE_URL": named(os.environ["MIGRATIONS_DATABASE_URL"], self.database),
            "REDIS_URL": valkey.url(self.valkey_home),
            "SITE_ORIGIN": self.origin,
            "VAR_DIR": str(self.var),
            "TMPDIR": str(self.var / "tmp"),
            "KEYS_DIR": str(self.var / "keys"),
            "EVIDENCE_SCANNER": "none",
            "EMAIL_URL": "file",
            **({"TIME_STAMP_URL": f"{self.authority}/tsa"} if self.authority else {}),
        }

    def start(self) -> None:
        """Make keys, start everything, return when the first page answers."""
        (self.var / "tmp").mkdir(exist_ok=True)
        self.start_valkey()
        environment = self.environment()
        keys = demonstration.manage("make_development_keys")
        assert run_together(self.places, [("keys", keys, environment)]) == [], self.tail("keys")
        with told(PORT=str(self.port)):
            self.supervisor.programs = demonstration.programs(self.places, environment)
            self.supervisor.start()
            assert wait_until(demonstration.healthy, seconds=60, every=0.1), self.tail("web")
        self.watch()

    def stop(self) -> None:
        """End every process; what they kept goes with the folder."""
        self.leave_unwatched()
        self.supervisor.stop()
        valkey.stop(self.valkey_home)

    def watch(self) -> None:
        """Start again what dies, as the demonstration and an orchestrator do."""
        self._watching.set()
        self._watcher = threading.Thread(target=self._look_after, daemon=True)
        self._watcher.start()

    def leave_unwatched(self) -> None:
        """What dies stays dead."""
        self._watching.clear()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def _look_after(self) -> None:
        while self._watching.is_set():
            self.supervisor.look_after()
            time.sleep(0.2)

    def process(self, name: str) -> int:
        """The number of a process that runs now; waits for one that is being started again."""
        found: list[int] = []

        def runs() -> bool:
            program = next(each for each in self.supervisor.programs if each.name == name)
            process = program.process
            found[:] = [process.pid] if process is not None and process.poll() is None else []
            return bool(found)

        assert wait_until(runs, seconds=40, every=0.05), f"{name} does not run."
        return found[0]

    def kill(self, name: str) -> None:
        """SIGKILL the process and all that it started, as a machine that loses power does."""
        send(self.process(name), signal.SIGKILL, group=True)

    def take_away(self, name: str) -> Program:
        """End a process, and leave it ended until `bring_back`."""
        program = next(each for each in self.supervisor.programs if each.name == name)
        self.supervisor.programs = [each for each in self.supervisor.programs if each != program]
        process = program.process
        if process is not None:
            send(process.pid, signal.SIGKILL, group=True)
            process.wait()
        program.process = None
        return program

    def bring_back(self, program: Program) -> None:
        """Start again what was taken away."""
        self.supervisor.launch(program)
        self.supervisor.programs = [*self.supervisor.programs, program]

    def start_valkey(self) -> None:
        with servers.lock(self.places):
            valkey.start(self.valkey_home)

    def stop_valkey(self) -> None:
        with servers.lock(self.places):
            valkey.stop(self.valkey_home)

    def letters(self, address: str) -> list[str]:
        """The texts of all mail that was sent to `address`, the oldest first."""
        found = []
        for file in sorted((self.var / "mail").glob("*.log")):
            for raw in re.split(r"^-{79}$", file.read_text(), flags=re.MULTILINE):
                if raw.strip():
                    letter = message_from_string(raw.lstrip(), policy=policy.default)
                    if address in str(letter["To"]):
                        found.append(letter.get_content())
        return found

    def tail(self, name: str) -> str:
        """The last words of a process."""
        file = self.places.log / f"{name}.log"
        return file.read_text(errors="replace")[-LONGEST_TAIL:] if file.exists() else ""


@contextmanager
def told(**variables: str) -> Iterator[None]:
    """These variables in our own environment, for functions that read them there."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """A prepared database that Django's connections lead to, until the end of the block."""
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in ("default", "owner")}
    try:
        with test_database(name) as made:
            try:
                yield made
            finally:
                end_connections(made)
    finally:
        for alias, old in before.items():
            lead_to(old, alias)


def end_connections(database: str) -> None:
    """End what is still connected as the application's role; its owner may not, and must drop it."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND usename = current_user",
            [database],
        )


@contextmanager
def running_portal(name: str, *, short: bool = False, stamped: bool = False) -> Iterator[Portal]:
    """A portal that answers, with edition 1.0 and nothing else; `short`: with five of its criteria."""
    var = Path(tempfile.mkdtemp(prefix="tp-portal-"))
    var.chmod(0o755)  # Valkey may run as another user
    try:
        with own_database(name) as database:
            portal = Portal(var, database, stamped=stamped)
            with transaction.atomic():
                adopted(short_data() if short else edition_data(), by=SYSTEM, at=now())
            _running.append(portal)
            try:
                portal.start()
                yield portal
            finally:
                portal.stop()
                _running.remove(portal)
    finally:
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="module")
def portal(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Portal]:
    """The running portal of this module of tests; SHORT and STAMPED in the module say of what kind."""
    name = re.sub(r"\W+", "_", request.module.__name__.rpartition("tests.")[2])
    asked = {kind: getattr(request.module, kind.upper(), False) for kind in ("short", "stamped")}
    with django_db_blocker.unblock(), running_portal(name, **asked) as started:
        yield started


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show the processes' last words beside a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.failed and "portal" in getattr(item, "fixturenames", ()):
        for each in _running:
            for program in each.supervisor.programs:
                report.sections.append((f"{program.name}.log", each.tail(program.name)))


def soon(
    what: str, condition: Callable[[], object], seconds: float = 60, every: float = 0.2
) -> None:
    """Wait until something is so, or fail with `what` was waited for."""
    assert wait_until(lambda: bool(condition()), seconds=seconds, every=every), (
        f"Waited {seconds:.0f} s for this: {what}"
    )


def rows(portal: Portal, statement: str, given: Mapping[str, object] | None = None) -> list[tuple]:
    """What the database holds, asked as its owner."""
    owner = named(os.environ["MIGRATIONS_DATABASE_URL"], portal.database)
    with psycopg.connect(owner) as connection:
        return connection.execute(statement, given).fetchall()
