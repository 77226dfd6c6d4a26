"""A conflict of interest is lifted: asked by the body, by two decision makers, for one reason.

Neither of them can do it alone, and the reason is printed in the report
(docs/decisions/lifting-conflicts.md).
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import one_person
from accounts.refusal import Refusal
from assessments.decision import reason_to_stand_aside
from assessments.doubts import ConflictQuerySet
from assessments.handing_over import handed_over
from assessments.models import (
    Conflict,
    ConflictLifting,
    Engagement,
    LiftingProposal,
    LiftingRequest,
)
from assessments.moves import attestation_of, locked
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.status import STAFFED, EngagementStatus
from attestations.grants import end, give_to_role
from attestations.status import Status
from journal.recording import record
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role, Side

RUNNING: Final = STAFFED


class LiftingRefused(Refusal):
    """The conflict cannot be lifted, or not by this person, or not now."""


class LifterNotIndependent(IndependenceRefused, LiftingRefused):
    """The decision maker has a part in it, or has no role any more."""


def because(conflict: Conflict) -> str:
    """What the decision makers' right to lift follows from."""
    return f"conflict:{conflict.pk}"


def may_still_be_lifted(conflict: Conflict) -> bool:
    """Whether lifting would change anything: the work goes on, or the body may be asked again."""
    engagement = conflict.of_engagement
    if conflict.is_lifted:
        return False
    if conflict.about_user is None:
        attestation = engagement.attestation
        over = engagement.status == EngagementStatus.CONFLICTED
        return bool(over and attestation.status == Status.ACCEPTED)
    return engagement.status in RUNNING


def liftable_by(actor: Actor) -> ConflictQuerySet:
    """What this decision maker has been asked to lift, and nobody has lifted."""
    mine = Engagement.objects.where_user_may(Permission.CONFLICT_LIFT, actor)
    return Conflict.objects.within(mine).asked()


def asked(conflict_id: UUID, why: str, *, by: Actor, at: datetime) -> LiftingRequest:
    """Ask the decision makers to lift a conflict; joins the transaction."""
    conflict, engagement = _locked(conflict_id)
    if LiftingRequest.objects.filter(conflict=conflict).exists():
        raise LiftingRefused("That has been asked already. Wait for the decision makers.")
    if not why.strip():
        raise LiftingRefused("Say why the conflict should be lifted.")
    alliance = Organisation.objects.filter(side=Side.ALLIANCE.value).first()
    if alliance is None:
        raise LiftingRefused(
            "There is no alliance that could lift it. Ask the operator of this portal to add it."
        )
    request = LiftingRequest.objects.create(
        conflict=conflict, why=why.strip(), asked_by_id=by.person_id, asked_at=at
    )
    give_to_role(
        attestation_of(engagement),
        [Permission.CONFLICT_LIFT],
        organisation=alliance,
        role=Role.DECISION_MAKER,
        because=because(conflict),
        at=at,
    )
    _journal("engagement.conflict_lift_asked", conflict, engagement, by=by)
    handed_over("engagement.conflict_lift_asked", engagement, by=by, at=at)
    return request


@refusals_recorded("engagement.conflict_lift_asked")
@transaction.atomic(durable=True)
def ask_to_lift(conflict_id: UUID, why: str, *, by: Actor) -> LiftingRequest:
    """The body's administrator asks that a conflict be lifted."""
    return asked(conflict_id, why, by=by, at=now())


def proposed(conflict_id: UUID, reason: str, *, by: Actor, at: datetime) -> LiftingProposal:
    """Propose to lift a conflict for a reason; lifts nothing. Joins the transaction."""
    conflict, engagement = _locked(conflict_id)
    _require_asked(conflict)
    _require_may_lift(conflict, engagement, by, at)
    if not reason.strip():
        raise LiftingRefused("Give the reason. It is printed in the report.")
    proposal = LiftingProposal.objects.create(
        conflict=conflict, reason=reason.strip(), made_by_id=by.person_id, made_at=at
    )
    _journal("engagement.conflict_lift_proposed", conflict, engagement, by=by)
    handed_over("engagement.conflict_lift_proposed", engagement, by=by, at=at)
    return proposal


@refusals_recorded("engagement.conflict_lift_proposed")
@transaction.atomic(durable=True)
def propose_lifting(conflict_id: UUID, reason: str, *, by: Actor) -> LiftingProposal:
    """The first decision maker would lift the conflict, and writes the reason."""
    by.require_fresh_second_factor()
    return proposed(conflict_id, reason, by=by, at=now())


