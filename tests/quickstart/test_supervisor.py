import os
import signal
import sys
import time
from pathlib import Path

import pytest

from quickstart.occupants import Process, remembered, seen, wait_until
from quickstart.places import Places
from quickstart.supervisor import Program, Supervisor, run_together, stop_strays

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# A parent and a child that stays behind when only the parent is killed.
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(600)
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def supervised(places: Places, command: list[str]) -> tuple[Supervisor, Program]:
    program = Program("sleeper", command, dict(os.environ))
    supervisor = Supervisor(places, [program])
    supervisor.start()
    return supervisor, program


def test_it_works(places: Places) -> None:
    supervisor, program = supervised(places, SLEEP)
    assert program.process is not None
    first = program.process.pid
    assert [name for name, _ in remembered(places.run / "processes")] == ["sleeper"]
    supervisor.stop()
    assert seen(first) is None
    assert list(remembered(places.run / "processes")) == []


def test_a_killed_process_is_back_within_seconds(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor, program = supervised(places, SLEEP)
    assert program.process is not None
    first = program.process.pid
    os.kill(first, signal.SIGKILL)

    def back() -> bool:
        supervisor.look_after()
        return program.process is not None and program.process.pid != first

    assert wait_until(back, 4)
    assert "sleeper ended (signal 9); it starts again in 1 s." in capsys.readouterr().out
    supervisor.stop()


def test_children_of_a_killed_process_go_with_it(places: Places, tmp_path: Path) -> None:
    note = tmp_path / "child"
    supervisor, program = supervised(places, [sys.executable, "-c", FAMILY, str(note)])
    assert wait_until(lambda: note.exists() and note.read_text() != "", 5)
    child = int(note.read_text())
    assert program.process is not None
    os.kill(program.process.pid, signal.SIGKILL)
    program.process.wait()
    supervisor.look_after()
    assert wait_until(lambda: seen(child) is None, 3)
    supervisor.stop()


def test_a_broken_process_is_tried_ever_more_rarely() -> None:
    program = Program("broken", [], {})
    assert [program.pause(100.0 + second) for second in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert program.pause(1000.0) == 1


def test_strays_of_a_killed_supervisor_are_ended(places: Places) -> None:
    _, program = supervised(places, SLEEP)
    assert program.process is not None
    assert stop_strays(places) == ["sleeper"]
    assert program.process.wait(5) == -signal.SIGTERM


def test_a_later_process_with_the_same_number_is_not_ours() -> None:
    us = seen(os.getpid())
    assert us is not None
    assert us.lives()
    assert not Process(us.pid, us.started - 1).lives()


def test_steps_run_beside_one_another_and_failures_are_named(places: Places) -> None:
    pause = [sys.executable, "-c", "import time; time.sleep(0.8)"]
    failing = [sys.executable, "-c", "import sys; sys.exit(3)"]
    began = time.monotonic()
    failed = run_together(
        places, [("one", pause, os.environ), ("two", pause, os.environ), ("three", failing, {})]
    )
    assert failed == ["three"]
    assert time.monotonic() - began < 1.5
