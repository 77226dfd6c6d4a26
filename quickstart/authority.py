"""The demonstration's time-stamping authority: where it answers, and how it is started."""

import socket
import sys
from collections.abc import Mapping
from typing import Final

from quickstart.occupants import remembered
from quickstart.places import Places, make_folder
from quickstart.supervisor import Program
from quickstart.valkey import free_port

LOOPBACK: Final = "127.0.0.1"
NAME: Final = "time-stamps"
# It knows nothing of the portal: no database, no broker, no key but its own.
TOLD: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONUNBUFFERED", "PYTHONPATH")


def address(places: Places) -> str:
    """Where it answers; the port stays the same from one start to the next while nobody takes it.

    Its certificate names the address, for whoever wants to know whether it was revoked.
    """
    file = make_folder(places.var / "time-stamps") / "port"
    try:
        port = int(file.read_text())
    except (OSError, ValueError):
        port = 0
    if not port or not (_is_ours(places) or _is_free(port)):
        port = free_port()
        file.write_text(f"{port}\n")
    return f"http://{LOOPBACK}:{port}"


def _is_ours(places: Places) -> bool:
    return any(process.lives() for _, process in remembered(places.run / "processes", NAME))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def program(places: Places, everything: Mapping[str, str]) -> Program:
    """The process, told of its own folder and of where its root is published."""
    answers_at = address(places)
    environment = {name: value for name, value in everything.items() if name in TOLD}
    environment |= {
        "AUTHORITY_DIR": str(places.var / "time-stamps"),
        "AUTHORITY_URL": answers_at,
        "PUBLIC_KEYS_DIR": everything.get("PUBLIC_KEYS_DIR") or str(places.var / "public-keys"),
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK]
    command += [
        "--port",
        answers_at.rpartition(":")[2],
        "--workers",
        "1",
        "--blocking-threads",
        "2",
    ]
    command += ["--no-access-log"]
    return Program(NAME, [*command, "demonstration.authority:application"], environment)
