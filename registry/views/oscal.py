"""An edition and its mappings for programs that read OSCAL."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from crosswalk.models import Mapping
from crosswalk.models import Regulation as Law
from crosswalk.vocabulary import Listed
from principles.models import Criterion, Edition
from principles.reading import whole
from registry.exports.oscal import (
    Asked,
    Document,
    Mapped,
    Section,
    Source,
    catalog,
    mapping_collection,
)
from registry.names import name_of_criterion, name_of_edition
from registry.regulations import touch_of

A_MINUTE = "public, max-age=60"


@require_safe
def oscal_catalog(request: HttpRequest, framework: str, version: str) -> HttpResponseBase:
    """The edition as an OSCAL catalog."""
    edition = _published(framework, version)
    read = whole(edition.pk)
    sections = [
        Section(
            code=principle.code,
            title=principle.title,
            statement=principle.statement,
            criteria=tuple(_asked(each) for each in read.of(principle)),
        )
        for principle in read.principles
    ]
    return _answer(request, catalog(_document(read.edition), sections))


@require_safe
def oscal_mapping(request: HttpRequest, framework: str, version: str) -> HttpResponseBase:
    """The edition's mappings as an OSCAL mapping collection; 404 where there are none."""
    edition = _published(framework, version)
    rows = Mapping.objects.filter(criterion__edition=edition)
    rows = rows.select_related("criterion", "clause__regulation")
    ordered = rows.order_by("clause__regulation__slug", "clause__order", "criterion__order")
    sources: dict[Any, Source] = {}
    mapped = []
    for row in ordered:
        row.criterion.edition = edition
        law = row.clause.regulation
        source = sources.setdefault(law.pk, _source(law))
        tag = name_of_criterion(row.criterion)
        mapped.append(Mapped(source, row.clause.ref, tag, touch_of(row)))
    if not mapped:
        raise Http404
    return _answer(request, mapping_collection(_document(edition), mapped))


def _published(framework: str, version: str) -> Edition:
    published = Edition.objects.published().select_related("framework")
    return get_object_or_404(published, framework__slug=framework, version=version)


def _document(edition: Edition) -> Document:
    if edition.published_at is None:
        raise Http404
    return Document(
        tag=name_of_edition(edition),
        title=edition.title,
        framework=edition.framework.slug,
        version=edition.version,
        published_at=edition.published_at.astimezone(UTC),
        publisher=settings.ALLIANCE_NAME,
        origin=settings.SITE_ORIGIN,
    )


def _asked(criterion: Criterion) -> Asked:
    return Asked(
        code=criterion.code,
        tag=name_of_criterion(criterion),
        title=criterion.title,
        requirement=criterion.requirement,
        guidance=criterion.guidance,
        version=criterion.version,
        sha256=criterion.sha256,
        weight=criterion.weight,
        must_meet=criterion.must_meet,
        per_layer=criterion.per_layer,
    )


def _source(law: Law) -> Source:
    return Source(
        slug=law.slug,
        title=law.title,
        kind=law.kind,
        url=law.url,
        listed=Listed(law.clauses_listed),
        covers=law.covers,
    )


def _answer(request: HttpRequest, document: dict[str, Any]) -> HttpResponseBase:
    body = json.dumps(document, ensure_ascii=False, indent=2).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        body, content_type="application/json"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = A_MINUTE
    return response
