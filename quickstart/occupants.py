"""Which processes there are: read from /proc, because a file with a number in it can lie."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from quickstart.places import make_folder


def occupants(folder: Path) -> list[int]:
    """The processes that work in `folder`: each of our servers has a folder to itself."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
    return sorted(found)


@dataclass(frozen=True)
class Process:
    """A process that is not mistaken for a later one with the same number.

    `started` is field 22 of /proc/<pid>/stat, clock ticks since the machine started (proc(5)).
    """

    pid: int
    started: int

    def lives(self) -> bool:
        """Whether this very process still runs."""
        return seen(self.pid) == self


def seen(pid: int) -> Process | None:
    """The process with this number, or None when there is none or it has ended (a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else Process(pid, int(fields[19]))


def remember(folder: Path, name: str, pid: int) -> None:
    """Note a process of ours as `folder/name.json`."""
    process = seen(pid)
    if process is not None:
        file = make_folder(folder) / f"{name}.json"
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(asdict(process)))
        partial.replace(file)


def remembered(folder: Path, pattern: str = "*") -> Iterator[tuple[str, Process]]:
    """Names and processes that were noted and still run; the notes of others are removed."""
    for file in sorted(folder.glob(f"{pattern}.json")):
        try:
            process = Process(**json.loads(file.read_text()))
        except (OSError, ValueError, TypeError):
            continue
        if process.lives():
            yield file.stem, process
        else:
            file.unlink(missing_ok=True)


def send(pid: int, number: signal.Signals, *, group: bool = False) -> None:
    """Send a signal to a process, or to the group that it leads; nobody there is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Ask until it is so or `seconds` have passed; whether it came to be so."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
