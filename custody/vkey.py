"""The public half of a checkpoint key, in the words of C2SP signed-note. Pure.

A verifier key is published as one line, ``<name>+<key id, 8 hex digits>+<base64 of type || key>``,
the form that Go's ``sumdb/note`` made and that programs of others read.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519: Final = b"\x01"  # signature type of plain Ed25519 notes
_PUBLIC_KEY_BYTES: Final = 32
_KEY_ID_BYTES: Final = 4


class NotAVerifierKey(ValueError):
    """The text is not a verifier key that we understand."""


def key_id(name: str, public_key: bytes) -> bytes:
    """Four bytes that say which key signed: SHA-256(name || 0x0A || 0x01 || public key)[:4].

    An identifier and no proof of anything (C2SP signed-note, "Signatures").
    """
    digest = hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()
    return digest[:_KEY_ID_BYTES]


def is_key_name(name: str) -> bool:
    """Whether signed-note allows this name: not empty, without spaces, controls and "+"."""
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))


@dataclass(frozen=True)
class VerifierKey:
    """Who signs checkpoints, and how to tell: enough to check one without asking us.

    `development` is our own mark and no part of the published line.
    """

    name: str
    public_key: bytes
    development: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise NotAVerifierKey("A key's name has no spaces and no plus sign, and is not empty.")
        if len(self.public_key) != _PUBLIC_KEY_BYTES:
            raise NotAVerifierKey("An Ed25519 public key has 32 bytes.")

    @property
    def key_id(self) -> bytes:
        """Four bytes, as `key_id()` says."""
        return key_id(self.name, self.public_key)

    @property
    def text(self) -> str:
        """The published line, without a newline."""
        encoded = base64.b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def accepts(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` (64 bytes, RFC 8032) over `data` was made by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, data)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def parse(cls, text: str, *, development: bool = False) -> "VerifierKey":
        """Read a published line; NotAVerifierKey when anything about it is off."""
        parts = text.strip("\n").split("+", 2)
        if len(parts) != 3:  # noqa: PLR2004 - name, id, key
            raise NotAVerifierKey("A verifier key has three parts, joined by plus signs.")
        name, wanted_id, encoded = parts
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise NotAVerifierKey("The verifier key's last part is not base64.") from error
        if raw[:1] != ED25519:
            raise NotAVerifierKey("The verifier key is not an Ed25519 key.")
        key = cls(name=name, public_key=raw[1:], development=development)
        if key.key_id.hex() != wanted_id:
            raise NotAVerifierKey("The verifier key's id does not belong to its name and key.")
        return key
