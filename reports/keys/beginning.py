"""A key comes into use: one key custodian asks, another confirms, and the log says so at once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils.timezone import now

from accounts.actor import Actor
from custody.keyring import KeyRefused, PublicChain, chain_of
from organisations.permissions import Permission
from reports.keys.entries import begun_leaf, pem_of
from reports.keys.models import KeyRequest, SealKey
from reports.keys.requests import (
    ASKED,
    NotAKey,
    alone,
    answered,
    commitment_of,
    recorded,
    require_second_person,
    waiting,
)
from reports.keys.terms import Store
from reports.models import SealedReceipt, SignedFile
from reports.status import CorrectionStatus
from reports.still_held import require_role
from transparency.appending import append
from transparency.manifests import SALT_BYTES

P = Permission
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made in a ceremony: the chain (PEM), where the private half is, and the record of it."""

    pem: str
    store: Store
    people: int
    record: str


def begin_asked(made: Made, *, by: Actor, at: datetime) -> KeyRequest:
    """Ask that a key come into use. Raises `NotAKey`."""
    alone()
    require_role(by, P.KEY_ASK, at)
    chain = _chain(made)
    if SealKey.objects.filter(key_id=chain.key_id).exists():
        raise NotAKey("This key has been in use already. Make a new one.")
    if KeyRequest.objects.filter(key_id=chain.key_id, ends=False, status=ASKED).exists():
        raise NotAKey("This key has been asked for. Wait for the answer.")
    request = KeyRequest.objects.create(
        ends=False,
        pem=pem_of(chain.certificate, *chain.chain),
        certificate_sha256=hashlib.sha256(chain.certificate).hexdigest(),
        key_id=chain.key_id,
        store=made.store.value,
        people=made.people,
        record=made.record.strip(),
        salt=secrets.token_bytes(SALT_BYTES),
        asked_by_id=by.person_id,
        asked_at=at,
    )
    recorded("key.begin_asked", request, by=by, at=at)
    return request


def _chain(made: Made) -> PublicChain:
    if made.people < FEWEST or not made.record.strip():
        raise NotAKey(
            "At least two people have to be there when a key is made, and a record has to say so."
        )
    try:
        return chain_of(made.pem.encode())
    except KeyRefused as refused:
        raise NotAKey(str(refused)) from refused


@transaction.atomic(durable=True)
def ask_begin_key(made: Made, *, by: Actor) -> KeyRequest:
    """A key custodian asks, with a fresh second factor, that a key come into use."""
    by.require_fresh_second_factor()
    return begin_asked(made, by=by, at=now())


def begun(request_id: UUID, *, by: Actor, at: datetime) -> SealKey:
    """The key comes into use. Raises `SamePerson`, `NotAsked`, `NotAKey`."""
    request = waiting(request_id, P.KEY_CONFIRM, by=by, at=at)
    require_second_person(request, by)
    if request.ends:
        raise NotAKey("This asks that a key go out of use.")
    chain = chain_of(request.pem.encode())
    if SealKey.objects.filter(key_id=chain.key_id).exists():
        raise NotAKey("This key has been in use already. Make a new one.")
    request.seal_key = entered(
        chain,
        store=Store(request.store),
        people=request.people,
        commitment=commitment_of(request),
        at=at,
    )
    answered(request, CorrectionStatus.CONFIRMED, by=by, at=at)
    recorded("key.begun", request, by=by, at=at)
    return request.seal_key


@transaction.atomic(durable=True)
def begin_key(request_id: UUID, *, by: Actor) -> SealKey:
    """Another key custodian confirms, with a fresh second factor; the key is in use from now on."""
    by.require_fresh_second_factor()
    return begun(request_id, by=by, at=now())


def entered(
    chain: PublicChain, *, store: Store, people: int, commitment: str, at: datetime
) -> SealKey:
    """The row of a key and its entry in the log, in the caller's transaction.

    A key that sealed before there was a history has been in use since its first seal.
    """
    certificate = hashlib.sha256(chain.certificate).hexdigest()
    key = SealKey(
        key_id=chain.key_id,
        certificate_sha256=certificate,
        pem=pem_of(chain.certificate, *chain.chain),
        subject=chain.subject,
        store=store.value,
        development=chain.development,
        begins_at=min(_first_seal(certificate) or at, at).replace(microsecond=0),
        people=people,
        record_commitment=commitment,
    )
    (key.log_index,) = append([begun_leaf(key, at)])
    key.save(force_insert=True)
    return key


def _first_seal(certificate_sha256: str) -> datetime | None:
    found = [
        rows.filter(certificate_sha256=certificate_sha256).aggregate(first=Min("signed_at"))
        for rows in (SignedFile.every, SealedReceipt.objects)
    ]
    return min((each["first"] for each in found if each["first"]), default=None)
