"""Pages where emergency access is asked for, granted or declined, and ended."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.one_person import one_person
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import emergency as acts
from attestations.emergency_forms import EmergencyDeclineForm, EmergencyForm, EmergencyGrantForm
from attestations.emergency_rows import EmergencyAccess
from attestations.emergency_status import EmergencyStatus
from attestations.views import sent
from organisations.models import Organisation
from organisations.permissions import Permission

P = Permission
SHOWN = 100
PEOPLE = ("asked_by", "decided_by", "ended_by")


@login_required
@require_safe
def accesses(request: SignedInRequest) -> HttpResponse:
    """What was asked for, the newest first."""
    alliance = Organisation.objects.where_user_may(P.GLASS_BREAK, request.actor)
    get_object_or_404(alliance)
    rows = EmergencyAccess.objects.where_user_may(P.GLASS_BREAK, request.actor)
    context = {
        "rows": rows.select_related(*PEOPLE)[:SHOWN],
        "may_ask": Organisation.objects.where_user_may(P.GLASS_ASK, request.actor).exists(),
    }
    return render(request, "attestations/emergencies.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """An operator asks to read one attestation, which she knows by its id."""
    get_object_or_404(Organisation.objects.where_user_may(P.GLASS_ASK, request.actor))
    form = EmergencyForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.ask_access(
                said["attestation"], said["reason"], said["hours"], by=request.actor
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Registrars and the other operators are asked.")
            return redirect("attestations:emergency", made.pk)
    status = 422 if form.errors else 200
    return render(request, "attestations/emergency_ask.html", {"form": form}, status=status)


@login_required
@require_safe
def access(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """One of them: what was asked, and what the person who reads this can do now."""
    return _page(request, _reachable(request, access_id))


@login_required
@require_POST
def grant(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """The second person opens the attestation to whoever asked."""
    one = _reachable(request, access_id)
    form = EmergencyGrantForm(request.POST, request=request)
    if form.is_valid():
        try:
            acts.grant_access(one.attestation_id, one.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is open. The member has been told.")
            return redirect("attestations:emergency", one.pk)
    return _page(request, _reachable(request, access_id), granting=form)


@login_required
@require_POST
def decline(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """The second person declines, with a reason."""
    one = _reachable(request, access_id)
    form = EmergencyDeclineForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            acts.decline_access(one.attestation_id, one.pk, reason, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is declined. Nothing was opened.")
            return redirect("attestations:emergency", one.pk)
    return _page(request, _reachable(request, access_id), declining=form)


@login_required
@require_POST
def end(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """One of the two ends it before its time."""
    one = _reachable(request, access_id)
    try:
        acts.end_access(one.attestation_id, one.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is ended. Nothing is open any more.")
    return redirect("attestations:emergency", one.pk)


def _reachable(request: SignedInRequest, access_id: UUID) -> EmergencyAccess:
    rows = EmergencyAccess.objects.where_user_may(P.GLASS_BREAK, request.actor)
    return get_object_or_404(rows.select_related(*PEOPLE), pk=access_id)


def _page(
    request: SignedInRequest,
    one: EmergencyAccess,
    *,
    granting: EmergencyGrantForm | None = None,
    declining: EmergencyDeclineForm | None = None,
) -> HttpResponse:
    me, stands = request.actor.person_id, one.stands
    asker = one_person(me, one.asked_by_id)
    live = stands in (EmergencyStatus.ASKED, EmergencyStatus.OPEN)
    context = {
        "one": one,
        "waits": stands == EmergencyStatus.ASKED,
        "open": stands == EmergencyStatus.OPEN,
        "asker": asker,
        "mine": me == one.asked_by_id,
        "may_end": live and me in (one.asked_by_id, one.decided_by_id),
        "granting": granting or EmergencyGrantForm(request=request),
        "declining": declining or EmergencyDeclineForm(),
    }
    refused = [form for form in (granting, declining) if form is not None and form.errors]
    context["form"] = refused[0] if refused else None
    status = 422 if refused else 200
    return render(request, "attestations/emergency.html", context, status=status)
