"""Pages where a member objects to a person, and where either side breaks an engagement off."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.engagement_views import not_open, reachable, sent
from assessments.engaging_forms import ObjectionForm, TerminationForm
from assessments.objecting import Objected, object_to_person, why_not
from assessments.saying_done import say_done
from assessments.status import EngagementAct
from assessments.termination import terminate
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: SignedInRequest, engagement_id: UUID, person_id: UUID) -> HttpResponse:
    """The owner or signatory objects to a named person."""
    found = reachable(request, Permission.ENGAGEMENT_OBJECT, engagement_id)
    person = get_object_or_404(found.people.select_related("user"), pk=person_id)
    form = ObjectionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = Objected(form.cleaned_data["grounds"], form.cleaned_data["text"])
        try:
            object_to_person(person.pk, said, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"{person.user} is taken off. The body names somebody else.")
            return redirect("assessments:engagement", found.pk)
    context = {
        "form": form,
        "engagement": found,
        "title": f"Object to {person.user}",
        "button": "Object",
        "danger": True,
        "lead": "The person is taken off at once. The body names somebody else, to whom you may "
        "object as well, or declines.",
    }
    if request.method != "POST":
        person.engagement = found
        context["over"] = why_not(person, at=now())
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def break_off(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator, or an owner or signatory, terminates the engagement."""
    found = reachable(request, Permission.ENGAGEMENT_TERMINATE, engagement_id)
    form = TerminationForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            terminate(found.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The engagement is terminated. All access has ended.")
            return redirect("assessments:engagement", found.pk)
    context = {
        "form": form,
        "engagement": found,
        "title": "Terminate the engagement",
        "button": "Terminate the engagement",
        "danger": True,
        "lead": "The work stops, its people lose all access at once, and the attestation goes back "
        "to “accepted”. Verdicts and findings stay on record and count for nothing. The reason is "
        "shown to both sides.",
    }
    if request.method != "POST":
        context["over"] = not_open(found, EngagementAct.TERMINATE)
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)
