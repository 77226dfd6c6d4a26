"""Where evidence files lie: named by their SHA-256, in two levels of folders, written once.

A file arrives under a name of no meaning and is recognised there; it gets its place under its digest
(`settle`) once its piece of evidence is taken, so that a refusal leaves no file behind. Only a save of an
answer that is beaten after that, or a transaction that fails, leaves bytes that no row names.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from accounts.refusal import Refusal
from attestations.recognition.file_names import plain_name
from attestations.recognition.media_types import media_type


class TooLarge(Refusal):
    """The file is larger than the portal takes."""


class NotTaken(Refusal):
    """One of several files is refused; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: its digest (lower-case hex), size in bytes, and recognised type.

    `arrived` is where its bytes lie until they are settled; None once they are in their place.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    arrived: Path | None = field(default=None, compare=False)


def path_of(sha256: str) -> Path:
    """Where the file of this digest lies."""
    return Path(settings.EVIDENCE_DIR) / sha256[:2] / sha256[2:4] / sha256


def keep(name: str, chunks: Iterable[bytes]) -> Stored:
    """Write the file down for good, then say what it is; the same content is kept once.

    It is complete, recognised and flushed to the disk before it gets its name, so no half file
    ever stands under a digest. Raises `TooLarge` or `WrongKind`, and leaves nothing behind then.
    """
    with arriving([(name, chunks)]) as (stored,):
        settle(stored)
    return stored


@contextmanager
def arriving(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[Sequence[Stored]]:
    """Receive files and recognise them; what is not settled inside the block is gone after it.

    Raises `TooLarge` or `WrongKind`; of several files the sentence names the one.
    """
    root = Path(settings.EVIDENCE_DIR)
    given = list(files)
    if given:
        root.mkdir(parents=True, exist_ok=True)
    arrived: list[Path] = []
    stored: list[Stored] = []
    try:
        for name, chunks in given:
            handle, temporary = tempfile.mkstemp(dir=root, prefix=".arriving-")
            arrived.append(Path(temporary))
            try:
                sha256, size = _write(handle, chunks)
                found = media_type(arrived[-1], name)
            except Refusal as refusal:
                if len(given) == 1:
                    raise
                raise NotTaken(f"{plain_name(name)}: {refusal}") from refusal
            stored.append(Stored(plain_name(name), sha256, size, found, arrived[-1]))
        yield tuple(stored)
    finally:
        for path in arrived:
            path.unlink(missing_ok=True)


def settle(stored: Stored) -> None:
    """Give a received file its place under its digest; done already is done."""
    if stored.arrived is None or not stored.arrived.exists():
        return
    target = path_of(stored.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    stored.arrived.chmod(0o640)
    stored.arrived.replace(target)
    _flush(target.parent)


def _write(handle: int, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                raise TooLarge(
                    f"The file is larger than {settings.EVIDENCE_MAX_BYTES // 1024**2} MB, which "
                    "is the most that is taken. Send a smaller one, or give its SHA-256 only."
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _flush(folder: Path) -> None:
    """Make the new name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
