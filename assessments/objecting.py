"""The member objects to a named person, on listed grounds and within ten days of her naming."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.handing_over import handed_over
from assessments.models import EngagementPerson, Objection, ObjectionGround
from assessments.moves import locked
from assessments.naming import still_running
from assessments.people import removed_person
from assessments.refusing import refusals_recorded
from assessments.status import ENGAGEMENT_WORDS, STAFFED
from journal.recording import record

OPEN = STAFFED


class ObjectionRefused(Refusal):
    """The objection cannot be taken like this, or not any more."""


@dataclass(frozen=True, slots=True)
class Objected:
    """On which of the listed grounds, and what the member says about it."""

    grounds: Sequence[str]
    text: str


class Against(Enum):
    """What stands against objecting to a person."""

    TAKEN_OFF = auto()
    ENGAGEMENT_OVER = auto()
    NO_OBJECTION = auto()
    TOO_LATE = auto()


def may_object(person: EngagementPerson, *, at: datetime) -> bool:
    """Whether the member may object to this person now.

    Within the days that the settings give, counted from her own naming, and not once the member
    has said that it has no objection to those who were named then.
    """
    return _against(person, at) is None


def why_not(person: EngagementPerson, *, at: datetime) -> str:
    """What stands against objecting to this person, as a sentence; empty where nothing does."""
    engagement = person.engagement
    match _against(person, at):
        case Against.TAKEN_OFF:
            because = " after your objection" if hasattr(person, "objection") else ""
            return f"{person.user} was taken off{because} on {person.removed_at:%-d %B %Y}."
        case Against.ENGAGEMENT_OVER:
            words = ENGAGEMENT_WORDS[engagement.status].lower()
            return f"The engagement is {words}, so its people stay as they are."
        case Against.NO_OBJECTION:
            return (
                f"You have said on {engagement.no_objection_at:%-d %B %Y} that you have no "
                "objection. Ask the body to name somebody else."
            )
        case Against.TOO_LATE:
            return (
                f"The {settings.OBJECTION_DAYS} days to object to {person.user} are over. Ask the "
                "body to name somebody else."
            )
        case None:
            return ""


def _against(person: EngagementPerson, at: datetime) -> Against | None:
    said = person.engagement.no_objection_at
    if person.removed_at is not None:
        return Against.TAKEN_OFF
    if person.engagement.status not in OPEN:
        return Against.ENGAGEMENT_OVER
    if said is not None and said >= person.named_at:
        return Against.NO_OBJECTION
    late = at >= person.named_at + timedelta(days=settings.OBJECTION_DAYS)
    return Against.TOO_LATE if late else None


def objected(person_id: UUID, said: Objected, *, by: Actor, at: datetime) -> Objection:
    """Object to a named person, who is taken off at once; joins the transaction."""
    found = EngagementPerson.objects.get(pk=person_id)
    engagement = locked(found.engagement_id)
    still_running(engagement)
    person = engagement.people.select_related("user").get(pk=person_id)
    person.engagement = engagement
    against = why_not(person, at=at)
    if against:
        raise ObjectionRefused(against)
    if not said.grounds or not set(said.grounds) <= set(ObjectionGround.values):
        raise ObjectionRefused("Choose on which of the listed grounds you object.")
    if not said.text.strip():
        raise ObjectionRefused("Say what speaks against the person.")
    objection = Objection.objects.create(
        person=person,
        grounds=sorted(said.grounds),
        text=said.text.strip(),
        made_by_id=by.person_id,
        made_at=at,
    )
    record(
        "engagement.objected",
        objection,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        facts={
            "engagement": str(engagement.pk),
            "person": str(person.user_id),
            "grounds": objection.grounds,
        },
    )
    removed_person(person, "The member objected.", by=by, at=at)
    handed_over("engagement.objected", engagement, by=by, at=at)
    return objection


@refusals_recorded("engagement.objected")
@transaction.atomic(durable=True)
def object_to_person(person_id: UUID, said: Objected, *, by: Actor) -> Objection:
    """An owner or signatory will not have this person; the body names somebody else."""
    return objected(person_id, said, by=by, at=now())
