"""What is asked: editions, their principles and criteria, as published and for ever the same."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from crosswalk.models import Mapping
from crosswalk.vocabulary import FORWARD, Relationship
from principles.content import content_of
from principles.models import Criterion, Edition
from principles.reading import whole
from principles.vocabulary import Disclosure
from principles.wording import canonical
from registry.names import name_of_criterion
from registry.rules import in_words, sources_in_words

FOR_EVER = "public, max-age=31536000, immutable"
METHODS = {
    "examine": "Examine documents and records",
    "interview": "Interview people",
    "test": "Test",
    "sampling": "Draw a sample",
}


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The published editions, newest first."""
    published = Edition.objects.published().select_related("framework", "use")
    published = published.prefetch_related("principles").order_by("-effective_on", "-version")
    return render(request, "registry/editions.html", {"editions": published})


@require_safe
def edition(request: HttpRequest, framework: str, version: str) -> HttpResponse:
    """One edition: its principles and criteria, how it is scored, its digest."""
    read = whole(_published(framework, version).pk)
    title = f"{read.edition.title} {read.edition.version}"
    context = {
        "edition": read.edition,
        "principles": [(each, read.of(each)) for each in read.principles],
        "count": len(read.criteria),
        "must_meet": sum(each.must_meet for each in read.criteria),
        "scoring": read.edition.scoring,
        "levels": sorted(read.edition.rubric["levels"].items(), reverse=True),
        "trail": [
            {"title": "Principles", "url": reverse("registry:editions")},
            {"title": title},
        ],
    }
    return render(request, "registry/edition.html", context)


@require_safe
def edition_json(request: HttpRequest, framework: str, version: str) -> HttpResponseBase:
    """The canonical bytes of an edition (RFC 8785): their SHA-256 is the edition's digest."""
    found = _published(framework, version)
    response = get_conditional_response(request, etag=f'"{found.sha256}"') or HttpResponse(
        canonical(content_of(found)), content_type="application/json"
    )
    response.headers["ETag"] = f'"{found.sha256}"'
    response.headers["Cache-Control"] = FOR_EVER
    return response


@require_safe
def criterion(request: HttpRequest, framework: str, version: str, code: str) -> HttpResponse:
    """One criterion: requirement, rule in words, sources, evidence, procedure, mappings, digest."""
    found = get_object_or_404(
        Criterion.objects.select_related("edition__framework", "principle").filter(
            edition__framework__slug=framework,
            edition__version=version,
            edition__published_at__isnull=False,
        ),
        code=code,
    )
    of = found.edition
    titles = {each["id"]: each["title"] for each in of.layers}
    beside = Criterion.objects.filter(edition=of, order__range=(found.order - 1, found.order + 1))
    by_order = {each.order: each for each in beside}
    context = {
        "edition": of,
        "criterion": found,
        "tag_uri": name_of_criterion(found),
        "rule": in_words(found.rule, titles),
        "sources": sources_in_words(found.threshold_sources),
        "layers": [titles[slug] for slug in titles if slug in found.applies_to],
        "every_layer": len(found.applies_to) == len(titles),
        "level_only": found.disclosure != Disclosure.PUBLIC,
        "methods": [METHODS.get(each, each) for each in found.assessment.get("methods", ())],
        "procedure": found.assessment.get("procedure", ""),
        "mappings": _mappings(found),
        "before": by_order.get(found.order - 1),
        "after": by_order.get(found.order + 1),
        "trail": [
            {"title": "Principles", "url": reverse("registry:editions")},
            {
                "title": f"{of.title} {of.version}",
                "url": reverse("registry:edition", args=[framework, version]),
            },
            {"title": found.code},
        ],
    }
    return render(request, "registry/criterion.html", context)


def _mappings(criterion: Criterion) -> list[dict[str, Any]]:
    rows = Mapping.objects.filter(criterion=criterion).select_related("clause__regulation")
    ordered = sorted(rows, key=lambda row: (row.clause.regulation.title, row.clause.order))
    return [
        {
            "regulation": regulation,
            "clauses": [
                {
                    "ref": row.clause.ref,
                    "title": row.clause.title,
                    "relationship": FORWARD[Relationship(row.relationship)],
                    "verified": row.verified,
                    "judged_on": row.judged_on if row.judged_sha256 != criterion.sha256 else "",
                }
                for row in group
            ],
        }
        for regulation, group in groupby(ordered, key=lambda row: row.clause.regulation)
    ]


def _published(framework: str, version: str) -> Edition:
    found = Edition.objects.published().filter(framework__slug=framework, version=version).first()
    if found is None:
        raise Http404
    return found
