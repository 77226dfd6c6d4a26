"""Carried answers that wait to be confirmed: the page that lists them, and confirming one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import affirmation, delegation
from attestations.asking import asking_of
from attestations.earlier import awaited
from attestations.models import Answer, Attestation
from attestations.presenting import affirm_url, place_words, question_url, trail, words_of
from attestations.status import EDITABLE
from attestations.views import may, reachable
from organisations.layers import TITLES
from organisations.permissions import Permission

P = Permission
LIST = "list"


@login_required
@require_safe
def waiting(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """Every carried answer that waits, with what it was taken from and a button of its own."""
    attestation = reachable(request, P.ANSWERS_READ, attestation_id)
    earlier = awaited(attestation)
    rows = [
        {
            "answer": answer,
            "anchor": _anchor(answer),
            "layer": TITLES.get(answer.layer, ""),
            "words": words_of(answer, answer.criterion.rule, layer=answer.layer),
            "evidence": answer.evidence.all(),
            "earlier": earlier.get(answer.pk),
            "url": question_url(attestation, _place(answer)),
            "affirm_url": affirm_url(attestation, _place(answer)),
        }
        for answer in _waiting(request, attestation, P.ANSWERS_READ)
    ]
    context = {
        "attestation": attestation,
        "rows": rows,
        "whole": delegation.open_criteria(attestation, P.ANSWERS_READ, request.actor) is None,
        "can": attestation.status in EDITABLE and may(request, P.ATTESTATION_ANSWER, attestation),
        "trail": trail(attestation, "Answers to confirm"),
    }
    return render(request, "attestations/to_confirm.html", context)


@login_required
@require_POST
def affirm(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """One click: the carried answer still holds. Leads on to the next that waits for one."""
    asking = asking_of(request, P.ATTESTATION_ANSWER, attestation_id, code, layer)
    attestation = asking.attestation
    page = reverse("attestations:to_confirm", args=[attestation.pk])
    listed = request.POST.get("then") == LIST
    try:
        affirmation.affirm(attestation.pk, code, layer, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(page if listed else question_url(attestation, asking.place))
    left = _waiting(request, attestation, P.ATTESTATION_ANSWER)
    count = f"{len(left)} left to confirm." if left else "Nothing is left to confirm."
    messages.success(request, f"{place_words(asking.place)} is confirmed. {count}")
    if not left:
        return redirect("attestations:attestation", attestation.pk)
    following = _after(asking.answer, left)
    if listed:
        return redirect(f"{page}#{_anchor(following)}")
    return redirect(question_url(attestation, _place(following)))


def _after(done: Answer, left: list[Answer]) -> Answer:
    """The next one that waits behind the one that is done; the first where none is behind it."""
    position = (done.criterion.order, done.layer)
    behind = (each for each in left if (each.criterion.order, each.layer) > position)
    return next(behind, left[0])


def _waiting(
    request: SignedInRequest, attestation: Attestation, permission: Permission
) -> list[Answer]:
    """What waits and is open to this person, in the edition's order."""
    codes = delegation.open_criteria(attestation, permission, request.actor)
    rows = attestation.answers.filter(to_affirm=True).select_related("criterion", "saved_by")
    ordered = rows.prefetch_related("evidence").order_by("criterion__order", "layer")
    return [each for each in ordered if codes is None or each.criterion.code in codes]


def _place(answer: Answer) -> tuple[str, str]:
    return answer.criterion.code, answer.layer


def _anchor(answer: Answer) -> str:
    return "-".join(part for part in ("to", *_place(answer)) if part)
