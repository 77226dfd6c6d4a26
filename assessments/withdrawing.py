"""The registrar withdraws an accreditation: every engagement that rested on it is flagged."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.handing_over import handed_over
from assessments.models import AccreditationFlag, Engagement
from assessments.moves import JOINS
from assessments.status import ENDED, FOLLOWING, EngagementStatus
from journal.recording import record, require_transaction
from organisations.models import Accreditation


class WithdrawalRefused(Refusal):
    """The accreditation cannot be withdrawn, or has been."""


def touched_by(accreditation: Accreditation) -> QuerySet[Engagement]:
    """The engagements that rest on it: open ones, and those that began and have ended since.

    One that ended before it began was judged by nobody. Those from before the portal kept what
    an engagement rests on count with their body.
    """
    rested = Q(accreditation=accreditation) | Q(accreditation=None, body=accreditation.body_id)
    ended = [status.value for status in ENDED]
    began = ~Q(status__in=ended) | Q(activated_at__isnull=False)
    return Engagement.objects.filter(rested, began)


def withdrawn(accreditation_id: UUID, reason: str, *, by: Actor, at: datetime) -> Accreditation:
    """Withdraw the accreditation, flag and tell; joins the transaction."""
    require_transaction()
    if not reason.strip():
        raise WithdrawalRefused("Say why the accreditation is withdrawn.")
    found = Accreditation.objects.get(pk=accreditation_id)
    # Engagements first, as everywhere; only then the row that they rest on.
    ids = list(touched_by(found).order_by("pk").values_list("pk", flat=True))
    list(Engagement.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    accreditation = (
        Accreditation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("body")
        .get(pk=accreditation_id)
    )
    if accreditation.withdrawn_at is not None:
        raise WithdrawalRefused("It has been withdrawn already. Reload the page.")
    accreditation.withdrawn_at = at
    accreditation.withdrawn_by_id = by.person_id
    accreditation.withdrawn_reason = reason.strip()
    accreditation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    touched = list(touched_by(accreditation).select_related(*JOINS).order_by("pk"))
    AccreditationFlag.objects.bulk_create(
        AccreditationFlag(
            engagement=each, accreditation=accreditation, status=each.status, flagged_at=at
        )
        for each in touched
    )
    record(
        "accreditation.withdrawn",
        accreditation,
        by=by,
        organisation_id=accreditation.body_id,
        reason=accreditation.withdrawn_reason,
        facts={"engagements": [str(each.pk) for each in touched]},
    )
    for each in touched:
        _tell(each, by=by, at=at)
    return accreditation


@transaction.atomic(durable=True)
def withdraw_accreditation(accreditation_id: UUID, reason: str, *, by: Actor) -> Accreditation:
    """The registrar withdraws an accreditation for a reason."""
    by.require_fresh_second_factor()
    return withdrawn(accreditation_id, reason, by=by, at=now())


def _tell(engagement: Engagement, *, by: Actor, at: datetime) -> None:
    if engagement.status in (status.value for status in ENDED):
        handed_over("accreditation.withdrawn/after", engagement, by=by, at=at)
    elif engagement.status in (EngagementStatus.ACTIVE, *FOLLOWING):
        handed_over("accreditation.withdrawn/at_work", engagement, by=by, at=at)
    else:
        handed_over("accreditation.withdrawn", engagement, by=by, at=at)
