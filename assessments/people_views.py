"""Pages where a body names its people, and where each of them declares her interests."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import engagement as engaging
from assessments import people
from assessments.engagement_views import reachable, sent
from assessments.engaging_forms import PersonForm, TeamForm
from assessments.form_fields import ReasonForm
from assessments.saying_done import say_done
from assessments.status import STAFFED
from organisations.permissions import Permission, Role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator accepts the request and names the people."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    form = TeamForm(sent(request), body=found.body)
    if request.method == "POST" and form.is_valid():
        try:
            engaging.offer(found.pk, form.team(), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The request is accepted. Each person declares interests.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "engagement": found,
        "title": "Accept the request and name the people",
        "button": "Accept and name these people",
        "lead": "Nobody who holds a role with the member or in the alliance can be named.",
    }
    return render(request, "assessments/act.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_person(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator names another person."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    form = PersonForm(sent(request), engagement=found)
    if request.method == "POST" and form.is_valid():
        role, user_id = form.cleaned_data["person"].split(":")
        try:
            people.name_person(found.pk, UUID(user_id), Role(role), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The person is named and can declare interests.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "engagement": found,
        "title": "Name another person",
        "button": "Name this person",
    }
    return render(request, "assessments/act.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_person(request: SignedInRequest, engagement_id: UUID, person_id: UUID) -> HttpResponse:
    """The body's administrator takes a person off."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    person = get_object_or_404(found.people.select_related("user"), pk=person_id)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            people.remove_person(person.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"{person.user} is taken off and has lost all access.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "engagement": found,
        "title": f"Take {person.user} off the engagement",
        "button": "Take off",
        "danger": True,
    }
    if request.method != "POST" and person.removed_at is not None:
        context["over"] = f"{person.user} was taken off on {person.removed_at:%-d %B %Y}."
    elif request.method != "POST" and found.status not in STAFFED:
        context["over"] = "The engagement is over, and its people stay on record."
    return render(request, "assessments/act.html", context, status=status)
