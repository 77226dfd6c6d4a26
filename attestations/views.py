"""Pages of an attestation as a whole: the list, its as-of date, its ends."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import cancellation, closing, dating, readiness
from attestations.forms import AsOfForm, ReasonForm
from attestations.models import Attestation
from attestations.presenting import trail
from attestations.status import Act, Status, not_open
from organisations.models import Scope
from organisations.permissions import Permission

P = Permission


def reachable(
    request: SignedInRequest, permission: Permission, attestation_id: UUID
) -> Attestation:
    """The attestation, if this person may do this with it; else it does not exist."""
    rows = Attestation.objects.where_user_may(permission, request.actor)
    rows = rows.select_related("scope__organisation", "edition__framework")
    return get_object_or_404(rows, pk=attestation_id)


def sent(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, even when it is empty; nothing on a GET."""
    return request.POST if request.method == "POST" else None


def may(request: SignedInRequest, permission: Permission, attestation: Attestation) -> bool:
    """Whether this person may do this with the attestation."""
    rows = Attestation.objects.where_user_may(permission, request.actor)
    return rows.filter(pk=attestation.pk).exists()


@login_required
@require_safe
def attestation_list(request: SignedInRequest) -> HttpResponse:
    """The attestations that this person may read, newest first."""
    rows = Attestation.objects.where_user_may(P.ATTESTATION_READ, request.actor)
    own = Attestation.objects.where_user_may(P.ANSWERS_READ, request.actor)
    found = (rows | own).select_related("scope__organisation", "edition")
    scopes = Scope.objects.where_user_may(P.ATTESTATION_OPEN, request.actor)
    return render(
        request,
        "attestations/list.html",
        {"attestations": found[:200], "may_open": scopes.exists()},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def as_of(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """An owner or editor moves the as-of date of a draft."""
    one = reachable(request, P.ATTESTATION_MAKE_READY, attestation_id)
    form = AsOfForm(sent(request), initial={"as_of": one.as_of})
    if request.method == "POST" and form.is_valid():
        try:
            done = dating.change_as_of(one.pk, form.cleaned_data["as_of"], by=request.actor)
        except Refusal as refusal:
            form.add_error("as_of", str(refusal))
        else:
            messages.success(request, f"The as-of date is {done.as_of:%-d %B %Y}.")
            return redirect("attestations:attestation", one.pk)
    words = {
        "over": dating.why_not(one) if request.method != "POST" else "",
        "title": "Change the as-of date",
        "lead": "All answers hold for this day. Answers that do not fit it show as things to mend.",
        "button": "Change the date",
        "back_url": reverse("attestations:attestation", args=[one.pk]),
    }
    context = {"attestation": one, "form": form, "trail": trail(one, words["title"]), **words}
    return render(
        request, "attestations/with_reason.html", context, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The owner or the signatory cancels, with a reason."""
    one = reachable(request, P.ATTESTATION_CANCEL, attestation_id)
    words = {
        "over": _over(request, one, Act.CANCEL),
        "title": "Cancel this attestation",
        "lead": "It ends here and cannot be taken up again. What was written stays on record.",
        "button": "Cancel the attestation",
        "danger": True,
    }
    return _with_reason(request, one, words, cancellation.cancel, "The attestation is cancelled.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """Back from ready to draft, with a reason."""
    one = reachable(request, P.ATTESTATION_REOPEN, attestation_id)
    words = {
        "over": _over(request, one, Act.REOPEN),
        "title": "Reopen this attestation",
        "lead": "It becomes a draft again, so that answers can be changed.",
        "button": "Reopen the attestation",
    }
    return _with_reason(request, one, words, readiness.reopen, "The attestation is a draft again.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The owner closes it as declared."""
    one = reachable(request, P.ATTESTATION_CLOSE_DECLARED, attestation_id)
    if request.method == "POST":
        try:
            closing.close_as_declared(one.pk, by=request.actor)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The attestation is closed as declared.")
        return redirect("attestations:attestation", one.pk)
    over = _over(request, one, Act.CLOSE_AS_DECLARED)
    context = {"attestation": one, "trail": trail(one, "Close as declared"), "over": over}
    return render(request, "attestations/close.html", context)


def _over(request: SignedInRequest, one: Attestation, act: Act) -> str:
    """Why a page that is opened has no form; what was sent is answered by the act itself."""
    return not_open(act, Status(one.status)) if request.method != "POST" else ""


def _with_reason(
    request: SignedInRequest, one: Attestation, words: dict[str, Any], act: Any, done: str
) -> HttpResponse:
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(one.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("attestations:attestation", one.pk)
    context = {
        "attestation": one,
        "form": form,
        "trail": trail(one, words["title"]),
        "back_url": reverse("attestations:attestation", args=[one.pk]),
        **words,
    }
    return render(
        request, "attestations/with_reason.html", context, status=422 if form.errors else 200
    )
