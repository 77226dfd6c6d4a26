"""`make demo`: everything a portal needs, on this machine, in sight, until Ctrl-C."""

import fcntl
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import Any, Final, Never

from quickstart import authority, servers
from quickstart.occupants import remember, wait_until
from quickstart.places import PROJECT, Places, make_folder, secret
from quickstart.refusal import QuickstartRefusal
from quickstart.supervisor import (
    Program,
    Supervisor,
    run_aloud,
    run_together,
    say,
    stop_strays,
)

HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
PORTS: Final = range(1, 65536)
# Only the signer reads keys; only the preparation knows the role that owns the database.
PRIVATE: Final = tuple(
    f"{name}{end}"
    for name in (
        *("KEYS_DIR", "SEAL_STORE"),
        *("PKCS11_MODULE", "PKCS11_TOKEN_LABEL", "PKCS11_KEY_LABEL", "PKCS11_PIN"),
        *("SEAL_LEVEL", "TIME_STAMP_URL"),
    )
    for end in ("", "_FILE")
)
OWNERS: Final = ("MIGRATIONS_DATABASE_URL", "MIGRATIONS_DATABASE_URL_FILE")


def port() -> int:
    """`PORT`, or 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or int(text) not in PORTS:
        raise QuickstartRefusal(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def origin() -> str:
    """The web origin that pages and reports name: `SITE_ORIGIN`, or this machine and port."""
    return os.environ.get("SITE_ORIGIN") or f"http://{HOST}:{port()}"


def environment(places: Places, addresses: Mapping[str, str]) -> dict[str, str]:
    """What the demonstration adds to the environment; what is set outside wins, but its kind."""
    ours = {
        "SECRET_KEY": secret(places, "secret-key", 32),
        "SITE_ORIGIN": origin(),
        "ALLIANCE_NAME": "Demonstration Alliance",
        "VAR_DIR": str(places.var),
        "EVIDENCE_SCANNER": "none",
        "EMAIL_URL": "file",
        "KEYS_DIR": str(places.var / "keys"),
        "TIME_STAMP_URL": f"{authority.address(places)}/tsa",
    }
    chosen = {name: value for name, value in ours.items() if not servers.given(name)}
    return {**chosen, **addresses, "ENVIRONMENT": "demonstration"}


def without(variables: Mapping[str, str], *names: str) -> dict[str, str]:
    """The same variables but for those named."""
    return {name: value for name, value in variables.items() if name not in names}


def manage(*arguments: str) -> list[str]:
    """The command line of one of the portal's own commands."""
    return [sys.executable, str(PROJECT / "manage.py"), *arguments]


