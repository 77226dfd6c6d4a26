"""Our own verifier of signed reports and receipts: offline, and stricter than the signature alone.

A valid PAdES signature does not protect every byte of a file (padding of /Contents, bytes after
the end), and a file whose signature was cut off is not invalid, only unsigned. So "verified" is
all of the conditions below, and each has its own sentence. Run as a program
(`python -m reports.verification`) it is the confined child that reads files people upload.
"""

import base64
import hashlib
import io
import json
import logging
import sys
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from confinement.child import serve
from reports.verdict import Check, Expected, Verdict, expected_from_plain, verdict_to_plain

_PADES: Final = "/ETSI.CAdES.detached"


def verify(signed: bytes, expected: Expected) -> Verdict:
    """Judge every condition of "verified" for the file `signed`; never raises for a bad file."""
    return Verdict(
        checks=(
            _whole_file(signed, expected),
            *_seal(signed, expected),
            _data(signed, expected),
        )
    )


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


_SEAL_CHECKS: Final = {
    "one_signature": (
        "The file carries exactly one signature, the portal's seal.",
        "The file does not carry exactly one signature, the portal's seal.",
    ),
    "certified": (
        "The seal certifies the document and allows no change.",
        "The seal does not certify the document against every change.",
    ),
    "nothing_after": (
        "The seal covers the file to its last byte, and its padding is empty.",
        "Something was added to the file after it was sealed.",
    ),
    "intact": (
        "The sealed bytes are unchanged and the signature on them is right.",
        "The sealed bytes were changed, or the signature on them is wrong.",
    ),
    "chain": (
        "The seal's certificate leads to the root that the portal publishes.",
        "The seal's certificate does not lead to the root that the portal publishes.",
    ),
    "signer": (
        "The seal was made with the certificate that the log names.",
        "The seal was made with another certificate than the log names.",
    ),
}


def _seal(signed: bytes, expected: Expected) -> tuple[Check, ...]:
    """Judge the seal; whatever cannot be reached because an earlier condition fails, fails too."""
    found = dict.fromkeys(_SEAL_CHECKS, False)
    try:
        _judge(signed, expected, found)
    except Exception:  # any trouble in a file written by others means: not so
        logging.getLogger("reports").debug("unreadable seal", exc_info=True)
    if expected.certificate_sha256 is None:
        found.pop("signer")
    return tuple(
        Check(name=name, passed=passed, sentence=_SEAL_CHECKS[name][0 if passed else 1])
        for name, passed in found.items()
    )


def _judge(signed: bytes, expected: Expected, found: dict[str, bool]) -> None:
    reader = PdfFileReader(io.BytesIO(signed), strict=True)
    everyone = reader.embedded_signatures
    found["one_signature"] = (
        len(everyone) == 1
        and everyone[0].sig_object_type == "/Sig"
        and everyone[0].field_name == expected.field
    )
    if not everyone:
        return
    seal = everyone[0]
    level = seal.docmdp_level
    found["certified"] = level is MDPPerm.NO_CHANGES and seal.sig_object.get("/SubFilter") == _PADES
    found["nothing_after"] = len(everyone) == 1 and _covers_everything(signed, seal)
    if expected.certificate_sha256 is not None:
        digest = hashlib.sha256(seal.signer_cert.dump()).hexdigest()
        found["signer"] = digest == expected.certificate_sha256
    status = _status(seal, expected)
    found["intact"] = bool(status.intact and status.valid)
    found["chain"] = bool(status.trusted)
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        found["nothing_after"] = False


def _covers_everything(signed: bytes, seal: Any) -> bool:
    """Whether the byte range leaves out only /Contents, and that holds the CMS and zeros.

    A signature says nothing about the padding behind the CMS object; here it must be zeros.
    """
    start, before, after, rest = (int(each) for each in seal.byte_range)
    hole = signed[before:after]
    cms = seal.pkcs7_content
    written = cms.hex().encode()
    used = _der_length(cms)
    return (
        start == 0
        and before < after
        and after + rest == len(signed)
        and hole[:1] == b"<"
        and hole[-1:] == b">"
        and hole[1:-1] in (written, written.upper())
        and not any(cms[used:])
    )


def _der_length(content: bytes) -> int:
    """Count the bytes of the one DER object (X.690, 8.1.3) at the start of `content`."""
    first = content[1]
    if first < 0x80:  # noqa: PLR2004  # short form
        return 2 + first
    octets = first & 0x7F
    return 2 + octets + int.from_bytes(content[2 : 2 + octets], "big")


def _status(seal: Any, expected: Expected) -> Any:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(expected.root)],
        moment=expected.at,
        best_signature_time=expected.at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
    return validate_pdf_signature(seal, signer_validation_context=context, key_usage_settings=usage)


def _data(signed: bytes, expected: Expected) -> Check:
    name = "data"
    if expected.data is None:
        return Check(
            name=name,
            passed=None,
            sentence="It is not known which digest the embedded data must have.",
        )
    try:
        embedded = embedded_files(signed)
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
    reader = PdfFileReader(io.BytesIO(signed), strict=True)
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
