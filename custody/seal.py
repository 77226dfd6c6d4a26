"""What a seal must be able to do, whoever holds its key: a file, a token, or a service.

This is the interface for a store of keys that is not ours, such as a cloud's key management
service: one class with these five facts and one method, made by `keyring.signer("reports")`.
`tests/custody/test_contract.py` says what every one of them is held to.
"""

import secrets
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256


class KeyRefused(Exception):
    """A key is missing, unreadable, open to others, or not what its name says."""


class ReportSigner(Protocol):
    """Seals reports: ECDSA on P-256 over SHA-256. It is held, and asked from one thread at a time.

    Certificates are DER; `chain` holds the issuers of `certificate` up to and including `root`.
    """

    @property
    def certificate(self) -> bytes:
        """The seal's own certificate."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuers, from the seal's own up to and including the root."""

    @property
    def root(self) -> bytes:
        """The root that the portal publishes."""

    @property
    def key_id(self) -> str:
        """SHA-256 of the certificate's SubjectPublicKeyInfo, lower-case hex."""

    @property
    def development(self) -> bool:
        """Whether what it signs is no evidence."""

    def sign(self, data: bytes) -> bytes:
        """The DER-encoded ECDSA signature (RFC 3279, Ecdsa-Sig-Value) over SHA-256 of `data`.

        KeyRefused, with a sentence, when the key cannot be used; a later call may succeed.
        """


def prove(signer: ReportSigner) -> None:
    """Have a fresh random value signed; KeyRefused unless its certificate accepts the signature."""
    public_key = x509.load_der_x509_certificate(signer.certificate).public_key()
    if not (
        isinstance(public_key, ec.EllipticCurvePublicKey) and public_key.curve.name == "secp256r1"
    ):
        raise KeyRefused("The seal's certificate is not for a P-256 key.")
    challenge = secrets.token_bytes(32)
    try:
        public_key.verify(signer.sign(challenge), challenge, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise KeyRefused("The seal's key and its certificate do not belong together.") from error
