"""Telling people of an act of an assessment; joins the act's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.actor import SYSTEM, Actor
from accounts.messages import Recipient, taken_back
from assessments.handovers import HANDOVERS
from assessments.models import Engagement, EngagementPerson
from organisations.handing import Matter, WasTold, hand_over, who_was_told
from organisations.handover import NAMED, Handover, Whom
from organisations.inbox import told_as
from organisations.models import held_by
from organisations.permissions import Role, Side

MOST_TOLD: Final = 200


def handed_over(
    act: str,
    engagement: Engagement,
    *,
    by: Actor = SYSTEM,
    at: datetime,
    person: EngagementPerson | None = None,
    people: Iterable[UUID] = (),
    **facts: object,
) -> None:
    """Tell whom the act concerns, as `assessments/handovers.py` says; the actor is not told.

    `person` (or `people`, of those named) is whom the act itself is about, where it is about
    somebody; `facts` are what its sentences name beside those of every engagement.
    """
    rows = HANDOVERS[act]
    matter = matter_of(engagement, rows, person=person, people=people, facts=facts)
    name, _, variant = act.partition("/")
    # Two findings at one moment; somebody whom two variants of an act concern.
    about = f" #{facts['number']}" if "number" in facts else f" {variant}".rstrip()
    hand_over(
        name,
        rows,
        matter,
        but=by.user_id,
        at=at,
        occasion=f"{at.isoformat()}{about}",
    )


def told_of(engagement: Engagement, actor: Actor) -> list[WasTold]:
    """Who was told of what in this engagement, as far as the person who asks may know; one SQL."""
    held = held_by(actor)
    sides = {
        side
        for side, there in (
            (Side.MEMBER, engagement.attestation.scope.organisation_id in held.organisations),
            (Side.ASSESSOR_BODY, engagement.body_id in held.organisations),
            (Side.ALLIANCE, held.in_alliance),
        )
        if there
    }
    return who_was_told(
        engagement.pk, sides=frozenset(sides), own=frozenset(held.organisations), most=MOST_TOLD
    )


def matter_of(
    engagement: Engagement,
    rows: Iterable[Handover],
    *,
    person: EngagementPerson | None = None,
    people: Iterable[UUID] = (),
    facts: dict[str, object],
) -> Matter:
    """What is told about, with the named people whom `rows` tell; one SQL where they tell any."""
    wanted = {whom for row in rows for whom in row.to}
    named = _named(engagement) if wanted & NAMED.keys() or people else []
    about = [_recipient(engagement, person)] if person else _of(named, people)
    return Matter(
        object_id=engagement.pk,
        parties={
            Side.MEMBER: engagement.attestation.scope.organisation_id,
            Side.ASSESSOR_BODY: engagement.body_id,
        },
        facts=_facts(engagement, person) | facts,
        people={
            **{whom: [p for p in named if p.role == role.value] for whom, role in NAMED.items()},
            Whom.PERSON: about,
        },
    )


def closed_to_person(engagement: Engagement, user_id: UUID, *, at: datetime) -> None:
    """Take back what somebody was told of an engagement that she is taken off."""
    taken_back(engagement.pk, at=at, user_id=user_id)


def closed_to_decision_makers(engagement: Engagement, *, at: datetime) -> None:
    """Take back what decision makers were told, once nothing waits for their decision."""
    taken_back(engagement.pk, at=at, role=Role.DECISION_MAKER.value)


def closed_to_panel(engagement: Engagement, number: int, *, at: datetime) -> None:
    """Take back what the appeal panel was told of a dispute, once there is nothing to rule on."""
    path = f"/disputes/{engagement.pk}/{number}/"
    taken_back(engagement.pk, at=at, role=Role.APPEAL_PANEL.value, path=path)


def _facts(engagement: Engagement, person: EngagementPerson | None) -> dict[str, object]:
    scope = engagement.attestation.scope
    return {
        "engagement": engagement.pk,
        "attestation": engagement.attestation_id,
        "member": scope.organisation.name,
        "scope": scope.title,
        "body": engagement.body.name,
        "role": person.get_role_display().lower() if person else "",
    }


def _named(engagement: Engagement) -> list[Recipient]:
    """The people who are named now and whose role in the body is in force."""
    people = EngagementPerson.objects.in_force().filter(engagement=engagement)
    return [_recipient(engagement, each) for each in people]


def _of(named: list[Recipient], people: Iterable[UUID]) -> list[Recipient]:
    wanted = set(people)
    return [each for each in named if each.user_id in wanted]


def _recipient(engagement: Engagement, person: EngagementPerson) -> Recipient:
    words = told_as(person.role, engagement.body.name)
    return Recipient(person.user_id, engagement.body_id, person.role, words)
