"""When each key of the seal was in use: a page, the same as JSON, and every certificate."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from registry.keys import document, public_keys
from reports.models import SealKey

A_MINUTE = "public, max-age=60"  # that a key is not to be trusted any more must be seen soon
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key, the newest first."""
    return render(request, "registry/keys.html", {"keys": public_keys()})


@require_safe
def keys_json(request: HttpRequest) -> HttpResponseBase:
    """The history as JSON; asking again is cheap."""
    content = json.dumps(document(), indent=1).encode()
    return _answer(request, content, "application/json", A_MINUTE)


@require_safe
def key_pem(request: HttpRequest, key_id: str) -> HttpResponseBase:
    """One key's certificate, then its issuers up to the root."""
    key = get_object_or_404(SealKey, key_id=key_id)
    answer = _answer(request, key.pem.encode(), "application/x-pem-file", FOR_EVER)
    name = f"trustportal-key-{key_id[:12]}.pem"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _answer(
    request: HttpRequest, content: bytes, content_type: str, cache: str
) -> HttpResponseBase:
    response = HttpResponse(content, content_type=content_type)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache
    return get_conditional_response(request, etag=etag, response=response) or response
