"""Whether a key may seal now, and whether what it has sealed may be published."""

import hashlib
import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from accounts.actor import SYSTEM
from custody.keyring import KeyRefused, PublicChain, ReportSigner
from journal.recording import record
from reports.keys.beginning import entered
from reports.keys.entries import told
from reports.keys.models import KeyRequest, SealKey
from reports.keys.requests import ASKED
from reports.keys.terms import REASONS, Store, Term, Use, Why
from reports.levels import Level
from reports.work import SealedBytes

log = logging.getLogger("custody")


def terms() -> tuple[Term, ...]:
    """The whole history, as the verifier takes it."""
    return tuple(key.term for key in SealKey.objects.prefetch_related("ends"))


def require_in_use(signer: ReportSigner, *, at: datetime) -> Term:
    """The term of the key that is to seal at `at`; KeyRefused unless it has begun and not ended.

    A development key begins by itself, and says so; no transaction may be open then.
    """
    certificate = hashlib.sha256(signer.certificate).hexdigest()
    key = _known(certificate)
    if key is None and signer.development:
        key = _begun_by_itself(signer)
    called = f"The key {signer.key_id[:12]}"
    if key is None:
        raise KeyRefused(
            f"{called} has not come into use. Two key custodians have to begin it first: "
            "docs/operations.md, “A key comes into use”."
        )
    for end in key.ends.all():
        if end.ends_at <= at:
            why = REASONS[Why(end.why)].lower()
            raise KeyRefused(
                f"{called} is out of use since {told(end.ends_at)} ({why}). Give the signer the "
                "key that is in use, and start it again."
            )
    if _leak_is_asked_about(key):
        raise KeyRefused(
            f"{called} seals nothing until a second key custodian has answered: "
            "somebody else may have used it."
        )
    return key.term


class KeyLeaked(KeyRefused):
    """Somebody else may have made this seal, or could make such ones."""


def require_publishable(file: SealedBytes, *, at: datetime) -> None:
    """KeyRefused where what a key has sealed must not be entered in the log any more.

    Asked under the log's lock: of this and a key's end, one finds the other done. KeyLeaked where
    it has to be sealed again.
    """
    key = _known(file.certificate_sha256)
    use = _use(key, file, at)
    if use is Use.NOT_TRUSTED:
        raise KeyLeaked("The key of this seal leaked. It is not published, but sealed again.")
    if key is None or use is None or not use.good:
        raise KeyRefused(
            "The key of this seal is not, or was not then, in use. It is not published: "
            "docs/operations.md, “A key was compromised”."
        )
    if _leak_is_asked_about(key):
        raise KeyRefused(
            "Somebody else may have used the key of this seal. Nothing of it is published until a "
            "second key custodian has answered."
        )


def is_leaked(file: SealedBytes, *, at: datetime) -> bool:
    """Whether the seal is not trusted, since its key leaked."""
    return _use(_known(file.certificate_sha256), file, at) is Use.NOT_TRUSTED


def _use(key: SealKey | None, file: SealedBytes, at: datetime) -> Use | None:
    """What is to be said of a seal at `at`; only a stamp shows that it was there before."""
    sealed_at = file.signed_at if Level(file.level).stamped else at
    return None if key is None else key.term.of_a_seal(sealed_at)


def _known(certificate_sha256: str) -> SealKey | None:
    leaks = KeyRequest.objects.filter(ends=True, status=ASKED, why=Why.COMPROMISED)
    asked = Exists(leaks.filter(seal_key=OuterRef("pk")))
    rows = SealKey.objects.prefetch_related("ends").annotate(leak_asked=asked)
    return rows.filter(certificate_sha256=certificate_sha256).first()


def _leak_is_asked_about(key: SealKey) -> bool:
    return bool(getattr(key, "leak_asked", False))  # a key that has just begun is not asked about


def _begun_by_itself(signer: ReportSigner) -> SealKey | None:
    chain = PublicChain(signer.certificate, signer.chain, signer.root, development=True)
    try:
        key = _begin(chain)
    except IntegrityError:  # another process was quicker
        return _known(hashlib.sha256(signer.certificate).hexdigest())
    log.warning("DEVELOPMENT KEY: not evidence. %s came into use by itself.", key)
    return key


@transaction.atomic(durable=True)
def _begin(chain: PublicChain) -> SealKey:
    key = entered(chain, store=Store.FILE, people=0, commitment="", at=now())
    facts = {"key_id": key.key_id, "development": True}
    record("key.begun", key, by=SYSTEM, facts=facts)
    return key
