"""The public register of assessor bodies."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.timezone import now
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import paged
from api.problems import BadParameter
from api.reading import Reading
from api.v1.assessor_shapes import AssessorSerializer, ListedAssessorSerializer
from api.v1.described import ASSESSOR_FILTERS, PAGING, described
from api.v1.shapes import page_of
from api.v1.written import address, organisation_of
from organisations.assurance import TITLES as LEVELS
from organisations.layers import TITLES as LAYERS
from organisations.models import Accreditation, Organisation
from registry.assessors import (
    ListedBody,
    Sought,
    listed_bodies,
    narrowed,
    people_of,
    with_accreditations,
)


class Assessors(Reading):
    """All listed bodies."""

    @described(
        "assessors",
        "Assessor bodies that were ever accredited",
        page_of(ListedAssessorSerializer, "AssessorsPage"),
        parameters=(*PAGING, *ASSESSOR_FILTERS),
    )
    def get(self, request: Request) -> Response:
        """Bodies by slug with their accreditations, in two queries."""
        today = now().date()
        rows = narrowed(listed_bodies(), _sought(request), on=today)

        def shown(page: Sequence[Organisation]) -> list[dict[str, Any]]:
            return [listed(each) for each in with_accreditations(page, on=today)]

        return Response(paged(request, rows, ("slug",), shown))


class OneAssessor(Reading):
    """One body."""

    @described("assessor", "One assessor body", AssessorSerializer, may_be_missing=True)
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002 - DRF's signature
        """The body with its accreditations and who agreed to be named; 404 for any other."""
        body = listed_bodies().filter(slug=slug).first()
        if body is None:
            raise Http404
        [found] = with_accreditations([body], on=now().date())
        people = [
            {"name": str(each.user), "role": each.role, "listed_since": each.listed_at}
            for each in people_of(body)
        ]
        return Response(listed(found) | {"people": people})


def _sought(request: Request) -> Sought:
    asked = {name: request.query_params.get(name, "") for name in ("layer", "country", "level")}
    country = asked["country"]
    if country and not (len(country) == 2 and country.isascii() and country.isupper()):  # noqa: PLR2004
        raise BadParameter("country", "Use the two capital letters of ISO 3166-1, such as PT.")
    for name, known in (("layer", LAYERS), ("level", LEVELS)):
        if asked[name] and asked[name] not in known:
            raise BadParameter(name, f"Use one of {', '.join(known)}.")
    return Sought(**asked)


def listed(found: ListedBody) -> dict[str, Any]:
    """A body as the list shows it."""
    return {
        "organisation": organisation_of(found.organisation),
        "status": found.status.value,
        "accreditations": [_accreditation(each) for each in found.accreditations],
        "html_url": address(f"/assessors/{found.organisation.slug}/"),
    }


def _accreditation(row: Accreditation) -> dict[str, Any]:
    return {
        "status": row.status.value,
        "layers": row.layers,
        "countries": row.countries,
        "levels": row.levels,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "withdrawn_at": row.withdrawn_at,
    }
