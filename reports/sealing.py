"""Prepared bytes to sealed bytes: signed, and accepted by our own verifier. Runs where the keys are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.timezone import now

from custody import keyring
from custody.seal import ReportSigner
from reports.keys.in_use import require_in_use
from reports.keys.terms import Term
from reports.levels import Level
from reports.signing import sign
from reports.time_stamps import Authority
from reports.verdict import FIELD, Expected
from reports.verification import verify


class NotVerified(Exception):
    """Our own verifier does not accept what was just signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed file and the facts that stand beside it; digests are lower-case hex SHA-256."""

    content: bytes
    sha256: str
    unsigned_sha256: str
    key_id: str
    certificate_sha256: str
    development_key: bool
    level: Level
    signed_at: datetime


def sha256(content: bytes) -> str:
    """SHA-256 of a whole file, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def _authority() -> Authority | None:
    address = settings.TIME_STAMP_URL
    if not address:
        return None
    return Authority(address, keyring.time_stamp_roots(), keyring.revocations())


@dataclass(frozen=True, slots=True)
class Seal:
    """What seals the files of one step: a key that is in use at `at`, and how."""

    signer: ReportSigner
    level: Level
    authority: Authority | None
    at: datetime
    term: Term


def seal_in_use() -> Seal:
    """The seal for now; raises KeyRefused where its key may not seal.

    The level is the one that settings name, and never a lower one.
    """
    signer, level, authority = keyring.signer("reports"), Level(settings.SEAL_LEVEL), _authority()
    at = now().replace(microsecond=0)
    return Seal(signer, level, authority, at, require_in_use(signer, at=at))


def sealed(unsigned: bytes, *, data: Mapping[str, str], seal: Seal, field: str = FIELD) -> Sealed:
    """Seal `unsigned` in the signature field `field`, and have it verified.

    `data` names the attachments it must carry, each with its SHA-256. Raises NotVerified with the
    sentences of whatever does not hold, and what `sign` raises.
    """
    signer, level, authority, at = seal.signer, seal.level, seal.authority, seal.at
    signed = sign(unsigned, signer, at, field=field, level=level, authority=authority)
    certificate = sha256(signer.certificate)
    verdict = verify(
        signed,
        Expected(
            sha256=sha256(signed),
            data=data,
            root=signer.root,
            at=at,
            certificate_sha256=certificate,
            field=field,
            level=level,
            time_stamp_roots=authority.roots if authority else (),
            history=(seal.term,),
        ),
    )
    if not verdict.verified:
        raise NotVerified(" ".join(check.sentence for check in verdict.failures))
    return Sealed(
        content=signed,
        sha256=sha256(signed),
        unsigned_sha256=sha256(unsigned),
        key_id=signer.key_id,
        certificate_sha256=certificate,
        development_key=signer.development,
        level=level,
        signed_at=at,
    )
