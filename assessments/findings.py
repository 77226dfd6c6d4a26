"""Findings: raised by the assessors, planned by the member, the plan judged by the lead.

What comes after has a file for each act: `disputing`, `ruling`, `proving`, `verifying`, `closing`.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.following import follow_up_of, refuse_in_follow_up, require_time
from assessments.handing_over import handed_over
from assessments.models import (
    Engagement,
    Finding,
    FindingEvent,
    FindingPiece,
    FindingStep,
    Grade,
)
from assessments.moves import attestation_of, locked
from assessments.naming import named, still_running
from assessments.refusing import refusals_recorded
from assessments.stages import is_at_work
from assessments.status import FindingAct, FindingStatus, finding_after
from assessments.verdicts import working
from assessments.working_papers import papers_of
from attestations.reading import thresholds_of
from journal.recording import record
from organisations.permissions import Permission

WITH_PLAN: Final = (Grade.MAJOR, Grade.MINOR, Grade.OBSERVATION)


class FindingRefused(Refusal):
    """The finding or its plan cannot be taken like this, or not now."""


def raised(
    engagement_id: UUID, key: str, grade: Grade, text: str, *, by: Actor, at: datetime
) -> Finding:
    """Raise a finding on a criterion (and layer), named as `SEC-05.cloud`; joins the transaction."""
    engagement = working(engagement_id)
    named(engagement, by, Permission.FINDING_RAISE, at)
    refuse_in_follow_up(engagement)
    row = papers_of(engagement).by_key.get(key)
    if row is None:
        raise FindingRefused("Choose the criterion that the finding is about.")
    if not text.strip():
        raise FindingRefused("Say what was found.")
    last = engagement.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        engagement=engagement,
        criterion=row.criterion,
        layer=row.layer,
        number=last + 1,
        grade=grade,
        text=text.strip(),
        raised_by_id=by.person_id,
        raised_at=at,
    )
    journalled(engagement, "finding.raised", finding, by=by)
    return finding


@refusals_recorded("finding.raised")
@transaction.atomic(durable=True)
def raise_finding(engagement_id: UUID, key: str, grade: Grade, text: str, *, by: Actor) -> Finding:
    """An assessor or the lead raises a finding."""
    return raised(engagement_id, key, grade, text, by=by, at=now())


def planned(
    engagement_id: UUID,
    number: int,
    *,
    owner: str,
    steps: str,
    due: date,
    by: Actor,
    at: datetime,
) -> Finding:
    """Plan corrective action on a finding; joins the transaction. Due within the edition's days."""
    engagement, finding = opened(engagement_id, number)
    shown(engagement)
    if finding.grade not in WITH_PLAN:
        raise FindingRefused("A good practice needs no plan. Leave it as it is.")
    finding.status = finding_after(FindingAct.PLAN, FindingStatus(finding.status))
    if not owner.strip() or not steps.strip():
        raise FindingRefused("Name who answers for it, and the steps.")
    days = thresholds_of(engagement.attestation.edition).action_days
    latest = at.date() + timedelta(days=days)
    if not at.date() <= due <= latest:
        raise FindingRefused(
            f"The action must be done within {days} days. Choose a day "
            f"between today and {latest.day} {latest:%B %Y}."
        )
    finding.plan_owner, finding.plan_steps, finding.plan_due = owner.strip(), steps.strip(), due
    finding.planned_by_id, finding.planned_at = by.person_id, at
    finding.save(
        update_fields=[
            "plan_owner",
            "plan_steps",
            "plan_due",
            "planned_by",
            "planned_at",
            "status",
        ]
    )
    noted(
        finding,
        FindingStep.PLANNED,
        finding.plan_steps,
        by=by,
        at=at,
        owner=finding.plan_owner,
        due=due,
    )
    journalled(engagement, "finding.planned", finding, by=by)
    handed_over("finding.planned", engagement, by=by, at=at, number=finding.number)
    return finding


@refusals_recorded("finding.planned")
@transaction.atomic(durable=True)
def plan_finding(
    engagement_id: UUID, number: int, *, owner: str, steps: str, due: date, by: Actor
) -> Finding:
    """The member's owner or editor plans corrective action, once findings are shared."""
    return planned(engagement_id, number, owner=owner, steps=steps, due=due, by=by, at=now())


