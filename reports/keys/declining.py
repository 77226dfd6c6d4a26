"""What was asked for a key is declined, or taken back: nothing changes, and the reason is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from organisations.permissions import Permission
from reports.keys.models import KeyRequest
from reports.keys.requests import NotAKey, answered, recorded, waiting
from reports.status import CorrectionStatus


def declined(request_id: UUID, reason: str, *, by: Actor, at: datetime) -> KeyRequest:
    """Nothing changes. Raises `NotAsked`, and `NotAKey` without a reason."""
    request = waiting(request_id, Permission.KEY_CONFIRM, by=by, at=at)
    if not reason.strip():
        raise NotAKey("Write why it is declined.")
    request.declined_because = reason.strip()
    answered(request, CorrectionStatus.DECLINED, by=by, at=at)
    recorded("key.declined", request, by=by, at=at)
    return request


@transaction.atomic(durable=True)
def decline_key_request(request_id: UUID, reason: str, *, by: Actor) -> KeyRequest:
    """A key custodian declines it, or takes back what she asked for."""
    return declined(request_id, reason, by=by, at=now())
