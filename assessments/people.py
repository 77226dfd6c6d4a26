"""The people of an engagement: who may be named, naming another, taking somebody off."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import User
from accounts.one_person import accounts_of_one, other_accounts
from accounts.refusal import Refusal
from assessments.attached import because, opened_to_newcomer
from assessments.following import OPENED, FollowUp, follow_up_of
from assessments.handing_over import closed_to_person, handed_over
from assessments.independence import normalised, window_begins
from assessments.models import Conflict, Engagement, EngagementPerson, Objection
from assessments.moves import locked
from assessments.refusing import Ground, IndependenceRefused, refusals_recorded
from assessments.status import STAFFED, EngagementStatus
from attestations.grants import end, give_to_person
from journal.recording import record, require_transaction
from organisations.models import Membership, Organisation
from organisations.permissions import GRANTED, ROLE_TITLES, Role, Side

NAMED_ROLES: Final = (Role.LEAD_ASSESSOR, Role.ASSESSOR, Role.QUALITY_REVIEWER)


class NamingRefused(Refusal):
    """The person cannot be named for this role in this engagement."""


class PersonNotIndependent(IndependenceRefused, NamingRefused):
    """The person stands on another side, or has a conflict of interest."""


def holders(body: Organisation, role: Role) -> QuerySet[User]:
    """The people who hold `role` in the body today: those who may be named for it."""
    held = Membership.objects.in_force().filter(organisation=body, role=role.value)
    return User.objects.filter(pk__in=held.values("user_id")).order_by("name", "email")


def role_on_another_side(
    user_id: UUID, organisations: Sequence[Organisation], *, on: date, alliance: bool
) -> Membership | None:
    """A role of the person in one of the organisations (or in the alliance) that stands against her.

    In force, or ended within the 24 months that count on the day `on`, in any of her accounts; a
    member of the same group of companies counts as the organisation itself.
    """
    begins = window_begins(on, settings.COOLING_OFF_MONTHS)
    held = Membership.objects.filter(
        Q(ended_at=None) | Q(ended_at__date__gte=begins), user__in=accounts_of_one(user_id)
    )
    for each in held.select_related("organisation").order_by("started_at"):
        there = each.organisation
        if there in organisations or (
            there.side == Side.MEMBER and _same_group(there, organisations)
        ):
            return each
        if alliance and there.side == Side.ALLIANCE and each.ended_at is None:
            return each
    return None


def _same_group(one: Organisation, others: Iterable[Organisation]) -> bool:
    group = normalised(one.group)
    return bool(group) and any(normalised(each.group) == group for each in others)


def named_person(
    engagement: Engagement, user_id: UUID, role: Role, *, by: Actor, at: datetime
) -> EngagementPerson:
    """Name one person for one role of a locked engagement; joins the transaction."""
    require_transaction()
    _require_may_be_named(engagement, user_id, role, on=at.date())
    person = EngagementPerson.objects.create(
        engagement=engagement,
        user_id=user_id,
        role=role.value,
        named_by_id=by.person_id,
        named_at=at,
    )
    record(
        "engagement.person_named",
        person,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        facts={"engagement": str(engagement.pk), "person": str(user_id), "role": role.value},
    )
    handed_over("engagement.person_named", engagement, by=by, at=at, person=person)
    return person


@refusals_recorded("engagement.person_named")
@transaction.atomic(durable=True)
def name_person(engagement_id: UUID, user_id: UUID, role: Role, *, by: Actor) -> EngagementPerson:
    """The body's administrator names another person, also while the engagement is active."""
    engagement = locked(engagement_id)
    if engagement.status not in STAFFED:
        raise NamingRefused(
            "People can be named between acceptance and the end of an engagement. Reload the page "
            "to see where it stands."
        )
    if engagement.no_objection_at is not None and engagement.status == EngagementStatus.OFFERED:
        # The member had nothing against the others; she is new to it.
        engagement.no_objection_at = None
        engagement.save(update_fields=["no_objection_at"])
    at = now()
    handed_over("engagement.person_named/later", engagement, by=by, at=at)
    return named_person(engagement, user_id, role, by=by, at=at)


