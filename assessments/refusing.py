"""Refusals that the journal keeps: who was turned away from which act, and on what ground.

An act that is refused leaves nothing behind, and rightly so for a missing sentence in a form. That
somebody tried to judge after she was taken off, or with a conflict of interest, is a fact about
the engagement that must not be lost with the transaction (docs/decisions/refused-acts.md).
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.models import Engagement
from journal.recording import record

P = ParamSpec("P")
R = TypeVar("R")


class Ground(StrEnum):
    """Why somebody was turned away; what the journal keeps instead of the sentence."""

    NOT_NAMED = "not named"
    TAKEN_OFF = "taken off"
    ROLE_ENDED = "role ended"
    OTHER_ROLE = "named for another role"
    NOT_DECLARED = "interests not declared"
    CONFLICT = "conflict of interest"
    CONFLICTED_WORK = "judgements of a person with a conflict of interest"
    OBJECTED = "objected to by the member"
    OWN_WORK = "her own work"
    OTHER_PART = "another part in it"
    TWO_ACCOUNTS = "another account of the same person"
    OVER = "engagement over"
    NOT_ACCREDITED = "accreditation does not cover it"


class RecordedRefusal(Refusal):
    """A refusal that is written down in the journal after the act was rolled back."""

    def __init__(self, sentence: str, engagement: Engagement, ground: Ground) -> None:
        super().__init__(sentence)
        self.engagement = engagement
        self.ground = ground


class IndependenceRefused(RecordedRefusal):
    """Who acts may not do this here: not named, taken off, conflicted, or judging her own work."""


class EngagementOver(RecordedRefusal):
    """The engagement has ended while somebody was still at work in it."""


def written_down(refusal: RecordedRefusal, act: str, *, by: Actor) -> None:
    """Note in the body's journal that `by` was refused `act`; joins the transaction.

    The ground is kept and not the sentence, which may name what somebody declared.
    """
    record(
        "engagement.act_refused",
        refusal.engagement,
        by=by,
        organisation_id=refusal.engagement.body_id,
        reason=refusal.ground.value,
        facts={"act": act, "ground": refusal.ground.name.lower()},
    )


def refusals_recorded(act: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put outside a durable act: what it refuses for one of the grounds is recorded, then raised.

    `act` is the name under which the journal would have kept it. The entry has a transaction of
    its own, since that of the act is gone.
    """

    def outside(durable: Callable[P, R]) -> Callable[P, R]:
        @wraps(durable)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return durable(*args, **kwargs)
            except RecordedRefusal as refusal:
                by = kwargs["by"]
                if not isinstance(by, Actor):
                    raise TypeError("An act is given its actor as `by`.") from refusal
                with transaction.atomic(durable=True):
                    written_down(refusal, act, by=by)
                raise

        return recorded

    return outside
