"""Delegating criteria to contributors: who has what, giving, changing, ending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import delegation
from attestations.delegation_form import DelegationForm
from attestations.models import Attestation, Grant
from attestations.presenting import trail
from attestations.reading import asked_of
from attestations.status import EDITABLE
from attestations.views import reachable, sent
from organisations.permissions import Permission, Role
from principles.models import Criterion, Principle

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """An owner or editor delegates criteria to a contributor; `?person=` changes what one has."""
    one = reachable(request, P.ATTESTATION_DELEGATE, attestation_id)
    grants = list(delegation.standing(one))
    people = list(_contributors(one))
    form = _form(request, one, people, grants)
    if request.method == "POST" and form.is_valid():
        codes = form.codes()
        try:
            delegation.delegate(one.pk, form.user_id(), codes, by=request.actor, told=form.told())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            word = "1 criterion is" if len(codes) == 1 else f"{len(codes)} criteria are"
            messages.success(request, f"{word} delegated.")
            return redirect("attestations:delegate", one.pk)
    context = {
        "attestation": one,
        "form": form,
        "people": people,
        "grants": grants,
        "can": one.status in EDITABLE,
        "trail": trail(one, "Delegate criteria"),
    }
    status = 422 if form.errors else 200
    return render(request, "attestations/delegate.html", context, status=status)


@login_required
@require_POST
def end(request: SignedInRequest, attestation_id: UUID, grant_id: UUID) -> HttpResponse:
    """What a contributor has is taken back; what she answered stays."""
    one = reachable(request, P.ATTESTATION_DELEGATE, attestation_id)
    grant = get_object_or_404(delegation.standing(one), pk=grant_id)
    if grant.user_id is not None:
        try:
            delegation.delegate(one.pk, grant.user_id, (), by=request.actor)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"The delegation to {grant.user} has ended. The answers stay."
            )
    return redirect("attestations:delegate", one.pk)


def _contributors(one: Attestation) -> Any:
    held = one.scope.organisation.memberships.in_force().filter(role=Role.CONTRIBUTOR.value)
    return User.objects.filter(memberships__in=held).order_by("name")


def _form(
    request: SignedInRequest, one: Attestation, people: list[User], grants: list[Grant]
) -> DelegationForm:
    principles = list(Principle.objects.filter(edition_id=one.edition_id))
    codes = {each.pk: each.code for each in principles}
    rows = Criterion.objects.filter(edition_id=one.edition_id)
    asked = [asked_of(each, codes[each.principle_id]) for each in rows]
    held: dict[str, list[str]] = {}
    for grant in grants:
        for code in grant.criteria or ():
            held.setdefault(code, []).append(str(grant.user))
    wish = request.GET.get("person", "")
    had = next((each for each in grants if str(each.user_id) == wish), None)
    initial: dict[str, Any] = {"person": wish or (str(people[0].pk) if len(people) == 1 else "")}
    if had is not None:
        initial |= {"criteria": had.criteria, "note": had.note, "due": had.due}
    return DelegationForm(
        sent(request),
        people=people,
        principles=principles,
        asked=[each for each in asked if each.layers_among(one.layers)],
        held=held,
        initial=initial,
    )
