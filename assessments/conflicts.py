"""What a person has declared against the rules of independence, on the day of each check."""

from datetime import date, datetime

from django.conf import settings

from accounts.actor import Actor
from assessments.independence import Fact, Hit, Party, hits
from assessments.models import Conflict, Engagement, EngagementPerson, Interest
from assessments.people import removed_person
from journal.recording import record, require_transaction
from organisations.models import Organisation


def party(organisation: Organisation) -> Party:
    """An organisation of the register as the rules of independence compare it."""
    return Party(organisation.pk, organisation.name, organisation.group)


def standing_hits(person: EngagementPerson, *, on: date) -> list[tuple[Hit, Interest | None]]:
    """Every fact the person has declared that stands against her on the day `on`."""
    member = party(person.engagement.attestation.scope.organisation)
    rows = list(person.interests.select_related("organisation"))
    facts = {_fact(row): row for row in rows}
    found = hits(facts, member, on=on, months=settings.COOLING_OFF_MONTHS)
    return [(hit, facts.get(hit.fact) if hit.fact else None) for hit in found]


def blocked_if_conflicted(person: EngagementPerson, *, by: Actor, at: datetime) -> list[Conflict]:
    """Write down what stands against the person and take her off; joins the transaction."""
    require_transaction()
    found = standing_hits(person, on=at.date())
    if not found:
        return []
    conflicts = [
        Conflict(person=person, interest=row, rule=hit.rule, sentence=hit.sentence, found_at=at)
        for hit, row in found
    ]
    Conflict.objects.bulk_create(conflicts)
    engagement: Engagement = person.engagement
    for conflict in conflicts:
        record(
            "engagement.conflict_found",
            conflict,
            by=by,
            organisation_id=engagement.body_id,
            facts={"engagement": str(engagement.pk), "rule": conflict.rule},
        )
    removed_person(person, "A conflict of interest.", by=by, at=at)
    return conflicts


def _fact(row: Interest) -> Fact:
    about = Party(None, row.organisation_name)
    if row.organisation is not None:
        about = party(row.organisation)
    return Fact(row.kind, about, row.began_on, row.ended_on)
