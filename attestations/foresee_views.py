"""What an answer would be worth if it were saved now: rated by the code of the score, not saved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import UUIDField
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from attestations.asking import Asking, asking_of
from attestations.evidence_models import CARRYING
from attestations.models import Evidence
from attestations.presenting import PRINCIPLE, level_told, thresholds
from attestations.question_forms import ShortAnswerForm
from attestations.rating import Given, Rating, rated
from attestations.reading import asked_of, thresholds_of
from organisations.permissions import Permission
from principles.answers import InvalidAnswer
from principles.scoring import NotApplicable

# A form names so many pieces of evidence at most; more are not looked up.
MOST_PIECES = 200


@login_required
@require_POST
def foresee(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """The level of what is typed, with what the next one needs; for who may save the answer."""
    asking = asking_of(request, Permission.ATTESTATION_ANSWER, attestation_id, code, layer)
    rating = foreseen(asking, request)
    target = thresholds_of(asking.attestation.edition).target
    context = {**level_told(rating), "unsaved": True, "target": target}
    if request.POST.get("then") != PRINCIPLE:
        context["thresholds"] = thresholds(asking.answer.criterion.rule, layer)
    return JsonResponse(
        {
            "level": render_to_string("attestations/level.html", context, request=request),
            "told": told(rating),
            "below": isinstance(rating.level, int) and rating.level < target,
        }
    )


def foreseen(asking: Asking, request: SignedInRequest) -> Rating:
    """Rate what was posted; only what decides the level is looked at."""
    criterion = asking.answer.criterion
    form = ShortAnswerForm(request.POST, criterion=criterion)
    form.full_clean()
    for field in form.asked:
        for problem in field.errors:
            return Rating(None, problem=InvalidAnswer(field.name, str(problem)))
    try:
        given = _given(asking, form, request)
    except InvalidAnswer as problem:
        return Rating(None, problem=problem)
    one = asked_of(criterion, criterion.principle.code)
    return rated(one, given, asking.answer.layer, asking.attestation.as_of)


def _given(asking: Asking, form: ShortAnswerForm, request: SignedInRequest) -> Given:
    said: Mapping[str, Any] = form.cleaned_data
    return Given(
        response=form.response(),
        not_applicable=said.get("not_applicable", False),
        evidence=_evidence(asking, request),
    )


def _evidence(asking: Asking, request: SignedInRequest) -> int:
    """How many pieces would be attached: those that are ticked, and a file that is chosen."""
    if request.POST.get("then") == PRINCIPLE:
        return sum(1 for piece in asking.attached if piece.kind in CARRYING)
    ids = [each for text in request.POST.getlist("evidence")[:MOST_PIECES] for each in _id(text)]
    organisation = asking.attestation.scope.organisation_id
    own = Evidence.objects.filter(pk__in=ids, organisation=organisation, kind__in=CARRYING)
    ticked = own.count() if ids else 0
    return ticked + bool(request.POST.get("with_file"))


def _id(text: str) -> list[UUID]:
    try:
        found: UUID = UUIDField().clean(text)
    except ValidationError:
        return []
    return [found]


def told(rating: Rating) -> str:
    """The same in a sentence or two, to be read out."""
    if rating.level is NotApplicable.CLAIMED:
        return "If saved now, it is claimed not to apply."
    if rating.working is None:
        return rating.problem.sentence if rating.problem else ""
    needs = rating.working.next_needs
    higher = f" For a higher level: {needs}" if needs else ""
    return f"If saved now: level {rating.working.level}.{higher}"
