"""The page that opens an attestation."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import opening
from attestations.carry_forms import OpenForm
from attestations.models import Attestation
from attestations.preparation_views import wanted_of
from attestations.preparing import preparation
from attestations.views import sent
from organisations.models import Scope, held_by
from organisations.permissions import Permission
from principles.models import Edition

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_form(request: SignedInRequest) -> HttpResponse:
    """An owner or editor opens an attestation."""
    scopes = Scope.objects.where_user_may(P.ATTESTATION_OPEN, request.actor)
    scopes = scopes.select_related("organisation")
    if not scopes and not _may_open_anywhere(request):
        get_object_or_404(scopes)
    today = now().date()
    own = Attestation.objects.where_user_may(P.ANSWERS_READ, request.actor)
    editions = list(Edition.objects.open_to(today).select_related("framework", "use"))
    form = OpenForm(
        sent(request),
        scopes=scopes,
        editions=editions,
        sources=own.filter(scope__in=scopes).select_related("scope__organisation", "edition"),
        today=today,
        initial={"as_of": today} | request.GET.dict(),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["source"]:
            wish = {"scope": said["scope"], "edition": said["edition"], "as_of": said["as_of"]}
            page = reverse("attestations:move", args=[said["source"]])
            return redirect(f"{page}?{urlencode(wish)}")
        try:
            made = opening.open_attestation(
                UUID(said["scope"]), UUID(said["edition"]), said["as_of"], by=request.actor
            )
        except Refusal as refusal:
            form.add_error("as_of" if "as-of" in str(refusal) else "scope", str(refusal))
        else:
            messages.success(request, f"The attestation of “{made.scope}” is open.")
            return redirect("attestations:attestation", made.pk)
    status = 422 if form.errors else 200
    return render(
        request,
        "attestations/open.html",
        {"form": form, "scopes": scopes, "takes": _takes(scopes, editions, today)},
        status=status,
    )


def _takes(
    scopes: Iterable[Scope], editions: Sequence[Edition], today: date
) -> list[dict[str, Any]]:
    """What each scope asks for under each edition, the newest first; one statement."""
    wanted = wanted_of(editions) if editions else {}
    return [
        {
            "scope": scope,
            "edition": edition,
            "found": preparation(wanted[edition.pk], scope.layers, today),
        }
        for scope in scopes
        for edition in sorted(editions, key=lambda each: each.effective_on, reverse=True)
    ]


def _may_open_anywhere(request: SignedInRequest) -> bool:
    """Whether she may open attestations, though her organisation has no scope yet."""
    return bool(held_by(request.actor).granting(P.ATTESTATION_OPEN))
