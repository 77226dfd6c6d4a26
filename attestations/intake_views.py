"""The registrar's pages: reading a submission, returning it with items, accepting it."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import intake as acts
from attestations import snapshot
from attestations.forms import ReturnForm
from attestations.handing_over import told_of
from attestations.models import Attestation
from attestations.presenting import trail
from attestations.reading import thresholds_of
from attestations.signing_views import result_rows, shown
from attestations.status import Status
from attestations.views import may, reachable, sent
from organisations.permissions import Permission

P = Permission


@login_required
@require_safe
def intake(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The submission as it was signed, and what can be done with it."""
    one = reachable(request, P.ATTESTATION_READ, attestation_id)
    return _page(request, one, ReturnForm())


def _page(
    request: SignedInRequest, one: Attestation, form: ReturnForm, status: int = 200
) -> HttpResponse:
    newest = get_object_or_404(
        one.submissions.select_related("signed_by").order_by("-sequence")[:1]
    )
    content = json.loads(bytes(newest.content))
    thresholds = thresholds_of(one.edition)
    result = snapshot.declared(content, signed_on=newest.signed_at.date(), thresholds=thresholds)
    context = {
        "attestation": one,
        "submission": newest,
        "form": form,
        "result": result,
        **result_rows(content, result, thresholds),
        "can": one.status == Status.SUBMITTED and may(request, P.ATTESTATION_ACCEPT, one),
        "trail": trail(one),
        "told": told_of(one, request.actor),
        **shown(one, content),
    }
    return render(request, "attestations/intake.html", context, status=status)


@login_required
@require_POST
def accept(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The registrar accepts."""
    one = reachable(request, P.ATTESTATION_ACCEPT, attestation_id)
    try:
        acts.accept(one.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The attestation of {one.scope.organisation} is accepted.")
    return redirect("attestations:intake", one.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def return_attestation(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The registrar returns it with a list of what is incomplete."""
    one = reachable(request, P.ATTESTATION_RETURN, attestation_id)
    form = ReturnForm(sent(request))
    if request.method == "POST" and form.is_valid():
        codes = one.edition.criteria.values_list("code", flat=True)
        try:
            done = acts.return_attestation(one.pk, form.listed(codes), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            count = len(done.return_items)
            word = "1 item" if count == 1 else f"{count} items"
            messages.success(request, f"The attestation is returned with {word}.")
            return redirect("attestations:list")
    return _page(request, one, form, status=422 if form.errors else 200)
