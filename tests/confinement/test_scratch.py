"""What a killed process leaves behind is removed; what somebody works in stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from confinement.scratch import PREFIX, scratch, sweep

HOLDING = "import sys, time; from confinement.scratch import scratch\nwith scratch() as f:\n    (f/'x').write_text('x'); print(f, flush=True); time.sleep(60)"
# A parent that starts a confined child which never ends, and says its number.
STARTING = """
import threading
from pathlib import Path
from confinement.parent import Limits, run
run("tests.confinement.sleeper", b"", Limits(), arguments=[])
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path) -> list[str]:
    return [each.name for each in folder.glob(f"{PREFIX}*")]


def test_it_works(own_folder: Path) -> None:
    with scratch() as folder:
        (folder / "document.pdf").write_bytes(b"%PDF")
        assert sweep() == 0  # somebody works in it
        assert (folder / "document.pdf").exists()
    assert left(own_folder) == []


def test_what_a_killed_process_left_is_removed_by_the_next(own_folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert sweep() == 0
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert folder.exists()
    with scratch() as other:
        assert left(own_folder) == [other.name]
    assert left(own_folder) == []


def test_a_child_dies_with_its_parent(own_folder: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", STARTING])
    child = None
    for _ in range(200):
        found = subprocess.run(
            ["pgrep", "--parent", str(parent.pid)], capture_output=True, text=True, check=False
        )
        if found.stdout and (own_folder / "ready").exists():
            child = int(found.stdout.split()[0])
            break
        time.sleep(0.1)
    assert child is not None
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}/cmdline").exists() or not lives(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("The child went on without its parent.")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
