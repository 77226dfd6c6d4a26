"""Recording an act: in the act's own transaction, or not at all."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import rfc8785
from django.db import models, transaction
from django.utils.timezone import now

from journal.acts import ACTS
from journal.models import Entry


class OutsideTransaction(RuntimeError):
    """A function that must join its caller's transaction was called without one."""


class UnknownAct(KeyError):
    """An act that the journal has no sentence for."""


class Acting(Protocol):
    """What the journal needs to know of an actor; `accounts.actor.Actor` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def user_id(self) -> UUID | None: ...
    @property
    def api_key_id(self) -> UUID | None: ...
    @property
    def second_factor_at(self) -> datetime | None: ...
    @property
    def request_id(self) -> str: ...


def require_transaction() -> None:
    """Raise `OutsideTransaction` unless a transaction is open."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("This function joins its caller's transaction; there is none.")


def record(
    act: str,
    subject: models.Model,
    *,
    by: Acting,
    organisation_id: UUID | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    before_sha256: str = "",
    after_sha256: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Write down that `by` did `act` to `subject`.

    `organisation_id` is the organisation whose journal the entry belongs to; digests are
    lower-case hex SHA-256. The entry carries a digest of its own content (RFC 8785 bytes).
    Raises `OutsideTransaction` outside a transaction and `UnknownAct` for a name that
    `journal/acts.py` lacks.
    """
    require_transaction()
    if act not in ACTS:
        raise UnknownAct(act)
    entry = Entry(
        at=now(),
        act=act,
        actor_kind=str(by.kind),
        actor_id=by.user_id,
        api_key_id=by.api_key_id,
        second_factor_at=by.second_factor_at,
        request_id=by.request_id,
        object_type=subject._meta.label_lower,  # noqa: SLF001 - Django's documented API
        object_id=str(subject.pk),
        organisation_id=organisation_id,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        before_sha256=before_sha256,
        after_sha256=after_sha256,
        facts=dict(facts or {}),
    )
    entry.sha256 = digest(entry)
    entry.save(force_insert=True)
    return entry


def digest(entry: Entry) -> str:
    """SHA-256 (hex) over the RFC 8785 bytes of everything the entry says."""
    content = {
        "id": str(entry.id),
        "at": entry.at.isoformat(),
        "act": entry.act,
        "actor_kind": entry.actor_kind,
        "actor": str(entry.actor_id or ""),
        "api_key": str(entry.api_key_id or ""),
        "second_factor_at": entry.second_factor_at.isoformat() if entry.second_factor_at else "",
        "request_id": entry.request_id,
        "object": [entry.object_type, entry.object_id],
        "organisation": str(entry.organisation_id or ""),
        "from": entry.from_state,
        "to": entry.to_state,
        "reason": entry.reason,
        "before": entry.before_sha256,
        "after": entry.after_sha256,
        "facts": entry.facts,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
