"""Where state lies, and the random secrets that are kept beside it."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Places:
    """The folders below one state folder (`VAR_DIR`).

    Nothing of ours lies elsewhere, but for servers and sockets that another user must reach
    (`quickstart.home`).
    """

    var: Path

    @property
    def secrets(self) -> Path:
        """Passwords and keys, one file each, for their owner's eyes."""
        return self.var / "secrets"

    @property
    def run(self) -> Path:
        """Locks and notes of what runs."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """What servers, steps and processes say, one file each."""
        return self.var / "log"

    @property
    def short(self) -> str:
        """Ten characters that tell this state folder from every other on the machine."""
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:10]


def of_the_demonstration() -> Places:
    """`VAR_DIR`, or `var/` in the project's folder."""
    return Places(Path(os.environ.get("VAR_DIR") or PROJECT / "var").resolve())


def of_the_tests() -> Places:
    """A folder of their own below it: tests never touch the demonstration's data or queue."""
    return Places(of_the_demonstration().var / "tests")


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make `folder` and what is missing above it; only a folder made here gets `mode`."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
    return folder


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    partial.replace(file)


def secret(places: Places, name: str, size: int = 24) -> str:
    """The secret called `name`: `size` random bytes in hexadecimal, made at its first use."""
    file = make_folder(places.secrets) / name
    if not file.exists():
        write_private(file, secrets.token_hex(size) + "\n")
    return file.read_text().strip()
