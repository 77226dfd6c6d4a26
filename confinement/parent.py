"""Run one of our own programs as a child without network and with limits on time and memory.

Documents hold text written by others, and the libraries that set or read PDF files are large. They
run in a process of their own: it has no database, no key, no network where the system allows that
(`unshare`), an environment without our settings, and it dies with its limits.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from confinement import sealing
from confinement.pipes import Deadline, Longer, ended, exchanged
from confinement.scratch import scratch

ROOT: Final = Path(__file__).resolve().parent.parent
_NOTHING: Final[Mapping[str, str]] = {}
_WITHOUT_NETWORK: Final = ("/usr/bin/unshare", "--map-root-user", "--net", "--")


class ChildFailed(Exception):
    """The child ended badly; the text is a sentence that holds nothing of the document."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a child may use: wall-clock seconds, CPU seconds, bytes of address space and of output."""

    seconds: int = 240
    cpu_seconds: int = 180
    memory: int = 3 * 1024**3
    output: int = 256 * 1024**2


@cache
def has_network_namespace() -> bool:
    """Whether this system lets us start a child without network."""
    if not Path(_WITHOUT_NETWORK[0]).exists():
        return False
    probe = subprocess.run(  # noqa: S603  # a fixed command
        [*_WITHOUT_NETWORK, "/bin/true"], capture_output=True, timeout=10, check=False
    )
    return probe.returncode == 0


def isolation() -> str:
    """Say in one sentence how children are confined on this machine (docs/operations.md)."""
    limits = "limits on time and memory, no settings or keys in its environment"
    if sealing.version():
        limits += "; pages of PDF files are drawn in one that the kernel lets at no other files (Landlock)"
    if has_network_namespace():
        return (
            "Reports are typeset, and files of others are read, in a child process without network "
            f"(unshare); {limits}."
        )
    return (
        "Reports are typeset, and files of others are read, in a child process that this system "
        "cannot cut off from the network; a closed fetcher and an audit hook refuse connections "
        f"instead; {limits}."
    )


def run(
    module: str,
    given: bytes,
    limits: Limits,
    *,
    arguments: Sequence[str] = (),
    surroundings: Mapping[str, str] = _NOTHING,
) -> bytes:
    """Run `python -m module` with `given` on its standard input and return what it wrote.

    The child applies `limits` to itself (`apply_limits`) before it reads anything; of the
    environment it sees `surroundings` alone. Raises ChildFailed when it fails, writes nothing or
    more than `limits.output`, or outlives `limits.seconds`, after killing it.
    """
    command = [sys.executable, "-s", "-B", "-m", module, *arguments]
    if has_network_namespace():
        command = [*_WITHOUT_NETWORK, *command]
    with scratch() as folder:
        process = subprocess.Popen(  # noqa: S603  # a fixed command
            command,
            cwd=ROOT,
            env={**_environment(str(folder), limits), **surroundings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            deadline = Deadline(limits.seconds)
            written, said = exchanged(process, given, limits.output, deadline)
            ended(process, deadline)
        except TimeoutError:
            raise ChildFailed(f"The child took longer than {limits.seconds} seconds.") from None
        except Longer:
            raise ChildFailed(f"The child wrote more than {limits.output} bytes.") from None
        finally:
            _end(process)
    if process.returncode != 0 or not written:
        raise ChildFailed(_reason(process.returncode, said))
    return written


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill whatever still runs of the child's own process group, itself or what it started; reap it.

    Until it is reaped nobody else can have its number.
    """
    with process:  # closes the pipes
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _environment(folder: str, limits: Limits) -> dict[str, str]:
    """Everything the child knows of its surroundings; nothing of ours, so nothing can leak."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "CHILD_CPU_SECONDS": str(limits.cpu_seconds),
        "CHILD_MEMORY": str(limits.memory),
        "CHILD_PARENT": str(os.getpid()),
    }


def _reason(status: int, said: bytes) -> str:
    if status < 0:
        return f"The child was ended by {signal.Signals(-status).name}."
    lines = said.decode(errors="replace").strip().splitlines()
    detail = f": {lines[-1][:200]}" if lines and lines[-1].startswith("refused: ") else ""
    return f"The child ended with status {status}{detail}."
