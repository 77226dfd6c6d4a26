"""Telling people of an act on an attestation; joins the act's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from accounts.actor import Actor
from accounts.messages import Recipient, taken_back
from attestations.handovers import HANDOVERS
from attestations.models import Attestation
from organisations.handing import Matter, WasTold, hand_over, who_was_told
from organisations.handover import Whom
from organisations.models import held_by
from organisations.permissions import Role, Side

MOST_TOLD: Final = 200


def handed_over(
    act: str,
    attestation: Attestation,
    *,
    by: Actor,
    at: datetime,
    person: Sequence[Recipient] = (),
    count: str = "",
    until: str = "",
    more: Mapping[str, str] | None = None,
) -> None:
    """Tell whom the act concerns, as `attestations/handovers.py` says; the actor is not told."""
    facts = {"count": count, "until": until} | dict(more or {})
    matter = matter_of(attestation, person=person, **facts)
    hand_over(act, HANDOVERS[act], matter, but=by.user_id, at=at)


def matter_of(
    attestation: Attestation, *, person: Sequence[Recipient] = (), **facts: object
) -> Matter:
    """What is told about, with whom the act itself is about."""
    organisation = attestation.scope.organisation
    return Matter(
        object_id=attestation.pk,
        parties={Side.MEMBER: organisation.pk},
        facts={
            "attestation": attestation.pk,
            "scope": attestation.scope.title,
            "member": organisation.name,
            **facts,
        },
        people={Whom.PERSON: person},
    )


def told_of(attestation: Attestation, actor: Actor) -> list[WasTold]:
    """Who was told of what about it, as far as the person who asks may know; one SQL statement."""
    held = held_by(actor)
    sides = {Side.ALLIANCE} if held.in_alliance else set()
    if attestation.scope.organisation_id in held.organisations:
        sides.add(Side.MEMBER)
    return who_was_told(
        attestation.pk, sides=frozenset(sides), own=frozenset(held.organisations), most=MOST_TOLD
    )


def closed_to_registrars(attestation: Attestation, *, at: datetime) -> None:
    """Take back what registrars were told: they may not know of it any more."""
    taken_back(attestation.pk, at=at, role=Role.REGISTRAR.value)


def closed_to_others(attestation: Attestation, *, at: datetime) -> None:
    """Take back what registrars and contributors were told: their rights on it have ended."""
    closed_to_registrars(attestation, at=at)
    taken_back(attestation.pk, at=at, role=Role.CONTRIBUTOR.value)
