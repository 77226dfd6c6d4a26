"""What is asked: editions, their principles and criteria, as published and for ever the same."""

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from crosswalk.models import Mapping
from crosswalk.vocabulary import FORWARD, Relationship
from principles.content import content_of
from principles.models import Criterion, Edition, PlannedRevision
from principles.reading import whole
from principles.vocabulary import Disclosure
from principles.wording import canonical
from registry.editions import (
    REASONS,
    changes_of,
    days_of,
    figures_of,
    structures_of,
    timeline,
)
from registry.history import history_of
from registry.names import name_of_criterion, name_of_edition
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
    """The published editions, newest first; every day that matters; what is planned."""
    rows = Edition.objects.published().select_related("framework", "use", "follows")
    published = rows.prefetch_related("principles").order_by("-effective_on", "-version")
    planned = list(PlannedRevision.objects.select_related("framework"))
    today = now().date()
    context = {
        "editions": [_with_days(each, today) for each in published],
        "events": timeline(published, planned, today=today),
        "planned": planned,
    }
    return render(request, "registry/editions.html", context)


@require_safe
def edition(request: HttpRequest, framework: str, version: str) -> HttpResponse:
    """One edition: its days, its principles and criteria, how it is scored, its digest."""
    found = _published(framework, version)
    read = whole(found.pk)
    title = f"{found.title} {found.version}"
    changes = changes_of(found)
    context = _with_days(found, now().date()) | {
        "followers": found.followers.published().select_related("framework"),
        "reason": REASONS.get(found.reason.get("kind", ""), ""),
        "changes": changes,
        "changed": {each["code"]: each for each in changes},
        "name": name_of_edition(found),
        "principles": [(each, read.of(each)) for each in read.principles],
        "figures": figures_of(read),
        "structures": structures_of(read),
        "scoring": found.scoring,
        "levels": sorted(found.rubric["levels"].items(), reverse=True),
        "trail": [{"title": "Principles", "url": reverse("registry:editions")}, {"title": title}],
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
        "history": history_of(framework, code),
        "planned": _planned(framework, code),
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


@require_safe
def criterion_history(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """One code over the editions: where it is asked, what became of it, what is planned."""
    history = history_of(framework, code)
    asked = [each for each in history if each.criterion is not None]
    if not asked:
        raise Http404
    context = {
        "code": code,
        "latest": asked[-1],
        "history": history[::-1],
        "gone": history[-1] if history[-1].criterion is None else None,
        "today": now().date(),
        "planned": _planned(framework, code),
        "trail": [
            {"title": "Principles", "url": reverse("registry:editions")},
            {"title": f"{code} over the editions"},
        ],
    }
    return render(request, "registry/criterion_history.html", context)


def _planned(framework: str, code: str) -> QuerySet[PlannedRevision]:
    return PlannedRevision.objects.filter(framework__slug=framework, criterion_code=code)


def _with_days(edition: Edition, today: date) -> dict[str, Any]:
    days = days_of(edition)
    stage, kind = days.stage(today)
    return {"edition": edition, "days": days, "stage": stage, "stage_kind": kind}


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
    rows = Edition.objects.published().select_related("framework", "use", "follows", "log_entry")
    found = rows.filter(framework__slug=framework, version=version).first()
    if found is None:
        raise Http404
    return found
