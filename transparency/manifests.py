"""What a leaf says: canonical JSON that names facts and digests, never a person. Pure.

A leaf is forever and for everyone. It carries the kind of event, the time, and SHA-256 digests of
what became public; anything that could point to a person, or to something that is not public yet,
stands in it as a salted commitment only.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import rfc8785

from transparency.tiles import MAX_ENTRY_BYTES

SCHEMA: Final = "trustportal-leaf/1"
SALT_BYTES: Final = 32
_RESERVED: Final = frozenset({"schema", "kind", "at"})


class LeafKind(StrEnum):
    """What happened."""

    SUBMISSION = "submission"
    ACCEPTANCE = "acceptance"
    EVIDENCE = "evidence"
    REPORT = "report"
    NOTICE = "notice"
    EDITION = "edition"
    KEY = "key"
    JOURNAL = "journal"


WORDS: Final[Mapping[LeafKind, str]] = {
    LeafKind.SUBMISSION: "A submission was signed",
    LeafKind.ACCEPTANCE: "A submission was accepted for assessment",
    LeafKind.EVIDENCE: "Somebody committed to a document that stays with its owner",
    LeafKind.REPORT: "A report became public",
    LeafKind.NOTICE: "A notice was added to a report",
    LeafKind.EDITION: "An edition of a framework was published",
    LeafKind.KEY: "A key came into use or went out of it",
    LeafKind.JOURNAL: "A batch of the journal was sealed",
}


class NotALeaf(ValueError):
    """The facts cannot be a leaf."""


@dataclass(frozen=True)
class LeafContent:
    """A leaf before it has a place: its kind and its exact bytes."""

    kind: LeafKind
    content: bytes


def leaf(kind: LeafKind, at: datetime, **facts: Any) -> LeafContent:
    """The leaf for an event at `at` (aware; told in UTC, to the second) with these facts.

    Facts are JSON without fractions: numbers that are not whole are written as decimal strings.
    NotALeaf for a naive time, a fraction, a reserved name, or more than 65,535 bytes.
    """
    if at.tzinfo is None:
        raise NotALeaf("A leaf's time needs its time zone.")
    if _RESERVED & facts.keys():
        raise NotALeaf("schema, kind and at are the leaf's own words.")
    if _has_fraction(facts):
        raise NotALeaf("A leaf holds no floating-point numbers; write a decimal string.")
    told = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        content = rfc8785.dumps({"schema": SCHEMA, "kind": str(kind), "at": told, **facts})
    except rfc8785.CanonicalizationError as error:
        raise NotALeaf(f"The facts have no canonical JSON: {error}") from error
    if len(content) > MAX_ENTRY_BYTES:
        raise NotALeaf("A leaf holds at most 65,535 bytes.")
    return LeafContent(kind, bytes(content))


def _has_fraction(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_fraction, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_fraction, value))
    return isinstance(value, float)


def submission_leaf(salt: bytes, digest: bytes, at: datetime) -> LeafContent:
    """A submission's leaf: a commitment that says neither who nor what."""
    return leaf(LeafKind.SUBMISSION, at, commitment=commitment(salt, digest))


def acceptance_leaf(salt: bytes, digest: bytes, at: datetime) -> LeafContent:
    """The leaf of an accepted submission: the same digest under a salt of its own.

    So nobody can tell from the log which submission it was. The first checkpoint that covers it
    was signed after the acceptance, which is what the draw of a sample needs.
    """
    return leaf(LeafKind.ACCEPTANCE, at, commitment=commitment(salt, digest))


def evidence_leaf(salt: bytes, digest: bytes, at: datetime) -> LeafContent:
    """The leaf for a file of which only the digest was given: neither whose it is nor what."""
    return leaf(LeafKind.EVIDENCE, at, commitment=commitment(salt, digest))


def commitment(salt: bytes, digest: bytes) -> str:
    """SHA-256(salt || digest), lower-case hex; `salt` is 32 random bytes, `digest` a SHA-256.

    Nobody can tell what is meant until the salt is shown; once it is, nobody can claim another
    meaning. Both parts have a fixed length, so no two pairs run together to the same bytes.
    Without the salt the commitment says nothing for ever, which is how a person is erased.
    """
    if len(salt) != SALT_BYTES or len(digest) != hashlib.sha256().digest_size:
        raise NotALeaf("A commitment joins 32 bytes of salt and a SHA-256 digest of 32 bytes.")
    return hashlib.sha256(salt + digest).hexdigest()


def facts_of(content: bytes) -> dict[str, Any]:
    """The facts of a leaf's bytes; NotALeaf unless they are canonical and of our schema."""
    try:
        facts = json.loads(content)
    except ValueError as error:
        raise NotALeaf("The leaf is not JSON.") from error
    if not isinstance(facts, dict) or facts.get("schema") != SCHEMA:
        raise NotALeaf("The leaf is not of our schema.")
    if rfc8785.dumps(facts) != content:
        raise NotALeaf("The leaf is not canonical JSON.")
    return facts


def sentence(facts: Mapping[str, Any]) -> str:
    """What a leaf says, for people; a kind from a later version is named as it is."""
    kind = facts.get("kind")
    told = WORDS[LeafKind(kind)] if kind in set(LeafKind) else f"An entry of the kind “{kind}”"
    number = facts.get("number")
    return f"{told}: {number}" if isinstance(number, str) else told
