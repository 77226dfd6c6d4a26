"""Which rooms a signed-in person has something to do in: the bar under the header."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from accounts.actor import Actor
from organisations.models import held_by
from organisations.permissions import SIDES, Role, Side


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the bar."""

    title: str
    url: str
    current: bool


def places_of(request: HttpRequest, actor: Actor) -> list[Place]:
    """The links for this person's roles."""
    roles = held_by(actor).names
    return [
        Place(title, url, request.path.startswith(url))
        for title, url, wanted in _links()
        if not wanted or roles & wanted
    ]


@cache
def _links() -> list[tuple[str, str, set[str]]]:
    member = {role.value for role in SIDES[Side.MEMBER]}
    body = {role.value for role in SIDES[Side.ASSESSOR_BODY]}
    return [
        ("Your desk", reverse("desk"), set()),
        ("Inbox", reverse("organisations:inbox"), set()),
        ("Attestations", "/attestations/", member | {Role.REGISTRAR.value}),
        ("Evidence", "/evidence/", member),
        ("Assessments", "/engagements/", member | body | {Role.DECISION_MAKER.value}),
        ("Board", reverse("board"), body),
        ("Secretariat", reverse("secretariat"), {Role.REGISTRAR.value}),
        ("Emergency access", "/emergency/", {Role.OPERATOR.value, Role.REGISTRAR.value}),
        ("Corrections", "/corrections/", {Role.REGISTRAR.value, Role.DECISION_MAKER.value}),
        ("Keys", "/keys/", {Role.KEY_CUSTODIAN.value}),
        ("Jobs", "/jobs/", {Role.OPERATOR.value}),
        ("Editions", "/editions/", {Role.SCHEME_MANAGER.value}),
        ("Organisations", reverse("organisations:list"), set()),
    ]
