"""The assessor body does not confirm: its administrator returns the recommendation to the lead.

The attestation is in assessment again; who decides never saw it (docs/decisions/body-confirmation.md).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.confirming import ConfirmationRefused, is_confirmed, require_administers
from assessments.handing_over import handed_over
from assessments.models import RecommendationReturn
from assessments.moves import locked, taken_up_again
from assessments.naming import still_running
from assessments.refusing import refusals_recorded
from attestations.status import Act
from journal.recording import record


def returned(
    engagement_id: UUID, recommendation_id: UUID, reason: str, *, by: Actor, at: datetime
) -> RecommendationReturn:
    """Return the recommendation that was read, before it is confirmed; joins the transaction.

    Who made it may return it herself: nobody has acted on it yet.
    """
    engagement = locked(engagement_id)
    still_running(engagement)
    states = taken_up_again(engagement, Act.RETURN_TO_LEAD)
    recommendation = engagement.recommendations.latest("sequence")
    if recommendation.pk != recommendation_id:
        raise ConfirmationRefused("There is a newer recommendation. Reload the page and read it.")
    require_administers(engagement, by, at)
    if is_confirmed(recommendation):
        raise ConfirmationRefused(
            "It has been confirmed, and is with the alliance, which alone can send it back now. "
            "Reload the page to see where it stands."
        )
    if not reason.strip():
        raise ConfirmationRefused("Say what keeps the body from standing behind it.")
    row = RecommendationReturn.objects.create(
        recommendation=recommendation,
        reason=reason.strip(),
        returned_by_id=by.person_id,
        returned_at=at,
    )
    record(
        "recommendation.returned",
        engagement,
        by=by,
        organisation_id=engagement.body_id,
        from_state=states[0],
        to_state=states[1],
        facts={"recommendation": str(recommendation.pk)},
    )
    handed_over("recommendation.returned", engagement, by=by, at=at)
    return row


@refusals_recorded("recommendation.returned")
@transaction.atomic(durable=True)
def return_to_lead(
    engagement_id: UUID, recommendation_id: UUID, reason: str, *, by: Actor
) -> RecommendationReturn:
    """The body's administrator returns an unconfirmed recommendation, with a reason."""
    return returned(engagement_id, recommendation_id, reason, by=by, at=now())
