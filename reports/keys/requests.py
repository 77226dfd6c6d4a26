"""What the acts on keys share: one at a time, by who still holds the role, and told to whom it concerns."""

import hashlib
from datetime import datetime
from uuid import UUID

from accounts.actor import Actor
from accounts.messages import Recipient
from accounts.one_person import one_person
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.handing import Matter, hand_over
from organisations.handover import Whom
from organisations.inbox import told_as
from organisations.models import Organisation
from organisations.permissions import Permission, Role, Side
from reports.keys.handovers import HANDOVERS
from reports.keys.models import KeyRequest
from reports.keys.terms import REASONS, Why
from reports.status import CorrectionStatus
from reports.still_held import require_role
from transparency.manifests import commitment

ASKED = CorrectionStatus.ASKED


class NotAKey(Refusal):
    """Such a key cannot come into use, or go out of it; the text says why."""


class NotAsked(Refusal):
    """This was answered already."""


class SamePerson(Refusal):
    """Whoever asked cannot confirm it."""


def alone() -> Organisation:
    """The alliance, locked: of two acts on keys the second finds the first done."""
    require_transaction()
    rows = Organisation.objects.select_for_update(no_key=True)
    return rows.get(side=Side.ALLIANCE.value)


def waiting(request_id: UUID, permission: Permission, *, by: Actor, at: datetime) -> KeyRequest:
    """The request under the lock; refused where it was answered, or the role has ended."""
    alone()
    request = (
        KeyRequest.objects.select_for_update(of=("self",))
        .select_related("seal_key")
        .get(pk=request_id)
    )
    require_role(by, permission, at)
    if request.status != ASKED:
        raise NotAsked("This has been answered. Look at it again.")
    return request


def require_second_person(request: KeyRequest, by: Actor) -> None:
    """Raise `SamePerson` where the person who asked answers, with this account or another."""
    if one_person(by.person_id, request.asked_by_id):
        raise SamePerson("You asked for this. Another key custodian has to confirm it.")


def answered(request: KeyRequest, status: CorrectionStatus, *, by: Actor, at: datetime) -> None:
    """Write the answer on the request."""
    request.status = status
    request.answered_by_id, request.answered_at = by.person_id, at
    fields = ["status", "answered_by", "answered_at", "declined_because", "seal_key"]
    request.save(update_fields=fields)


def recorded(act: str, request: KeyRequest, *, by: Actor, at: datetime) -> None:
    """The journal's line for an act on a request, and the people who are told."""
    leak = request.not_trusted_from
    facts = {
        "key_id": request.key_id,
        "why": request.why,
        "not_trusted_from": leak.isoformat() if leak else "",
        "people": request.people,
        "record_commitment": commitment_of(request),
    }
    reason = request.declined_because
    record(act, request, by=by, to_state=request.status, reason=reason, facts=facts)
    alliance = Organisation.objects.get(side=Side.ALLIANCE.value)
    role = Role.KEY_CUSTODIAN.value
    asker = Recipient(request.asked_by_id, alliance.pk, role, told_as(role, alliance.name))
    matter = Matter(
        object_id=request.pk,
        parties={Side.ALLIANCE: alliance.pk},
        facts={
            "key": request.short,
            "page": f"/keys/{request.pk}/",
            "why": REASONS[Why(request.why)] if request.why else "",
            "declined": request.declined_because,
        },
        people={Whom.PERSON: [] if act.endswith("_asked") else [asker]},
    )
    hand_over(act, HANDOVERS[act], matter, but=by.user_id, at=at)


def commitment_of(request: KeyRequest) -> str:
    """SHA-256(salt || SHA-256(record)): what the public is told of the ceremony's record."""
    if not request.record or request.salt is None:
        return ""
    digest = hashlib.sha256(request.record.encode()).digest()
    return commitment(bytes(request.salt), digest)
