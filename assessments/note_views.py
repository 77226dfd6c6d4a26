"""The working notes on a criterion: a fragment of its page, and a page with the form."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.engagement_views import reachable, sent
from assessments.following import within_reach
from assessments.form_fields import text_field
from assessments.notes import write_note
from assessments.saying_done import say_done
from organisations.permissions import Permission
from principles.models import Criterion


class NoteForm(forms.Form):
    """A working note."""

    text = text_field(
        "Note", "Write the note first.", help_text="For the people named in this engagement alone."
    )


@login_required
@vary_on_headers("X-Requested-With")
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """What the engagement's people noted on a criterion; they add to it here."""
    right = Permission.NOTES_WRITE if request.method == "POST" else Permission.NOTES_READ
    found = reachable(request, right, engagement_id)
    if not within_reach(found, [code]):
        raise Http404
    edition_id = found.attestation.edition_id
    criterion = get_object_or_404(Criterion, edition_id=edition_id, code=code)
    form = NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            write_note(found.pk, code, form.cleaned_data["text"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The note is kept.")
            return redirect(request.path)
    context = {
        "engagement": found,
        "criterion": criterion,
        "notes": found.working_notes.filter(criterion=criterion).select_related("written_by"),
        "form": form,
    }
    if request.headers.get("X-Requested-With") == "fragment":
        return render(request, "assessments/notes.html", context)
    status = 422 if form.errors else 200
    return render(request, "assessments/notes_page.html", context, status=status)
