"""Drawn pages, kept for a while in a folder of bounded size; and turns, so that few are drawn at once.

What is kept can be drawn anew at any time: the folder may be emptied, and where it has no
room a page is drawn each time it is asked for. It holds what evidence shows, so nobody but the
portal's own user may read it, and no page leaves it past the view that asks who may see it.
"""

import fcntl
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from django.conf import settings

AT_ONCE: Final = 2
"""So many pages are drawn at the same time on one machine."""
PATIENCE: Final = 4.0
"""Seconds that somebody waits for a turn."""
_PAUSE: Final = 0.05
_NEW: Final = ".new-"
_TURN: Final = ".turn-"
_log: Final = logging.getLogger(__name__)


class NoTurn(Exception):
    """All turns are taken and stayed so, or the folder that holds them cannot be had."""


def _folder() -> Path:
    folder = Path(settings.EVIDENCE_PAGES_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def found(name: str) -> bytes | None:
    """What was kept under this name, if it still is; it is kept longer for being asked for."""
    path = Path(settings.EVIDENCE_PAGES_DIR) / name
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return content


def keep(name: str, content: bytes) -> None:
    """Keep it, and let go of what was not asked for longest where that is more than there is room."""
    try:
        handle, temporary = tempfile.mkstemp(dir=_folder(), prefix=_NEW)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(_folder() / name)
        _make_room()
    except OSError as error:
        _log.warning("A drawn page could not be kept: %s", error.strerror)


def _make_room() -> None:
    every = []
    for path in _folder().iterdir():
        with suppress(OSError):  # another process made room meanwhile
            about = path.stat()
            every.append((about.st_mtime, about.st_size, path))
    held = sum(size for _, size, _ in every)
    for _, size, path in sorted(every):
        if held <= settings.EVIDENCE_PAGES_BYTES:
            return
        if not path.name.startswith(_TURN):
            path.unlink(missing_ok=True)
            held -= size


@contextmanager
def turn() -> Iterator[None]:
    """Be one of the few that draw now; `NoTurn` when none came free in time.

    The locks are the kernel's: whoever is killed gives them back.
    """
    until = time.monotonic() + PATIENCE
    try:
        while (held := _taken()) is None:
            if time.monotonic() > until:
                raise NoTurn
            time.sleep(_PAUSE)
    except OSError as error:
        _log.exception("No page can be drawn: EVIDENCE_PAGES_DIR cannot be used.")
        raise NoTurn from error
    try:
        yield
    finally:
        os.close(held)


def _taken() -> int | None:
    for number in range(AT_ONCE):
        held = os.open(_folder() / f"{_TURN}{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
        else:
            return held
    return None
