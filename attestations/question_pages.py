"""The page of one answer, put together for whoever reads or answers it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.requests import SignedInRequest
from attestations import figures
from attestations.addresses import anchor_of, foresee_url
from attestations.asking import Asking
from attestations.carry_over import moved_to
from attestations.presenting import (
    affirm_url,
    level_told,
    methods_told,
    question_url,
    sources,
    thresholds,
    trail,
    words_of,
)
from attestations.principle_views import Refused, principle_page
from attestations.question_forms import AnswerForm, ShortAnswerForm
from attestations.reading import thresholds_of
from attestations.status import EDITABLE
from attestations.views import may
from organisations.layers import TITLES
from organisations.permissions import Permission


def is_autosave(request: SignedInRequest) -> bool:
    """Whether the page saves by itself, and wants no page back."""
    return request.headers.get("X-Requested-With") == "autosave"


def level_fragment(asking: Asking, *, short: bool) -> str:
    """What the saved answer is worth, for the place on the page that shows it."""
    context = level_told(asking.rating()) | {
        "target": thresholds_of(asking.attestation.edition).target
    }
    if not short:
        context["thresholds"] = thresholds(asking.answer.criterion.rule, asking.answer.layer)
    return render_to_string("attestations/level.html", context)


def answer_page(
    request: SignedInRequest, asking: Asking, form: ShortAnswerForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The page that the form belongs to: the answer's own, or that of its principle."""
    attestation, answer = asking.attestation, asking.answer
    if not isinstance(form, AnswerForm):
        refused = Refused(asking.place, form, {**more, "status": status})
        return principle_page(request, attestation, answer.criterion.principle.code, refused)
    can = attestation.status in EDITABLE and (
        request.method == "POST" or may(request, Permission.ATTESTATION_ANSWER, attestation)
    )
    criterion = answer.criterion
    items = [i["text"] for i in attestation.return_items if i.get("criterion") == criterion.code]
    context = {
        "attestation": attestation,
        "criterion": criterion,
        "answer": answer,
        "form": form,
        "layer": TITLES.get(answer.layer, ""),
        "words": words_of(answer, criterion.rule, layer=answer.layer),
        "attached": asking.attached,
        "thresholds": thresholds(criterion.rule, answer.layer),
        "sources": sources(criterion),
        "methods": methods_told(criterion),
        "taken": figures.taken(answer.figure),
        "foresee_url": foresee_url(attestation, asking.place),
        "anchor": anchor_of(asking.place),
        "below": asking.is_below_target,
        "return_items": items,
        "can": can,
        "whole": asking.whole,
        "url": question_url(attestation, asking.place),
        "affirm_url": affirm_url(attestation, asking.place),
        "moved_to": moved_to(attestation),
        "trail": trail(attestation, criterion.code),
        **level_told(asking.rating()),
        **more,
    }
    return render(request, "attestations/question.html", context, status=status)
