"""The member chooses one quote: that body is requested to assess, and the others are let go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.accreditation import rests_on
from assessments.conflicts import body_standing
from assessments.engagement import require_accepted
from assessments.handing_over import handed_over
from assessments.models import Engagement, Quote, QuoteChoice
from assessments.moves import JOINS
from assessments.refusing import refusals_recorded
from assessments.status import BEFORE_CHOICE, EngagementAct, EngagementStatus, after
from journal.recording import record, require_transaction


class ChoiceRefused(Refusal):
    """The quote cannot be chosen, or not any more."""


def chosen(quote_id: UUID, *, by: Actor, at: datetime) -> QuoteChoice:
    """Choose the quote that was read, and let the others go; joins the transaction."""
    require_transaction()
    quote = Quote.objects.get(pk=quote_id)
    engagement, others = _locked(quote.engagement_id)
    before = engagement.status
    engagement.status = after(EngagementAct.CHOOSE, EngagementStatus(before))
    require_accepted(engagement)
    _require_counts(quote, engagement, at)
    rests_on(engagement, on=at.date())
    for other in others:
        _passed_over(other, by=by, at=at)
    engagement.save(update_fields=["status", "accreditation"])
    choice = QuoteChoice.objects.create(quote=quote, chosen_by_id=by.person_id, chosen_at=at)
    record(
        "engagement.chosen",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
        facts={"body": str(engagement.body_id), "quote": quote.sequence},
    )
    handed_over("engagement.chosen", engagement, by=by, at=at)
    return choice


@refusals_recorded("engagement.chosen")
@transaction.atomic(durable=True)
def choose_quote(quote_id: UUID, *, by: Actor) -> QuoteChoice:
    """The owner or signatory chooses one of the quotes."""
    return chosen(quote_id, by=by, at=now())


def _locked(engagement_id: UUID) -> tuple[Engagement, list[Engagement]]:
    """The engagement and the others that are asked for the same attestation, all locked.

    In one order, so that of two choices one waits for the other and finds itself passed over.
    """
    attestation = Engagement.objects.filter(pk=engagement_id).values("attestation")
    rows = (
        Engagement.objects.select_for_update(of=("self",))
        .select_related(*JOINS)
        .filter(attestation__in=attestation)
        .order_by("pk")
    )
    found = list(rows)
    mine = next(each for each in found if each.pk == engagement_id)
    return mine, [each for each in found if each.pk != mine.pk and each.status in BEFORE_CHOICE]


def _require_counts(quote: Quote, engagement: Engagement, at: datetime) -> None:
    newest = engagement.quotes.latest("sequence")
    name = engagement.body.name
    if newest.pk != quote.pk:
        raise ChoiceRefused(f"{name} has quoted again meanwhile. Reload the page and read it.")
    if quote.has_run_out(at.date()):
        raise ChoiceRefused(f"The quote of {name} has run out. Ask {name} to quote again.")
    close = body_standing(engagement, on=at.date())
    if close:
        raise ChoiceRefused(f"Choose another body. {close[0][0].sentence}")


def _passed_over(engagement: Engagement, *, by: Actor, at: datetime) -> None:
    before = engagement.status
    engagement.status = after(EngagementAct.LET_GO, EngagementStatus(before))
    engagement.ended_at = at
    engagement.end_reason = "The member chose another body."
    engagement.save(update_fields=["status", "ended_at", "end_reason"])
    record(
        "engagement.passed_over",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
        facts={"body": str(engagement.body_id)},
    )
    handed_over("engagement.passed_over", engagement, by=by, at=at)
