"""Pages where the correction of a live report is asked for, and confirmed or declined."""

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
from reports import correcting as acts
from reports.corrected import Code
from reports.correction_forms import AskForm, ConfirmForm, DeclineForm
from reports.models import Correction
from reports.status import CorrectionStatus

P = Permission
SHOWN = 100
RELATED = ("report", "by_report", "asked_by", "answered_by")
UNREAD = tuple(
    f"{each}__{name}" for each in ("report", "by_report") for name in ("twin", "figures")
)


@login_required
@require_safe
def corrections(request: SignedInRequest) -> HttpResponse:
    """What was asked for, the newest first."""
    get_object_or_404(Organisation.objects.where_user_may(P.CORRECTION_DECLINE, request.actor))
    rows = Correction.objects.where_user_may(P.CORRECTION_DECLINE, request.actor)
    context = {
        "rows": rows.select_related(*RELATED).defer(*UNREAD)[:SHOWN],
        "may_ask": Organisation.objects.where_user_may(P.REPORT_CORRECT, request.actor).exists(),
    }
    return render(request, "corrections/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """A registrar asks that a report be made anew."""
    get_object_or_404(Organisation.objects.where_user_may(P.REPORT_CORRECT, request.actor))
    form = AskForm(sent(request), initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.ask_correction(
                said["number"].pk, Code(said["code"]), said["what"], by=request.actor
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Decision makers are asked.")
            return redirect("reports:correction", made.pk)
    status = 422 if form.errors else 200
    return render(request, "corrections/ask.html", {"form": form}, status=status)


@login_required
@require_safe
def correction(request: SignedInRequest, correction_id: UUID) -> HttpResponse:
    """One of them: what was asked, and what the person who reads this can do now."""
    return _page(request, _reachable(request, correction_id, P.CORRECTION_DECLINE))


@login_required
@require_POST
def confirm(request: SignedInRequest, correction_id: UUID) -> HttpResponse:
    """The second person confirms; the new report becomes due."""
    one = _reachable(request, correction_id, P.CORRECTION_CONFIRM)
    form = ConfirmForm(request.POST, request=request)
    if form.is_valid():
        try:
            made = acts.confirm_correction(one.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.number} is being made to correct it.")
            return redirect("reports:correction", one.pk)
    return _page(request, _reachable(request, correction_id, P.CORRECTION_CONFIRM), confirming=form)


@login_required
@require_POST
def decline(request: SignedInRequest, correction_id: UUID) -> HttpResponse:
    """It is declined, or taken back, with a reason."""
    one = _reachable(request, correction_id, P.CORRECTION_DECLINE)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            acts.decline_correction(one.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is declined. Nothing is made anew.")
            return redirect("reports:correction", one.pk)
    return _page(request, _reachable(request, correction_id, P.CORRECTION_DECLINE), declining=form)


def _reachable(request: SignedInRequest, correction_id: UUID, permission: Permission) -> Correction:
    rows = Correction.objects.where_user_may(permission, request.actor)
    rows = rows.select_related(*RELATED, "report__organisation").defer(*UNREAD)
    return get_object_or_404(rows, pk=correction_id)


def _page(
    request: SignedInRequest,
    one: Correction,
    *,
    confirming: ConfirmForm | None = None,
    declining: DeclineForm | None = None,
) -> HttpResponse:
    mine = Organisation.objects.where_user_may(P.CORRECTION_CONFIRM, request.actor).exists()
    refused = next((each for each in (confirming, declining) if each and each.errors), None)
    context = {
        "one": one,
        "waits": one.status == CorrectionStatus.ASKED,
        "may_confirm": mine and not one_person(request.actor.person_id, one.asked_by_id),
        "confirming": confirming or ConfirmForm(request=request),
        "declining": declining or DeclineForm(),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "corrections/correction.html", context, status=status)
