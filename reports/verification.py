"""Our own verifier of signed reports and receipts: offline, and stricter than the signature alone.

A valid PAdES signature does not protect every byte of a file (padding of /Contents, bytes after
the end), and a file whose signature was cut off is not invalid, only unsigned. So "verified" is
all of the conditions below, and each has its own sentence. Run as a program
(`python -m reports.verification`) it is the confined child that reads files people upload.
"""

import base64
import hashlib
import json
import logging
import sys
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from confinement.child import serve
from reports.key_check import Shown, key_check
from reports.seal_checks import asked, judge, made_by, opened, sentence
from reports.verdict import Check, Expected, Verdict, expected_from_plain, verdict_to_plain


def verify(signed: bytes, expected: Expected) -> Verdict:
    """Judge every condition of "verified" for the file `signed`; never raises for a bad file."""
    reader = _read(signed)
    seal = _seal(signed, reader, expected)
    return Verdict(
        checks=(
            _whole_file(signed, expected),
            *seal,
            _key(reader, expected, seal),
            _data(reader, expected),
        )
    )


def _read(signed: bytes) -> PdfFileReader | None:
    """Give the file to every condition, read once; None where it is no PDF."""
    try:
        return opened(signed)
    except Exception:  # any trouble in a file written by others means: not so
        logging.getLogger("reports").debug("unreadable file", exc_info=True)
        return None


def _whole_file(signed: bytes, expected: Expected) -> Check:
    name = "whole_file"
    if expected.sha256 is None:
        return Check(
            name=name,
            passed=None,
            sentence="It is not known which digest the file must have.",
        )
    if hashlib.sha256(signed).hexdigest() != expected.sha256:
        return Check(
            name=name,
            passed=False,
            sentence="The file is not, byte for byte, the one that was published: "
            "its SHA-256 differs from the log's.",
        )
    return Check(name=name, passed=True, sentence="The whole file has the SHA-256 in the log.")


def _seal(signed: bytes, reader: PdfFileReader | None, expected: Expected) -> tuple[Check, ...]:
    """Judge the seal; whatever cannot be reached because an earlier condition fails, fails too."""
    found = dict.fromkeys(asked(expected), False)
    try:
        if reader is not None:
            judge(signed, reader, expected, found)
    except Exception:  # any trouble in a file written by others means: not so
        logging.getLogger("reports").debug("unreadable seal", exc_info=True)
    return tuple(
        Check(name=name, passed=found[name], sentence=sentence(name, expected.level, found[name]))
        for name in asked(expected)
    )


def _key(reader: PdfFileReader | None, expected: Expected, seal: tuple[Check, ...]) -> Check:
    """Judge the time of the key; a time stamp counts for it only where it is itself right."""
    try:
        certificate, stamped_at = (None, None) if reader is None else made_by(reader)
    except Exception:  # noqa: BLE001  # any trouble in a file written by others means: not so
        certificate, stamped_at = None, None
    if expected.level.stamped:
        right = all(each.passed for each in seal if each.name in ("intact", "time_stamp"))
        return key_check(certificate, expected.history, stamped_at if right else None, Shown.STAMP)
    shown = Shown.LOG if expected.logged_at else Shown.CLAIM
    return key_check(certificate, expected.history, expected.logged_at or expected.at, shown)


def _data(reader: PdfFileReader | None, expected: Expected) -> Check:
    name = "data"
    if expected.data is None:
        return Check(
            name=name,
            passed=None,
            sentence="It is not known which digest the embedded data must have.",
        )
    try:
        embedded = None if reader is None else _embedded(reader)
    except Exception:  # noqa: BLE001  # any trouble in a file written by others means: not so
        embedded = None
    if embedded is None or set(embedded) != set(expected.data):
        names = ", ".join(sorted(expected.data))
        return Check(
            name=name,
            passed=False,
            sentence=f"The attachments of the file are not exactly this: {names}.",
        )
    found = {each: hashlib.sha256(content).hexdigest() for each, content in embedded.items()}
    if found != dict(expected.data):
        return Check(
            name=name,
            passed=False,
            sentence="The embedded data is not the data that was published.",
        )
    return Check(name=name, passed=True, sentence="The embedded data is the published data.")


def embedded_files(signed: bytes) -> dict[str, bytes] | None:
    """Take the attachments out of a file by name, or None where a name stands twice."""
    return _embedded(opened(signed))


def _embedded(reader: PdfFileReader) -> dict[str, bytes] | None:
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = [names[place] for place in range(1, len(names), 2)]
    found: dict[str, bytes] = {str(each["/UF"]): each["/EF"]["/F"].data for each in files}
    return found if len(found) == len(files) else None


def answer(order: bytes) -> bytes:
    """Judge what `reports.inspection` asks (JSON in, JSON out)."""
    given: dict[str, Any] = json.loads(order)
    signed = base64.b64decode(given["file"], validate=True)
    verdict = verify(signed, expected_from_plain(given["expected"]))
    return json.dumps(verdict_to_plain(verdict)).encode()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(serve(answer))
