"""A key goes out of use: planned, because it is lost, or because somebody else may have used it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from organisations.permissions import Permission
from reports.keys.entries import ended_leaf
from reports.keys.models import KeyRequest, SealKey, SealKeyEnd
from reports.keys.requests import (
    ASKED,
    NotAKey,
    alone,
    answered,
    recorded,
    require_second_person,
    waiting,
)
from reports.keys.terms import Why
from reports.models import SignedFile
from reports.status import CorrectionStatus, State
from reports.still_held import require_role
from transparency.appending import append

P = Permission


def end_asked(
    key_pk: UUID, why: Why, not_trusted_from: datetime | None, *, by: Actor, at: datetime
) -> KeyRequest:
    """Ask that a key go out of use. Raises `NotAKey`.

    While it is asked because somebody else may have used the key, nothing is sealed with it.
    """
    alone()
    require_role(by, P.KEY_ASK, at)
    key = SealKey.objects.get(pk=key_pk)
    if not_trusted_from is not None:  # as the log tells it, to the second
        not_trusted_from = not_trusted_from.replace(microsecond=0)
    _refuse_unless_it_can_end(key, why, not_trusted_from, at=at)
    if key.requests.filter(ends=True, status=ASKED).exists():
        raise NotAKey("The end of this key has been asked for. Wait for the answer.")
    request = KeyRequest.objects.create(
        ends=True,
        seal_key=key,
        key_id=key.key_id,
        why=why.value,
        not_trusted_from=not_trusted_from,
        asked_by_id=by.person_id,
        asked_at=at,
    )
    recorded("key.end_asked", request, by=by, at=at)
    return request


def _refuse_unless_it_can_end(
    key: SealKey, why: Why, not_trusted_from: datetime | None, *, at: datetime
) -> None:
    leak = why == Why.COMPROMISED
    if leak and not_trusted_from is None:
        raise NotAKey("Say from when on nothing that was sealed with it is to be trusted.")
    if not_trusted_from is not None and (not leak or not_trusted_from > at):
        raise NotAKey(
            "That instant is for a key somebody else may have used, and lies in the past."
        )
    before = [Why(each) for each in key.ends.values_list("why", flat=True)]
    if Why.COMPROMISED in before or (before and not leak):
        raise NotAKey("This key is out of use already.")
    waits = SignedFile.objects.filter(certificate_sha256=key.certificate_sha256)
    waits = waits.exclude(report__state__in=(State.LIVE, State.ENDED))
    if not leak and (number := waits.values("report").distinct().count()):
        reports = "One report" if number == 1 else f"{number} reports"
        raise NotAKey(
            f"{reports} sealed with this key wait to be entered in the log. Try again once they "
            "are there; the job board says what keeps them."
        )


@transaction.atomic(durable=True)
def ask_end_key(
    key_pk: UUID, why: Why, not_trusted_from: datetime | None, *, by: Actor
) -> KeyRequest:
    """A key custodian asks, with a fresh second factor, that a key go out of use."""
    by.require_fresh_second_factor()
    return end_asked(key_pk, why, not_trusted_from, by=by, at=now())


def ended(request_id: UUID, *, by: Actor, at: datetime) -> SealKeyEnd:
    """The key is out of use. Raises `SamePerson`, `NotAsked`, `NotAKey`."""
    request = waiting(request_id, P.KEY_CONFIRM, by=by, at=at)
    require_second_person(request, by)
    if request.seal_key is None or not request.ends:
        raise NotAKey("This asks that a key come into use.")
    why, leak = Why(request.why), request.not_trusted_from
    _refuse_unless_it_can_end(request.seal_key, why, leak, at=at)
    end = SealKeyEnd(
        key=request.seal_key,
        why=why.value,
        ends_at=at.replace(microsecond=0),
        not_trusted_from=leak,
    )
    answered(request, CorrectionStatus.CONFIRMED, by=by, at=at)
    recorded("key.ended", request, by=by, at=at)
    # The log's lock is taken last: a report that goes live meanwhile is there before, or sees this.
    (end.log_index,) = append([ended_leaf(end, at)])
    end.save(force_insert=True)
    return end


@transaction.atomic(durable=True)
def end_key(request_id: UUID, *, by: Actor) -> SealKeyEnd:
    """Another key custodian confirms, with a fresh second factor; nothing is sealed with it any more."""
    by.require_fresh_second_factor()
    return ended(request_id, by=by, at=now())
