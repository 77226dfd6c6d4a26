"""The development time-stamping authority, answering over HTTP; and ways in which one can fail."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from custody import local, unsafe
from demonstration.authority import authority
from reports.time_stamps import Authority
from tests.reports.wrong_stamps import dripping, flooding, wrong

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Gate:
    """Stands before the authority: `fault` answers in its stead, and every request is counted."""

    def __init__(self) -> None:
        self.behind: Application | None = None
        self.fault: Application | None = None
        self.wrong: Mapping[str, Application] = {}
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        if self.fault is not None:
            return self.fault(environ, start)
        return self.behind(environ, start)


def unwilling(_: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"later"]


def babbling(_: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/timestamp-reply")])
    return [b"\x30\x03\x02\x01\x00 no time stamp"]


def refusing(_: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/timestamp-reply")])
    return [bytes.fromhex("30053003020102")]  # PKIStatus rejection, without a token


def asleep(_: dict[str, Any], start: Any) -> Iterable[bytes]:
    time.sleep(1.5)
    return unwilling(_, start)


FAULTS = {
    each.__name__: each for each in (unwilling, babbling, refusing, asleep, dripping, flooding)
}
WRONG = ("other_nonce", "other_imprint", "broken_signature", "expired", "other_time", "stranger")


@contextmanager
def answering(folder: Path) -> Iterator[tuple[Authority, Gate]]:
    """An authority with keys of its own in `folder`, at a free port; its gate lets it fail."""
    gate = Gate()
    server = make_server("127.0.0.1", 0, gate, server_class=Threads, handler_class=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    gate.behind = authority(folder / "authority", folder / "public", address)
    gate.wrong = wrong(folder / "authority", folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        roots = local.time_stamp_roots(folder / "public" / unsafe.FOLDER)
        yield Authority(f"{address}/tsa", roots), gate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
