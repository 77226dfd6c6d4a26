"""Check your answers, and make the attestation ready."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import readiness
from attestations.checking import gap_groups, warning_urls
from attestations.completeness import Picture
from attestations.models import Attestation
from attestations.presenting import check_rows, trail
from attestations.reading import Draft, draft_of
from attestations.ready_form import ReadyForm
from attestations.signatories import signatories_of
from attestations.status import EDITABLE
from attestations.views import may, reachable, sent
from organisations.permissions import Permission

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """Check your answers; the POST makes the attestation ready."""
    permission = P.ATTESTATION_MAKE_READY if request.method == "POST" else P.ATTESTATION_READ
    one, draft, picture = _read(request, permission, attestation_id)
    form = _form(request, one, picture)
    if request.method == "POST" and form.is_valid():
        try:
            readiness.make_ready(one.pk, form.reasons(), by=request.actor)
        except Refusal as refusal:
            # Somebody may have changed something meanwhile: the page shows how it stands now.
            one, draft, picture = _read(request, permission, attestation_id)
            form = _form(request, one, picture)
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The attestation is ready. A signatory can now read and sign it."
            )
            return redirect("attestations:attestation", one.pk)
    return _page(request, draft, picture, form)


def _read(
    request: SignedInRequest, permission: Permission, attestation_id: UUID
) -> tuple[Attestation, Draft, Picture]:
    one = reachable(request, permission, attestation_id)
    draft = draft_of(one)
    return one, draft, draft.picture(now().date())


def _form(request: SignedInRequest, one: Attestation, picture: Picture) -> ReadyForm:
    before = {each["key"]: each["reason"] for each in one.ready_warnings}
    return ReadyForm(sent(request), warnings=picture.warnings, before=before)


def _page(
    request: SignedInRequest, draft: Draft, picture: Picture, form: ReadyForm
) -> HttpResponse:
    one = draft.attestation
    can = one.status in EDITABLE and may(request, P.ATTESTATION_MAKE_READY, one)
    rows = check_rows(draft, picture)
    context: dict[str, Any] = {
        "attestation": one,
        "picture": picture,
        "gap_groups": gap_groups(draft, picture),
        "warned": form.groups(
            warning_urls(one, picture.warnings),
            {each.code: each.title for each in draft.asked},
            frozenset(each.code for each in draft.asked if each.must_meet),
        ),
        "principles": [
            {
                "code": each.code,
                "title": each.title,
                "progress": picture.by_principle.get(each.code),
                "rows": rows[each.code],
            }
            for each in draft.principles
        ],
        "form": form,
        "trail": trail(one, "Check your answers"),
        "can": can,
        "signatories": signatories_of(one, but=request.user.pk) if can else (),
    }
    status = 422 if form.errors else 200
    return render(request, "attestations/check.html", context, status=status)
