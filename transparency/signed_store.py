"""The last signed checkpoint, kept outside the database.

A database can be put back to yesterday; this file must not be. Whoever signs holds its lock, reads
what was signed last, and replaces it before anybody sees the new checkpoint. Restoring a backup of
the database must leave this folder alone (docs/log.md).
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

NAME: Final = "checkpoint"
_LOCK: Final = ".lock"
_PATIENCE_SECONDS: Final = 2.0


class SomebodyElseSigned(Exception):
    """The file changed between reading and replacing it; the next tick looks again."""


class StoreBusy(Exception):
    """Another process holds the store."""


def _lock(descriptor: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise StoreBusy(
                    "Another process holds the store of the last checkpoint."
                ) from error
            time.sleep(0.02)
        else:
            return


class SignedStore:
    """One file in one folder, changed only by compare and swap."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store's lock (flock; the system gives it back when the process dies).

        StoreBusy when another process keeps it for longer than two seconds.
        """
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def last(self) -> str | None:
        """The signed note that was stored last; None when none ever was."""
        try:
            return (self.folder / NAME).read_bytes().decode()
        except FileNotFoundError:
            return None

    def replace(self, seen: str | None, note: str) -> None:
        """Store `note` if `seen` is still what is stored; on disk when this returns.

        SomebodyElseSigned otherwise. Call it under `locked()`.
        """
        if self.last() != seen:
            raise SomebodyElseSigned("Another process signed a checkpoint in the meantime.")
        passing = self.folder / f".{NAME}.{secrets.token_hex(8)}"
        try:
            descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                file.write(note.encode())
                file.flush()
                os.fsync(descriptor)
            passing.replace(self.folder / NAME)
        finally:
            passing.unlink(missing_ok=True)
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
