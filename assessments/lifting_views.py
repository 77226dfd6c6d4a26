"""Pages where a body asks that a conflict be lifted, and where two decision makers lift it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import lifting
from assessments.engagement_views import reachable, sent
from assessments.engaging_forms import LiftingForm, LiftingProposalForm, LiftingRequestForm
from assessments.models import Conflict, LiftingRequest
from assessments.saying_done import say_done
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, engagement_id: UUID, conflict_id: UUID) -> HttpResponse:
    """The body's administrator asks that a conflict be lifted."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    conflicts = Conflict.objects.whole().within([found.pk])
    one = get_object_or_404(conflicts, pk=conflict_id)
    form = LiftingRequestForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            lifting.ask_to_lift(one.pk, form.cleaned_data["why"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The decision makers of the alliance are asked.")
            return redirect("assessments:engagement", found.pk)
    context = {
        "form": form,
        "engagement": found,
        "title": f"Ask that the conflict of {one.whose} be lifted",
        "button": "Ask",
        "lead": f"{one.sentence} Two decision makers of the alliance can lift it together. Their "
        "reason is printed in the report.",
    }
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: SignedInRequest, conflict_id: UUID) -> HttpResponse:
    """A decision maker reads a conflict, and gives the reason for which she would lift it."""
    one = _liftable(request, conflict_id)
    form = LiftingProposalForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            lifting.propose_lifting(one.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(
                request, "Your reason is recorded. A second decision maker has to agree with it."
            )
            return redirect("assessments:conflict", one.pk)
    return _page(request, one, form if form.is_bound else None)


@login_required
@require_POST
def lift(request: SignedInRequest, conflict_id: UUID) -> HttpResponse:
    """The second decision maker lifts the conflict for the reason that she has read."""
    one = _liftable(request, conflict_id)
    form = LiftingForm(request.POST, request=request)
    if form.is_valid():
        try:
            lifting.lift_conflict(one.pk, form.cleaned_data["proposal"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The conflict is lifted. The reason is public.")
            return redirect("assessments:decisions")
    return _page(request, one, form)


def _liftable(request: SignedInRequest, conflict_id: UUID) -> Conflict:
    return get_object_or_404(lifting.liftable_by(request.actor).whole(), pk=conflict_id)


def _page(
    request: SignedInRequest, one: Conflict, form: LiftingForm | LiftingProposalForm | None
) -> HttpResponse:
    """With the form that was sent; else to agree with another's reason, or to give one."""
    proposal = one.lifting_proposals.select_related("made_by").last()
    mine = proposal is not None and proposal.made_by_id == request.actor.person_id
    if form is None and proposal is not None and not mine:
        form = LiftingForm(request=request, initial={"proposal": proposal.pk})
    if form is None:
        form = LiftingProposalForm(request=request)
    context = {
        "conflict": one,
        "engagement": one.of_engagement,
        "asked": LiftingRequest.objects.select_related("asked_by").get(conflict=one),
        "proposal": proposal,
        "mine": mine,
        "agreeing": isinstance(form, LiftingForm),
        "form": form,
        "over": not lifting.may_still_be_lifted(one),
        "stand_aside": lifting.reason_not_to_lift(one, request.actor.person_id, at=now()),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/conflict.html", context, status=status)
