"""Two editions beside each other: what became of each criterion, as a page and as JSON."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from principles.following import NotRelated, chain, compared_over
from principles.lineage import ChangeClass
from principles.models import Edition
from principles.wording import canonical
from registry.differences import change_told, comparison_json, edition_told, summary
from registry.views.principles import FOR_EVER

PAGE, JSON = "registry:comparison", "registry:comparison_json"


@require_safe
def comparison(request: HttpRequest, framework: str, older: str, newer: str) -> HttpResponse:
    """What became of each criterion from one edition to a later one; `?class=` shows one class."""
    editions = _between(framework, older, newer)
    if editions is None:
        return redirect(PAGE, framework, newer, older, permanent=True)
    found = compared_over(editions)
    kinds = set(ChangeClass) - {ChangeClass.UNCHANGED}
    asked = request.GET.get("class")
    chosen = ChangeClass(asked) if asked in set(ChangeClass) else None
    shown = kinds if chosen is None else {chosen}
    first, last = editions[0], editions[-1]
    context = {
        "older": first,
        "newer": last,
        "through": editions[1:-1],
        "summary": summary(found, chosen),
        "chosen": chosen,
        "changes": [
            change_told(found, each)
            for each in found.criteria
            if each.kind in shown and each.kind is not ChangeClass.UNCHANGED
        ],
        "unchanged": [each for each in found.criteria if each.kind is ChangeClass.UNCHANGED],
        "outside": edition_told(found),
        "trail": _trail(last, first),
    }
    return render(request, "registry/comparison.html", context)


@require_safe
def as_json(request: HttpRequest, framework: str, older: str, newer: str) -> HttpResponseBase:
    """The comparison as canonical JSON (RFC 8785). Both editions are frozen, and so is this."""
    editions = _between(framework, older, newer)
    if editions is None:
        return redirect(JSON, framework, newer, older, permanent=True)
    tag = f'"{editions[0].sha256}.{editions[-1].sha256}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        canonical(comparison_json(editions, compared_over(editions))),
        content_type="application/json",
    )
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _between(framework: str, older: str, newer: str) -> list[Edition] | None:
    """The published editions from one to the other; None when they are asked the wrong way round.

    Raises Http404 when neither follows the other.
    """
    rows = Edition.objects.published().filter(framework__slug=framework)
    found = {each.version: each for each in rows.filter(version__in=[older, newer])}
    if older == newer or len(found) < 2:  # noqa: PLR2004
        raise Http404
    try:
        return chain(found[older], found[newer])
    except NotRelated:
        pass
    try:
        chain(found[newer], found[older])
    except NotRelated:
        raise Http404 from None
    return None


def _trail(newer: Edition, older: Edition) -> list[dict[str, Any]]:
    return [
        {"title": "Principles", "url": reverse("registry:editions")},
        {
            "title": f"{newer.title} {newer.version}",
            "url": reverse("registry:edition", args=[newer.framework.slug, newer.version]),
        },
        {"title": f"Compared with {older.version}"},
    ]
