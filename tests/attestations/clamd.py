"""A server that speaks clamd's INSTREAM as clamd(8) tells it, over TCP, in a thread.

It is no clamd: it finds one made-up signature, and refuses streams beyond its own limit.
"""

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

MARK = b"THIS-IS-OUR-MADE-UP-SIGNATURE"
STREAM_MAX = 200_000


class Speaking(socketserver.StreamRequestHandler):
    """One connection: command, chunks, answer."""

    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > STREAM_MAX:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"stream: Made.Up-1 FOUND\0" if MARK in content else b"stream: OK\0"
        self.wfile.write(found)


class Silent(socketserver.StreamRequestHandler):
    """Breaks off without an answer, as a clamd does that is killed."""

    def handle(self) -> None:
        self.rfile.read(10)


@contextmanager
def listening(speaking: type[socketserver.StreamRequestHandler] = Speaking) -> Iterator[str]:
    """The address of such a server, for as long as the block lasts."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), speaking) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def at_a_path(path: str) -> Iterator[str]:
    """The same behind a Unix socket."""
    with socketserver.ThreadingUnixStreamServer(path, Speaking) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"unix:{path}"
        finally:
            server.shutdown()
            thread.join()
