"""What a person has declared against the rules of independence, on the day of each check."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q

from accounts.actor import Actor
from assessments.handing_over import handed_over
from assessments.independence import Fact, Hit, Party, body_hits, hits
from assessments.models import (
    Conflict,
    Engagement,
    EngagementPerson,
    Interest,
    Recommendation,
)
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


def body_standing(engagement: Engagement) -> list[Hit]:
    """What stands against the body itself today, by the register."""
    return body_hits(party(engagement.body), party(engagement.attestation.scope.organisation))


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
    handed_over("engagement.conflict_found", engagement, by=by, at=at)
    return conflicts


def hits_of(engagement: Engagement, people: Sequence[EngagementPerson], *, on: date) -> list[str]:
    """What stands against the body and these people on the day `on`, as sentences."""
    sentences = [hit.sentence for hit in body_standing(engagement)]
    for person in people:
        person.engagement = engagement
        sentences += [hit.sentence for hit, _ in standing_hits(person, on=on)]
    return sentences


def conflicts_standing(engagement: Engagement) -> list[str]:
    """Judgements that rest on a person with a conflict of interest, as sentences."""
    conflicted = Conflict.objects.filter(person__engagement=engagement)
    users = {each.person.user for each in conflicted.select_related("person__user")}
    sentences = []
    for user in sorted(users, key=str):
        verdicts = engagement.verdicts.filter(Q(given_by=user) | Q(reviewed_by=user)).count()
        evidence = engagement.evidence_verdicts.filter(judged_by=user).count()
        if verdicts or evidence:
            sentences.append(
                f"{verdicts + evidence} verdicts, reviews and judgements of evidence come from "
                f"{user}, who has a conflict of interest. Another person must give them anew."
            )
    return sentences


def signed_in_conflict(recommendation: Recommendation) -> list[str]:
    """That the recommendation was made by a person with a conflict of interest, as a sentence."""
    conflicted = Conflict.objects.filter(
        person__engagement=recommendation.engagement_id, person__user=recommendation.made_by_id
    )
    if not conflicted.exists():
        return []
    return [f"{recommendation.made_by}, who recommends, has a conflict of interest."]


def _fact(row: Interest) -> Fact:
    about = Party(None, row.organisation_name)
    if row.organisation is not None:
        about = party(row.organisation)
    return Fact(row.kind, about, row.began_on, row.ended_on)
