"""What a person has declared against the rules of independence, on the day of each check."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.actor import Actor
from assessments.handing_over import handed_over
from assessments.independence import Fact, Hit, Party, body_hits, hits, normalised
from assessments.models import (
    Conflict,
    Declaration,
    DeclarationPart,
    Engagement,
    EngagementPerson,
    Interest,
)
from assessments.people import removed_person
from journal.recording import record, require_transaction
from organisations.models import Organisation

NO_GROUPS: Final[Mapping[str, str]] = MappingProxyType({})


def party(organisation: Organisation) -> Party:
    """An organisation of the register as the rules of independence compare it."""
    return Party(organisation.pk, organisation.name, organisation.group)


def standing_hits(person: EngagementPerson, *, on: date) -> list[tuple[Hit, Interest | None]]:
    """Every fact the person has declared that stands against her on the day `on`.

    All that she ever declared for the attestation counts, also before she was taken off and named
    again, or before the body was asked again; what two decision makers lifted does not.
    """
    engagement = person.engagement
    same = {
        "person__engagement__attestation": engagement.attestation_id,
        "person__user": person.user_id,
    }
    rows, mine = Interest.objects.filter(**same), Conflict.objects.filter(**same)
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


def _against(
    rows: QuerySet[Interest],
    parties: Sequence[Organisation],
    conflicts: QuerySet[Conflict],
    on: date,
) -> list[tuple[Hit, Interest | None]]:
    """The declared facts that hit a rule on the day `on`, without what was lifted."""
    declared = list(rows.select_related("organisation").order_by("declared_at", "pk"))
    groups = _groups_of_typed(declared, parties)
    facts = {_fact(row, groups): row for row in declared}
    months = settings.COOLING_OFF_MONTHS
    found = [hit for one in parties for hit in hits(facts, party(one), on=on, months=months)]
    return [
        (hit, facts.get(hit.fact) if hit.fact else None)
        for hit in _not_lifted(found, conflicts, groups)
    ]


def _groups_of_typed(
    declared: Sequence[Interest], parties: Sequence[Organisation]
) -> Mapping[str, str]:
    """The groups of organisations that were typed and stand in the register all the same.

    Whoever types the name of a company of the member's group has declared no less than whoever
    chooses it.
    """
    if all(row.organisation_id for row in declared):
        return {}
    groups = [Q(group__iexact=each.group) for each in parties if each.group]
    if not groups:
        return {}
    close = Organisation.objects.filter(reduce(or_, groups)).values_list("name", "group")
    return {normalised(name): group for name, group in close}


def _not_lifted(
    found: Sequence[Hit], conflicts: QuerySet[Conflict], groups: Mapping[str, str] = NO_GROUPS
) -> list[Hit]:
    """The hits whose very fact, and rule, two decision makers have not lifted."""
    if not found:
        return []
    lifted = conflicts.filter(lifting__isnull=False).select_related("interest__organisation")
    gone = {(each.rule, _fact(each.interest, groups) if each.interest else None) for each in lifted}
    return [hit for hit in found if (hit.rule.value, hit.fact) not in gone]


def _fact(row: Interest, groups: Mapping[str, str]) -> Fact:
    about = Party(None, row.organisation_name, groups.get(normalised(row.organisation_name), ""))
    if row.organisation is not None:
        about = party(row.organisation)
    return Fact(row.kind, about, row.began_on, row.ended_on)
