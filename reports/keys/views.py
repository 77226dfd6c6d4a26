"""Pages on which key custodians ask that a key come into use or go out of it, and answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.one_person import one_person
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations.views import sent
from organisations.models import Organisation
from organisations.permissions import Permission
from reports.keys.beginning import ask_begin_key, begin_key
from reports.keys.declining import decline_key_request
from reports.keys.ending import ask_end_key, end_key
from reports.keys.forms import BeginForm, ConfirmForm, DeclineForm, EndForm
from reports.keys.models import KeyRequest
from reports.keys.requests import commitment_of
from reports.keys.terms import Why
from reports.status import CorrectionStatus

P = Permission
SHOWN = 100
RELATED = ("asked_by", "answered_by", "seal_key")


@login_required
@require_safe
def keys(request: SignedInRequest) -> HttpResponse:
    """The keys, and what was asked for them, the newest first."""
    _custodian(request)
    asked = KeyRequest.objects.where_user_may(P.KEY_ASK, request.actor).select_related(*RELATED)
    context = {"requests": asked[:SHOWN]}
    return render(request, "keys/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest) -> HttpResponse:
    """Ask that a new key come into use."""
    _custodian(request)
    form = BeginForm(sent(request), request=request)
    return _asked(request, form, lambda: ask_begin_key(form.made(), by=request.actor), "begin")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest) -> HttpResponse:
    """Ask that a key go out of use."""
    _custodian(request)
    form = EndForm(sent(request), request=request)

    def ask() -> KeyRequest:
        said = form.cleaned_data
        why, leak = Why(said["why"]), said["not_trusted_from"]
        return ask_end_key(said["key"].pk, why, leak, by=request.actor)

    return _asked(request, form, ask, "end")


def _asked(
    request: SignedInRequest, form: Any, ask: Callable[[], KeyRequest], name: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = ask()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The other key custodians are asked.")
            return redirect("reports:key_request", made.pk)
    status = 422 if form.errors else 200
    return render(request, f"keys/{name}.html", {"form": form}, status=status)


@login_required
@require_safe
def key_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """What was asked for, and what the person who reads this can do now."""
    return _page(request, _reachable(request, request_id, P.KEY_ASK))


@login_required
@require_POST
def confirm(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Another key custodian confirms."""
    one = _reachable(request, request_id, P.KEY_CONFIRM)
    form = ConfirmForm(request.POST, request=request)
    if form.is_valid():
        try:
            (end_key if one.ends else begin_key)(one.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "is out of use" if one.ends else "is in use"
            messages.success(request, f"Key {one.short} {done}. It stands in the public log.")
            return redirect("reports:key_request", one.pk)
    return _page(request, one, confirming=form)


@login_required
@require_POST
def decline(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """It is declined, or taken back, with a reason."""
    one = _reachable(request, request_id, P.KEY_CONFIRM)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            decline_key_request(one.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is declined. Nothing changes.")
            return redirect("reports:key_request", one.pk)
    return _page(request, one, declining=form)


def _custodian(request: SignedInRequest) -> None:
    get_object_or_404(Organisation.objects.where_user_may(P.KEY_ASK, request.actor))


def _reachable(request: SignedInRequest, request_id: UUID, permission: Permission) -> KeyRequest:
    rows = KeyRequest.objects.where_user_may(permission, request.actor).select_related(*RELATED)
    return get_object_or_404(rows, pk=request_id)


def _page(
    request: SignedInRequest,
    one: KeyRequest,
    *,
    confirming: ConfirmForm | None = None,
    declining: DeclineForm | None = None,
) -> HttpResponse:
    one.refresh_from_db(fields=["status", "seal_key", "answered_by", "answered_at"])
    refused = next((each for each in (confirming, declining) if each and each.errors), None)
    context = {
        "one": one,
        "commitment": commitment_of(one),
        "salt": bytes(one.salt).hex() if one.salt else "",
        "waits": one.status == CorrectionStatus.ASKED,
        "mine": one_person(request.actor.person_id, one.asked_by_id),
        "leak": one.why == Why.COMPROMISED,
        "confirming": confirming or ConfirmForm(request=request),
        "declining": declining or DeclineForm(),
        "refused": refused,
    }
    return render(request, "keys/request.html", context, status=422 if refused else 200)
