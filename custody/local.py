"""Keys from files: private halves in a folder of the signing user, public halves in another.

Layout (PEM unless said otherwise):
    <private>/reports.key.pem       0600, P-256, PKCS #8
    <private>/checkpoints.key.pem   0600, Ed25519, PKCS #8
    <public>/reports.pem            seal certificate, then its issuers up to the root
    <public>/checkpoints.vkey       the log's verifier key, one line (see `vkey`)
    <public>/time-stamps.pem        roots of the time-stamping authorities, of earlier ones too
    <public>/revocations.pem        revocation lists of issuers that serve none at an address

A signer is loaded once per process: reading a key costs more than signing with it.
"""

import hashlib
import logging
import os
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from custody.seal import KeyRefused as KeyRefused  # noqa: PLC0414 - the keyring's word for it
from custody.vkey import VerifierKey

log = logging.getLogger("custody")

REPORTS_KEY = "reports.key.pem"
REPORTS_CHAIN = "reports.pem"
CHECKPOINTS_KEY = "checkpoints.key.pem"
CHECKPOINTS_VKEY = "checkpoints.vkey"
TIME_STAMP_ROOTS = "time-stamps.pem"
REVOCATIONS = "revocations.pem"
_END_OF_LIST = b"-----END X509 CRL-----"


def _warn(purpose: str) -> None:
    log.warning("DEVELOPMENT KEY: not evidence. It signs for %s.", purpose)


@dataclass(frozen=True)
class PublicChain:
    """Certificates that a reader of a report needs, all DER.

    `chain` holds the issuers from the leaf's own up to and including `root`.
    """

    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes
    development: bool

    @property
    def key_id(self) -> str:
        """SHA-256 of the certificate's SubjectPublicKeyInfo, hex."""
        public_key = x509.load_der_x509_certificate(self.certificate).public_key()
        encoded = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(encoded).hexdigest()

    @property
    def subject(self) -> str:
        """Whom the certificate names (RFC 4514)."""
        return x509.load_der_x509_certificate(self.certificate).subject.rfc4514_string()

    @property
    def seals(self) -> bool:
        """Whether the key is one that seals reports: P-256."""
        key = x509.load_der_x509_certificate(self.certificate).public_key()
        return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"


@dataclass(frozen=True)
class FileSigner:
    """Seals reports with a key from a file (`custody.seal.ReportSigner`)."""

    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes
    key_id: str
    development: bool
    _key: ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The DER-encoded ECDSA signature (RFC 3279, Ecdsa-Sig-Value) over SHA-256 of `data`."""
        if self.development:
            _warn("reports")
        return self._key.sign(data, ec.ECDSA(SHA256()))


@dataclass(frozen=True)
class CheckpointSigner:
    """Signs the log's checkpoints: Ed25519 under the log's name."""

    name: str
    key_id: bytes
    public_key: bytes
    development: bool
    _key: ed25519.Ed25519PrivateKey = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.public_key, self.development)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of RFC 8032 over `data`."""
        if self.development:
            _warn("checkpoints")
        return self._key.sign(data)


def private_bytes(path: Path) -> bytes:
    """A private key's file, refused unless it is ours alone (owner, 0600 or stricter)."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise KeyRefused(
            f"The private key {path.name} cannot be read: {error.strerror}."
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if facts.st_uid != os.geteuid():
            raise KeyRefused(f"The private key {path.name} belongs to another user.")
        if stat.S_IMODE(facts.st_mode) & 0o077:
            raise KeyRefused(
                f"The private key {path.name} is open to others; its mode must be 0600."
            )
        return file.read()


def _public_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyRefused(
            f"The public half {path.name} cannot be read: {error.strerror}."
        ) from error


def chain_of(pem: bytes, *, development: bool) -> PublicChain:
    """A seal's certificate and issuers, each checked to have issued the one before; else KeyRefused."""
    try:
        found = x509.load_pem_x509_certificates(pem)
        for issued, issuer in zip(found, [*found[1:], found[-1]], strict=True):
            issued.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature) as error:
        raise KeyRefused(
            f"{REPORTS_CHAIN} must hold the seal's certificate and then each issuer up to the root."
        ) from error
    encoded = [certificate.public_bytes(Encoding.DER) for certificate in found]
    return PublicChain(encoded[0], tuple(encoded[1:]), encoded[-1], development)


@lru_cache(maxsize=8)
def certificates(public: Path, *, development: bool) -> PublicChain:
    """The seal's certificate and issuers from `public`."""
    return chain_of(_public_bytes(public / REPORTS_CHAIN), development=development)


def time_stamp_roots(public: Path) -> tuple[bytes, ...]:
    """The roots (DER) to which time stamps must lead; none where no authority is pinned."""
    path = public / TIME_STAMP_ROOTS
    if not path.exists():
        return ()
    try:
        found = x509.load_pem_x509_certificates(_public_bytes(path))
    except ValueError as error:
        raise KeyRefused(f"{TIME_STAMP_ROOTS} must hold certificates in PEM.") from error
    return tuple(each.public_bytes(Encoding.DER) for each in found)


def revocations(public: Path) -> tuple[bytes, ...]:
    """The revocation lists (DER) that the operator placed; read anew, since they are replaced."""
    path = public / REVOCATIONS
    if not path.exists():
        return ()
    try:
        parts = _public_bytes(path).split(_END_OF_LIST)[:-1]
        found = [x509.load_pem_x509_crl(part + _END_OF_LIST) for part in parts]
    except ValueError as error:
        raise KeyRefused(f"{REVOCATIONS} must hold revocation lists in PEM.") from error
    return tuple(each.public_bytes(Encoding.DER) for each in found)


@lru_cache(maxsize=8)
def verifier(public: Path, *, development: bool) -> VerifierKey:
    """The log's verifier key from `public`."""
    try:
        text = _public_bytes(public / CHECKPOINTS_VKEY).decode()
        return VerifierKey.parse(text, development=development)
    except ValueError as error:
        raise KeyRefused(f"{CHECKPOINTS_VKEY} is not a verifier key: {error}") from error


@lru_cache(maxsize=8)
def report_signer(private: Path, public: Path, *, development: bool) -> FileSigner:
    """The seal, refused when key and certificate do not belong together."""
    key = load_pem_private_key(private_bytes(private / REPORTS_KEY), password=None)
    if not (isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp256r1"):
        raise KeyRefused(f"{REPORTS_KEY} is not a P-256 key.")
    shown = certificates(public, development=development)
    if key.public_key() != x509.load_der_x509_certificate(shown.certificate).public_key():
        raise KeyRefused(f"{REPORTS_KEY} and {REPORTS_CHAIN} do not belong together.")
    return FileSigner(shown.certificate, shown.chain, shown.root, shown.key_id, development, key)


@lru_cache(maxsize=8)
def checkpoint_signer(private: Path, public: Path, *, development: bool) -> CheckpointSigner:
    """The log's signer, refused when key and verifier key do not belong together."""
    key = load_pem_private_key(private_bytes(private / CHECKPOINTS_KEY), password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise KeyRefused(f"{CHECKPOINTS_KEY} is not an Ed25519 key.")
    shown = verifier(public, development=development)
    if key.public_key().public_bytes_raw() != shown.public_key:
        raise KeyRefused(f"{CHECKPOINTS_KEY} and {CHECKPOINTS_VKEY} do not belong together.")
    return CheckpointSigner(shown.name, shown.key_id, shown.public_key, development, key)
