"""The alliance decides, equal to the recommendation or lower, or sends back once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import accounts_of_one
from accounts.refusal import Refusal
from assessments.accreditation import covering, level_needed, not_covered, rests_on
from assessments.activation import in_force
from assessments.attached import because as naming
from assessments.confirming import is_confirmed
from assessments.conflicts import decider_hits, hits_of
from assessments.declaring import declared_independent
from assessments.follow_up import opened as open_follow_up
from assessments.follow_up import to_be_decided
from assessments.following import (
    FollowUp,
    no_later,
    require_time,
    to_follow_up,
    was_sent_back,
)
from assessments.handing_over import closed_to_decision_makers, handed_over
from assessments.judges import conflicts_standing, signed_in_conflict, two_accounts_below
from assessments.models import (
    Decision,
    DeclarationPart,
    Engagement,
    FindingEvent,
    FindingStep,
    Recommendation,
    SendingBack,
)
from assessments.moves import locked, taken_up_again
from assessments.outcome import conditions_end, lower_or_equal
from assessments.people import role_on_another_side
from assessments.recommendation import because as recommending
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.status import EngagementAct, EngagementStatus, after
from attestations.grants import end
from attestations.models import Attestation
from attestations.reading import thresholds_of
from attestations.status import Act
from journal.recording import record
from organisations.models import Membership
from organisations.permissions import ROLE_TITLES, Role
from principles.scoring import Outcome


class DecisionRefused(Refusal):
    """The person may not decide this, or not like this."""


class NotIndependent(IndependenceRefused, DecisionRefused):
    """The person has another part in it, or the recommendation rests on somebody conflicted."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a decision maker concludes; `conditions_end_on` counts only without accepted plans."""

    outcome: Outcome
    reasons: str
    conditions_end_on: date | None = None
    independent: bool = True


def reason_to_stand_aside(engagement: Engagement, user_id: UUID, *, on: date) -> str:
    """Why this person may not decide, as a sentence; empty where nothing stands against her."""
    accounts = sorted(accounts_of_one(user_id))
    if engagement.people.filter(user__in=accounts).exists():
        return "You were named in this engagement: somebody else decides."
    both = [engagement.attestation.scope.organisation, engagement.body]
    role = role_on_another_side(user_id, both, on=on, alliance=False)
    if role is not None:
        held = ROLE_TITLES[role.role].lower()
        return f"You are or were {held} of {role.organisation.name}: somebody else decides."
    against = [hit for each in accounts for hit in decider_hits(engagement, each, on=on)]
    if against:
        return f"You have a conflict of interest: somebody else decides. {against[0][0].sentence}"
    return ""


def reason_not_to_decide(engagement: Engagement, user_id: UUID, *, on: date) -> str:
    """The same, and that she has ruled on one of its findings: then she would decide on her ruling."""
    ruled = FindingEvent.objects.filter(
        finding__engagement=engagement,
        step__in=(FindingStep.UPHELD, FindingStep.DISMISSED),
        by__in=accounts_of_one(user_id),
    )
    if ruled.exists():
        return "You have ruled on a finding of this engagement: somebody else decides."
    return reason_to_stand_aside(engagement, user_id, on=on)


