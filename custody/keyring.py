"""The one door to keys: what is asked for is a purpose, never a file.

The seal's key may lie on a token (`pkcs11`). Own keys (`local`) win over development keys
(`unsafe`), which exist only outside production.
Only the signing process may read KEYS_DIR; everyone may read PUBLIC_KEYS_DIR.
"""

from pathlib import Path
from typing import Literal, overload

from django.conf import settings

from custody import local, pkcs11, unsafe
from custody.local import CheckpointSigner, PublicChain
from custody.seal import KeyRefused, ReportSigner
from custody.vkey import VerifierKey

__all__ = [
    "CheckpointSigner",
    "KeyRefused",
    "PublicChain",
    "ReportSigner",
    "VerifierKey",
    "certificates",
    "chain_of",
    "revocations",
    "signer",
    "time_stamp_roots",
    "verifier",
]


def _production() -> bool:
    return bool(settings.PRODUCTION)


def private_folder() -> Path:
    """Where this process finds private keys; KeyRefused when it holds none."""
    if settings.KEYS_DIR is None:
        raise KeyRefused("This process holds no private keys: KEYS_DIR is not set.")
    return Path(settings.KEYS_DIR)


def _own(public: Path, name: str) -> bool:
    """Whether the operator placed keys of their own; in production nothing else counts."""
    return _production() or (public / name).exists()


@overload
def signer(purpose: Literal["reports"]) -> ReportSigner: ...
@overload
def signer(purpose: Literal["checkpoints"]) -> CheckpointSigner: ...
def signer(purpose: Literal["reports", "checkpoints"]) -> ReportSigner | CheckpointSigner:
    """The signer for a purpose, loaded once per process; KeyRefused says what is wrong.

    Outside production, development keys are made where no key exists.
    """
    if purpose == "reports" and settings.SEAL_TOKEN is not None:
        return pkcs11.report_signer(settings.SEAL_TOKEN, Path(settings.PUBLIC_KEYS_DIR))
    private, public = private_folder(), Path(settings.PUBLIC_KEYS_DIR)
    shown = local.REPORTS_CHAIN if purpose == "reports" else local.CHECKPOINTS_VKEY
    development = not _own(public, shown)
    if development:
        unsafe.make(private, public, log_origin=settings.LOG_ORIGIN, production=_production())
        private, public = private / unsafe.FOLDER, public / unsafe.FOLDER
    if purpose == "reports":
        return local.report_signer(private, public, development=development)
    return local.checkpoint_signer(private, public, development=development)


def certificates(purpose: Literal["reports"]) -> PublicChain:  # noqa: ARG001 - others will come
    """The certificates readers need to check a seal; needs no private key."""
    public = Path(settings.PUBLIC_KEYS_DIR)
    if _own(public, local.REPORTS_CHAIN):
        return local.certificates(public, development=False)
    return local.certificates(public / unsafe.FOLDER, development=True)


def chain_of(pem: bytes) -> PublicChain:
    """The certificates of a key that is to come into use, read from PEM; KeyRefused says why not."""
    chain = local.chain_of(pem, development=False)
    if unsafe.WARNING in chain.subject:
        raise KeyRefused("Development keys begin by themselves, and are no evidence.")
    if not chain.seals:
        raise KeyRefused("The seal's certificate is not for a P-256 key.")
    return chain


def _public_folder(name: str) -> Path:
    public = Path(settings.PUBLIC_KEYS_DIR)
    return public if _own(public, name) else public / unsafe.FOLDER


def time_stamp_roots() -> tuple[bytes, ...]:
    """The pinned roots (DER) of the authorities whose time stamps count; needs no private key."""
    return local.time_stamp_roots(_public_folder(local.TIME_STAMP_ROOTS))


def revocations() -> tuple[bytes, ...]:
    """Revocation lists (DER) for the seal's chain that are served at no address."""
    return local.revocations(_public_folder(local.REVOCATIONS))


def verifier(purpose: Literal["checkpoints"]) -> VerifierKey:  # noqa: ARG001 - others will come
    """The log's verifier key; needs no private key."""
    public = Path(settings.PUBLIC_KEYS_DIR)
    if _own(public, local.CHECKPOINTS_VKEY):
        return local.verifier(public, development=False)
    return local.verifier(public / unsafe.FOLDER, development=True)