def judged(
    engagement_id: UUID,
    number: int,
    *,
    accepted: bool,
    note: str,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Accept the member's plan that was read, or return it with a note; joins the transaction."""
    engagement, finding = opened(engagement_id, number)
    named(engagement, by, Permission.FINDING_PLAN_ACCEPT, at)
    require_read(finding, seen)
    judgement = FindingAct.ACCEPT_PLAN if accepted else FindingAct.RETURN_PLAN
    finding.status = finding_after(judgement, FindingStatus(finding.status))
    if not accepted and not note.strip():
        raise FindingRefused("Say what the plan lacks.")
    finding.plan_note = note.strip()
    finding.plan_judged_by_id, finding.plan_judged_at = by.person_id, at
    finding.save(update_fields=["status", "plan_note", "plan_judged_by", "plan_judged_at"])
    step = FindingStep.PLAN_ACCEPTED if accepted else FindingStep.PLAN_RETURNED
    noted(finding, step, finding.plan_note, by=by, at=at)
    act = "finding.plan_accepted" if accepted else "finding.plan_returned"
    journalled(engagement, act, finding, by=by, reason=finding.plan_note)
    until = f"on {finding.plan_due:%-d %B %Y}"
    handed_over(act, engagement, by=by, at=at, number=finding.number, until=until)
    return finding


@refusals_recorded("finding.plan_accepted")
@transaction.atomic(durable=True)
def judge_plan(
    engagement_id: UUID,
    number: int,
    *,
    accepted: bool,
    note: str,
    seen: int | None = None,
    by: Actor,
) -> Finding:
    """The lead assessor accepts or returns a corrective plan."""
    return judged(engagement_id, number, accepted=accepted, note=note, seen=seen, by=by, at=now())


def require_read(finding: Finding, seen: int | None) -> None:
    """Raise `FindingRefused` where the finding has gone on since the page was read.

    `seen` is how many of its steps were there then; None where no page is behind it.
    """
    if seen is not None and seen != finding.events.count():
        raise FindingRefused(
            "The finding has changed since you read it. Read it again, and answer then."
        )


def noted(
    finding: Finding,
    step: FindingStep,
    text: str,
    *,
    by: Actor,
    at: datetime,
    owner: str = "",
    due: date | None = None,
    rests_on: Iterable[tuple[UUID, int]] = (),
) -> FindingEvent:
    """Keep one step of a finding with its words; joins the transaction.

    `rests_on` are the pieces of evidence that it names, each in its version.
    """
    event = FindingEvent.objects.create(
        finding=finding,
        step=step,
        text=text,
        owner=owner,
        due=due,
        by_id=by.person_id,
        at=at,
    )
    FindingPiece.objects.bulk_create(
        FindingPiece(event=event, evidence_id=piece, version=version) for piece, version in rests_on
    )
    return event


def shown(engagement: Engagement) -> None:
    """Raise `FindingRefused` before the member has seen the finding."""
    if engagement.draft_shared_at is None:
        raise FindingRefused(
            "The finding has not been shared with you yet. Wait for the draft result."
        )


def opened(engagement_id: UUID, number: int) -> tuple[Engagement, Finding]:
    """The locked engagement and its finding, while the assessment itself is under way."""
    engagement, finding = opened_at_work(engagement_id, number)
    refuse_in_follow_up(engagement)
    return engagement, finding


def opened_at_work(engagement_id: UUID, number: int) -> tuple[Engagement, Finding]:
    """The locked engagement and its finding, in the assessment or in its follow-up."""
    engagement = locked(engagement_id)
    still_running(engagement)
    attestation = attestation_of(engagement)
    if not is_at_work(engagement.status, attestation.status):
        raise FindingRefused(
            "The attestation is not in assessment, so findings stand as they are. Reload the page "
            "to see where it stands."
        )
    require_time(engagement)
    return engagement, engagement.findings.get(number=number)


def opened_to_mend(engagement_id: UUID, number: int) -> tuple[Engagement, Finding]:
    """As `opened`, and in a follow-up too, for the findings that were open when it began."""
    engagement, finding = opened_at_work(engagement_id, number)
    one = follow_up_of(engagement)
    if one is not None and finding.number not in one.numbers:
        raise FindingRefused(
            "The follow-up is not about this finding, so it stands as it is. Leave it."
        )
    return engagement, finding


def journalled(
    engagement: Engagement,
    act: str,
    finding: Finding,
    *,
    by: Actor,
    reason: str = "",
    rests_on: Iterable[tuple[UUID, int]] = (),
) -> None:
    """Record a step: in the body's journal until the member has seen the finding."""
    facts: dict[str, object] = {"engagement": str(engagement.pk), "number": finding.number}
    pieces = {str(piece): version for piece, version in rests_on}
    if pieces:
        facts["evidence"] = dict(sorted(pieces.items()))
    shared = engagement.draft_shared_at is not None
    record(
        act,
        finding,
        by=by,
        organisation_id=(
            engagement.attestation.scope.organisation_id if shared else engagement.body_id
        ),
        to_state=finding.status,
        reason=reason,
        facts=facts,
    )
