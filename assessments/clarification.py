"""Asking the member: a question or a request for evidence on a criterion, and asking again.

The answer has a file (`clarifying`), and so has the end: settled or withdrawn (`clarified`), or the
time let go by (`lapsing`). What stays unanswered may be decided on what is there
(docs/decisions/clarifications.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from assessments.clarification_status import (
    ClarificationAct,
    ClarificationStatus,
    clarification_after,
)
from assessments.clocks import after_working_days
from assessments.following import require_reach
from assessments.handing_over import handed_over
from assessments.models import (
    Clarification,
    ClarificationEntry,
    ClarificationKind,
    ClarificationStep,
    Engagement,
)
from assessments.naming import named
from assessments.question_files import attached
from assessments.refusing import refusals_recorded
from assessments.verdicts import working
from assessments.working_papers import content_of
from attestations.snapshot import asked_of
from attestations.vault import Stored
from journal.recording import record
from organisations.permissions import Permission
from principles.models import Criterion

LONGEST_DAYS: Final = 60


class ClarificationRefused(Refusal):
    """It cannot be asked or answered like this, or not now."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked on a criterion (and layer), named as `SEC-05.cloud`, and until which day."""

    key: str
    kind: ClarificationKind
    text: str
    due: date
    files: Sequence[Stored] = ()


def usual_due(on: date) -> date:
    """The day by which a question asked `on` this day is answered, where nobody says otherwise."""
    return after_working_days(on, settings.CLARIFICATION_DAYS)


def asked(engagement_id: UUID, wish: Wish, *, by: Actor, at: datetime) -> Clarification:
    """Ask the member; joins the transaction. Its clock runs from now on."""
    engagement = working(engagement_id)
    named(engagement, by, Permission.CLARIFICATION_ASK, at)
    criterion, layer = _place(engagement, wish.key)
    require_reach(engagement, [criterion.code])
    _require_words(wish.text, wish.due, at)
    last = engagement.clarifications.aggregate(last=Max("number"))["last"] or 0
    one = Clarification.objects.create(
        engagement=engagement,
        criterion=criterion,
        layer=layer,
        number=last + 1,
        kind=wish.kind,
        due_on=wish.due,
        asked_by_id=by.person_id,
        asked_at=at,
    )
    entry = noted(one, ClarificationStep.ASKED, wish.text, by=by, at=at, due=wish.due)
    attached(engagement, entry, wish.files, at=at)
    journalled(engagement, "clarification.asked", one, by=by)
    told_member(engagement, one, by=by, at=at)
    return one


@refusals_recorded("clarification.asked")
@transaction.atomic(durable=True)
def ask(engagement_id: UUID, wish: Wish, *, by: Actor) -> Clarification:
    """An assessor or the lead asks the member a question, or for a piece of evidence."""
    return asked(engagement_id, wish, by=by, at=now())


def asked_again(
    engagement_id: UUID,
    number: int,
    text: str,
    due: date,
    files: Sequence[Stored] = (),
    *,
    by: Actor,
    at: datetime,
) -> Clarification:
    """Ask further in the same thread, with a day of its own; joins the transaction."""
    engagement, one = opened(engagement_id, number, ClarificationAct.ASK_AGAIN)
    named(engagement, by, Permission.CLARIFICATION_ASK, at)
    _require_words(text, due, at)
    one.due_on = due
    one.save(update_fields=["status", "due_on"])
    entry = noted(one, ClarificationStep.ASKED_AGAIN, text, by=by, at=at, due=due)
    attached(engagement, entry, files, at=at)
    journalled(engagement, "clarification.asked_again", one, by=by)
    told_member(engagement, one, by=by, at=at)
    return one


@refusals_recorded("clarification.asked_again")
@transaction.atomic(durable=True)
def ask_again(
    engagement_id: UUID,
    number: int,
    text: str,
    due: date,
    files: Sequence[Stored] = (),
    *,
    by: Actor,
) -> Clarification:
    """An assessor or the lead asks further, or gives more time for what was not answered."""
    return asked_again(engagement_id, number, text, due, files, by=by, at=now())


def told_member(engagement: Engagement, one: Clarification, *, by: Actor, at: datetime) -> None:
    """Tell the member's people what is asked, and until when."""
    act = "clarification.asked/evidence" if one.wants_evidence else "clarification.asked/question"
    until = f"{one.due_on.day} {one.due_on:%B %Y}"
    handed_over(act, engagement, by=by, at=at, number=one.number, until=until)


def opened(
    engagement_id: UUID, number: int, act: ClarificationAct
) -> tuple[Engagement, Clarification]:
    """The locked engagement at work, and the clarification in the state `act` leads to; not saved."""
    engagement = working(engagement_id)
    one = engagement.clarifications.select_related("criterion").get(number=number)
    one.status = clarification_after(act, ClarificationStatus(one.status))
    return engagement, one


def noted(
    one: Clarification,
    step: ClarificationStep,
    text: str = "",
    *,
    by: Actor = SYSTEM,
    at: datetime,
    due: date | None = None,
) -> ClarificationEntry:
    """Keep an entry of the thread; joins the transaction."""
    return ClarificationEntry.objects.create(
        clarification=one, step=step, text=text.strip(), due=due, by_id=by.user_id, at=at
    )


def journalled(
    engagement: Engagement,
    act: str,
    one: Clarification,
    *,
    by: Actor,
    pieces: Iterable[UUID] = (),
) -> None:
    """Record a step, and none of its words, in the member's journal."""
    record(
        act,
        one,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        to_state=one.status,
        facts={
            "engagement": str(engagement.pk),
            "number": one.number,
            "criterion": str(one.criterion_id),
        }
        | ({"evidence": sorted(map(str, pieces))} if pieces else {}),
    )


def _place(engagement: Engagement, key: str) -> tuple[Criterion, str]:
    """The criterion and layer of `SEC-05.cloud`, where the submission answers them."""
    code, _, layer = key.partition(".")
    layer = "" if layer == "all" else layer
    content = content_of(engagement)
    asked_for = next((each for each in content["criteria"] if each["code"] == code), None)
    there = asked_of(asked_for).layers_among(content["scope"]["layers"]) if asked_for else ()
    edition_id = engagement.attestation.edition_id
    criterion = Criterion.objects.filter(edition_id=edition_id, code=code).first()
    if criterion is None or layer not in there:
        raise ClarificationRefused("Choose the criterion that the question is about.")
    return criterion, layer


def _require_words(text: str, due: date, at: datetime) -> None:
    if not text.strip():
        raise ClarificationRefused("Say what you want to know.")
    latest = after_working_days(at.date(), LONGEST_DAYS)
    if not at.date() < due <= latest:
        raise ClarificationRefused(
            f"Choose a day from tomorrow to {latest.day} {latest:%B %Y}, so that the member can "
            "answer and the assessment goes on."
        )
