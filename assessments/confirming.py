"""The assessor body confirms its lead's recommendation; with it, it goes to the decision makers.

A condition of deciding and no state of its own (docs/decisions/body-confirmation.md).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import one_person
from accounts.refusal import Refusal
from assessments.attached import opened_to_decision_makers
from assessments.following import require_time
from assessments.handing_over import handed_over
from assessments.judges import not_independent
from assessments.models import BodyConfirmation, Engagement, Recommendation
from assessments.moves import attestation_of, locked
from assessments.naming import still_running
from assessments.recommendation import because
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.stages import is_recommended
from attestations.grants import give_to_role
from attestations.models import Attestation
from journal.recording import record
from organisations.models import Membership, Organisation
from organisations.permissions import DECIDING, Role, Side


class ConfirmationRefused(Refusal):
    """The recommendation cannot be confirmed for the body, or not by this person."""


class NotForTheBody(IndependenceRefused, ConfirmationRefused):
    """Who confirms made the recommendation, is not independent, or administers the body no more."""


def confirmed(
    engagement_id: UUID, recommendation_id: UUID, *, by: Actor, at: datetime
) -> BodyConfirmation:
    """Confirm the recommendation that was read; joins the transaction. Opens it to who decides."""
    engagement = locked(engagement_id)
    still_running(engagement)
    attestation = attestation_of(engagement)
    require_time(engagement)
    if not is_recommended(engagement.status, attestation.status):
        raise ConfirmationRefused(
            "No recommendation waits here for a confirmation. Reload the page to see where it stands."
        )
    recommendation = engagement.recommendations.latest("sequence")
    if recommendation.pk != recommendation_id:
        raise ConfirmationRefused("There is a newer recommendation. Reload the page and read it.")
    _require_may_confirm(engagement, recommendation, by, at)
    if is_confirmed(recommendation):
        raise ConfirmationRefused("It has been confirmed already. Reload the page to see by whom.")
    confirmation = BodyConfirmation.objects.create(
        recommendation=recommendation, confirmed_by_id=by.person_id, confirmed_at=at
    )
    _open_to_decision_makers(engagement, attestation, at=at)
    record(
        "recommendation.confirmed",
        engagement,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        facts={"recommendation": str(recommendation.pk)},
    )
    handed_over("recommendation.confirmed", engagement, by=by, at=at)
    return confirmation


@refusals_recorded("recommendation.confirmed")
@transaction.atomic(durable=True)
def confirm_for_body(
    engagement_id: UUID, recommendation_id: UUID, *, by: Actor
) -> BodyConfirmation:
    """The body's administrator, another person than the lead, confirms the recommendation."""
    by.require_fresh_second_factor()
    return confirmed(engagement_id, recommendation_id, by=by, at=now())


def is_confirmed(recommendation: Recommendation) -> bool:
    """Whether the body stands behind it."""
    return BodyConfirmation.objects.filter(recommendation=recommendation).exists()


def _require_may_confirm(
    engagement: Engagement, recommendation: Recommendation, by: Actor, at: datetime
) -> None:
    if one_person(by.person_id, recommendation.made_by_id):
        raise NotForTheBody(
            "You made the recommendation yourself. Ask another administrator of the body to "
            "confirm it.",
            engagement,
            Ground.OWN_WORK,
        )
    against = not_independent(engagement, [by.person_id], on=at.date())
    if against:
        raise NotForTheBody(
            "You are not independent of the member here, so nothing was saved. Ask another "
            "administrator of the body to confirm it.",
            engagement,
            Ground.CONFLICT,
        )
    require_administers(engagement, by, at)


def require_administers(engagement: Engagement, by: Actor, at: datetime) -> None:
    """Raise `NotForTheBody` for whoever administers the body no more."""
    held = Membership.objects.in_force(at).of(by)
    if not held.filter(role=Role.BODY_ADMIN.value, organisation=engagement.body_id).exists():
        raise NotForTheBody(
            f"Your role as administrator of {engagement.body.name} has ended, so nothing was saved. "
            "Ask another administrator of the body to do it.",
            engagement,
            Ground.ROLE_ENDED,
        )


def _open_to_decision_makers(
    engagement: Engagement, attestation: Attestation, *, at: datetime
) -> None:
    alliance = Organisation.objects.filter(side=Side.ALLIANCE.value).first()
    if alliance is None:
        raise ConfirmationRefused(
            "There is no alliance that could decide. Ask the operator of this portal to add it."
        )
    give_to_role(
        attestation,
        DECIDING,
        organisation=alliance,
        role=Role.DECISION_MAKER,
        because=because(engagement),
        at=at,
    )
    opened_to_decision_makers(engagement, alliance, because=because(engagement), at=at)
