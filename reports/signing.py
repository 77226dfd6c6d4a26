"""Seal a document: PAdES, invisible, certified with no change allowed. No key is held here."""

import asyncio
import io
from datetime import datetime
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from custody.keyring import ReportSigner
from reports.cross_references import read_plainly
from reports.levels import Level
from reports.time_stamps import Authority, AuthorityAway, forget
from reports.time_stamps import SigningFailed as SigningFailed  # noqa: PLC0414 - said here too
from reports.verdict import ARCHIVE_FIELD, FIELD

read_plainly()
_P256_SIGNATURE_BYTES: Final = 72  # the longest DER form of two 256-bit integers


# What the certificates of seal or stamp, or their revocation information, lack just now. A list
# that does not arrive in time is pyHanko's TimeoutError.
_NOT_ESTABLISHED: Final = (
    *(PathError, ValidationError, CRLValidationError, OCSPValidationError),
    TimeoutError,
)


class _Seal(Signer):
    """pyHanko's signer over ours: it hands over what is to be signed and never sees a key."""

    def __init__(self, signer: ReportSigner) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple([x509.Certificate.load(each) for each in signer.chain])
        super().__init__(
            signing_cert=x509.Certificate.load(signer.certificate),
            cert_registry=registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._signer = signer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
    ) -> bytes:
        """Sign `data`, or give as many bytes as a signature may need when only measuring."""
        if digest_algorithm != "sha256":
            raise SigningFailed(f"The seal signs SHA-256, not {digest_algorithm}.")
        if dry_run:
            return bytes(_P256_SIGNATURE_BYTES)
        return await asyncio.to_thread(self._signer.sign, data)


class _KeepingMetadata(IncrementalPdfFileWriter):
    """A writer that leaves the XMP packet alone.

    pyHanko would rewrite it and lose the extension schema that PDF/A asks for. The method is
    internal to pyHanko 0.38; a test holds that it still works.
    """

    def _update_meta(self) -> None:
        return


class _SignerAt(PdfSigner):
    """A signer that states the instant it is given instead of reading the clock."""

    def __init__(self, at: datetime, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._at = at

    def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self._at
        return session


def sign(
    unsigned: bytes,
    signer: ReportSigner,
    at: datetime,
    *,
    field: str = FIELD,
    level: Level = Level.B_B,
    authority: Authority | None = None,
) -> bytes:
    """Seal `unsigned` and state `at` as the time of signing (a claim: stamp and log prove the time).

    ETSI EN 319 142-1 baseline with ECDSA P-256 and SHA-256, at `level` and never below it;
    certification signature with DocMDP level 1 (ISO 32000-2, 12.8.2.2): no change allowed. What
    B-LT carries stands in the seal's own revision, so the seal covers the file to its last byte.
    Raises SigningFailed; AuthorityAway where a later try may succeed.
    """
    if at.utcoffset() is None:
        raise SigningFailed("The time of signing needs its time zone.")
    if level.stamped and authority is None:
        raise SigningFailed(f"{level.pades} needs a time-stamping authority, and none is named.")
    writer = _KeepingMetadata(io.BytesIO(unsigned))
    stamper = authority.stamper() if authority and level.stamped else None
    try:
        pdf_signer = _SignerAt(
            at,
            _metadata(signer, field, level, authority),
            signer=_Seal(signer),
            timestamper=stamper,
        )
        signed = pdf_signer.sign_pdf(writer).getvalue()
    except (SigningError, *_NOT_ESTABLISHED) as error:
        forget()
        raise _failure(level, error) from error
    if not signed.startswith(unsigned):
        raise SigningFailed("Sealing changed the prepared bytes instead of adding to them.")
    return bytes(signed)


def _failure(level: Level, error: Exception) -> SigningFailed:
    """What is missing to establish trust may be there later; anything else is ours to mend."""
    for reason in (error, error.__cause__):
        if isinstance(reason, _NOT_ESTABLISHED):
            return AuthorityAway(
                f"{level.pades} needs to know that no certificate was revoked, and that could not "
                f"be learnt. Nothing was signed; it is tried again. ({str(reason) or 'no answer in time'})"
            )
    return SigningFailed(f"The document could not be sealed: {error}")


def _metadata(
    signer: ReportSigner, field: str, level: Level, authority: Authority | None
) -> PdfSignatureMetadata:
    context = None
    if level.lasting and authority is not None:
        context = authority.context(signer.root, signer.chain)
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=level.lasting,
        validation_context=context,
        use_pades_lta=level.archived,
        timestamp_field_name=ARCHIVE_FIELD,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
