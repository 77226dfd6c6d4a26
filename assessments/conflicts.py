"""What a person has declared against the rules of independence, on the day of each check."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.actor import Actor
from assessments.handing_over import handed_over
from assessments.independence import Fact, Hit, Party, body_hits, hits
from assessments.models import (
    Conflict,
    Declaration,
    DeclarationPart,
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
    """Every fact the person has declared that stands against her on the day `on`.

    All that she ever declared in the engagement counts, also before she was taken off and named
    again; what two decision makers lifted does not.
    """
    engagement = person.engagement
    rows = Interest.objects.filter(person__engagement=engagement, person__user=person.user_id)
    mine = Conflict.objects.filter(person__engagement=engagement, person__user=person.user_id)
    return _against(rows, [engagement.attestation.scope.organisation], mine, on)


def body_standing(engagement: Engagement, *, on: date) -> list[tuple[Hit, Interest | None]]:
    """What stands against the body itself: by the register, and by what was declared for it.

    What was declared or lifted for this attestation counts also when the body is asked again.
    """
    member = engagement.attestation.scope.organisation
    again = Engagement.objects.filter(
        attestation=engagement.attestation_id, body=engagement.body_id
    )
    declared = Interest.objects.filter(
        declaration__engagement__in=again, declaration__part=DeclarationPart.BODY
    )
    theirs = Conflict.objects.filter(engagement__in=again).exclude(
        declaration__part=DeclarationPart.DECISION_MAKER
    )
    close = body_hits(party(engagement.body), party(member))
    by_register: list[tuple[Hit, Interest | None]] = [
        (hit, None) for hit in _not_lifted(close, theirs)
    ]
    return by_register + _against(declared, [member], theirs, on)


def decider_hits(
    engagement: Engagement, user_id: UUID, *, on: date
) -> list[tuple[Hit, Interest | None]]:
    """What a decision maker has declared that stands against her: tied to member or body."""
    declared = Interest.objects.filter(
        declaration__engagement=engagement,
        declaration__part=DeclarationPart.DECISION_MAKER,
        declaration__declared_by=user_id,
    )
    hers = Conflict.objects.filter(
        engagement=engagement,
        declaration__part=DeclarationPart.DECISION_MAKER,
        declaration__declared_by=user_id,
    )
    both = [engagement.attestation.scope.organisation, engagement.body]
    return _against(declared, both, hers, on)


def written(
    engagement: Engagement,
    found: Sequence[tuple[Hit, Interest | None]],
    *,
    by: Actor,
    at: datetime,
    person: EngagementPerson | None = None,
    declaration: Declaration | None = None,
) -> list[Conflict]:
    """Write down what was found against a person, the body or who decides; joins the transaction."""
    require_transaction()
    conflicts = [
        Conflict(
            person=person,
            engagement=None if person else engagement,
            declaration=declaration,
            interest=row,
            rule=hit.rule,
            sentence=hit.sentence,
            found_at=at,
        )
        for hit, row in found
    ]
    Conflict.objects.bulk_create(conflicts)
    for conflict in conflicts:
        record(
            "engagement.conflict_found",
            conflict,
            by=by,
            organisation_id=engagement.body_id,
            facts={"engagement": str(engagement.pk), "rule": conflict.rule},
        )
    return conflicts


def blocked_if_conflicted(person: EngagementPerson, *, by: Actor, at: datetime) -> list[Conflict]:
    """Write down what stands against the person and take her off; joins the transaction."""
    require_transaction()
    found = standing_hits(person, on=at.date())
    if not found:
        return []
    conflicts = written(person.engagement, found, by=by, at=at, person=person)
    removed_person(person, "A conflict of interest.", by=by, at=at)
    handed_over("engagement.conflict_found", person.engagement, by=by, at=at)
    return conflicts


def hits_of(engagement: Engagement, people: Sequence[EngagementPerson], *, on: date) -> list[str]:
    """What stands against the body and these people on the day `on`, as sentences."""
    sentences = [hit.sentence for hit, _ in body_standing(engagement, on=on)]
    for person in people:
        person.engagement = engagement
        sentences += [hit.sentence for hit, _ in standing_hits(person, on=on)]
    return sentences


def conflicts_standing(engagement: Engagement) -> list[str]:
    """Judgements that rest on a person with a conflict of interest, as sentences."""
    conflicted = Conflict.objects.standing().filter(person__engagement=engagement)
    rows = conflicted.select_related("person__user")
    users = {each.person.user for each in rows if each.person}
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
    conflicted = Conflict.objects.standing().filter(
        person__engagement=recommendation.engagement_id, person__user=recommendation.made_by_id
    )
    if not conflicted.exists():
        return []
    return [f"{recommendation.made_by}, who recommends, has a conflict of interest."]


def _against(
    rows: QuerySet[Interest],
    parties: Sequence[Organisation],
    conflicts: QuerySet[Conflict],
    on: date,
) -> list[tuple[Hit, Interest | None]]:
    """The declared facts that hit a rule on the day `on`, without what was lifted."""
    declared = rows.select_related("organisation").order_by("declared_at", "pk")
    facts = {_fact(row): row for row in declared}
    months = settings.COOLING_OFF_MONTHS
    found = [hit for one in parties for hit in hits(facts, party(one), on=on, months=months)]
    return [
        (hit, facts.get(hit.fact) if hit.fact else None) for hit in _not_lifted(found, conflicts)
    ]


def _not_lifted(found: Sequence[Hit], conflicts: QuerySet[Conflict]) -> list[Hit]:
    """The hits whose very fact, and rule, two decision makers have not lifted."""
    if not found:
        return []
    lifted = conflicts.filter(lifting__isnull=False).select_related("interest__organisation")
    gone = {(each.rule, _fact(each.interest) if each.interest else None) for each in lifted}
    return [hit for hit in found if (hit.rule.value, hit.fact) not in gone]


def _fact(row: Interest) -> Fact:
    about = Party(None, row.organisation_name)
    if row.organisation is not None:
        about = party(row.organisation)
    return Fact(row.kind, about, row.began_on, row.ended_on)
