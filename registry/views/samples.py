"""The sample of a published report, drawn again each time the page is opened."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.models import Report
from reports.resampling import NothingDrawn, resampled
from reports.sample_in_log import problems
from reports.status import State


@require_safe
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """Seed and list recomputed from public data, and whether report and log agree."""
    live = Report.objects.filter(number=number, state=State.LIVE).select_related("submission")
    row = live.first()
    if row is None or row.twin is None:
        raise Http404
    twin = json.loads(bytes(row.twin))
    try:
        again = resampled(twin)
    except NothingDrawn as error:
        raise Http404 from error
    context = {
        "report": row,
        "organisation": row.figures["organisation"],
        "again": again,
        "told": twin["sample"],
        "problems": [*again.problems, *problems(twin, again, row)],
        "trail": [
            {"title": "Reports", "url": reverse("registry:reports")},
            {"title": row.number, "url": reverse("registry:report", args=[row.number])},
            {"title": "Sample"},
        ],
    }
    return render(request, "registry/sample.html", context)
