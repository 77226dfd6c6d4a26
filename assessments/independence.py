"""Whether declared interests leave a person independent of a member (pure).

The rules (workflow.md, "An engagement"): an employer now or in the past 24 months; paid advice,
shares, family or the same group, whenever declared. What is compared is the member itself and
the group of companies that it belongs to. Any hit blocks.
"""

import calendar
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

COOLING_OFF_MONTHS: Final = 24


class Rule(StrEnum):
    """Which rule a declared fact hits."""

    EMPLOYER = "employer"
    PAID_ADVICE = "paid_advice"
    SHARES = "shares"
    FAMILY = "family"
    GROUP = "group"
    SAME_GROUP = "same_group"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as it is compared: its row in the register, its name and its group."""

    organisation_id: UUID | None
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One declared interest. `kind` is employment, paid_advice, shares, family or group.

    Dates are inclusive; `ended_on` None means that it lasts. `about.organisation_id` is None
    where the organisation was typed and not chosen from the register.
    """

    kind: str
    about: Party
    began_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact that hits a rule; `fact` is None where the body itself is too close."""

    rule: Rule
    sentence: str
    fact: Fact | None = None


_RULES: Final = {
    "paid_advice": (Rule.PAID_ADVICE, "Paid advice or other services to"),
    "shares": (Rule.SHARES, "Shares or another financial interest in"),
    "family": (Rule.FAMILY, "A close family member is employed by or owns"),
    "group": (Rule.GROUP, "Belongs to the same group of companies as"),
}


def months_before(day: date, months: int) -> date:
    """The same day of the month `months` calendar months earlier; a missing day is the last one.

    29 February 2028 less 24 months is 28 February 2026.
    """
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def window_begins(day: date, months: int = COOLING_OFF_MONTHS) -> date:
    """The first day that counts as "in the past 24 months" on the day of a check, inclusive."""
    return months_before(day, months)


def hits(
    facts: Iterable[Fact], member: Party, *, on: date, months: int = COOLING_OFF_MONTHS
) -> list[Hit]:
    """Every declared fact that stands against judging `member` on the day `on`.

    An employment hits unless it ended before the window; one that is agreed and has not begun
    yet counts like one that lasts. The other kinds hit whatever their dates.
    """
    found = (_hit(fact, member, on, months) for fact in facts)
    return [hit for hit in found if hit is not None]


def body_hits(body: Party, member: Party) -> list[Hit]:
    """What stands against the assessor body itself: the member's own, or of its group."""
    if _same(body, member):
        return [Hit(Rule.GROUP, f"{body.name} cannot assess itself.")]
    if _same_group(body, member):
        return [
            Hit(
                Rule.SAME_GROUP,
                f"{body.name} and {member.name} belong to the same group of companies.",
            )
        ]
    return []


def normalised(name: str) -> str:
    """A name as it is compared: compatibility form, case folded, spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _hit(fact: Fact, member: Party, on: date, months: int) -> Hit | None:
    itself = _same(fact.about, member)
    if not itself and not _same_group(fact.about, member):
        return None
    whom = member.name if itself else f"{fact.about.name}, of the same group as {member.name}"
    if fact.kind != "employment":
        rule, words = _RULES[fact.kind]
        return Hit(rule, f"{words} {whom}.", fact)
    begins = window_begins(on, months)
    if fact.ended_on is not None and fact.ended_on < begins:
        return None
    until = f"until {fact.ended_on:%-d %B %Y}" if fact.ended_on else "to this day"
    sentence = (
        f"Employed by {whom}, {until}; the {months} months that count begin on {begins:%-d %B %Y}."
    )
    return Hit(Rule.EMPLOYER, sentence, fact)


def _same(one: Party, other: Party) -> bool:
    if one.organisation_id is not None and other.organisation_id is not None:
        return one.organisation_id == other.organisation_id
    return normalised(one.name) == normalised(other.name)


def _same_group(one: Party, other: Party) -> bool:
    group = normalised(other.group)
    if not group:
        return False
    return group == normalised(one.group) or (
        one.organisation_id is None and group == normalised(one.name)
    )