def decided(
    engagement_id: UUID,
    recommendation_id: UUID,
    conclusion: Conclusion,
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    """Decide on the recommendation that was read, equal or lower; joins the transaction."""
    engagement = locked(engagement_id)
    attestation = to_be_decided(engagement)
    recommendation = _latest(engagement, recommendation_id)
    _require_confirmed(engagement, recommendation)
    _require_may_decide(engagement, by, at)
    rests_on(engagement, on=at.date())
    _require_independent(engagement, recommendation, at)
    if conclusion.outcome not in lower_or_equal(recommendation.outcome):
        raise DecisionRefused(
            "The decision can equal the recommendation or be lower, never higher. Choose one of those."
        )
    if not conclusion.reasons.strip():
        raise DecisionRefused("Give the reasons for the decision.")
    if not conclusion.independent:
        raise DecisionRefused("Say that you are independent, or leave it to somebody else.")
    declared_independent(engagement, DeclarationPart.DECISION_MAKER, by=by, at=at)
    decision = Decision.objects.create(
        engagement=engagement,
        recommendation=recommendation,
        sequence=engagement.decisions.count() + 1,
        outcome=conclusion.outcome.value,
        reasons=conclusion.reasons.strip(),
        conditions_end_on=_conditions_end(engagement, conclusion, recommendation, at),
        made_by_id=by.person_id,
        made_at=at,
    )
    act = "follow_up.decided" if engagement.is_followed_up else "decision.made"
    follows = None if engagement.is_followed_up else to_follow_up(decision)
    if follows is None:
        _closed(engagement, attestation, by=by, at=at)
    else:
        open_follow_up(engagement, attestation, follows, by=by, at=at)
    record(
        act,
        decision,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=attestation.came_from,
        to_state=attestation.status,
        facts={"outcome": decision.outcome, "recommendation": str(recommendation.pk)},
    )
    _tell(engagement, decision, follows, by=by, at=at)
    return decision


def _conditions_end(
    engagement: Engagement, said: Conclusion, recommendation: Recommendation, at: datetime
) -> date | None:
    end = conditions_end(
        said.outcome,
        list(engagement.findings.all()),
        said.conditions_end_on or recommendation.conditions_end_on,
        on=at.date(),
        days=thresholds_of(engagement.attestation.edition).action_days,
    )
    return no_later(engagement, end)


def _tell(
    engagement: Engagement,
    decision: Decision,
    follows: FollowUp | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    closed_to_decision_makers(engagement, at=at)
    if follows is not None:
        until = f"{follows.ends_on:%-d %B %Y}"
        handed_over("decision.made/follow_up", engagement, by=by, at=at, until=until)
        return
    if decision.outcome != Outcome.NOT_CONFORMING:
        handed_over("decision.made", engagement, by=by, at=at)
        return
    until = f"{at + timedelta(days=settings.UNPUBLISHED_CHOICE_DAYS):%-d %B %Y}"
    handed_over(
        "decision.made/to_be_chosen", engagement, by=by, at=at, until=until, decision=decision.pk
    )


@refusals_recorded("decision.made")
@transaction.atomic(durable=True)
def decide(
    engagement_id: UUID, recommendation_id: UUID, conclusion: Conclusion, *, by: Actor
) -> Decision:
    """A decision maker without any other part in it decides."""
    by.require_fresh_second_factor()
    return decided(engagement_id, recommendation_id, conclusion, by=by, at=now())


def sent_back(engagement_id: UUID, reason: str, *, by: Actor, at: datetime) -> Engagement:
    """Send the recommendation back to the assessors; joins the transaction.

    Once, and again only where a conflict, or an accreditation that is gone, keeps anybody from
    deciding.
    """
    engagement = locked(engagement_id)
    states = taken_up_again(engagement, Act.SEND_BACK)
    require_time(engagement)
    recommendation = engagement.recommendations.latest("sequence")
    _require_confirmed(engagement, recommendation)
    _require_may_decide(engagement, by, at)
    refused = why_not_again(engagement, at)
    if refused:
        raise DecisionRefused(refused)
    if not reason.strip():
        raise DecisionRefused("Say what has to be looked at again.")
    engagement.sent_back_at = at
    engagement.save(update_fields=["sent_back_at"])
    SendingBack.objects.create(
        recommendation=recommendation, reason=reason.strip(), sent_by_id=by.person_id, sent_at=at
    )
    end(engagement.attestation, recommending(engagement), at=at)
    record(
        "recommendation.sent_back",
        engagement,
        by=by,
        organisation_id=engagement.body_id,
        from_state=states[0],
        to_state=states[1],
        reason=reason.strip(),
    )
    closed_to_decision_makers(engagement, at=at)
    handed_over("recommendation.sent_back", engagement, by=by, at=at)
    return engagement


@refusals_recorded("recommendation.sent_back")
@transaction.atomic(durable=True)
def send_back(engagement_id: UUID, reason: str, *, by: Actor) -> Engagement:
    """A decision maker sends the recommendation back with a reason, once."""
    by.require_fresh_second_factor()
    return sent_back(engagement_id, reason, by=by, at=now())


def why_not_again(engagement: Engagement, at: datetime) -> str:
    """Why its newest recommendation cannot be sent back; empty where it can."""
    if not was_sent_back(engagement):
        return ""
    if conflicts_below(engagement, engagement.recommendations.latest("sequence"), at):
        return ""
    return "It has been sent back once already. Choose an outcome and decide."


def _latest(engagement: Engagement, recommendation_id: UUID) -> Recommendation:
    recommendation = engagement.recommendations.latest("sequence")
    if recommendation.pk != recommendation_id:
        raise DecisionRefused("There is a newer recommendation. Reload the page and read it.")
    return recommendation


def _require_confirmed(engagement: Engagement, recommendation: Recommendation) -> None:
    if not is_confirmed(recommendation):
        raise DecisionRefused(
            f"{engagement.body.name} has not confirmed the recommendation yet. Wait until its "
            "administrator has."
        )


def _require_may_decide(engagement: Engagement, by: Actor, at: datetime) -> None:
    sentence = reason_not_to_decide(engagement, by.person_id, on=at.date())
    if sentence:
        raise NotIndependent(sentence, engagement, Ground.OTHER_PART)
    held = Membership.objects.in_force(at).of(by).filter(role=Role.DECISION_MAKER.value)
    if not held.exists():
        raise NotIndependent(
            "Your role as decision maker has ended, so nothing was saved. Ask the alliance who "
            "decides now.",
            engagement,
            Ground.ROLE_ENDED,
        )


def conflicts_below(
    engagement: Engagement, recommendation: Recommendation, at: datetime
) -> list[str]:
    """What keeps anybody from deciding, as sentences: conflicts, an accreditation that is gone."""
    needed = level_needed(engagement)
    covered = covering(engagement, on=at.date(), level=needed).exists()
    return [
        *([] if covered else [not_covered(engagement, needed)]),
        *conflicts_standing(engagement, on=at.date()),
        *two_accounts_below(engagement),
        *signed_in_conflict(recommendation, on=at.date()),
        *hits_of(engagement, in_force(engagement), on=at.date()),
    ]


def _require_independent(
    engagement: Engagement, recommendation: Recommendation, at: datetime
) -> None:
    """Refuse to decide on what a person with a conflict has judged, also one found since."""
    standing = conflicts_below(engagement, recommendation, at)
    if standing:
        raise NotIndependent(
            f"Send the recommendation back, so that others judge anew. {' '.join(standing)}",
            engagement,
            Ground.CONFLICTED_WORK,
        )


def _closed(engagement: Engagement, attestation: Attestation, *, by: Actor, at: datetime) -> None:
    """End the engagement with everybody's access that followed from it."""
    before = engagement.status
    engagement.status = after(EngagementAct.CLOSE, EngagementStatus(engagement.status))
    engagement.ended_at = at
    engagement.save(update_fields=["status", "ended_at", "accreditation"])
    attestation.engagement_open = attestation.engagement_active = False
    attestation.save(update_fields=["status", "engagement_open", "engagement_active"])
    end(attestation, naming(engagement), at=at)
    end(attestation, recommending(engagement), at=at)
    record(
        "engagement.closed",
        engagement,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
    )
