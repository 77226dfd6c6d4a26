"""Standings of organisations, now or at an earlier instant."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import paged
from api.problems import BadParameter
from api.reading import Reading, moment_of
from api.v1.described import MOMENT, ORGANISATION_FILTERS, PAGING, described
from api.v1.shapes import OrganisationStandingsSerializer, page_of
from api.v1.written import figures_by_principle, organisation_of, reference_to, scope_of
from organisations.layers import TITLES
from organisations.models import Organisation
from registry.facts import ScopeReading, leading_figures, live_reports, scopes_of
from registry.search import Wanted, listed_organisations, narrowed, with_standings
from registry.standing import Status


class OrganisationStandings(Reading):
    """One organisation."""

    @described(
        "standing",
        "Standing of one organisation",
        OrganisationStandingsSerializer,
        parameters=MOMENT,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        """The standing of each scope, in one query; 404 where nothing is published."""
        at, asked = moment_of(request)
        reports = list(live_reports().filter(organisation__slug=slug))
        if not reports:
            raise Http404
        scopes = scopes_of(reports, at)
        return Response(written(reports[0].organisation, scopes, asked=asked))


class Standings(Reading):
    """All listed organisations."""

    @described(
        "standings",
        "Standings of all listed organisations",
        page_of(OrganisationStandingsSerializer, "StandingsPage"),
        parameters=(*PAGING, *MOMENT, *ORGANISATION_FILTERS),
    )
    def get(self, request: Request) -> Response:
        """Organisations by slug with their standings, in two queries."""
        at, asked = moment_of(request)
        rows = narrowed(listed_organisations(), _wanted(request))

        def shown(page: Sequence[Organisation]) -> list[dict[str, Any]]:
            found = with_standings(page, at)
            return [written(each.organisation, each.scopes, asked=asked) for each in found]

        return Response(paged(request, rows, ("slug",), shown))


def _wanted(request: Request) -> Wanted:
    country = request.query_params.get("country", "")
    layer = request.query_params.get("layer", "")
    if country and not (len(country) == 2 and country.isascii() and country.isupper()):  # noqa: PLR2004
        raise BadParameter("country", "Use the two capital letters of ISO 3166-1, such as PT.")
    if layer and layer not in TITLES:
        raise BadParameter("layer", f"Use one of {', '.join(TITLES)}.")
    return Wanted(layer=layer, country=country)


def written(
    organisation: Organisation, scopes: Sequence[ScopeReading], *, asked: bool
) -> dict[str, Any]:
    """An organisation and its standings. What was not listed yet is told only where a moment was
    asked for.
    """
    listed = [s for s in scopes if asked or s.standing.status is not Status.NOT_LISTED]
    return {
        "organisation": organisation_of(organisation),
        "standings": [_scope(each) for each in listed],
    }


def _scope(scope: ScopeReading) -> dict[str, Any]:
    standing, report = scope.standing, scope.rests_on
    figures = scope.shown.figures
    return {
        "scope": scope_of(figures),
        "framework": scope.framework,
        "edition": figures["edition"] if report else None,
        "kind": standing.kind,
        "status": standing.status.value,
        "outcome": standing.outcome,
        "renewal_due": standing.renewal_due,
        "as_of": figures["as_of"] if report else None,
        "valid_from": report.valid_from if report else None,
        "valid_to": report.valid_to if report else None,
        "overall": leading_figures(report) if report else None,
        "uncertainty": figures.get("uncertainty") if report else None,
        "principles": figures_by_principle(report) if report else [],
        "flags": list(figures["flags"]) if report else [],
        "report": reference_to(report) if report else None,
    }
