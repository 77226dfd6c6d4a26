"""Emergency access: an operator reads one attestation for some hours, once a second person agrees.

It opens reading and nothing else, and the member is told at once
(docs/decisions/emergency-access.md).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.messages import Recipient
from accounts.models import User
from accounts.one_person import one_person
from accounts.refusal import Refusal
from attestations import grants
from attestations.emergency_rows import EmergencyAccess
from attestations.emergency_status import EmergencyAct, EmergencyStatus, after
from attestations.handing_over import handed_over
from attestations.models import Attestation
from attestations.refusing import SamePerson, same_person_recorded
from journal.recording import record, require_transaction
from organisations.inbox import told_as
from organisations.models import Membership, Organisation
from organisations.permissions import GRANTED, RIGHTS, Permission, Role, Side


class EmergencyRefused(Refusal):
    """The emergency access cannot be asked for, or not be answered by this person."""


def longest() -> timedelta:
    """For how long one may be open, and how long one waits for its second person."""
    return timedelta(hours=settings.EMERGENCY_ACCESS_HOURS)


def asked(
    attestation_id: UUID, reason: str, hours: int, *, by: Actor, at: datetime
) -> EmergencyAccess:
    """Ask to read the attestation; opens nothing. Joins the transaction."""
    require_transaction()
    _require_role(by.person_id, Permission.GLASS_ASK, at)
    rows = Attestation.objects.select_for_update(of=("self",))
    attestation = rows.select_related("scope__organisation").filter(pk=attestation_id).first()
    if attestation is None:
        raise EmergencyRefused("There is no attestation with this id. Compare it letter by letter.")
    if not reason.strip():
        raise EmergencyRefused("Write why it has to be read. The member is told so word for word.")
    if not timedelta(hours=1) <= timedelta(hours=hours) <= longest():
        raise EmergencyRefused(
            f"Ask for between 1 and {settings.EMERGENCY_ACCESS_HOURS} hours, and anew when they "
            "are over."
        )
    mine = EmergencyAccess.objects.filter(attestation=attestation, asked_by=by.person_id)
    if mine.filter(status__in=("asked", "open"), until__gt=at).exists():
        raise EmergencyRefused(
            "You have asked for this attestation already. Wait for the answer, or end that first."
        )
    access = EmergencyAccess.objects.create(
        attestation=attestation,
        reason=reason.strip(),
        hours=hours,
        asked_by_id=by.person_id,
        asked_at=at,
        until=at + longest(),
    )
    _record("attestation.glass_asked", access, by=by, reason=access.reason)
    handed_over("attestation.glass_asked", attestation, by=by, at=at, more=_facts(access))
    return access


@transaction.atomic(durable=True)
def ask_access(attestation_id: UUID, reason: str, hours: int, *, by: Actor) -> EmergencyAccess:
    """An operator asks to read one attestation for some hours."""
    by.require_fresh_second_factor()
    return asked(attestation_id, reason, hours, by=by, at=now())


def granted(attestation_id: UUID, access_id: UUID, *, by: Actor, at: datetime) -> EmergencyAccess:
    """Open the attestation to whoever asked, from now on until the hours are over."""
    access = _moved(attestation_id, access_id, EmergencyAct.GRANT, at=at)
    _require_second_person(access, by, at)
    _require_role(access.asked_by_id, Permission.GLASS_ASK, at, of_the_asker=True)
    access.decided_by_id, access.decided_at = by.person_id, at
    access.until = at + timedelta(hours=access.hours)
    access.save(update_fields=["status", "decided_by", "decided_at", "until"])
    grants.give_to_person(
        access.attestation,
        GRANTED[Role.OPERATOR],
        user_id=access.asked_by_id,
        role=Role.OPERATOR,
        because=access.because,
        at=at,
        organisation=_alliance(),
        until=access.until,
    )
    _record("attestation.glass_broken", access, by=by, reason=access.reason)
    handed_over(
        "attestation.glass_broken",
        access.attestation,
        by=by,
        at=at,
        person=_asker(access),
        more=_facts(access),
    )
    return access


@same_person_recorded("attestation.glass_broken")
@transaction.atomic(durable=True)
def grant_access(attestation_id: UUID, access_id: UUID, *, by: Actor) -> EmergencyAccess:
    """A registrar or another operator lets the operator who asked read the attestation."""
    by.require_fresh_second_factor()
    return granted(attestation_id, access_id, by=by, at=now())


def declined(
    attestation_id: UUID, access_id: UUID, reason: str, *, by: Actor, at: datetime
) -> EmergencyAccess:
    """Open nothing, and say why."""
    access = _moved(attestation_id, access_id, EmergencyAct.DECLINE, at=at)
    _require_second_person(access, by, at)
    if not reason.strip():
        raise EmergencyRefused("Write why it is declined.")
    access.decided_by_id, access.decided_at = by.person_id, at
    access.declined_because = reason.strip()
    access.save(update_fields=["status", "decided_by", "decided_at", "declined_because"])
    _record("attestation.glass_declined", access, by=by, reason=access.declined_because)
    facts = _facts(access) | {"why": access.declined_because}
    handed_over(
        "attestation.glass_declined",
        access.attestation,
        by=by,
        at=at,
        person=_asker(access),
        more=facts,
    )
    return access


@same_person_recorded("attestation.glass_declined")
@transaction.atomic(durable=True)
def decline_access(
    attestation_id: UUID, access_id: UUID, reason: str, *, by: Actor
) -> EmergencyAccess:
    """A registrar or another operator declines."""
    return declined(attestation_id, access_id, reason, by=by, at=now())


def ended(attestation_id: UUID, access_id: UUID, *, by: Actor, at: datetime) -> EmergencyAccess:
    """Over before its time, at once; what was only asked for is taken back."""
    access = _moved(attestation_id, access_id, EmergencyAct.END, at=at)
    if by.person_id not in (access.asked_by_id, access.decided_by_id):
        raise EmergencyRefused("Only whoever asked for it or granted it ends it. Ask one of them.")
    was_open = access.decided_by_id is not None
    access.ended_by_id, access.ended_at = by.person_id, at
    access.save(update_fields=["status", "ended_by", "ended_at"])
    grants.end(access.attestation, access.because, at=at)
    _record("attestation.glass_ended", access, by=by)
    if was_open:
        handed_over(
            "attestation.glass_ended", access.attestation, by=by, at=at, more=_facts(access)
        )
    return access


@transaction.atomic(durable=True)
def end_access(attestation_id: UUID, access_id: UUID, *, by: Actor) -> EmergencyAccess:
    """One of the two ends it."""
    return ended(attestation_id, access_id, by=by, at=now())


def _moved(
    attestation_id: UUID, access_id: UUID, act: EmergencyAct, *, at: datetime
) -> EmergencyAccess:
    """The access, locked and already in the state `act` leads to; yet to be saved."""
    require_transaction()
    rows = EmergencyAccess.objects.select_for_update(of=("self",))
    rows = rows.select_related("attestation__scope__organisation", "asked_by")
    access = rows.get(pk=access_id, attestation=attestation_id)
    access.status = after(act, access.status_at(at))
    return access


def _require_second_person(access: EmergencyAccess, by: Actor, at: datetime) -> None:
    if one_person(by.person_id, access.asked_by_id):
        raise SamePerson("You asked for it. Ask a registrar or another operator to answer.")
    _require_role(by.person_id, Permission.GLASS_BREAK, at)


def _require_role(
    user_id: UUID, permission: Permission, at: datetime, *, of_the_asker: bool = False
) -> None:
    """Ask under the lock whether the role is still held: the page may have been open for long."""
    roles = [role.value for role in RIGHTS[permission]]
    held = Membership.objects.in_force(at).filter(
        user=user_id, organisation__side=Side.ALLIANCE.value, role__in=roles
    )
    if not held.exists():
        raise EmergencyRefused(
            "Whoever asked is no operator any more. Decline it."
            if of_the_asker
            else "Your role for this has ended, so nothing was saved. Ask a registrar."
        )


def _alliance() -> Organisation:
    return Organisation.objects.get(side=Side.ALLIANCE.value)


def _asker(access: EmergencyAccess) -> list[Recipient]:
    alliance, role = _alliance(), Role.OPERATOR.value
    return [Recipient(access.asked_by_id, alliance.pk, role, told_as(role, alliance.name))]


def _facts(access: EmergencyAccess) -> dict[str, str]:
    people = User.objects.in_bulk(
        [each for each in (access.asked_by_id, access.decided_by_id) if each is not None]
    )
    second = people.get(access.decided_by_id) if access.decided_by_id else None
    return {
        "access": str(access.pk),
        "who": str(people[access.asked_by_id]),
        "second": str(second or ""),
        "why": access.reason,
        "count": "1 hour" if access.hours == 1 else f"{access.hours} hours",
        "until": f"{access.until:%-d %B %Y, %H:%M} UTC",
    }


def _record(act: str, access: EmergencyAccess, *, by: Actor, reason: str = "") -> None:
    facts = {"access": str(access.pk), "asked_by": str(access.asked_by_id), "hours": access.hours}
    if access.status == EmergencyStatus.OPEN:
        facts["until"] = access.until.isoformat()
    record(
        act,
        access.attestation,
        by=by,
        organisation_id=access.attestation.scope.organisation_id,
        reason=reason,
        facts=facts,
    )
