"""Contents in, unsigned PDF out: starts the child that sets the document, and waits for it."""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from confinement.parent import ROOT, ChildFailed, Limits, isolation, run
from reports.contents import ReportContents
from reports.plain import to_plain
from reports.rungs import ATTACHMENTS, shown
from reports.twin import twin_bytes

__all__ = ["LIMITS", "RenderingFailed", "isolation", "render", "typeset"]

# CPU is what a document may take; a machine that is busy with other work makes it wait, too.
LIMITS: Final = Limits(seconds=600)
_SURROUNDINGS: Final = {"FONTCONFIG_FILE": str(ROOT / "reports" / "fonts" / "fonts.conf")}


class RenderingFailed(Exception):
    """No PDF came of it; the text says why and quotes nothing of the document."""


def render(contents: ReportContents, twin: bytes, *, limits: Limits = LIMITS) -> bytes:
    """Set `contents` as PDF/A-3a and PDF/UA-1 with `twin` attached; unsigned.

    The same input gives the same bytes (on the same versions of renderer and fonts). Only what the
    rung of the contents may hold reaches the child. Raises RenderingFailed.
    """
    if twin != twin_bytes(contents):
        raise RenderingFailed("The data to embed is not the data of these contents.")
    files = {ATTACHMENTS[contents.rung]: twin}
    return typeset("report", to_plain(shown(contents)), files, limits=limits)


def typeset(
    document: str,
    contents: dict[str, Any],
    files: Mapping[str, bytes],
    *,
    limits: Limits = LIMITS,
) -> bytes:
    """Set plain `contents` as a document that `reports.typesetting` knows, with `files` attached.

    Raises RenderingFailed.
    """
    order = {
        "document": document,
        "contents": contents,
        "files": {
            name: base64.b64encode(content).decode("ascii") for name, content in files.items()
        },
    }
    try:
        return run(
            "reports.typesetting", json.dumps(order).encode(), limits, surroundings=_SURROUNDINGS
        )
    except ChildFailed as reason:
        raise RenderingFailed(f"The {document} could not be typeset. {reason}") from reason
