"""Whether who acts is named in the engagement at this moment: asked under the lock, by every act.

The page asks for the right when the request begins (`where_user_may`); between that and the lock,
or while the page lies open, a person is taken off, her role ends, or a conflict comes up.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.actor import Actor
from accounts.one_person import other_accounts
from assessments.conflicts import standing_hits
from assessments.models import Engagement, EngagementPerson
from assessments.people import role_on_another_side
from assessments.refusing import (
    EngagementOver,
    Ground,
    IndependenceRefused,
    RecordedRefusal,
    written_down,
)
from assessments.status import ENDED, ENGAGEMENT_WORDS
from journal.recording import require_transaction
from organisations.models import Membership
from organisations.permissions import RIGHTS, ROLE_TITLES, Permission, Role


class NotNamed(IndependenceRefused):
    """Who acts is not named, not any more, not for this, or has a conflict of interest."""


def named(
    engagement: Engagement, by: Actor, permission: Permission, at: datetime
) -> EngagementPerson:
    """The person who acts, named in the locked engagement for a role that allows `permission`.

    Her role in the body is in force and nothing she declared stands against her today; declaring
    interests alone is open to her all the same. Raises `NotNamed`, or `EngagementOver`. Joins
    the transaction.
    """
    require_transaction()
    still_running(engagement)
    person, refusal = _standing(engagement, by.person_id)
    if refusal is not None:
        raise refusal
    if person is None:
        raise NotNamed(
            "You are not named in this engagement. Ask the body's administrator to name you.",
            engagement,
            Ground.NOT_NAMED,
        )
    if Role(person.role) not in RIGHTS[permission]:
        raise NotNamed(
            f"You are named as {ROLE_TITLES[person.role].lower()}, and this is for somebody else. "
            "Ask the body's administrator who does it.",
            engagement,
            Ground.OTHER_ROLE,
        )
    if permission is not Permission.INTERESTS_DECLARE:
        if person.interests_declared_at is None:
            raise NotNamed(
                "You have not declared your interests yet, so nothing was saved. Declare them first.",
                engagement,
                Ground.NOT_DECLARED,
            )
        _require_no_conflict(person, at)
        _require_one_part(person, at)
    return person


def still_running(engagement: Engagement) -> None:
    """Raise `EngagementOver` once the engagement has ended, in whatever way."""
    if engagement.status in ENDED:
        raise EngagementOver(
            f"The engagement is over ({ENGAGEMENT_WORDS[engagement.status].lower()}), so nothing "
            "was saved. Ask the body's administrator if that surprises you.",
            engagement,
            Ground.OVER,
        )


def turned_away(engagement_id: UUID, act: str, *, by: Actor) -> str:
    """Why somebody who was named here once finds the page closed that she had open; recorded.

    A sentence for her, or nothing for anybody who never was named or whose standing is unbroken:
    for them there is no such engagement.
    """
    with transaction.atomic(durable=True):
        mine = EngagementPerson.objects.filter(engagement_id=engagement_id, user_id=by.person_id)
        found = mine.select_related("engagement__body").first()
        if found is None:
            return ""
        refusal = _left(found.engagement, by.person_id)
        if refusal is None:
            return ""
        written_down(refusal, act, by=by)
        return str(refusal)


def _left(engagement: Engagement, user_id: UUID) -> RecordedRefusal | None:
    try:
        still_running(engagement)
    except EngagementOver as over:
        return over
    return _standing(engagement, user_id)[1]


def _standing(
    engagement: Engagement, user_id: UUID
) -> tuple[EngagementPerson | None, NotNamed | None]:
    """How the person is named now, and what broke it; neither for somebody who never was named."""
    holds = Membership.objects.in_force().filter(
        user=user_id, organisation=engagement.body_id, role=OuterRef("role")
    )
    rows = list(
        engagement.people.filter(user_id=user_id)
        .annotate(holds=Exists(holds))
        .order_by("-removed_at", "-named_at")
    )
    if not rows:
        return None, None
    person = next((row for row in rows if row.removed_at is None), None)
    body = engagement.body.name
    if person is None:
        day = max(row.removed_at for row in rows if row.removed_at)
        return None, NotNamed(
            f"You were taken off this engagement on {day.day} {day:%B %Y}, so nothing was saved. "
            f"Ask the administrator of {body} who goes on with your work.",
            engagement,
            Ground.TAKEN_OFF,
        )
    person.engagement = engagement
    if not person.holds:  # type: ignore[attr-defined]
        return person, NotNamed(
            f"Your role as {ROLE_TITLES[person.role].lower()} of {body} has ended, so nothing was "
            "saved. Ask its administrator who goes on with your work.",
            engagement,
            Ground.ROLE_ENDED,
        )
    return person, None


def _require_one_part(person: EngagementPerson, at: datetime) -> None:
    """Refuse whoever has another part in it, or a conflict, in another account of hers."""
    others = other_accounts(person.user_id)
    if not others:
        return
    engagement = person.engagement
    sentence = ""
    here = engagement.people.filter(user__in=others).select_related("user")
    named_too = next((each for each in here if each.removed_at is None), None)
    member = engagement.attestation.scope.organisation
    held = role_on_another_side(person.user_id, [member], on=at.date(), alliance=True)
    if named_too is not None:
        sentence = f"It is named as {ROLE_TITLES[named_too.role].lower()}."
    elif held is not None:
        sentence = f"It is or was {ROLE_TITLES[held.role].lower()} of {held.organisation.name}."
    else:
        for each in here:
            each.engagement = engagement
        found = [hit for each in here for hit, _ in standing_hits(each, on=at.date())]
        sentence = found[0].sentence if found else ""
    if sentence:
        raise NotNamed(
            f"Another account of yours has a part in this, so nothing was saved. {sentence} One "
            "person has one part: ask the body's administrator to name somebody else, or the "
            "registrar if the accounts belong to two people.",
            engagement,
            Ground.TWO_ACCOUNTS,
        )


def _require_no_conflict(person: EngagementPerson, at: datetime) -> None:
    found = standing_hits(person, on=at.date())
    if found:
        sentences = " ".join(hit.sentence for hit, _ in found)
        raise NotNamed(
            f"A conflict of interest stands against you, so nothing was saved. Ask the body's "
            f"administrator to name somebody else. {sentences}",
            person.engagement,
            Ground.CONFLICT,
        )
