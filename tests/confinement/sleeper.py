"""A child that never ends by itself; it notes beside its own folder that it has begun."""

import sys
import tempfile
import time
from pathlib import Path

from confinement.child import serve


def work(_: bytes) -> bytes:
    (Path(tempfile.gettempdir()).parent / "ready").touch()
    time.sleep(120)
    return b"x"


if __name__ == "__main__":
    sys.exit(serve(work, readable=[Path(tempfile.gettempdir()).parent]))
