"""Which law or standard asks the same: each in figures, and clause by clause."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import paged
from api.problems import BadParameter
from api.reading import Reading
from api.v1.crosswalk_shapes import RegulationReferenceSerializer, RegulationSerializer
from api.v1.described import EDITION, PAGING, described
from api.v1.shapes import page_of
from api.v1.written import address
from crosswalk.coverage import Covered, Touch
from crosswalk.models import Regulation
from principles.models import Edition
from registry.regulations import (
    Overview,
    asked_edition,
    coverage_of,
    name_of,
    overviews,
    published_editions,
)

# Mappings can be corrected at any time, and the edition in force changes with the day.
A_MINUTE = "public, max-age=60"


class Regulations(Reading):
    """Laws, standards and frameworks to whose clauses criteria are mapped."""

    cache_control = A_MINUTE

    @described(
        "crosswalk",
        "Laws and standards",
        page_of(RegulationReferenceSerializer, "RegulationsPage"),
        parameters=[*EDITION, *PAGING],
    )
    def get(self, request: Request) -> Response:
        """Laws, standards and frameworks in figures, by slug."""
        edition = _edition(request)

        def shown(page: Sequence[Regulation]) -> list[dict[str, Any]]:
            return [_reference(each, edition) for each in overviews(page, edition)]

        return Response(paged(request, Regulation.objects.all(), ("slug",), shown))


class OneRegulation(Reading):
    """One law, standard or framework."""

    cache_control = A_MINUTE

    @described(
        "regulation",
        "One law or standard",
        RegulationSerializer,
        parameters=EDITION,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Clause by clause: the criteria of one edition that touch it."""
        found = get_object_or_404(Regulation, slug=slug)
        edition = _edition(request)
        [figures] = overviews([found], edition)
        rows = coverage_of(found, edition).rows
        clauses = [_clause(row, edition) for row in rows]
        return Response(_reference(figures, edition) | {"clauses": clauses})


def _edition(request: Request) -> Edition | None:
    name = request.query_params.get("edition", "")
    found = asked_edition(published_editions(), name)
    if name and found is None:
        raise BadParameter("edition", f"No edition “{name[:60]}” is published.")
    return found


def _reference(figures: Overview, edition: Edition | None) -> dict[str, Any]:
    law = figures.regulation
    path = f"/crosswalk/{law.slug}/"
    query = f"?edition={name_of(edition)}" if edition else ""
    return {
        "slug": law.slug,
        "title": law.title,
        "short_name": law.short_name,
        "kind": law.kind,
        "issuer": law.issuer,
        "url": law.url,
        "clauses_listed": law.clauses_listed,
        "covers": law.covers,
        "note": law.note,
        "framework": edition.framework.slug if edition else None,
        "edition": edition.version if edition else None,
        "listed": figures.listed,
        "touched": figures.touched,
        "mappings": figures.mappings,
        "verified": figures.verified,
        "carried_over": figures.carried_over,
        "html_url": address(f"{path}{query}"),
        "api_url": address(f"/api/v1{path}{query}"),
    }


def _clause(row: Covered, edition: Edition | None) -> dict[str, Any]:
    return {
        "ref": row.clause.ref,
        "title": row.clause.title,
        "applies_from": row.clause.applies_from,
        "applies_note": row.clause.applies_note,
        "applies_source": row.clause.source,
        "mappings": [_mapping(touch, edition) for touch in row.touches],
    }


def _mapping(touch: Touch, edition: Edition | None) -> dict[str, Any]:
    path = f"/api/v1/principles/{name_of(edition) if edition else ''}/{touch.code}/"
    return {
        "criterion": touch.code,
        "title": touch.title,
        "relationship": touch.relationship.value,
        "confidence": touch.confidence.value,
        "author": touch.author,
        "dated": touch.dated,
        "judged_on": touch.judged_on,
        "carried_over": touch.carried_over,
        "verified": touch.verified,
        "verified_by": touch.verified_by or None,
        "verified_on": touch.verified_on,
        "api_url": address(path),
    }
