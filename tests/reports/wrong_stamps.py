"""Answers of a time-stamping authority that has gone wrong, made with its own keys or with strangers'."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp, x509
from certomancer.services import TimeStamper
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from custody import unsafe, unsafe_authority

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Answer = Callable[[tsp.TimeStampReq], bytes]
REPLY = "application/timestamp-reply"


def answering(answer: Answer) -> Application:
    """An application that answers each question as `answer` does, and whatever else with 404."""

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length:
            start("404 Not Found", [("Content-Length", "0")])
            return []
        content = answer(tsp.TimeStampReq.load(environ["wsgi.input"].read(length)))
        start("200 OK", [("Content-Type", REPLY), ("Content-Length", str(len(content)))])
        return [content]

    return application


def dripping(_: dict[str, Any], start: Any) -> Iterator[bytes]:
    """A byte now and then: no single read takes long, and there is no end."""
    start("200 OK", [("Content-Type", REPLY), ("Content-Length", "5000")])
    for _second in range(600):
        yield b"\x30"
        time.sleep(0.2)


def flooding(_: dict[str, Any], start: Any) -> Iterator[bytes]:
    """Far more than any stamp takes, and no end."""
    start("200 OK", [("Content-Type", REPLY)])
    while True:
        yield bytes(65_536)


def wrong(folder: Path, elsewhere: Path) -> Mapping[str, Application]:
    """Stamps that are almost right, by the authority whose keys are in `folder`."""
    mine = unsafe_authority.make(folder, elsewhere / "public", address="http://127.0.0.1:1")
    strange = unsafe_authority.make(
        elsewhere / "stranger", elsewhere / "public-stranger", address="http://127.0.0.1:1"
    )
    key = keys.PrivateKeyInfo.load(mine.key)
    honest = TimeStamper(x509.Certificate.load(mine.certificate), key)
    expired = TimeStamper(x509.Certificate.load(_expired(folder)), key)
    late = TimeStamper(
        x509.Certificate.load(mine.certificate),
        key,
        fixed_dt=datetime.now(UTC) - timedelta(minutes=40),
    )
    unknown = TimeStamper(
        x509.Certificate.load(strange.certificate), keys.PrivateKeyInfo.load(strange.key)
    )

    def other_nonce(asked: tsp.TimeStampReq) -> bytes:
        changed = deepcopy(asked)
        changed["nonce"] = asked["nonce"].native ^ 1
        return honest.request_tsa_response(changed).dump()

    def other_imprint(asked: tsp.TimeStampReq) -> bytes:
        changed = deepcopy(asked)
        changed["message_imprint"]["hashed_message"] = bytes(32)
        return honest.request_tsa_response(changed).dump()

    def broken_signature(asked: tsp.TimeStampReq) -> bytes:
        made = honest.request_tsa_response(asked)
        signer = made["time_stamp_token"]["content"]["signer_infos"][0]
        signer["signature"] = bytes(byte ^ 1 for byte in signer["signature"].native)
        return made.dump(force=True)

    return {
        "other_nonce": answering(other_nonce),
        "other_imprint": answering(other_imprint),
        "broken_signature": answering(broken_signature),
        "expired": answering(lambda asked: expired.request_tsa_response(asked).dump()),
        "other_time": answering(lambda asked: late.request_tsa_response(asked).dump()),
        "stranger": answering(lambda asked: unknown.request_tsa_response(asked).dump()),
    }


def _expired(folder: Path) -> bytes:
    """A certificate over the authority's key that ended an hour ago."""
    root, stamps = (
        load_pem_private_key((folder / name).read_bytes(), None)
        for name in ("root.key.pem", "stamps.key.pem")
    )
    made = unsafe.certificate(
        "time stamps",
        stamps,
        ("root of time stamps", root),
        0,
        None,
        purposes=[ExtendedKeyUsageOID.TIME_STAMPING],
    )
    return made.public_bytes(Encoding.DER)
