"""The people of a random walk, and attestations at every stage of their way, on a small edition."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from assessments.activation import without_objection
from assessments.engagement import Team, offered, requested
from assessments.interests import declared_interests
from assessments.models import Engagement, Grade
from attestations.intake import accepted
from attestations.models import Attestation
from attestations.opening import opened
from attestations.readiness import made_ready
from bench.large_edition import large_edition
from organisations.models import Membership, Organisation, Scope
from organisations.permissions import Role, Side
from principles.adoption import adopted
from principles.models import Edition
from tests.answers import answer_everything
from tests.assessed import (
    assess_everything,
    begin_assessment,
    find_and_plan,
    make_confirmation,
    make_decision,
    make_recommendation,
    reread,
)
from tests.people import acting, organisation, person
from tests.stages import made_submitted

SIZE: Final = 3
STAGES: Final = (
    "ready",
    "submitted",
    "accepted",
    "asked",
    "offered",
    "engaged",
    "in_assessment",
    "assessed",
    "found",
    "recommended",
    "confirmed",
    "decided",
)


@dataclass(frozen=True)
class Cast:
    """Who may come by, by what she is; two organisations of each side but the alliance."""

    people: dict[str, User]
    scope: Scope
    body: Organisation
    edition: Edition

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def cast_of(member: Organisation, body: Organisation, scope: Scope) -> Cast:
    """Everybody; the body's second administrator has lost her role an hour ago."""
    other_member = organisation(Side.MEMBER, "quiet-valley-chips", "Quiet Valley Chips")
    other_body = organisation(Side.ASSESSOR_BODY, "far-shore-review", "Far Shore Review")
    alliance = organisation(Side.ALLIANCE, "alliance", "The Alliance")
    parts: dict[str, tuple[Organisation | None, Role | None]] = {
        "owner": (member, Role.OWNER),
        "editor": (member, Role.EDITOR),
        "contributor": (member, Role.CONTRIBUTOR),
        "signatory": (member, Role.SIGNATORY),
        "viewer": (member, Role.VIEWER),
        "other owner": (other_member, Role.OWNER),
        "body admin": (body, Role.BODY_ADMIN),
        "ended admin": (body, Role.BODY_ADMIN),
        "lead": (body, Role.LEAD_ASSESSOR),
        "assessor": (body, Role.ASSESSOR),
        "third": (body, Role.ASSESSOR),
        "unnamed": (body, Role.ASSESSOR),
        "reviewer": (body, Role.QUALITY_REVIEWER),
        "other body admin": (other_body, Role.BODY_ADMIN),
        "other lead": (other_body, Role.LEAD_ASSESSOR),
        "registrar": (alliance, Role.REGISTRAR),
        "decision maker": (alliance, Role.DECISION_MAKER),
        "second decision maker": (alliance, Role.DECISION_MAKER),
        "panel": (alliance, Role.APPEAL_PANEL),
        "operator": (alliance, Role.OPERATOR),
        "stranger": (None, None),
    }
    people = {name: person(place, role, name.title()) for name, (place, role) in parts.items()}
    Membership.objects.filter(user=people["ended admin"]).update(ended_at=now())
    with transaction.atomic():
        edition, _ = adopted(large_edition(SIZE, framework="random"), by=SYSTEM, at=now())
    return Cast(people, scope, body, edition)


def reach(cast: Cast, stage: str) -> tuple[Attestation, Engagement | None]:
    """A new attestation, and its engagement, as they stand at `stage`."""
    with transaction.atomic():
        draft = opened(
            cast.scope.pk, cast.edition.pk, now().date(), by=acting(cast["editor"]), at=now()
        )
        answer_everything(draft, acting(cast["editor"]))
        ready = made_ready(draft.pk, {}, by=acting(cast["editor"]), at=now())
        found: Engagement | None = None
        for step in STAGES[1 : STAGES.index(stage) + 1]:
            found = _STEPS[step](cast, ready, found)
    return Attestation.objects.get(pk=draft.pk), found and reread(found)


Step = Callable[[Cast, Attestation, Engagement | None], Engagement | None]


def _submit(cast: Cast, one: Attestation, _: Engagement | None) -> None:
    made_submitted(one, acting(cast["signatory"]))


def _accept(cast: Cast, one: Attestation, _: Engagement | None) -> None:
    accepted(one.pk, by=acting(cast["registrar"]), at=now())


def _ask(cast: Cast, one: Attestation, _: Engagement | None) -> Engagement:
    return requested(one.pk, cast.body.pk, by=acting(cast["owner"]), at=now())


def _offer(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    team = Team(cast["lead"].pk, (cast["assessor"].pk, cast["third"].pk), (cast["reviewer"].pk,))
    return offered(found.pk, team, by=acting(cast["body admin"]), at=now())


def _engage(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    for name in ("lead", "assessor", "third", "reviewer"):
        declared_interests(found.pk, [], by=acting(cast[name]), at=now())
    without_objection(found.pk, by=acting(cast["owner"]), at=now())
    return found


def _begin(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    begin_assessment(found, acting(cast["lead"]), acting(cast["owner"]))
    return found


def _assess(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    assess_everything(reread(found), cast["assessor"], cast["reviewer"])
    return found


def _find(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    key = found.verdicts.select_related("criterion").latest("pk")
    name = f"{key.criterion.code}.{key.layer or 'all'}"
    find_and_plan(
        found, name, cast["assessor"], cast["lead"], cast["owner"], grade=Grade.OBSERVATION
    )
    return found


def _recommend(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    make_recommendation(reread(found), cast["lead"], cast["signatory"])
    return found


def _confirm(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    make_confirmation(found, cast["body admin"])
    return found


def _decide(cast: Cast, _: Attestation, found: Engagement) -> Engagement:
    make_decision(reread(found), cast["decision maker"])
    return found


_STEPS: Final[dict[str, Step]] = {
    "submitted": _submit,
    "accepted": _accept,
    "asked": _ask,
    "offered": _offer,  # type: ignore[dict-item]
    "engaged": _engage,  # type: ignore[dict-item]
    "in_assessment": _begin,  # type: ignore[dict-item]
    "assessed": _assess,  # type: ignore[dict-item]
    "found": _find,  # type: ignore[dict-item]
    "recommended": _recommend,  # type: ignore[dict-item]
    "confirmed": _confirm,  # type: ignore[dict-item]
    "decided": _decide,  # type: ignore[dict-item]
}