def lifted(conflict_id: UUID, proposal_id: UUID, *, by: Actor, at: datetime) -> ConflictLifting:
    """Lift a conflict for the reason that another decision maker gave; joins the transaction.

    `proposal_id` is the proposal that was read: with a newer one, nothing is lifted.
    """
    conflict, engagement = _locked(conflict_id)
    _require_asked(conflict)
    _require_may_lift(conflict, engagement, by, at)
    proposal = LiftingProposal.objects.filter(conflict=conflict).last()
    if proposal is None or proposal.pk != proposal_id:
        raise LiftingRefused("There is another reason now. Reload the page and read it.")
    if one_person(by.person_id, proposal.made_by_id):
        raise LifterNotIndependent(
            "You gave the reason. Ask a second decision maker to lift the conflict.",
            engagement,
            Ground.OWN_WORK,
        )
    if reason_not_to_lift(conflict, proposal.made_by_id, at=at) or not _decides(
        proposal.made_by_id, at
    ):
        raise LifterNotIndependent(
            "Whoever gave the reason cannot lift it any more. Give a reason of your own, and ask "
            "another decision maker to lift it.",
            engagement,
            Ground.OTHER_PART,
        )
    lifting = ConflictLifting.objects.create(
        conflict=conflict,
        reason=proposal.reason,
        proposed_by_id=proposal.made_by_id,
        lifted_by_id=by.person_id,
        lifted_at=at,
    )
    end(attestation_of(engagement), because(conflict), at=at)
    _journal(
        "engagement.conflict_lifted", conflict, engagement, by=by, reason=lifting.reason, told=True
    )
    handed_over("engagement.conflict_lifted", engagement, by=by, at=at)
    return lifting


@refusals_recorded("engagement.conflict_lifted")
@transaction.atomic(durable=True)
def lift_conflict(conflict_id: UUID, proposal_id: UUID, *, by: Actor) -> ConflictLifting:
    """The second decision maker lifts the conflict; from now on it stands against nobody."""
    by.require_fresh_second_factor()
    return lifted(conflict_id, proposal_id, by=by, at=now())


def reason_not_to_lift(conflict: Conflict, user_id: UUID, *, at: datetime) -> str:
    """Why this person may not lift the conflict, as a sentence; empty where nothing is against it."""
    if conflict.about_user and one_person(user_id, conflict.about_user.pk):
        return "It is your own conflict of interest: two others have to lift it."
    return reason_to_stand_aside(conflict.of_engagement, user_id, on=at.date())


def _locked(conflict_id: UUID) -> tuple[Conflict, Engagement]:
    engagement = locked(Conflict.objects.whole().get(pk=conflict_id).of_engagement.pk)
    conflict = Conflict.objects.whole().get(pk=conflict_id)
    if conflict.is_lifted:
        raise LiftingRefused("The conflict has been lifted already. Reload the page.")
    if not may_still_be_lifted(conflict):
        raise LiftingRefused(
            "The engagement has gone on without it, so there is nothing left to lift. Leave it."
        )
    return conflict, engagement


def _require_asked(conflict: Conflict) -> None:
    if not LiftingRequest.objects.filter(conflict=conflict).exists():
        raise LiftingRefused("Nobody has asked for it. Wait until the body's administrator asks.")


def _require_may_lift(conflict: Conflict, engagement: Engagement, by: Actor, at: datetime) -> None:
    sentence = reason_not_to_lift(conflict, by.person_id, at=at)
    if sentence:
        raise LifterNotIndependent(sentence, engagement, Ground.OTHER_PART)
    held = Membership.objects.in_force(at).of(by).filter(role=Role.DECISION_MAKER.value)
    if not held.exists():
        raise LifterNotIndependent(
            "Your role as decision maker has ended, so nothing was saved. Ask the alliance who "
            "lifts conflicts now.",
            engagement,
            Ground.ROLE_ENDED,
        )


def _decides(user_id: UUID, at: datetime) -> bool:
    held = Membership.objects.in_force(at).filter(user=user_id, role=Role.DECISION_MAKER.value)
    return held.exists()


def _journal(
    act: str,
    conflict: Conflict,
    engagement: Engagement,
    *,
    by: Actor,
    reason: str = "",
    told: bool = False,
) -> None:
    """In the body's journal; the lifting itself, whose reason is published, in the member's."""
    member = engagement.attestation.scope.organisation_id
    record(
        act,
        conflict,
        by=by,
        organisation_id=member if told else engagement.body_id,
        reason=reason,
        facts={"engagement": str(engagement.pk), "rule": conflict.rule},
    )
