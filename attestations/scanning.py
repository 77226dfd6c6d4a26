"""Asking clamd about waiting files, and writing down what it says.

The client speaks clamd's documented command INSTREAM (https://docs.clamav.net, clamd(8)): the
command `zINSTREAM` ended by a NUL; chunks, each after its length in four bytes, big-endian; a
chunk of length zero; then one answer ended by a NUL: `stream: OK`, `stream: NAME FOUND`, or a
sentence that ends in ` ERROR`.
"""

import logging
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.actor import SYSTEM
from attestations.models import EvidenceFile, ScanState
from attestations.vault import path_of
from journal.recording import record, require_transaction

log = logging.getLogger("attestations")

CHUNK_BYTES: Final = 64 * 1024
LONGEST_REPLY: Final = 4096
CONNECT_SECONDS: Final = 3.0
# clamd reads the whole stream before it answers; a large packed document takes it a while.
ANSWER_SECONDS: Final = 60.0
# A round starts no further file after this long, so that rounds do not pile up.
ROUND: Final = timedelta(seconds=8)


class ScannerAway(Exception):
    """No scanner answers at the address, or it broke off: files go on waiting."""


class NotScanned(Exception):
    """The scanner answers, but could not judge this file (too large for it, for one)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the scanner said: `name` of what it found, empty when it found nothing."""

    name: str = ""

    @property
    def state(self) -> ScanState:
        """The state of the file after this."""
        return ScanState.INFECTED if self.name else ScanState.CLEAN


def asked(address: str, chunks: Iterable[bytes], *, at_most: int) -> Finding:
    """Stream `chunks` to the clamd at `address` and read its verdict.

    `address` is `tcp://host:port` or `unix:/path`; `at_most` is the largest size in bytes that is
    sent. Raises `ScannerAway` and `NotScanned`.
    """
    try:
        with _connected(address) as connection:
            connection.settimeout(ANSWER_SECONDS)
            try:
                _send(connection, chunks, at_most=at_most)
            except (BrokenPipeError, ConnectionResetError):
                # Past its own limit clamd answers and closes while we still send.
                log.info("The scanner stopped reading early; its answer says why.")
            return _read(_reply(connection))
    except OSError as error:
        raise ScannerAway(str(error) or type(error).__name__) from error


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 0), CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, chunks: Iterable[bytes], *, at_most: int) -> None:
    connection.sendall(b"zINSTREAM\0")
    sent = 0
    for chunk in chunks:
        sent += len(chunk)
        if sent > at_most:
            raise NotScanned("The file is larger than the portal takes.")
        if chunk:  # a length of zero would end the stream
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))


def _reply(connection: socket.socket) -> str:
    reply = b""
    while b"\0" not in reply and len(reply) < LONGEST_REPLY:
        received = connection.recv(LONGEST_REPLY)
        if not received:
            break
        reply += received
    return reply.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _read(reply: str) -> Finding:
    if reply == "stream: OK":
        return Finding()
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return Finding(reply.removeprefix("stream: ").removesuffix(" FOUND")[:200])
    if not reply:
        raise ScannerAway("The scanner closed the connection without an answer.")
    raise NotScanned(reply[:200])


def chunks_of(path: Path) -> Iterator[bytes]:
    """The file's bytes in pieces that fit into memory; `NotScanned` where there is no file."""
    if not path.is_file():
        raise NotScanned("It is not in the vault.")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def judged(file_id: UUID, finding: Finding) -> bool:
    """Write down what was found; False when another worker has done so already."""
    require_transaction()
    rows = EvidenceFile.objects.select_for_update(of=("self",)).select_related("evidence")
    file = rows.get(pk=file_id)
    if file.scan != ScanState.WAITING:
        return False
    file.scan = finding.state
    file.save(update_fields=["scan"])
    record(
        "evidence.scanned",
        file.evidence,
        by=SYSTEM,
        organisation_id=file.evidence.organisation_id,
        from_state=ScanState.WAITING,
        to_state=file.scan,
        after_sha256=file.sha256,
        facts={"version": file.version, "found": finding.name},
    )
    return True


@transaction.atomic(durable=True)
def judge(file_id: UUID, finding: Finding) -> bool:
    """One file leaves the queue; see `judged`."""
    return judged(file_id, finding)


def scan_waiting(*, at: datetime) -> int:
    """One round over the evidence that waits; returns how many files were judged."""
    return scanned(EvidenceFile.objects.filter(scan=ScanState.WAITING, stored=True), judge, at=at)


def scanned(waiting: QuerySet[Any], judge: Callable[[UUID, Finding], bool], *, at: datetime) -> int:
    """One round over the waiting files, each `judge`d by what the scanner says; how many were.

    Nothing is locked while the scanner works. A file that it cannot judge goes on waiting; a
    scanner that is away ends the round. The order is left to chance, so that a file on which the
    scanner breaks off cannot stand in the way of all others for ever.
    """
    if settings.EVIDENCE_SCANNER != "clamd":
        return 0
    done = 0
    for file_id, sha256 in waiting.order_by("?").values_list("pk", "sha256"):
        if now() - at > ROUND:
            break
        try:
            finding = asked(
                settings.CLAMD_ADDRESS,
                chunks_of(path_of(sha256)),
                at_most=settings.EVIDENCE_MAX_BYTES,
            )
        except NotScanned as reason:
            log.warning("File %s cannot be scanned and goes on waiting: %s", file_id, reason)
        except ScannerAway as reason:
            log.warning("The scanner is away; files go on waiting: %s", reason)
            break
        else:
            done += judge(file_id, finding)
    return done
