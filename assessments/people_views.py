"""Pages where a body names its people, and where each of them declares her interests."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import engagement as engaging
from assessments import people
from assessments.engagement_views import reachable, sent
from assessments.engaging_forms import InterestForm, NoInterestsForm, PersonForm, TeamForm
from assessments.form_fields import ReasonForm
from assessments.interests import declare_interests
from organisations.permissions import Permission, Role

ROWS = 3


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
            messages.success(request, "The request is accepted. Each person declares interests.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "engagement": found,
        "title": "Accept the request and name the people",
        "button": "Accept and name these people",
        "lead": "Nobody who holds a role in the organisation or in the alliance can be named.",
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
            messages.success(request, "The person is named and can declare interests.")
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
            messages.success(request, f"{person.user} is taken off and has lost all access.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "engagement": found,
        "title": f"Take {person.user} off the engagement",
        "button": "Take off",
        "danger": True,
    }
    return render(request, "assessments/act.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """A named person declares her interests, or that she has none."""
    found = reachable(request, Permission.INTERESTS_DECLARE, engagement_id)
    member = found.attestation.scope.organisation
    rows_of: type[BaseFormSet[Any]] = formset_factory(InterestForm, extra=ROWS)
    posted = sent(request)
    rows = rows_of(posted, prefix="interest", form_kwargs={"member": member})
    statement = NoInterestsForm(posted)
    if posted is not None and rows.is_valid() and statement.is_valid():
        facts = [fact for fact in (row.declared() for row in rows) if fact is not None]
        none = statement.cleaned_data["none"]
        if none and facts:
            statement.add_error("none", "You declare interests above. Take the tick away.")
        elif not none and not facts:
            statement.add_error("none", "Declare an interest, or say that you have none.")
        else:
            try:
                conflicts = declare_interests(found.pk, facts, by=request.actor)
            except Refusal as refusal:
                statement.add_error(None, str(refusal))
            else:
                if conflicts:
                    messages.error(
                        request,
                        "Your declaration is recorded. You cannot take part: "
                        + " ".join(each.sentence for each in conflicts),
                    )
                    return redirect("assessments:list")
                messages.success(request, "Your declaration is recorded. No rule stands against.")
                return redirect("assessments:engagement", found.pk)
    wrong = posted is not None
    context = {"rows": rows, "statement": statement, "engagement": found, "member": member}
    context |= {"forms": [*rows, statement], "any_errors": wrong}
    return render(request, "assessments/interests.html", context, status=422 if wrong else 200)
