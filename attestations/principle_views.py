"""Every question of one principle on one page, each answer a form of its own.

A form posts to the question's own address (`question_views.question`), which comes back here: to the
answer's place when it is saved, and with this page when it is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations import delegation
from attestations.addresses import anchor_of, foresee_url
from attestations.completeness import Picture
from attestations.earlier import fates_of
from attestations.models import Answer, Attestation, Evidence
from attestations.presenting import (
    Group,
    level_told,
    question_url,
    task_groups,
    trail,
    words_of,
)
from attestations.question_forms import ShortAnswerForm, initial_of
from attestations.rating import Place, Rating
from attestations.reading import Draft, draft_of, thresholds_of
from attestations.status import EDITABLE
from attestations.views import may, reachable
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.models import Criterion

P = Permission


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was sent from this page and is not saved, with what is shown at its place."""

    place: Place
    form: ShortAnswerForm
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question on the page: what is asked, the answer, its form where it may be changed."""

    anchor: str
    criterion: Criterion
    layer: str
    url: str
    foresee_url: str
    task: Mapping[str, Any]
    answer: Answer
    words: str
    attached: Sequence[Evidence]
    level: Mapping[str, Any]
    form: ShortAnswerForm | None
    more: Mapping[str, Any]
    following: str
    below: bool


@login_required
@require_safe
def principle(request: SignedInRequest, attestation_id: UUID, code: str) -> HttpResponse:
    """The questions of one principle that this person may read, and answer where she may."""
    attestation = reachable(request, P.ANSWERS_READ, attestation_id)
    return principle_page(request, attestation, code)


def principle_page(
    request: SignedInRequest, attestation: Attestation, code: str, refused: Refused | None = None
) -> HttpResponse:
    """The page; with `refused`, what was typed there stands at its place, unsaved."""
    codes = delegation.open_criteria(attestation, P.ANSWERS_READ, request.actor)
    draft = draft_of(attestation, of=code)
    picture = draft.picture(now().date())
    fates = fates_of(attestation) if attestation.carried_from_id else {}
    groups = task_groups(draft, picture, codes, fates)
    if not groups:
        raise Http404
    can = attestation.status in EDITABLE and may(request, P.ATTESTATION_ANSWER, attestation)
    entries = _entries(draft, picture, groups[0], refused, can=can)
    context = {
        "attestation": attestation,
        "principle": draft.principles[0],
        "group": groups[0],
        "entries": entries,
        "first_open": next((each.anchor for each in entries if not each.task["answered"]), ""),
        "forms": [refused.form] if refused else (),
        "any_errors": bool(refused and refused.form.errors),
        "saved": request.GET.get("saved", ""),
        "can": can,
        "whole": codes is None,
        "trail": trail(attestation, groups[0].title),
    }
    status = refused.more.get("status", 422) if refused else 200
    return render(request, "attestations/principle.html", context, status=status)


def _entries(
    draft: Draft, picture: Picture, group: Group, refused: Refused | None, *, can: bool
) -> list[Entry]:
    """The questions of the group, in its order."""
    criteria = {criterion.code: criterion for criterion in draft.criteria}
    open_places = [task["place"] for task in group.tasks if not task["answered"]]
    entries = []
    for task in group.tasks:
        place: Place = task["place"]
        criterion, answer = criteria[place[0]], draft.answers[place]
        sent = refused if refused and refused.place == place else None
        entries.append(
            Entry(
                anchor=anchor_of(place),
                criterion=criterion,
                layer=TITLES.get(place[1], ""),
                url=question_url(draft.attestation, place),
                foresee_url=foresee_url(draft.attestation, place),
                task=task,
                answer=answer,
                words=words_of(answer, criterion.rule, layer=place[1]),
                attached=draft.evidence.get(place, ()),
                level=level_told(picture.ratings[place]),
                form=sent.form if sent else short_form(criterion, answer) if can else None,
                more=sent.more if sent else {},
                following=_following(group, place, open_places),
                below=_is_below(picture.ratings[place], draft.attestation),
            )
        )
    return entries


def _is_below(rating: Rating, attestation: Attestation) -> bool:
    target = thresholds_of(attestation.edition).target
    return isinstance(rating.level, int) and rating.level < target


def _following(group: Group, place: Place, open_places: Sequence[Place]) -> str:
    """The anchor of the next question without an answer: after this one, else from the top."""
    order = {task["place"]: number for number, task in enumerate(group.tasks)}
    later = [each for each in open_places if order[each] > order[place]]
    others = later or [each for each in open_places if each != place]
    return anchor_of(others[0]) if others else ""


def short_form(
    criterion: Criterion,
    answer: Answer,
    data: QueryDict | None = None,
    instead: dict[str, Any] | None = None,
) -> ShortAnswerForm:
    """The form of one answer on this page; its ids tell it from the others."""
    return ShortAnswerForm(
        data,
        criterion=criterion,
        initial=instead or initial_of(answer, ()),
        auto_id=f"{anchor_of((criterion.code, answer.layer))}-%s",
    )
