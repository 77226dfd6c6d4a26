"""What goes to a child and what comes back, at the same time, so that no full pipe stops either.

`subprocess.communicate` keeps whatever comes, and a child that a file has broken writes what it
likes: here what is kept has an end.
"""

import os
import selectors
import subprocess
import time
from typing import Final

_PIECE: Final = 65_536
_SAID_AT_MOST: Final = 65_536
_PAUSE: Final = 0.005


class Longer(Exception):
    """The child wrote more than it may."""


class Deadline:
    """A moment, so many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; TimeoutError once it has come."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def exchanged(
    process: "subprocess.Popen[bytes]", given: bytes, most: int, deadline: Deadline
) -> tuple[bytes, bytes]:
    """Hand `given` in, and give what the child wrote and, from its end, what it said of it.

    Raises Longer as soon as more than `most` bytes were written, TimeoutError at the deadline.
    """
    stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
    if stdin is None or stdout is None or stderr is None:
        raise ValueError("the child has no pipes")
    rest, written, said = memoryview(given), bytearray(), bytearray()
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(stdin, selectors.EVENT_WRITE)
        waiting.register(stdout, selectors.EVENT_READ)
        waiting.register(stderr, selectors.EVENT_READ)
        while waiting.get_map():
            for ready, _ in waiting.select(deadline.left()):
                if ready.fileobj is stdin:
                    rest = _handed_in(ready.fd, rest)
                    is_over = not rest
                else:
                    piece = os.read(ready.fd, _PIECE)
                    is_over = not piece
                    (written if ready.fileobj is stdout else said).extend(piece)
                if len(written) > most:
                    raise Longer
                del said[:-_SAID_AT_MOST]
                if is_over:
                    waiting.unregister(ready.fileobj)
                    if ready.fileobj is stdin:
                        stdin.close()
    return bytes(written), bytes(said)


def _handed_in(descriptor: int, rest: memoryview) -> memoryview:
    """What is still to be handed in; nothing where nobody reads any more."""
    try:
        return rest[os.write(descriptor, rest[:_PIECE]) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]


def ended(process: "subprocess.Popen[bytes]", deadline: Deadline) -> None:
    """Wait until the child has ended, and leave it to be reaped; TimeoutError at the deadline."""
    how = os.WEXITED | os.WNOWAIT | os.WNOHANG
    while os.waitid(os.P_PID, process.pid, how) is None:
        time.sleep(min(_PAUSE, deadline.left()))
