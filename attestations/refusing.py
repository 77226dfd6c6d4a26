"""A refusal that the journal keeps: one person would have stood behind both halves of an act."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from accounts.refusal import Refusal
from attestations.models import Attestation
from journal.recording import record

P = ParamSpec("P")
R = TypeVar("R")


class SamePerson(Refusal):
    """Two persons stand behind every submission, and behind every emergency access."""


def same_person_recorded(act: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put outside a durable act on an attestation: who was refused `act` for it is written down.

    In a transaction of its own, since that of the act is gone.
    """

    def outside(durable: Callable[P, R]) -> Callable[P, R]:
        @wraps(durable)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return durable(*args, **kwargs)
            except SamePerson as refusal:
                by, attestation_id = kwargs["by"], args[0]
                if not isinstance(by, Actor) or not isinstance(attestation_id, UUID):
                    raise TypeError("An act is given an attestation and its actor.") from refusal
                with transaction.atomic(durable=True):
                    _written_down(attestation_id, act, by=by)
                raise

        return recorded

    return outside


def _written_down(attestation_id: UUID, act: str, *, by: Actor) -> None:
    attestation = Attestation.objects.select_related("scope").get(pk=attestation_id)
    record(
        "attestation.act_refused",
        attestation,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        reason="the same person",
        facts={"act": act},
    )
