"""The portal's processes: each in a group of its own, watched, started again, stopped together."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from quickstart.occupants import remember, remembered, send, wait_until
from quickstart.places import PROJECT, Places, make_folder

# After its first end a process is back in a second; one that ends at once is tried ever more
# rarely, so that a broken one neither fills the disk with logs nor the machine with starts.
WINDOW: Final = 60.0
LONGEST_PAUSE: Final = 30.0
PATIENCE: Final = 12.0


def say(line: str = "") -> None:
    """Tell the person at the keys, at once even through a pipe."""
    print(line, flush=True)


@dataclass
class Program:
    """One process to be kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    ends: deque[float] = field(default_factory=deque)
    due: float = 0.0

    def pause(self, now: float) -> float:
        """Seconds to wait before the next start: 1, 2, 4, … 30 by the ends of the last minute."""
        self.ends.append(now)
        while self.ends[0] < now - WINDOW:
            self.ends.popleft()
        return min(LONGEST_PAUSE, 2.0 ** (len(self.ends) - 1))


class Supervisor:
    """Keeps programs running until told to stop; their words go to `log/<name>.log`."""

    def __init__(self, places: Places, programs: Sequence[Program]) -> None:
        self.places = places
        self.programs = programs

    def start(self) -> None:
        """Start them all, in the order given."""
        for program in self.programs:
            self.launch(program)
            say(f"Started {program.name}.")

    def launch(self, program: Program) -> None:
        """Start one process and note it, so that a later start finds it if we are killed."""
        log = make_folder(self.places.log) / f"{program.name}.log"
        with log.open("ab") as stream:
            program.process = subprocess.Popen(
                list(program.command),
                cwd=PROJECT,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        remember(self.places.run / "processes", program.name, program.process.pid)

    def look_after(self) -> None:
        """Report what has ended, remove what it left in its group, start it again when due."""
        now = time.monotonic()
        for program in self.programs:
            if program.process is None:
                if now >= program.due:
                    self.launch(program)
                    say(f"Started {program.name} again.")
            elif (status := program.process.poll()) is not None:
                send(program.process.pid, signal.SIGKILL, group=True)
                program.process = None
                pause = program.pause(now)
                program.due = now + pause
                say(f"{program.name} ended ({told(status)}); it starts again in {pause:.0f} s.")

    def stop(self) -> None:
        """End them all, the last started first, and wait until every group is gone."""
        alive = [program for program in reversed(self.programs) if program.process is not None]
        for program in alive:
            if program.process is not None:
                send(program.process.pid, signal.SIGCONT, group=True)
                send(program.process.pid, signal.SIGTERM)
        wait_until(lambda: all(_ended(program) for program in alive), PATIENCE)
        for program in alive:
            if program.process is not None:
                send(program.process.pid, signal.SIGKILL, group=True)
                program.process.wait()
                program.process = None
        for file in (self.places.run / "processes").glob("*.json"):
            file.unlink(missing_ok=True)


def _ended(program: Program) -> bool:
    return program.process is None or program.process.poll() is not None


def told(status: int) -> str:
    """An exit status in words: `signal 9` or `status 1`."""
    return f"signal {-status}" if status < 0 else f"status {status}"


def stop_strays(places: Places) -> list[str]:
    """End processes that a killed supervisor left behind; their names."""
    strays = list(remembered(places.run / "processes"))
    for number, seconds in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, 5.0)):
        for _, process in strays:
            if process.lives():
                send(process.pid, signal.SIGCONT, group=True)
                send(process.pid, number, group=number is signal.SIGKILL)
        wait_until(lambda: not any(process.lives() for _, process in strays), seconds)
    for _, process in strays:
        send(process.pid, signal.SIGKILL, group=True)
    return [name for name, _ in strays]


def run_together(
    places: Places, steps: Iterable[tuple[str, Sequence[str], Mapping[str, str]]]
) -> list[str]:
    """Run steps beside one another to their ends; the names of those that failed.

    What they say goes to `log/<name>.log`; they do not outlive an interruption.
    """
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        for name, command, environment in steps:
            with (make_folder(places.log) / f"{name}.log").open("ab") as stream:
                process = subprocess.Popen(
                    list(command),
                    cwd=PROJECT,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=stream,
                    stderr=stream,
                    start_new_session=True,
                )
            running.append((name, process))
        return [name for name, process in running if process.wait() != 0]
    finally:
        for _, process in running:
            if process.poll() is None:
                send(process.pid, signal.SIGKILL, group=True)
                process.wait()


def run_aloud(
    command: Sequence[str],
    environment: Mapping[str, str],
    meanwhile: Callable[[], None],
) -> int:
    """Run one step in sight while `meanwhile` is called twice a second; its exit status."""
    process = subprocess.Popen(
        list(command),
        cwd=PROJECT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while process.poll() is None:
            meanwhile()
            time.sleep(0.5)
        return process.returncode
    finally:
        if process.poll() is None:
            send(process.pid, signal.SIGKILL, group=True)
            process.wait()
