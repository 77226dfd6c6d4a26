"""Giving out a file that somebody uploaded: as an attachment that no browser runs."""

from typing import Final, TypeVar
from urllib.parse import quote

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from attestations.models import ScanState
from attestations.vault import path_of

SERVED: Final = (ScanState.NOT_SCANNED, ScanState.CLEAN)
SANDBOX: Final = "default-src 'none'; sandbox"
Response = TypeVar("Response", bound=HttpResponseBase)


def require_bytes(sha256: str) -> None:
    """404 where the vault does not hold them."""
    if not path_of(sha256).is_file():
        raise Http404


def as_attachment(sha256: str, *, name: str, media_type: str) -> FileResponse:
    """The bytes of this digest under the file's own name, for this one reader alone."""
    require_bytes(sha256)
    response = FileResponse(path_of(sha256).open("rb"), content_type=_with_encoding(media_type))
    return guarded(response, name=name)


def guarded(response: Response, *, name: str) -> Response:
    """The same answer as an attachment that no browser runs, guesses at or keeps."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


def _with_encoding(media_type: str) -> str:
    """All text that is taken is UTF-8; unsaid, an old browser would guess, and UTF-7 is a page."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
