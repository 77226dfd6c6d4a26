"""The public register of assessor bodies, and the page of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from registry.assessors import (
    Sought,
    countries,
    found,
    listed_bodies,
    people_of,
    with_accreditations,
)
from registry.forms import AssessorForm
from registry.listing import assessed_by
from registry.paging import WrongCursor
from registry.views.register import page_url


@require_safe
def assessors(request: HttpRequest) -> HttpResponse:
    """Accredited bodies by name; `?q=&layer=&country=&level=&cursor=`."""
    form = AssessorForm(request.GET, countries=countries())
    valid = form.is_valid()
    sought = form.sought() if valid else Sought()
    try:
        listed, page = found(sought, cursor=request.GET.get("cursor", ""), on=now().date())
    except WrongCursor as error:
        raise Http404 from error
    context = {
        "form": form,
        "sought": sought,
        "listed": listed if valid else [],
        "next_url": page_url(request, page.next),
        "previous_url": page_url(request, page.previous),
    }
    return render(request, "registry/assessors.html", context, status=200 if valid else 422)


@require_safe
def assessor(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: its accreditations, the people who are named, the reports that it assessed."""
    body = get_object_or_404(listed_bodies(), slug=slug)
    at = now()
    [listed] = with_accreditations([body], on=at.date())
    context = {
        "body": body,
        "listed": listed,
        "people": people_of(body),
        "reports": assessed_by(body, at),
        "trail": [
            {"title": "Assessors", "url": reverse("registry:assessors")},
            {"title": body.name},
        ],
    }
    return render(request, "registry/assessor.html", context)
