"""Requests to the portal in this process: the whole of Django's WSGI handler, no server before it."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from bench.world import World

STATEMENT = "SELECT number, outcome, valid_to FROM reports_report WHERE number = %s"


def portal() -> WSGIHandler:
    """The portal as a server would call it: every middleware, the connection's pool too."""
    return WSGIHandler()


def floor(world: World, number: str) -> WSGIHandler:
    """No middleware, one view: one indexed SELECT on a connection that stays, and its row as JSON."""

    def row(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
        found = world.plain.execute(STATEMENT, [number]).fetchone()
        return JsonResponse({"number": found[0], "outcome": found[1], "valid_to": found[2]})

    class Routes:
        urlpatterns = [path("", row)]

    class BareRequest(WSGIRequest):
        urlconf = Routes

    class Bare(WSGIHandler):
        request_class = BareRequest

    with override_settings(MIDDLEWARE=[]):
        return Bare()


def ask(
    handler: WSGIHandler,
    address: str,
    *,
    form: dict[str, Any] | None = None,
    expect: int = 200,
    **headers: str,
) -> bytes:
    """The body of the answer; `form` makes it a POST. Any other status than expected is an error."""
    sent = urlencode(form, doseq=True).encode() if form is not None else b""
    environ = {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(sent)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(sent),
        "wsgi.errors": BytesIO(),
        **headers,
    }
    response = handler(environ, lambda *_: None)
    try:
        body = b"".join(response)
    finally:
        response.close()
    if response.status_code != expect:
        raise RuntimeError(f"{address} answered {response.status_code}: {body[:2000]!r}")
    return body
