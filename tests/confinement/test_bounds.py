"""What a child may write, and that nothing of it stays, whatever a file has made of it."""

import os
import time

import pytest

from confinement.parent import ChildFailed, Limits, run

LIMITS = Limits(seconds=20, cpu_seconds=10, memory=512 * 1024**2, output=1024**2)


def test_a_child_that_writes_without_end_is_stopped_at_its_bound() -> None:
    """Long before its time is over: what it wrote would else fill the memory of who asked."""
    began = time.monotonic()
    with pytest.raises(ChildFailed, match="wrote more than 1048576 bytes"):
        run("tests.confinement.writer", b"x", LIMITS, arguments=["endless"])
    assert time.monotonic() - began < LIMITS.seconds / 2


def test_much_is_handed_in_and_comes_back_however_much_is_said_beside_it() -> None:
    """A pipe holds 64 KiB: whoever only wrote, or only read, would wait for ever."""
    given = os.urandom(LIMITS.output)
    assert run("tests.confinement.writer", b"x" + given, LIMITS, arguments=["loud"]) == given


def test_whom_a_child_leaves_behind_ends_with_it(tmp_path) -> None:
    mark = tmp_path / "mark"
    assert run("tests.confinement.writer", b"x", LIMITS, arguments=["heir", str(mark)]) == b"done"
    time.sleep(0.2)  # what it was just writing
    last = mark.read_text()
    time.sleep(0.5)
    assert mark.read_text() == last