def removed_person(
    person: EngagementPerson, reason: str, *, by: Actor, at: datetime
) -> EngagementPerson:
    """Take a person off a locked engagement: she loses all access at once. Joins the transaction."""
    require_transaction()
    person.removed_at = at
    person.removed_reason = reason
    person.save(update_fields=["removed_at", "removed_reason"])
    engagement = person.engagement
    end(engagement.attestation, because(engagement), at=at, user_id=person.user_id)
    record(
        "engagement.person_removed",
        person,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        reason=reason,
        facts={"engagement": str(engagement.pk), "person": str(person.user_id)},
    )
    closed_to_person(engagement, person.user_id, at=at)
    handed_over("engagement.person_removed", engagement, by=by, at=at, person=person)
    return person


@transaction.atomic(durable=True)
def remove_person(person_id: UUID, reason: str, *, by: Actor) -> EngagementPerson:
    """The body's administrator takes a person off; what she gave stays under her name."""
    if not reason.strip():
        raise NamingRefused("Say why the person is taken off.")
    found = EngagementPerson.objects.get(pk=person_id)
    engagement = locked(found.engagement_id)
    person = engagement.people.get(pk=person_id)
    if person.removed_at is not None:
        raise NamingRefused("The person has been taken off already. Reload the page.")
    if engagement.status not in STAFFED:
        raise NamingRefused(
            "The engagement is over, and its people stay on record. Leave them as they are."
        )
    return removed_person(person, reason.strip(), by=by, at=now())


def opened_to(person: EngagementPerson, *, at: datetime) -> None:
    """Let a declared person of an engagement at work read attestation and evidence; in a
    follow-up the evidence of the open points alone.
    """
    one = follow_up_of(person.engagement)
    if one is not None:
        followed_by(person, one, at=at)
        return
    give_to_person(
        person.engagement.attestation,
        GRANTED[Role(person.role)],
        user_id=person.user_id,
        role=Role(person.role),
        organisation=person.engagement.body,
        because=because(person.engagement),
        at=at,
    )
    opened_to_newcomer(person, at=at)


def followed_by(person: EngagementPerson, one: FollowUp, *, at: datetime) -> None:
    """Let a declared person read the evidence of the open points, until the hard end."""
    give_to_person(
        person.engagement.attestation,
        OPENED,
        user_id=person.user_id,
        role=Role(person.role),
        organisation=person.engagement.body,
        because=because(person.engagement),
        at=at,
        criteria=sorted(one.codes),
        until=one.ends_at,
    )
    opened_to_newcomer(person, at=at)


def _require_may_be_named(engagement: Engagement, user_id: UUID, role: Role, *, on: date) -> None:
    title = ROLE_TITLES[role].lower()
    user = holders(engagement.body, role).filter(pk=user_id).first()
    if user is None or role not in NAMED_ROLES:
        raise NamingRefused(f"Choose somebody who is {title} of {engagement.body.name}.")
    if engagement.people.filter(user__in=other_accounts(user_id), removed_at=None).exists():
        raise PersonNotIndependent(
            f"{user} is named already, in another account of the same person. Everybody has one "
            "role: name somebody else.",
            engagement,
            Ground.TWO_ACCOUNTS,
        )
    if engagement.people.filter(user_id=user_id, removed_at=None).exists():
        raise NamingRefused(
            f"{user} is named already. Everybody has one role, and a quality reviewer never "
            "judges her own work: name somebody else."
        )
    if role is Role.LEAD_ASSESSOR and engagement.people.filter(role=role, removed_at=None).exists():
        raise NamingRefused(
            "There is a lead assessor already, and an engagement has one. Take her off first."
        )
    member = engagement.attestation.scope.organisation
    other = role_on_another_side(user_id, [member], on=on, alliance=True)
    if other is not None:
        held = ROLE_TITLES[other.role].lower()
        raise PersonNotIndependent(
            f"{user} is or was {held} of {other.organisation.name}: one person stands on one side. "
            "Name somebody else.",
            engagement,
            Ground.OTHER_PART,
        )
    hers = accounts_of_one(user_id)
    if Objection.objects.filter(person__engagement=engagement, person__user__in=hers).exists():
        raise PersonNotIndependent(
            f"The member has objected to {user}. Name somebody else.",
            engagement,
            Ground.OBJECTED,
        )
    against = Conflict.objects.standing().filter(person__engagement=engagement)
    if against.filter(person__user__in=hers).exists():
        raise PersonNotIndependent(
            f"{user} has a conflict of interest here. Name somebody else, or ask that it "
            "be lifted.",
            engagement,
            Ground.CONFLICT,
        )
