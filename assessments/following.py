"""The follow-up of a conditional outcome: what it is about, and until when (docs/decisions/follow-up.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.timezone import now

from accounts.refusal import Refusal
from assessments.models import Decision, Engagement, Grade, SendingBack
from assessments.status import FOLLOWING, SETTLED_FINDINGS
from organisations.permissions import Permission


class NotFollowedUp(Refusal):
    """The follow-up is about something else, or its time is over."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The findings that were open at the conditional decision, their criteria, and the hard end.

    `ends_on` is the last day; what was open then stays within reach when it is closed meanwhile.
    """

    decision: Decision
    numbers: frozenset[int]
    codes: frozenset[str]
    ends_on: date

    @property
    def in_words(self) -> str:
        """Its criteria, such as: ENV-02, SEC-05."""
        return ", ".join(sorted(self.codes))

    @property
    def ends_at(self) -> datetime:
        """The first moment after the last day (UTC, as validity counts)."""
        return datetime.combine(self.ends_on + timedelta(days=1), time.min, UTC)


# Of named people while the follow-up lasts: evidence of its criteria, and no attestation.
OPENED = (Permission.EVIDENCE_READ,)


def follow_up_of(engagement: Engagement) -> FollowUp | None:
    """The follow-up that the engagement is in; None in any other state."""
    if engagement.status not in FOLLOWING:
        return None
    decision = engagement.decisions.select_related("recommendation").last()
    if decision is None or decision.conditions_end_on is None:
        return None
    return to_follow_up(decision)


def to_follow_up(decision: Decision) -> FollowUp | None:
    """What a decision leaves to be followed up: nothing where no finding to mend is open."""
    if decision.conditions_end_on is None:
        return None
    numbers = decision.recommendation.score.get("open_findings") or []
    rows = decision.engagement.findings.filter(number__in=numbers)
    found = list(rows.exclude(grade=Grade.GOOD_PRACTICE).values_list("number", "criterion__code"))
    if not found:
        return None
    return FollowUp(
        decision,
        frozenset(number for number, _ in found),
        frozenset(code for _, code in found),
        decision.conditions_end_on,
    )


def require_time(engagement: Engagement) -> None:
    """Raise `NotFollowedUp` once the last day of the follow-up is over; nothing in other states."""
    one = follow_up_of(engagement)
    if one is not None and now() >= one.ends_at:
        raise NotFollowedUp(
            f"The conditions ended on {one.ends_on.day} {one.ends_on:%B %Y}, and with them the "
            "follow-up. Ask for a new assessment."
        )


def require_reach(engagement: Engagement, codes: Iterable[str]) -> None:
    """Raise `NotFollowedUp` for a criterion that the follow-up is not about."""
    one = follow_up_of(engagement)
    outside = sorted(set(codes) - one.codes) if one is not None else []
    if outside and one is not None:
        raise NotFollowedUp(
            f"The follow-up is about {one.in_words} alone, so {outside[0]} stands "
            "as it was decided. Leave it as it is."
        )


def refuse_in_follow_up(engagement: Engagement) -> None:
    """Raise `NotFollowedUp` for what belongs to the assessment and not to its follow-up."""
    if engagement.status in FOLLOWING:
        raise NotFollowedUp(
            "In the follow-up the findings and plans of the assessment stand: give, verify and "
            "close corrective action, and judge its criteria anew."
        )


def within_reach(engagement: Engagement, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that are worked on: all of them outside a follow-up."""
    one = follow_up_of(engagement)
    return set(codes) if one is None else set(codes) & one.codes


def no_later(engagement: Engagement, end: date | None) -> date | None:
    """The day on which conditions end: in a follow-up never later than they did before."""
    one = follow_up_of(engagement)
    return end if one is None or end is None else min(end, one.ends_on)


def was_sent_back(engagement: Engagement) -> bool:
    """Whether its recommendation has been sent back in this round: a follow-up has one of its own."""
    before, sent = engagement.decisions.last(), engagement.sent_back_at
    return sent is not None and (before is None or sent > before.made_at)


def sent_back_in_this_round(engagement: Engagement) -> SendingBack | None:
    """What the alliance wanted looked at again, for those who read it: the body and who decides."""
    if not was_sent_back(engagement):
        return None
    rows = SendingBack.objects.filter(recommendation__engagement=engagement)
    return rows.select_related("sent_by").order_by("sent_at").last()


def still_open(engagement: Engagement) -> list[int]:
    """The numbers of the findings of the follow-up that are not closed yet."""
    one = follow_up_of(engagement)
    if one is None:
        return []
    rows = engagement.findings.filter(number__in=one.numbers)
    return list(rows.exclude(status__in=SETTLED_FINDINGS).values_list("number", flat=True))
