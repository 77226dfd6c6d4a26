"""The other side of confinement: what a child does to itself before it touches its input."""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final

from confinement.sealing import seal

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_REFUSED_EVENTS: Final = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostby",
    "socket.send",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "pty.",
    "ftplib.",
    "http.client.",
    "smtplib.",
    "urllib.Request",
    "webbrowser.",
)
_READABLE: Final[tuple[str, ...]] = (
    *{sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"]},
    "/usr/share/fonts",
    "/usr/share/mime",
    "/usr/share/zoneinfo",
    "/etc/mime.types",
    "/etc/apache2/mime.types",
    "/etc/httpd",
    "/usr/local/etc",
    "/usr/local/lib/netscape",
)


def serve(
    work: Callable[[bytes], bytes], *, readable: Iterable[Path] = (), sealed: bool = False
) -> int:
    """Apply the limits, read standard input, write what `work` makes of it; the exit status.

    `readable` are the folders of our own that the work may read besides Python and its packages;
    `sealed` has the kernel refuse all others, too, where it can (`confinement/sealing.py`).
    Nothing but the result reaches standard output. On failure one line without any of the
    document's text goes to standard error: the kind of error and where it arose.
    """
    out = _private_output()
    die_with_parent()
    apply_limits()
    given = sys.stdin.buffer.read()
    if sealed:
        seal([*map(Path, _READABLE), *readable], [Path(tempfile.gettempdir())])
    close_doors(readable)
    try:
        made = work(given)
    except BaseException as reason:  # noqa: BLE001  # the outermost edge of a child process
        sys.stderr.write(f"refused: {type(reason).__name__} at {_place(reason)}\n")
        return 3
    with out:
        out.write(made)
    return 0


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone, by whatever way.

    A worker that is killed can end no child, and nobody would take what the child makes
    (PR_SET_PDEATHSIG, prctl(2)); a parent that went before this call is looked for afterwards.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != int(os.environ["CHILD_PARENT"]):
        sys.exit(4)


def apply_limits() -> None:
    """Bound CPU seconds, memory, file size and open files of this process, for good."""
    cpu = int(os.environ["CHILD_CPU_SECONDS"])
    memory = int(os.environ["CHILD_MEMORY"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024**2, 256 * 1024**2))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_doors(folders: Iterable[Path] = ()) -> None:
    """Refuse, from now on, connections, other programs, and files outside the bundled ones.

    An audit hook (PEP 578) is not a sandbox against hostile machine code; it stops a library that
    was talked into fetching something, also where no network namespace can be had.
    """
    everything = (*_READABLE, *map(str, folders), tempfile.gettempdir())
    readable = tuple(os.path.realpath(each) for each in everything)

    def judge(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED_EVENTS):
            raise PermissionError(f"{event} is refused here")
        if event == "open" and isinstance(arguments[0], str | bytes):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not path.startswith(readable):
                raise PermissionError("a file outside the bundled ones is refused here")

    sys.addaudithook(judge)


def _private_output() -> BinaryIO:
    """Keep standard output for the result: whatever libraries print goes to standard error."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def _place(reason: BaseException) -> str:
    trace = reason.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
