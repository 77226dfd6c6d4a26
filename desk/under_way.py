"""Attestations that are under way: how far they are, for everybody who may read them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from accounts.actor import Actor
from attestations.models import Attestation
from attestations.progress import how_far
from attestations.status import CLOSED, EDITABLE, Status
from organisations.permissions import Permission

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One attestation that has not ended: where it stands, and how many answers are in."""

    title: str
    of: str
    url: str
    state: str
    progress: str


def _possible(attestation: Attestation) -> str:
    """What its member can do where nothing has to be done."""
    idle = attestation.status == Status.ACCEPTED and not attestation.engagement_open
    return "An assessor body can be asked" if idle else ""


def under_way(actor: Actor, *, but: Collection[str]) -> list[UnderWay]:
    """The newest first, without those whose addresses are in `but`: they wait for this person."""
    mine = Attestation.objects.where_user_may(Permission.ANSWERS_READ, actor)
    rows = mine.exclude(status__in=[state.value for state in CLOSED])
    found = list(rows.select_related("scope__organisation")[:MOST])
    far = how_far([each for each in found if each.status in EDITABLE], actor)
    listed = [
        UnderWay(
            title=each.scope.title,
            of=each.scope.organisation.name,
            url=reverse("attestations:attestation", args=[each.pk]),
            state=each.status_words,
            progress=far[each.pk].in_words if each.pk in far else _possible(each),
        )
        for each in found
    ]
    return [each for each in listed if not any(url.startswith(each.url) for url in but)]
