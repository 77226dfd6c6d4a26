"""What every view of the API has in common: read only, limited, conditional."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import now
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.problems import BadParameter
from api.throttling import PerMinute
from registry.moments import WrongMoment, moment_at, moment_on

SECONDS = "public, max-age=2"
AN_HOUR = "public, max-age=3600"


class Reading(APIView):
    """A resource that can be read; answers carry an ETag, so that asking again can be cheap."""

    http_method_names = ["get", "head", "options"]
    throttle_classes = (PerMinute,)
    cache_control: ClassVar[str] = SECONDS

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Add what caches need; an unchanged answer becomes 304 once its bytes are known."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept", "Authorization"])
        if answer.status_code == 200 and request.method in ("GET", "HEAD"):  # noqa: PLR2004
            answer.headers["Cache-Control"] = self.cache_control
            answer.add_post_render_callback(_conditional(request._request))  # noqa: SLF001
        return answer


def _conditional(request: HttpRequest) -> Callable[[Response], HttpResponseBase | None]:
    def told(answer: Response) -> HttpResponseBase | None:
        etag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        answer.headers["ETag"] = etag
        found = get_conditional_response(request, etag=etag, response=answer)
        if found is answer or found is None:
            return None
        for name in ("ETag", "Cache-Control", "Vary"):
            found.headers[name] = answer.headers[name]
        return found

    return told


def moment_of(request: Request) -> tuple[datetime, bool]:
    """The instant asked about, and whether one was named: `at`, or `on`. Raises BadParameter."""
    at = now()
    for name, read in (("at", moment_at), ("on", moment_on)):
        if name in request.query_params:
            try:
                return read(request.query_params[name], now=at), True
            except WrongMoment as wrong:
                raise BadParameter(name, str(wrong)) from wrong
    return at, False
