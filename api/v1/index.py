"""Where everything is, the schema, and what is said where nothing is."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import WORDS, Problem, type_of
from api.reading import AN_HOUR, Reading
from api.v1.described import described
from api.v1.shapes import IndexSerializer, ProblemTypeSerializer
from api.v1.written import address

SCHEMA = Path(__file__).with_name("openapi.yaml")


class Index(Reading):
    """The root of version 1."""

    cache_control = AN_HOUR

    @described("index", "Where everything is", IndexSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """The addresses of the lists and of the schema."""
        names = ("standings", "reports", "assessors", "principles", "crosswalk", "keys", "schema")
        return Response({name: address(f"/api/v1/{name}/") for name in names})


class ProblemType(Reading):
    """What the address of a type of problem leads to."""

    cache_control = AN_HOUR

    @described("problemType", "One type of problem", ProblemTypeSerializer, may_be_missing=True)
    def get(self, request: Request, name: str) -> Response:  # noqa: ARG002 - DRF's signature
        """The title of the type, its status code, and what is said in general."""
        if name not in list(Problem):
            raise Http404
        problem = Problem(name)
        words = WORDS[problem]
        return Response(
            {
                "type": type_of(problem),
                "title": words.title,
                "status": words.status,
                "detail": words.detail,
            }
        )


class YamlRenderer(BaseRenderer):
    """Writes what it is given as YAML."""

    media_type = "application/yaml"
    format = "yaml"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: Any = None,  # noqa: ARG002 - DRF's signature
        renderer_context: Any = None,  # noqa: ARG002
    ) -> bytes:
        """The data as YAML in UTF-8."""
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True).encode()


class OpenApiYamlRenderer(YamlRenderer):
    """The same under the name that OpenAPI has registered."""

    media_type = "application/vnd.oai.openapi"


class Schema(Reading):
    """This API as OpenAPI 3.1: the committed file, with this portal's address."""

    cache_control = AN_HOUR
    renderer_classes = (JSONRenderer, YamlRenderer, OpenApiYamlRenderer)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """The schema as JSON, or as YAML where that is asked for."""
        return Response(_schema() | {"servers": [{"url": settings.SITE_ORIGIN}]})


@cache
def _schema() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    return content


class Unknown(Reading):
    """Every address below the API at which there is nothing."""

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str) -> HttpResponseBase:
        """Lead to the address with its slash where that exists; else 404."""
        if rest and not rest.endswith("/"):
            try:
                match = resolve(f"{request.path}/")
            except Resolver404 as error:
                raise Http404 from error
            if match.url_name != "unknown":
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(
                    f"{request.path}/" + (f"?{query}" if query else "")
                )
        raise Http404
