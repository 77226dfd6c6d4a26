"""The page where the registrar sees what rests on an accreditation, and withdraws it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.engagement_views import sent
from assessments.engaging_forms import WithdrawalForm
from assessments.moves import JOINS
from assessments.saying_done import say_done
from assessments.withdrawing import touched_by, withdraw_accreditation
from organisations.accreditation import AccreditationStatus
from organisations.models import Accreditation, Organisation
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accreditation(request: SignedInRequest, accreditation_id: UUID) -> HttpResponse:
    """What rests on it, or what was flagged when it was withdrawn; and the act itself."""
    kept = Organisation.objects.where_user_may(Permission.REGISTER_KEEP, request.actor)
    found = get_object_or_404(
        Accreditation.objects.select_related("body", "withdrawn_by"),
        pk=accreditation_id,
        body__in=kept,
    )
    form = WithdrawalForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_accreditation(found.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"The accreditation of {found.body.name} is withdrawn.")
            return redirect("assessments:accreditation", found.pk)
    gone = found.status is AccreditationStatus.WITHDRAWN
    joined = [f"engagement__{name}" for name in JOINS]
    context = {
        "form": form,
        "accreditation": found,
        "gone": gone,
        "flags": found.flags.select_related(*joined) if gone else (),
        "touched": () if gone else touched_by(found).select_related(*JOINS),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/accreditation.html", context, status=status)
