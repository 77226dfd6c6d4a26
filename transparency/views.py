"""The public log, for people and for programs of others (C2SP tlog-tiles). Reads only.

Only what a signed checkpoint covers is shown: what is younger appears within seconds.
"""

import base64
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from custody import keyring
from transparency import proving, stored, tiles
from transparency.manifests import NotALeaf, facts_of, sentence
from transparency.models import Checkpoint, Leaf
from transparency.tiles import NotATile, Tile

logger = logging.getLogger("transparency")

PAGE = 50
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_SECONDS = "public, max-age=2"
_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"


def _answer(content: str | bytes, content_type: str, cache: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": cache})


def _latest() -> Checkpoint:
    found = stored.latest_checkpoint()
    if found is None:
        raise Http404
    return found


def _published_key() -> keyring.VerifierKey | None:
    """The log's key; None, and an error in our own records, where none has been published."""
    try:
        return keyring.verifier("checkpoints")
    except keyring.KeyRefused:
        logger.exception("The log has no published key.")
        return None


def _facts(leaf: Leaf) -> dict[str, Any]:
    try:
        return facts_of(bytes(leaf.content))
    except NotALeaf:
        return {"kind": leaf.kind}


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The latest entries, in words; `?before=<index>` goes back."""
    latest = stored.latest_checkpoint()
    end = latest.size if latest else 0
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:  # noqa: PLR2004 - a bigint
        end = min(end, int(before))
    leaves = Leaf.objects.filter(index__lt=end).order_by("-index")[:PAGE]
    rows = [(leaf, sentence(_facts(leaf))) for leaf in leaves]
    older = rows[-1][0].index if rows else 0
    context = {"rows": rows, "latest": latest, "older": older, "key": _published_key()}
    return render(request, "transparency/log.html", context)


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint."""
    return _answer(_latest().note, _TEXT, _FOR_SECONDS)


@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """The key that checkpoints verify with."""
    found = _published_key()
    if found is None:
        raise Http404
    return _answer(f"{found.text}\n", _TEXT, "public, max-age=300")


def _tile(level: str, written: str) -> Tile:
    """The tile at an address, if a signed checkpoint covers all of it."""
    try:
        found = tiles.tile_at(level, written)
    except NotATile as error:
        raise Http404 from error
    if not found.exists_in(_latest().size):
        raise Http404
    return found


@require_safe
def tile(_request: HttpRequest, level: str, written: str) -> HttpResponse:
    """Up to 256 hashes of one level of the tree."""
    found = _tile(level, written)
    known = stored.hashes(found.places)
    return _answer(b"".join(known[place] for place in found.places), _BYTES, _FOR_EVER)


@require_safe
def entries(_request: HttpRequest, written: str) -> HttpResponse:
    """The contents of up to 256 leaves."""
    found = _tile("0", written)
    leaves = Leaf.objects.filter(index__gte=found.begin, index__lt=found.end).order_by("index")
    contents = [bytes(content) for content in leaves.values_list("content", flat=True)]
    return _answer(tiles.bundle(contents), _BYTES, _FOR_EVER)


def _covered(index: int, under: Checkpoint) -> Leaf:
    """The leaf at `index`, if the checkpoint covers it."""
    found = Leaf.objects.filter(index=index).first() if index < under.size else None
    if found is None:
        raise Http404
    return found


@require_safe
def leaf(_request: HttpRequest, index: int) -> HttpResponse:
    """One entry with all that is needed to check that it stands in the log."""
    latest = _latest()
    found = _covered(index, latest)
    path = proving.proof(index, latest).hashes
    answer = {
        "index": index,
        "kind": found.kind,
        "content": base64.b64encode(bytes(found.content)).decode(),
        "manifest": _facts(found),
        "leaf_hash": bytes(found.leaf_hash).hex(),
        "inclusion": {
            "size": latest.size,
            "root": bytes(latest.root).hex(),
            "hashes": [hashed.hex() for hashed in path],
        },
        "checkpoint": latest.note,
    }
    return JsonResponse(answer, headers={"Cache-Control": _FOR_SECONDS})


@require_safe
def proof(_request: HttpRequest, index: int) -> HttpResponse:
    """One entry's proof as a file (C2SP tlog-proof) that verifies without us."""
    latest = _latest()
    _covered(index, latest)
    answer = _answer(proving.proof(index, latest).text, _TEXT, _FOR_SECONDS)
    answer["Content-Disposition"] = f'attachment; filename="entry-{index}.tlog-proof"'
    return answer
