"""A time-stamping authority for demonstration and tests: real RFC 3161 tokens that prove nothing.

A program of its own (`granian demonstration.authority:application`), as an authority in the world is
one: it knows none of the portal's settings and holds none of its keys. certomancer makes the tokens.
"""

import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from asn1crypto import keys, tsp, x509
from certomancer.services import TimeStamper

from custody import unsafe, unsafe_authority
from custody.unsafe_authority import DevelopmentAuthority

log = logging.getLogger("demonstration")

LONGEST_REQUEST: Final = 10_000
_Start = Callable[[str, list[tuple[str, str]]], Any]


class Authority:
    """A WSGI application: POST /tsa stamps (RFC 3161, 3.4), GET /crl is the revocation list."""

    def __init__(self, keys_of: DevelopmentAuthority) -> None:
        self._keys = keys_of
        self._stamper = TimeStamper(
            x509.Certificate.load(keys_of.certificate),
            keys.PrivateKeyInfo.load(keys_of.key),
            certs_to_embed=[x509.Certificate.load(keys_of.root)],
        )
        log.warning("%s. This time-stamping authority is for trying things.", unsafe.WARNING)

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        asked = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if asked == ("GET", "/crl"):
            return _answer(start, "application/pkix-crl", self._keys.revocation_list())
        if asked == ("POST", "/tsa"):
            return self._stamped(environ, start)
        return _refusal(start, "404 Not Found")

    def _stamped(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LONGEST_REQUEST:
            return _refusal(start, "413 Content Too Large")
        try:
            wanted = tsp.TimeStampReq.load(environ["wsgi.input"].read(length), strict=True)
            token = self._stamper.request_tsa_response(wanted).dump()
        except (ValueError, TypeError, KeyError):
            return _refusal(start, "400 Bad Request")
        log.warning("%s. A time stamp was issued.", unsafe.WARNING)
        return _answer(start, "application/timestamp-reply", token)


def _answer(start: _Start, kind: str, content: bytes) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(content)))])
    return [content]


def _refusal(start: _Start, status: str) -> Iterable[bytes]:
    start(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]


def authority(folder: Path, public: Path, address: str) -> Authority:
    """The authority whose keys are in `folder`, answering at `address`; its root goes to `public`."""
    return Authority(unsafe_authority.make(folder, public, address=address))


def __getattr__(name: str) -> Authority:
    """`application`, made when a server asks for it, from what the quick start says."""
    if name != "application":
        raise AttributeError(name)
    return authority(
        Path(os.environ["AUTHORITY_DIR"]),
        Path(os.environ["PUBLIC_KEYS_DIR"]),
        os.environ["AUTHORITY_URL"],
    )
