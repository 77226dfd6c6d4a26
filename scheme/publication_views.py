"""Pages on which two scheme managers publish an edition, and its dates are moved afterwards."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from organisations.permissions import Permission
from principles import adoption
from principles.models import Edition, EditionUse
from principles.transition import move_dates
from principles.wording import digest
from scheme.draft_forms import AskForm, DatesForm, PublishForm
from scheme.draft_reading import counts_by_class, open_request, reading_of
from scheme.editing_views import sent, trail


def publishable(request: SignedInRequest, edition_id: UUID, *, published: bool) -> Edition:
    """The draft (or published edition), if this person publishes editions."""
    rows = Edition.objects.where_user_may(Permission.EDITION_PUBLISH, request.actor)
    rows = rows.filter(published_at__isnull=not published)
    return get_object_or_404(rows.select_related("framework", "follows"), pk=edition_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Ask another scheme manager to publish the draft as it stands."""
    edition = publishable(request, edition_id, published=False)
    form = AskForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            adoption.request_publication(edition.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Another scheme manager can publish it now.")
            return redirect("editions:edition", edition.pk)
    context = {"form": form, **_summary(edition, "Ask for publication")}
    return render(request, "scheme/ask.html", context, status=422 if form.errors else 200)


def _summary(edition: Edition, title: str) -> dict[str, Any]:
    """Everything that two people stand behind: content, changes, dates, what is wrong."""
    reading = reading_of(edition, today=now().date())
    return {
        "edition": edition,
        "reading": reading,
        "counts": counts_by_class(edition),
        "transition": EditionUse.objects.filter(edition=edition).first(),
        "asked": open_request(edition),
        "title": title,
        "back_url": reverse("editions:edition", args=[edition.pk]),
        "trail": trail(edition, (title, "")),
    }


@login_required
@require_POST
def withdraw(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Take back one's own request for publication."""
    edition = publishable(request, edition_id, published=False)
    try:
        adoption.withdraw_request(edition.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your request is withdrawn.")
    return redirect("editions:edition", edition.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Read the whole and publish what another scheme manager asked for."""
    edition = publishable(request, edition_id, published=False)
    summary = _summary(edition, "Publish")
    shown = digest(summary["reading"].data)
    form = PublishForm(sent(request), request=request, initial={"shown": shown})
    if request.method == "POST" and form.is_valid():
        try:
            adoption.publish(edition.pk, by=request.actor, shown=form.cleaned_data["shown"])
        except adoption.ShownOtherwise as refusal:
            form.data = {**form.data, "shown": shown}
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{edition} is published.")
            return redirect("editions:edition", edition.pk)
    asked = summary["asked"]
    context = {
        "form": form,
        "is_mine": asked is not None and asked.requested_by_id == request.user.pk,
        **summary,
    }
    return render(request, "scheme/publish.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """Move the dates of a published edition that follows another."""
    edition = publishable(request, edition_id, published=True)
    use = EditionUse.objects.filter(edition=edition).first()
    if edition.follows is None or use is None:
        raise Http404
    held = {"adopt_by": use.adopt_by, "sunset_of_followed": use.sunset_of_followed}
    form = DatesForm(sent(request), request=request, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            move_dates(edition.pk, **form.said(), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The dates are moved.")
            return redirect("editions:edition", edition.pk)
    context = {
        "form": form,
        "title": "Move the dates",
        "lead": "A day that has come stays. Members keep 180 days from publication, and from today "
        "where a day comes earlier, unless the reason for the edition is a law.",
        "button": "Move the dates",
        "back_url": reverse("editions:edition", args=[edition.pk]),
        "trail": trail(edition, ("Move the dates", "")),
    }
    return render(request, "scheme/form.html", context, status=422 if form.errors else 200)
