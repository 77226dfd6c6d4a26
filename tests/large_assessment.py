"""An engagement at work on an edition as large as wanted."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from assessments.activation import without_objection
from assessments.engagement import Team, offered, requested
from assessments.interests import declared_interests
from assessments.models import Engagement
from attestations.intake import accepted
from attestations.opening import opened
from attestations.readiness import made_ready
from bench.large_edition import large_edition
from organisations.models import Organisation, Scope
from principles.adoption import adopted
from tests.answers import answer_everything
from tests.assessed import assess_everything, begin_assessment, reread
from tests.people import acting
from tests.stages import made_submitted


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part."""

    scope: Scope
    body: Organisation
    editor: User
    signatory: User
    registrar: User
    owner: User
    body_admin: User
    lead: User
    assessor: User
    reviewer: User


def begun(size: int, cast: Cast) -> Engagement:
    """An engagement in assessment on an edition of `size` criteria, nothing judged yet."""
    today, at = now().date(), now()
    with transaction.atomic():
        data = large_edition(size, framework=f"large-{size}")
        edition, _ = adopted(data, by=SYSTEM, at=at)
        draft = opened(cast.scope.pk, edition.pk, today, by=acting(cast.editor), at=at)
        answer_everything(draft, acting(cast.editor))
        ready = made_ready(draft.pk, {}, by=acting(cast.editor), at=now())
        made_submitted(ready, acting(cast.signatory))
        accepted(draft.pk, by=acting(cast.registrar), at=now())
        found = requested(draft.pk, cast.body.pk, by=acting(cast.owner), at=now())
        team = Team(cast.lead.pk, (cast.assessor.pk,), (cast.reviewer.pk,))
        offered(found.pk, team, by=acting(cast.body_admin), at=now())
        for person in (cast.lead, cast.assessor, cast.reviewer):
            declared_interests(found.pk, [], by=acting(person), at=now())
        without_objection(found.pk, by=acting(cast.owner), at=now())
        begin_assessment(found, acting(cast.lead), acting(cast.owner))
    return reread(found)


def at_work(size: int, cast: Cast) -> Engagement:
    """The same with every verdict given and agreed with."""
    found = begun(size, cast)
    assess_everything(found, cast.assessor, cast.reviewer)
    return reread(found)
