"""Seal a document: PAdES B-B, invisible, certified with no change allowed. No key is held here."""

import asyncio
import io
from datetime import datetime
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from custody.keyring import ReportSigner
from reports.verdict import FIELD

_P256_SIGNATURE_BYTES: Final = 72  # the longest DER form of two 256-bit integers


class SigningFailed(Exception):
    """The document could not be sealed; the text says why."""


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


def sign(unsigned: bytes, signer: ReportSigner, at: datetime, *, field: str = FIELD) -> bytes:
    """Seal `unsigned` and state `at` as the time of signing (a claim: the log proves the time).

    ETSI EN 319 142-1 baseline B-B with ECDSA P-256 and SHA-256; certification signature with
    DocMDP level 1 (ISO 32000-2, 12.8.2.2): no change allowed. Raises SigningFailed.
    """
    if at.utcoffset() is None:
        raise SigningFailed("The time of signing needs its time zone.")
    writer = _KeepingMetadata(io.BytesIO(unsigned))
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signed = _SignerAt(at, metadata, signer=_Seal(signer)).sign_pdf(writer).getvalue()
    if not signed.startswith(unsigned):
        raise SigningFailed("Sealing changed the prepared bytes instead of adding to them.")
    return bytes(signed)
