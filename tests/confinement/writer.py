"""A child that does what one may do whom a file has broken: `writer.py endless | loud | heir FILE`."""

import os
import sys
import time
from pathlib import Path

_PIECE = b"x" * 65_536


def endless(where: int) -> None:
    while True:
        os.write(where, _PIECE)


def heir(mark: Path) -> None:
    """Leave somebody behind who holds no pipe, and end well."""
    if os.fork() == 0:
        for each in (0, 1, 2):
            os.close(each)
        while True:
            mark.write_text(str(time.monotonic()))
            time.sleep(0.05)
    while not mark.exists():
        time.sleep(0.01)
    os.write(1, b"done")


if __name__ == "__main__":
    sys.stdin.buffer.read(1)
    match sys.argv[1]:
        case "endless":
            endless(1)
        case "loud":
            for _ in range(64):
                os.write(2, _PIECE)
            os.write(1, sys.stdin.buffer.read())
        case "heir":
            heir(Path(sys.argv[2]))
