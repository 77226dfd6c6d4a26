"""What is asked of a seal, one condition after another, each with its own sentence.

What a level carries beside the signature is judged from the file alone: no network is used, and
nothing but the roots that the portal publishes is believed.
"""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.cross_references import read_plainly
from reports.levels import Level
from reports.verdict import ARCHIVE_FIELD, Expected

read_plainly()
_PADES: Final = "/ETSI.CAdES.detached"
_CLOCKS_DIFFER: Final = timedelta(minutes=10)
_USAGE: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})

_SENTENCES: Final = {
    "signatures": (
        "The file carries exactly the signatures of {level}: {these}.",
        "The file does not carry exactly the signatures of {level}: {these}.",
    ),
    "certified": (
        "The seal certifies the document and allows no change.",
        "The seal does not certify the document against every change.",
    ),
    "nothing_after": (
        "The file is covered to its last byte, and the padding of signatures is empty.",
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
    "level": (
        "The seal has the level that the log names, {level}.",
        "The seal does not have the level that the log names, {level}.",
    ),
    "time_stamp": (
        "The time stamp is right and from the authority that the portal names.",
        "The time stamp is missing, wrong, or not from the authority that the portal names.",
    ),
    "revocation": (
        "The file itself shows that no certificate in it had been revoked.",
        "The file does not show that no certificate in it had been revoked.",
    ),
}


def asked(expected: Expected) -> tuple[str, ...]:
    """Which conditions apply: those of the level, and the signer's where he is known."""
    left_out = set()
    if expected.certificate_sha256 is None:
        left_out.add("signer")
    if not expected.level.stamped:
        left_out.add("time_stamp")
    if not expected.level.lasting:
        left_out.add("revocation")
    return tuple(name for name in _SENTENCES if name not in left_out)


def sentence(name: str, level: Level, passed: bool) -> str:
    """What a condition says to people."""
    these = "the portal's seal and a time stamp after it" if level.archived else "the portal's seal"
    return _SENTENCES[name][0 if passed else 1].format(level=level.pades, these=these)


def opened(signed: bytes) -> PdfFileReader:
    """Read the file; raises what pyHanko raises for one that defeats it."""
    return PdfFileReader(io.BytesIO(signed), strict=True)


def judge(signed: bytes, reader: PdfFileReader, expected: Expected, found: dict[str, bool]) -> None:
    """Write into `found` what holds; raises what pyHanko raises for a file that defeats it.

    `reader` has read `signed`, and nothing else.
    """
    everyone = reader.embedded_signatures
    places = [(each.sig_object_type, each.field_name) for each in everyone]
    wanted = [("/Sig", expected.field)]
    if expected.level.archived:
        wanted.append(("/DocTimeStamp", ARCHIVE_FIELD))
    found["signatures"] = places == wanted
    if not everyone:
        return
    seal = everyone[0]
    found["certified"] = (
        seal.docmdp_level is MDPPerm.NO_CHANGES and seal.sig_object.get("/SubFilter") == _PADES
    )
    if expected.certificate_sha256 is not None:
        digest = hashlib.sha256(seal.signer_cert.dump()).hexdigest()
        found["signer"] = digest == expected.certificate_sha256
    store = DocumentSecurityStore.read_dss(reader) if "/DSS" in reader.root else None
    found["level"] = _level(everyone, store) is expected.level
    proofs = _Proofs(expected, seal, store)
    complete = len(everyone) == len(wanted) and _reach_the_end(signed, everyone)
    status = proofs.of_seal(
        revocation="soft-fail", skip_diff=not (complete and expected.level.archived)
    )
    found["intact"] = bool(status.intact and status.valid)
    found["chain"] = bool(status.trusted)
    found["nothing_after"] = complete and _nothing_between(expected.level, status)
    if expected.level.stamped:
        found["time_stamp"] = proofs.stamped(status, everyone)
    if expected.level.lasting:
        strict = proofs.of_seal(revocation="require")
        stamp = strict.timestamp_validity
        found["revocation"] = bool(strict.trusted and stamp and stamp.trusted)


def made_by(reader: PdfFileReader) -> tuple[str, datetime | None]:
    """SHA-256 of the certificate that the first signature names, and the time of its stamp, unchecked."""
    seal = reader.embedded_signatures[0]
    token = _token(seal)
    digest = hashlib.sha256(seal.signer_cert.dump()).hexdigest()
    return digest, None if token is None else _stamped_at(token)


def _level(everyone: list[Any], store: DocumentSecurityStore | None) -> Level | None:
    """The level by what is there; whether it is right, the other conditions say."""
    if _token(everyone[0]) is None:
        return Level.B_B if store is None and len(everyone) == 1 else None
    if store is None or not (store.crls or store.ocsps):
        return Level.B_T if len(everyone) == 1 else None
    return Level.B_LT if len(everyone) == 1 else Level.B_LTA


class _Proofs:
    """The signatures of one file, each judged at the time of the seal's time stamp where there is one.

    Revocation information from after the stamp is taken too: it knows more about that time.
    """

    def __init__(self, expected: Expected, seal: Any, store: DocumentSecurityStore | None) -> None:
        self._expected = expected
        self._seal = seal
        self._store = store
        token = _token(seal) if expected.level.stamped else None
        self._at = expected.at if token is None else _stamped_at(token)

    def _context(self, *roots: bytes, revocation: str) -> ValidationContext:
        facts: dict[str, Any] = {
            "trust_roots": [x509.Certificate.load(each) for each in roots],
            "moment": self._at,
            "best_signature_time": self._at,
            "allow_fetching": False,
            "revocation_mode": revocation,
            "retroactive_revinfo": True,
        }
        if self._store is None:
            return ValidationContext(**facts)
        return self._store.as_validation_context(facts)

    def of_seal(self, *, revocation: str, skip_diff: bool = True) -> Any:
        return validate_pdf_signature(
            self._seal,
            signer_validation_context=self._context(self._expected.root, revocation=revocation),
            ts_validation_context=self._context(
                *self._expected.time_stamp_roots, revocation=revocation
            ),
            key_usage_settings=_USAGE,
            # Slow, and of no use where the seal covers the file to its last byte.
            skip_diff=skip_diff,
        )

    def stamped(self, status: Any, everyone: list[Any]) -> bool:
        """Whether each time stamp is right, and none says that the seal is older than the document."""
        stamps = [status.timestamp_validity]
        roots = self._expected.time_stamp_roots
        for each in everyone[1:]:
            context = self._context(*roots, revocation="soft-fail")
            stamps.append(validate_pdf_timestamp(each, context, skip_diff=True))
        return self._at >= self._expected.at - _CLOCKS_DIFFER and all(
            stamp is not None and stamp.intact and stamp.valid and stamp.trusted for stamp in stamps
        )


def _token(seal: Any) -> Any:
    """The one time-stamp token on the signature (RFC 3161, appendix A), or None."""
    try:
        found = find_unique_cms_attribute(
            seal.signer_info["unsigned_attrs"], "signature_time_stamp_token"
        )
    except NonexistentAttributeError:
        return None
    return found["content"]


def _stamped_at(token: Any) -> datetime:
    at: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def _reach_the_end(signed: bytes, everyone: list[Any]) -> bool:
    """Whether the last signature covers the file to its last byte, and each leaves out only itself."""
    _, _, after, rest = (int(each) for each in everyone[-1].byte_range)
    return after + rest == len(signed) and all(
        _leaves_out_only_itself(signed, each) for each in everyone
    )


def _nothing_between(level: Level, status: Any) -> bool:
    """Whether the seal covers all, or is followed by nothing but what B-LTA adds."""
    if not level.archived:
        return status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return (
        status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
        and bool(status.docmdp_ok)
        and status.modification_level is ModificationLevel.LTA_UPDATES
    )


def _leaves_out_only_itself(signed: bytes, signature: Any) -> bool:
    """Whether the byte range leaves out only /Contents, and that holds the CMS and zeros.

    A signature says nothing about the padding behind the CMS object; here it must be zeros.
    """
    start, before, after, _ = (int(each) for each in signature.byte_range)
    hole = signed[before:after]
    cms = signature.pkcs7_content
    written = cms.hex().encode()
    return (
        start == 0
        and before < after
        and hole[:1] == b"<"
        and hole[-1:] == b">"
        and hole[1:-1] in (written, written.upper())
        and not any(cms[_der_length(cms) :])
    )


def _der_length(content: bytes) -> int:
    """Count the bytes of the one DER object (X.690, 8.1.3) at the start of `content`."""
    first = content[1]
    if first < 0x80:  # noqa: PLR2004  # short form
        return 2 + first
    octets = first & 0x7F
    return 2 + octets + int.from_bytes(content[2 : 2 + octets], "big")
