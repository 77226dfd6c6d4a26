"""Every refusal of the API as RFC 9457 `application/problem+json`; the only place that writes one.

The types are documented in docs/api.md; a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE: Final = "application/problem+json"


class Problem(StrEnum):
    """The types of problem; the value is the last part of the type's address."""

    BAD_PARAMETER = "bad-parameter"
    BAD_KEY = "bad-key"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    TOO_MANY_REQUESTS = "too-many-requests"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Words:
    """The status code of a type, its title, and what is said where no better sentence is known."""

    status: int
    title: str
    detail: str


WORDS: Final[Mapping[Problem, Words]] = {
    Problem.BAD_PARAMETER: Words(400, "A parameter cannot be read", "Correct the parameter."),
    Problem.BAD_KEY: Words(
        401,
        "The API key is not valid",
        "Send a key that is in force as “Authorization: Bearer tp_…”, or send none.",
    ),
    Problem.NOT_FOUND: Words(404, "Nothing is published here", "Nothing is published here."),
    Problem.METHOD_NOT_ALLOWED: Words(
        405, "This can only be read", "Only GET, HEAD and OPTIONS are answered."
    ),
    Problem.NOT_ACCEPTABLE: Words(
        406, "No such representation", "Accept application/json, or leave the header out."
    ),
    Problem.TOO_MANY_REQUESTS: Words(
        429, "Too many requests", "Wait as long as Retry-After says, in seconds."
    ),
    Problem.REFUSED: Words(400, "The request is refused", "The request is refused."),
}
_BY_STATUS: Final = {words.status: problem for problem, words in WORDS.items()} | {
    400: Problem.BAD_PARAMETER
}


class BadParameter(exceptions.APIException):
    """A parameter that cannot be read; `parameter` names it."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, parameter: str, sentence: str) -> None:
        self.parameter = parameter
        super().__init__(sentence)


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer any refusal raised in a view of the API; what is no refusal is raised again."""
    answer = exception_handler(error, dict(context))
    if answer is None:
        return None
    problem = _BY_STATUS.get(answer.status_code, Problem.REFUSED)
    words = WORDS[problem]
    detail = words.detail
    if isinstance(error, BadParameter):
        detail = str(error.detail)
    request = context.get("request")
    body: dict[str, Any] = {
        "type": type_of(problem),
        "title": words.title,
        "status": answer.status_code,
        "detail": detail,
        "instance": request.path if request is not None else "",
    }
    if isinstance(error, BadParameter):
        body["parameter"] = error.parameter
    refused = Response(body, status=answer.status_code, content_type=MEDIA_TYPE)
    for name in ("WWW-Authenticate", "Retry-After"):
        if answer.has_header(name):
            refused.headers[name] = answer.headers[name]
    refused.headers["Cache-Control"] = "no-store"
    return refused


def type_of(problem: Problem) -> str:
    """The address that names a type of problem."""
    return f"{settings.SITE_ORIGIN}/api/v1/problems/{problem.value}"
