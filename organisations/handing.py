"""Telling the people whom an act hands over to; joins the act's transaction."""

from collections.abc import Iterable, Mapping, Sequence
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
class Line:
    """People told the same in the same role, and what became of their letters."""

    who: str
    letters: str


@dataclass(frozen=True, slots=True)
class WasTold:
    """One message as the sides of a matter see it: what, when, and to whom."""

    subject: str
    at: datetime
    lines: tuple[Line, ...]


def who_was_told(
    object_id: UUID, *, sides: frozenset[Side], own: frozenset[UUID], most: int
) -> list[WasTold]:
    """Who was told of what about an object, the newest first; one SQL statement.

    Only what one of `sides` may know of, or what was told in an organisation of `own`. People of
    one's own organisation stand there by name, others by role and number.
    """
    seen = Q(organisation_id__in=own) | Q(known__overlap=[side.value for side in sides])
    rows = Message.objects.filter(seen, object_id=object_id).select_related("to")
    found: dict[tuple[object, ...], dict[str, list[Message]]] = {}
    for row in rows.order_by("-pk")[:most]:
        same = found.setdefault((row.subject, row.made_at), {})
        same.setdefault(row.told_as, []).append(row)
    return [
        WasTold(
            subject=str(subject),
            at=next(iter(groups.values()))[0].made_at,
            lines=tuple(_line(group, own) for group in groups.values()),
        )
        for (subject, _), groups in found.items()
    ]


def _line(group: Sequence[Message], own: frozenset[UUID]) -> Line:
    first, who = group[0], group[0].told_as
    if first.organisation_id in own:
        who = f"{', '.join(sorted(str(each.to) for each in group))} ({first.told_as})"
    elif len(group) > 1:
        who = f"{len(group)} people, {first.told_as}"
    return Line(who, _letters(group))


def _letters(group: Sequence[Message]) -> str:
    """What became of the letters, each state once; with its number where there are several."""
    counted: dict[str, int] = {}
    for each in group:
        words = f"{each.get_delivery_display()}.{f' {each.problem}' if each.problem else ''}"
        counted[words] = counted.get(words, 0) + 1
    if len(counted) == 1:
        return next(iter(counted))
    return " ".join(f"{count}: {words}" for words, count in counted.items())
