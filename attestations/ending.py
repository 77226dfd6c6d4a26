"""Which of an organisation's evidence ends soon, for its people's desk."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min

from accounts.actor import Actor
from attestations.models import Evidence
from attestations.staleness import SOON_DAYS
from organisations.models import Organisation
from organisations.permissions import Permission


@dataclass(frozen=True, slots=True)
class Ending:
    """How many pieces of an organisation end within 30 days, and when the first does."""

    slug: str
    organisation: str
    count: int
    first: date


def ending_soon(actor: Actor, *, on: date) -> list[Ending]:
    """What ends soon in the organisations that this person answers for; one query."""
    mine = Organisation.objects.where_user_may(Permission.ATTESTATION_ANSWER, actor)
    until = on + timedelta(days=SOON_DAYS)
    pieces = Evidence.objects.filter(
        organisation__in=mine, expires_on__gt=on, expires_on__lte=until
    )
    rows = (
        pieces.order_by()
        .values_list("organisation__slug", "organisation__name")
        .annotate(count=Count("pk"), first=Min("expires_on"))
    )
    return [Ending(*row) for row in rows]
