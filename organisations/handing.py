"""Telling the people whom an act hands over to; joins the act's transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.messages import Message, Recipient, Said, told
from organisations.handover import HOLDING, Handover, Whom
from organisations.inbox import holders
from organisations.permissions import Side


@dataclass(frozen=True, slots=True)
class Matter:
    """What is told about: its id, the organisations on each side, and the facts of the sentences."""

    object_id: UUID
    parties: Mapping[Side, UUID]
    facts: Mapping[str, object]
    # Who is named for a role in it, and whom the act itself is about.
    people: Mapping[Whom, Sequence[Recipient]] = field(default_factory=dict)


def hand_over(
    act: str,
    handovers: Iterable[Handover],
    matter: Matter,
    *,
    but: UUID | None,
    at: datetime,
    occasion: str = "",
) -> None:
    """Tell everybody whom the act concerns, without who does it; each person once.

    One statement reads who holds the roles, one writes all messages. `occasion` tells the second
    time of the same act on the same object from the first; the moment does, where none is given.
    """
    rows = tuple(handovers)
    found = _by_whom(rows, matter, at=at)
    when = occasion or at.isoformat()
    once: dict[UUID, tuple[Said, Recipient]] = {}
    for row in rows:
        said = Said(
            act=act,
            object_id=matter.object_id,
            subject=row.subject.format_map(matter.facts),
            text=row.text.format_map(matter.facts),
            path=row.path.format_map(matter.facts),
            occasion=when,
            known=tuple(side.value for side in row.known),
        )
        for whom in row.to:
            for who in found.get(whom, ()):
                if who.user_id != but:
                    once.setdefault(who.user_id, (said, who))
    told(once.values(), at=at)


def _by_whom(
    rows: Sequence[Handover], matter: Matter, *, at: datetime
) -> dict[Whom, Sequence[Recipient]]:
    wanted = {whom for row in rows for whom in row.to}
    asked = {whom: HOLDING[whom] for whom in wanted if whom in HOLDING}
    places = [(matter.parties.get(side), role) for side, role in asked.values()]
    every = holders(places, at=at) if places else []
    found: dict[Whom, Sequence[Recipient]] = dict(matter.people)
    for whom, (side, role) in asked.items():
        place = matter.parties.get(side)
        found[whom] = [
            each
            for each in every
            if each.role == role.value and place in (None, each.organisation_id)
        ]
    return found


@dataclass(frozen=True, slots=True)
class WasTold:
    """One hand-over as the sides of a matter see it: what, when, who, and the letters."""

    subject: str
    at: datetime
    who: str
    letters: tuple[str, ...]


def who_was_told(
    object_id: UUID, *, sides: frozenset[Side], own: frozenset[UUID], most: int
) -> list[WasTold]:
    """Who was told of what about an object, the newest first; one SQL statement.

    Only what one of `sides` may know of, or what was told in an organisation of `own`. People of
    one's own organisation stand there by name, others by role and number.
    """
    seen = Q(organisation_id__in=own) | Q(known__overlap=[side.value for side in sides])
    rows = Message.objects.filter(seen, object_id=object_id).select_related("to")
    groups: dict[tuple[object, ...], list[Message]] = {}
    for row in rows.order_by("-pk")[:most]:
        key = (row.act, row.occasion, row.subject, row.told_as)
        groups.setdefault(key, []).append(row)
    return [
        WasTold(
            subject=group[0].subject,
            at=group[0].made_at,
            who=_who(group, named=group[0].organisation_id in own),
            letters=tuple(_letters(group)),
        )
        for group in groups.values()
    ]


def _who(group: Sequence[Message], *, named: bool) -> str:
    if named:
        return f"{', '.join(sorted(str(each.to) for each in group))} ({group[0].told_as})"
    return group[0].told_as if len(group) == 1 else f"{len(group)} people, {group[0].told_as}"


def _letters(group: Sequence[Message]) -> Iterator[str]:
    """What became of the letters, each state once with its number where there are several."""
    counted: dict[str, int] = {}
    for each in group:
        words = f"{each.get_delivery_display()}.{f' {each.problem}' if each.problem else ''}"
        counted[words] = counted.get(words, 0) + 1
    for words, count in counted.items():
        yield words if len(counted) == 1 else f"{count}: {words}"
