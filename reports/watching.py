"""Who waits for a report, and may see how far it is while nobody else knows of it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actor import Actor
from assessments.models import EngagementPerson
from attestations.models import Submission
from organisations.models import held_by
from organisations.permissions import Permission, Role
from reports.models import Report


def watched_by(actor: Actor) -> QuerySet[Report]:
    """The reports whose making `actor` may see.

    Whoever may read what was submitted; and, as long as they hold the role, the person who decided
    and whoever is named in the engagement, whose rights to read have ended with the decision: they
    see a number and a step, and nothing of what the report says (`Report.twin` is never read here).
    """
    submissions = Submission.objects.where_user_may(Permission.ATTESTATION_READ, actor)
    waits = Q(submission__in=submissions.values("pk"))
    roles = held_by(actor).names
    if Role.DECISION_MAKER.value in roles:
        waits |= Q(decision__made_by=actor.user_id)
    if roles & {Role.LEAD_ASSESSOR.value, Role.ASSESSOR.value, Role.QUALITY_REVIEWER.value}:
        named = EngagementPerson.objects.of(actor)
        waits |= Q(Exists(named.filter(engagement=OuterRef("decision__engagement"))))
    return Report.objects.filter(waits).defer("twin", "figures")
