"""A request whose body breaks off is an error, not a shorter request.

The server hands on what came before the connection broke, and then says that the body has ended.
A form would be read up to there: half a file could be kept, under a digest of its own.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class Readable(Protocol):
    """What of PEP 3333's `wsgi.input` is used."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class WholeBody:
    """The body of a request of `length` bytes; raises `OSError` when it ends before them.

    Django makes an `UnreadablePostError` of it.
    """

    def __init__(self, stream: Readable, length: int) -> None:
        self.stream, self.missing = stream, length

    def read(self, size: int = -1, /) -> bytes:
        return self._counted(self.stream.read(size), size, everything=size < 0)

    def readline(self, size: int = -1, /) -> bytes:
        return self._counted(self.stream.readline(size), size, everything=False)

    def _counted(self, read: bytes, size: int, *, everything: bool) -> bytes:
        self.missing -= len(read)
        if self.missing > 0 and size and (everything or not read):
            raise OSError("The request broke off before its end.")
        return read


class WholeBodies:
    """Gives the application bodies that are whole or raise."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return self.application(environ, start_response)
