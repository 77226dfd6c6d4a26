"""Lists by cursor: `{"next", "previous", "results"}`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import QueryDict
from rest_framework.request import Request

from api.problems import BadParameter
from registry.paging import WrongCursor, page_of

Row = TypeVar("Row", bound=Model)
DEFAULT_LIMIT = 25
HIGHEST_LIMIT = 100


def paged(
    request: Request,
    rows: QuerySet[Row],
    keys: Sequence[str],
    shown: Callable[[Sequence[Row]], list[dict[str, Any]]],
    *,
    descending: bool = False,
) -> dict[str, Any]:
    """The page that `cursor` and `limit` name, each row as `shown` writes it. Raises BadParameter."""
    cursor = request.query_params.get("cursor", "")
    try:
        page = page_of(rows, keys, cursor=cursor, size=_limit(request), descending=descending)
    except WrongCursor as wrong:
        raise BadParameter("cursor", "Use “next” or “previous” of an answer as it is.") from wrong
    return {
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
        "results": shown(page.rows),
    }


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    short = text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_LIMIT))
    if not short or not 0 < int(text) <= HIGHEST_LIMIT:
        raise BadParameter("limit", f"Ask for 1 to {HIGHEST_LIMIT} results.")
    return int(text)


def _address(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query: QueryDict = request.query_params.copy()
    query["cursor"] = cursor
    return f"{settings.SITE_ORIGIN}{request.path}?{query.urlencode()}"
