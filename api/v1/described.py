"""What the schema says of an address beside its shape: parameters and refusals."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api.v1.shapes import ProblemSerializer
from organisations.assurance import CHOICES as LEVELS
from organisations.layers import CHOICES as LAYERS
from reports.status import Kind

View = TypeVar("View", bound=Callable[..., Any])


def _query(name: str, text: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, more.pop("type", str), description=text, **more)


MOMENT = (
    _query("on", "A day: the standing at its end, UTC.", type=OpenApiTypes.DATE),
    _query("at", "An instant with its zone: the standing then.", type=OpenApiTypes.DATETIME),
)
PAGING = (
    _query("cursor", "From `next` or `previous`; opaque."),
    _query("limit", "Results on a page, 1 to 100; 25 when not given.", type=int),
)
ORGANISATION_FILTERS = (
    _query("country", "Two capital letters of ISO 3166-1."),
    _query("layer", "A technology layer.", enum=[slug for slug, _ in LAYERS]),
)
ASSESSOR_FILTERS = (
    _query("country", "Two capital letters of ISO 3166-1: where the assessed member is."),
    _query("layer", "A technology layer.", enum=[slug for slug, _ in LAYERS]),
    _query("level", "An assurance level.", enum=[slug for slug, _ in LEVELS]),
)
EDITION = (_query("edition", "An edition, such as `trust-principles/1.0`; else that in force."),)
REPORT_FILTERS = (
    _query("organisation", "The slug of an organisation."),
    _query("kind", "What the reports rest on.", enum=[each.value for each in Kind]),
)


def described(
    name: str,
    summary: str,
    shape: Any,
    *,
    parameters: Sequence[OpenApiParameter] = (),
    may_be_missing: bool = False,
) -> Callable[[View], View]:
    """Describe one reading: its shape, and every refusal as a problem."""
    refusals = [401, 406, 429]
    refusals += [400] if parameters else []
    refusals += [404] if may_be_missing else []
    responses: dict[Any, Any] = {200: shape}
    for status in sorted(refusals):
        responses[status, "application/problem+json"] = ProblemSerializer
    return extend_schema(
        operation_id=name, summary=summary, parameters=list(parameters), responses=responses
    )
