"""Folders to work in that do not outlive their process, whatever ends it.

A process that is killed cleans up nothing. Each folder is therefore locked by whoever works in it;
the kernel gives the lock back when that process ends, and whoever works next removes what is left.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "trustportal-scratch-"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder of our own, removed at the end; and what dead processes left is removed."""
    sweep()
    folder, held = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sweep() -> int:
    """Remove the folders that nobody works in any more; how many."""
    left = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    return sum(_removed(folder) for folder in left)


def _made() -> tuple[Path, int]:
    """A folder and its lock; made again where somebody's sweep came between the two."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(OSError):
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            with suppress(OSError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if folder.exists():
                    return folder, held
            os.close(held)


def _removed(folder: Path) -> bool:
    """Whether the folder was nobody's, and is gone now. Folders of other users stay."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return False
    finally:
        os.close(held)
    return True
