"""Where evidence files lie: named by their SHA-256, in two levels of folders, written once."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.refusal import Refusal
from attestations.recognition.file_names import plain_name
from attestations.recognition.media_types import media_type


class TooLarge(Refusal):
    """The file is larger than the portal takes."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: its digest (lower-case hex), size in bytes, and recognised type."""

    name: str
    sha256: str
    size: int
    media_type: str


def path_of(sha256: str) -> Path:
    """Where the file of this digest lies."""
    return Path(settings.EVIDENCE_DIR) / sha256[:2] / sha256[2:4] / sha256


def keep(name: str, chunks: Iterable[bytes]) -> Stored:
    """Write the file down for good, then say what it is; the same content is kept once.

    It is complete, recognised and flushed to the disk before it gets its name, so no half file
    ever stands under a digest. Raises `TooLarge` or `WrongKind`, and leaves nothing behind then.
    """
    root = Path(settings.EVIDENCE_DIR)
    root.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".arriving-")
    arriving = Path(temporary)
    try:
        sha256, size = _write(handle, chunks)
        found = media_type(arriving, name)
        target = path_of(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving.chmod(0o640)
        arriving.replace(target)
        _flush(target.parent)
    finally:
        arriving.unlink(missing_ok=True)
    return Stored(name=plain_name(name), sha256=sha256, size=size, media_type=found)


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
