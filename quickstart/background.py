"""`make up` and `make down`: the demonstration without a terminal."""

import signal
import subprocess
import sys
import time
from typing import Final

from quickstart import demonstration, servers
from quickstart.occupants import Process, remembered, send, wait_until
from quickstart.places import PROJECT, Places, make_folder
from quickstart.supervisor import say, stop_strays

LONGEST_START: Final = 900.0
LONGEST_STOP: Final = 60.0


def supervisor_of(places: Places) -> Process | None:
    """The process that holds the demonstration, if it runs."""
    return next((process for _, process in remembered(places.run, "demonstration")), None)


def up(places: Places) -> int:
    """Start the demonstration and return when it is seeded and `/healthz` answers 200."""
    if supervisor_of(places) is not None and demonstration.state_file(places).exists():
        say("The demonstration runs already.")
        demonstration.print_log_ins(places)
        return 0
    demonstration.port()
    log = make_folder(places.log) / "demonstration.log"
    log.write_bytes(b"")
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "quickstart", "demo"],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    shown = 0
    deadline = time.monotonic() + LONGEST_START
    try:
        while True:
            words = log.read_text(errors="replace")
            print(words[shown:], end="", flush=True)
            shown = len(words)
            if process.poll() is not None:
                return process.returncode or 1
            if demonstration.state_file(places).exists() and demonstration.healthy():
                say("It goes on in the background. `make down` stops it.")
                return 0
            if time.monotonic() > deadline:
                say("It is not ready after 15 minutes; stopping it.")
                down(places)
                return 1
            time.sleep(0.3)
    except KeyboardInterrupt:
        down(places)
        raise


def down(places: Places) -> int:
    """Stop the demonstration and return when all is gone; nothing there is fine too."""
    holder = supervisor_of(places)
    if holder is not None:
        send(holder.pid, signal.SIGTERM)
        if not wait_until(lambda: not holder.lives(), LONGEST_STOP, every=0.1):
            send(holder.pid, signal.SIGKILL)
            wait_until(lambda: not holder.lives(), 5)
    stop_strays(places)
    servers.stop(places)
    demonstration.state_file(places).unlink(missing_ok=True)
    say("All is stopped; the data are kept.")
    return 0