def programs(places: Places, everything: Mapping[str, str]) -> list[Program]:
    """The four processes, and the authority where reports are stamped by ours.

    The signer alone is told where the keys are, and whom to ask for a time stamp.
    """
    celery = [sys.executable, "-m", "celery", "--app", "trustportal.celery:app"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
    beat_state = make_folder(places.var / "beat") / "schedule"
    plain = without(everything, *PRIVATE, *OWNERS)
    signing = without(everything, *OWNERS)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    web += ["--port", str(port()), "--workers", "1", "--blocking-threads", "8"]
    web += ["--respawn-failed-workers", "--no-access-log", "trustportal.wsgi:application"]
    stamped_here = everything.get("TIME_STAMP_URL", "").startswith(authority.address(places))
    return [
        *([authority.program(places, everything)] if stamped_here else []),
        Program(
            "worker",
            [*worker, "--queues", "default", "--concurrency", "2", "--hostname", "worker@%h"],
            plain,
        ),
        Program(
            "signer",
            [*worker, "--queues", "signing", "--concurrency", "1", "--hostname", "signer@%h"],
            signing,
        ),
        Program(
            "beat",
            [*celery, "beat", "--loglevel", "INFO", "--schedule", str(beat_state), "--pidfile="],
            plain,
        ),
        Program("web", web, plain),
    ]


def foreground(places: Places) -> int:
    """Start everything, print the address and the log-ins, keep it running until a signal.

    Exit status 0 after Ctrl-C or SIGTERM once all was running, 1 when something could not start.
    """
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    started_at = time.monotonic()
    with only_one(places):
        state_file(places).unlink(missing_ok=True)
        for name in stop_strays(places):
            say(f"Stopped {name}, left over from an earlier start.")
        refuse_taken_port()
        remember(places.run, "demonstration", os.getpid())
        supervisor = Supervisor(places, [])
        ready = False
        try:
            begin(places, supervisor)
            state_file(places).write_text(json.dumps({"origin": origin()}))
            ready = True
            say(f"Ready after {time.monotonic() - started_at:.0f} s. Ctrl-C stops everything.")
            watch(places, supervisor)
        except KeyboardInterrupt:
            say("Stopping.")
        finally:
            state_file(places).unlink(missing_ok=True)
            supervisor.stop()
            servers.stop(places)
            (places.run / "demonstration.json").unlink(missing_ok=True)
            say("All is stopped; the data are kept.")
    return 0 if ready else 1


def interrupt(_number: int, _frame: FrameType | None) -> Never:
    """The first signal ends the work; the stopping itself is not interrupted by more of them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def begin(places: Places, supervisor: Supervisor) -> None:
    """All that comes before "ready"; QuickstartRefusal when a step fails."""
    say("Starting PostgreSQL 18 and Valkey.")
    addresses = servers.ensure(places.var, durable=True)
    everything = {
        **os.environ,
        **environment(places, addresses),
        "DJANGO_SETTINGS_MODULE": "trustportal.settings",
        "PYTHONUNBUFFERED": "1",
    }
    prepare(places, everything)
    supervisor.programs = programs(places, everything)
    supervisor.start()
    say("Waiting for the first page.")
    wait_for_health(supervisor)
    say("Seeding the demonstration; the real worker makes its reports, so the first time takes")
    say("a minute or two.")
    seeding = without(everything, *PRIVATE, *OWNERS)
    if run_aloud(manage("seed_demonstration"), seeding, supervisor.look_after) != 0:
        raise QuickstartRefusal(f"The seeding failed. The processes' logs are in {places.log}.")
    print_log_ins(places)


def prepare(places: Places, everything: Mapping[str, str]) -> None:
    """Migrate, make keys and gather static files, beside one another."""
    say("Preparing the database, the development keys and the static files.")
    failed = run_together(
        places,
        [
            ("prepare", manage("prepare_database"), without(everything, *PRIVATE)),
            ("keys", manage("make_development_keys"), without(everything, *OWNERS)),
            (
                "static",
                manage("collectstatic", "--noinput", "--verbosity", "0"),
                without(everything, *PRIVATE, *OWNERS),
            ),
        ],
    )
    for name in failed:
        log = places.log / f"{name}.log"
        say(log.read_text(errors="replace")[-3000:])
        raise QuickstartRefusal(f"A step failed. Its words are above and in {log}.")


def refuse_taken_port() -> None:
    """Say so before anything starts when the port belongs to another program."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port()))
        except OSError:
            raise QuickstartRefusal(
                f"Port {port()} is taken or not allowed. Choose another: make demo PORT=8123"
            ) from None


def healthy() -> bool:
    """Whether `/healthz` answers 200; the address is this machine's, whatever a proxy is set to."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port()}/healthz", timeout=5) as response:
            return bool(response.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False


def wait_for_health(supervisor: Supervisor) -> None:
    """Return when the web process answers; QuickstartRefusal after two minutes."""

    def asked() -> bool:
        supervisor.look_after()
        return healthy()

    if not wait_until(asked, seconds=120, every=0.3):
        log = supervisor.places.log / "web.log"
        raise QuickstartRefusal(f"The web process did not answer. Its words are in {log}.")


def watch(places: Places, supervisor: Supervisor) -> None:
    """Look after processes and servers for as long as nobody stops it."""
    complaint = ""
    while True:
        supervisor.look_after()
        try:
            for name in servers.revive(places):
                say(f"{name} was gone and has been started again.")
            complaint = ""
        except QuickstartRefusal as refusal:
            if str(refusal) != complaint:
                complaint = str(refusal)
                say(complaint)
        time.sleep(1)


def state_file(places: Places) -> Path:
    """Exists while the demonstration is ready."""
    return places.run / "ready"


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """Hold the demonstration's lock, or refuse: one state folder serves one demonstration."""
    make_folder(places.var, 0o755)
    with (make_folder(places.run) / "demonstration.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise QuickstartRefusal(
                "The demonstration already runs from this folder. `make down` stops it."
            ) from None
        yield


def accounts(places: Places) -> list[dict[str, Any]]:
    """What the seeding wrote for people who try the demonstration; empty before that."""
    try:
        entries: list[dict[str, Any]] = json.loads(
            (places.var / "demo" / "accounts.json").read_text()
        )
    except (OSError, ValueError):
        return []
    return entries


def print_log_ins(places: Places) -> None:
    """The address and every log-in, in columns."""
    say()
    say(f"The demonstration is at {origin()}/")
    entries = accounts(places)
    people = [entry for entry in entries if "email" in entry]
    if people:
        say()
        width = max(len(entry["email"]) for entry in people)
        say(f"{'e-mail':{width}}  {'password':24}  {'role':18}  organisation")
    for entry in people:
        role, organisation = entry["role"], entry.get("organisation") or "the alliance"
        say(f"{entry['email']:{width}}  {entry['password']:24}  {role:18}  {organisation}")
    for entry in entries:
        if "api_key" in entry:
            say(f"API key of a partner: {entry['api_key']}")
    if people:
        say()
        say("Where a code is asked for:  .venv/bin/python -m quickstart code E-MAIL")
        say(
            f"All of this stands in {places.var / 'demo' / 'accounts.json'}, with the codes' secrets."
        )
    say()
