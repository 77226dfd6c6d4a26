"""Signed notes and checkpoints of C2SP (signed-note, tlog-checkpoint). Pure.

A checkpoint says: this log, so many leaves, this root. It is text that people can read, signed with
Ed25519 under the log's name. What is parsed here is parsed strictly: one meaning has one form.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from custody.vkey import VerifierKey, is_key_name
from transparency.merkle import HASH_BYTES

MAX_NOTE_BYTES: Final = 65_536
_MAX_SIGNATURES: Final = 64  # the specification asks for at least 16
_KEY_ID_BYTES: Final = 4
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_SIGNATURE_LINE: Final = re.compile("— ([^ ]+) ([^ ]+)")


class NotANote(ValueError):
    """The text is no signed note, or no checkpoint."""


class NotSigned(ValueError):
    """The note is well formed, but not signed by the key that we trust."""


class NoteSigner(Protocol):
    """What signing a note needs; `custody.keyring.signer("checkpoints")` gives it."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    @property
    def sign(self) -> Callable[[bytes], bytes]: ...


@dataclass(frozen=True)
class Checkpoint:
    """A tree head: the log's name, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The signed text: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line, taken apart."""

    name: str
    key_id: bytes
    signature: bytes


def strict_base64(text: str) -> bytes:
    """RFC 4648, section 4, in its one canonical form; NotANote otherwise."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("Something that should be base64 is not.") from error
    if base64.b64encode(decoded).decode() != text:
        raise NotANote("Something is not written in canonical base64.")
    return decoded


def strict_decimal(text: str) -> int:
    """A non-negative ASCII decimal below 2**63 without leading zeroes; NotANote otherwise."""
    if not _DECIMAL.fullmatch(text) or int(text) >= 1 << 63:
        raise NotANote("A number is not written as a plain decimal.")
    return int(text)


def signed(checkpoint: Checkpoint, signer: NoteSigner) -> str:
    """The checkpoint as a signed note. ValueError when the signer's name is not the origin."""
    if signer.name != checkpoint.origin or not is_key_name(signer.name):
        raise ValueError("A log signs checkpoints under its own name only.")
    signature = signer.sign(checkpoint.body.encode())
    encoded = base64.b64encode(signer.key_id + signature).decode()
    return f"{checkpoint.body}\n— {signer.name} {encoded}\n"


def taken_apart(note: str) -> tuple[str, tuple[NoteSignature, ...]]:
    """The note's text (with its last newline) and its signature lines; nothing is verified."""
    if len(note.encode()) > MAX_NOTE_BYTES:
        raise NotANote("The note is too long.")
    if any(ord(character) < ord(" ") and character != "\n" for character in note):
        raise NotANote("The note holds control characters.")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not text or not tail.endswith("\n"):
        raise NotANote("The note lacks the blank line before its signatures.")
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise NotANote("The note has too many signatures.")
    return f"{text}\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> NoteSignature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None or not is_key_name(match[1]):
        raise NotANote("A signature line is malformed.")
    raw = strict_base64(match[2])
    if len(raw) <= _KEY_ID_BYTES:
        raise NotANote("A signature is too short.")
    return NoteSignature(match[1], raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def parsed(text: str) -> Checkpoint:
    """The checkpoint that a note's text says; extension lines are refused, for we write none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:  # noqa: PLR2004 - three lines and the end
        raise NotANote("A checkpoint has three lines: origin, size, root.")
    root = strict_base64(lines[2])
    if len(root) != HASH_BYTES:
        raise NotANote("A checkpoint's root has 32 bytes.")
    return Checkpoint(lines[0], strict_decimal(lines[1]), root)


def verified(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that `key` signed, for the log of that key's name.

    Lines of other keys (witnesses) are passed over, as signed-note asks. NotANote when malformed,
    NotSigned when the key's line is missing or any line of it does not verify.
    """
    text, signatures = taken_apart(note)
    checkpoint = parsed(text)
    ours = [line for line in signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not ours or not all(key.accepts(line.signature, text.encode()) for line in ours):
        raise NotSigned("The checkpoint is not signed by the key of this log.")
    if checkpoint.origin != key.name:
        raise NotSigned("The checkpoint belongs to another log.")
    return checkpoint
