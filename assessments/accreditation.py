"""Whether a body is accredited for an engagement: asked under the lock, by every act that rests on it.

Once for layers, country and the level that was asked for, again when the plan is frozen and the
decision made, for what the plan says: an on-site visit needs a body that may make one
(docs/decisions/accreditation.md).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.models import Engagement
from assessments.refusing import Ground, RecordedRefusal
from journal.recording import require_transaction
from organisations.assurance import TITLES, AssuranceLevel, highest
from organisations.models import Accreditation


class NotAccredited(RecordedRefusal):
    """The body's accreditation does not cover the engagement, or not any more."""


def covering(
    engagement: Engagement, *, on: date, level: AssuranceLevel | None = None
) -> QuerySet[Accreditation]:
    """The body's accreditations that allow this engagement on the day `on`."""
    attestation = engagement.attestation
    return (
        Accreditation.objects.in_force(on)
        .filter(body=engagement.body_id)
        .covering(
            layers=attestation.layers,
            country=attestation.scope.organisation.country,
            level=(level or level_needed(engagement)).value,
        )
    )


def level_needed(engagement: Engagement) -> AssuranceLevel:
    """The level that the body must be accredited for: asked for, planned, or already carried out."""
    asked = AssuranceLevel(engagement.level)
    if not engagement.plan:
        return asked
    if engagement.verdicts.filter(done__contains=["visit"]).exists():
        return AssuranceLevel.ON_SITE
    return highest(asked, level_of(engagement.plan))


def level_of(plan: Mapping[str, Any]) -> AssuranceLevel:
    """The level to which a plan's methods lead: a visit is on site, evidence is examined."""
    methods = {each for chosen in plan.get("methods", {}).values() for each in chosen}
    if "visit" in methods:
        return AssuranceLevel.ON_SITE
    if methods & {"examine", "test", "sampling"}:
        return AssuranceLevel.EVIDENCE_REVIEWED
    return AssuranceLevel.PLAUSIBILITY_CHECKED


def not_covered(engagement: Engagement, level: AssuranceLevel) -> str:
    """That the accreditation does not cover it, as a sentence, with what is asked of it."""
    member = engagement.attestation.scope.organisation
    return (
        f"{engagement.body.name} is not accredited today for every layer of this scope, in "
        f"{member.country}, at the level “{TITLES[level].lower()}”."
    )


def rests_on(
    engagement: Engagement, *, on: date, level: AssuranceLevel | None = None
) -> Accreditation:
    """The accreditation that the locked engagement rests on from now on; yet to be saved.

    Its row is locked, so that a withdrawal waits and finds the engagement. Raises `NotAccredited`;
    joins the transaction.
    """
    require_transaction()
    needed = level or level_needed(engagement)
    found = covering(engagement, on=on, level=needed)
    accreditation = found.select_for_update(no_key=True, of=("self",)).first()
    if accreditation is None:
        raise NotAccredited(
            f"{not_covered(engagement, needed)} Nothing was saved. The alliance's registrar keeps "
            "the accreditations: ask there, or end the engagement so that another body can be "
            "asked.",
            engagement,
            Ground.NOT_ACCREDITED,
        )
    engagement.accreditation = accreditation
    return accreditation
