"""A child that asks the kernel, past Python, for what it should not get: `prober.py FILE [sealed]`."""

import ctypes
import os
import sys
import tempfile
from pathlib import Path

from confinement.child import serve

_FILE = os.fsencode(sys.argv[1])
_FOLDER = os.fsencode(Path(sys.argv[1]).parent)


def probe(_given: bytes) -> bytes:
    """A letter for each thing had: r(ead), w(ritten), l for names, x for a start, s for scratch."""
    libc = ctypes.CDLL(None)
    had = ""
    had += "r" if libc.open(_FILE, os.O_RDONLY) >= 0 else ""
    had += "w" if libc.open(_FILE, os.O_WRONLY | os.O_TRUNC) >= 0 else ""
    had += "l" if libc.open(_FOLDER, os.O_RDONLY | os.O_DIRECTORY) >= 0 else ""
    had += "x" if libc.system(b"/bin/true") == 0 else ""
    scratch = os.fsencode(tempfile.gettempdir()) + b"/kept"
    had += "s" if libc.open(scratch, os.O_WRONLY | os.O_CREAT, 0o600) >= 0 else ""
    return had.encode()


if __name__ == "__main__":
    sys.exit(serve(probe, sealed="sealed" in sys.argv))
