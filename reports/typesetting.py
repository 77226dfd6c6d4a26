"""The child that sets a document: `python -m reports.typesetting`, the only importer of WeasyPrint.

Reads the order written by `reports.rendering` on standard input, writes the unsigned PDF to
standard output. It knows nothing else: no database, no settings, no network, no other file.
"""

import base64
import gc
import hashlib
import json
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import segno
import weasyprint
from django.template import Context, Engine
from django.utils.safestring import mark_safe
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from confinement.child import serve
from reports.accessibility import finish, well_told
from reports.bounds import bounded
from reports.contents import FULL, PUBLIC, ReportContents
from reports.directions import set_directions
from reports.faces import Seen, bundled, libraries, seen_in
from reports.lettering import lettered, letters_by_number
from reports.plain import from_plain
from reports.presentation import view
from reports.receipts.contents import CONTENT, RECEIPT, ReceiptContents
from reports.receipts.wording import printed
from reports.rungs import ATTACHMENTS
from reports.user_agent import Html

_ROOT: Final = Path(__file__).resolve().parent.parent
_TEMPLATES: Final = _ROOT / "templates" / "reports"
_FONTS: Final = _ROOT / "reports" / "fonts"
FACES: Final = "faces.css"
NUMBERS: Final = (
    "A number in brackets such as [U+1F600] stands for a character that no typeface here can show, "
    "that cannot be seen, or that would rearrange the words around it; the embedded data has the "
    "character itself."
)
_NOTHING_SEEN: Final = Seen()
# The first setting shows which faces and letters there are, the second prints what the first
# showed; a third is needed where numbers in place of letters bring another face along.
_MOST_SETTINGS: Final = 4
# Every address a document may load anything from. There is no other.
ASSETS: Final[Mapping[str, tuple[Path, str]]] = {
    **{f"bundled:{path.name}": (path, "font/ttf") for path in sorted(_FONTS.glob("*.ttf"))},
    **{
        f"bundled:{path.name}": (path, "image/svg+xml")
        for path in sorted(_TEMPLATES.glob("glyph-*.svg"))
    },
}


class BundledOnly(URLFetcher):  # type: ignore[misc]  # untyped library
    """A fetcher that knows the bundled assets and stops the whole rendering for anything else."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return a bundled asset, or raise FatalURLFetchingError."""
        if url not in ASSETS:
            raise FatalURLFetchingError("A document loads nothing but its bundled assets.")
        path, media_type = ASSETS[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


@dataclass(frozen=True, kw_only=True)
class Document:
    """A kind of document: what its contents are, and how they are printed.

    `context` gives what its template prints of contents and attachments; `described` says of each
    attachment what it is.
    """

    shape: type[Any]
    template: str
    stylesheet: str
    context: Callable[[Any, Mapping[str, bytes]], dict[str, Any]]
    made_at: Callable[[Any], datetime]
    described: Mapping[str, str]


class Unsettled(Exception):
    """Each setting of the document showed other faces or missing letters than the one before."""


def typeset(order: bytes) -> bytes:
    """Set what `order` (JSON: document, contents, files) describes; same order, same bytes."""
    given: dict[str, Any] = json.loads(order)
    document = DOCUMENTS[given["document"]]
    contents = bounded(from_plain(given["contents"], document.shape))
    files = {
        name: base64.b64decode(content, validate=True) for name, content in given["files"].items()
    }
    fixed = document.made_at(contents).astimezone(UTC)
    known = Seen()
    for _ in range(_MOST_SETTINGS):
        html = page(document, contents, files, known)
        made, seen = _pdf(document, html, files, fixed, contents.organisation.country)
        if seen.faces == known.faces and not seen.missing:
            return made
        known = Seen(faces=seen.faces, missing=known.missing | seen.missing)
        gc.collect()
    raise Unsettled


def page(
    document: Document, contents: Any, files: Mapping[str, bytes], known: Seen = _NOTHING_SEEN
) -> str:
    """Write the document's HTML, every text in it apart from its neighbours."""
    engine = Engine(dirs=[str(_TEMPLATES)], autoescape=True, string_if_invalid="[missing %s]")
    named = tools(document, known, numbers=letters_by_number(contents, known.missing))
    context = Context(
        {**document.context(lettered(contents, known.missing), files), "tools": named},
        use_l10n=False,
        use_tz=False,
    )
    return engine.get_template(document.template).render(context)


def _report(contents: ReportContents, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        **view(contents),
        "twin_sha256": hashlib.sha256(files[ATTACHMENTS[contents.rung]]).hexdigest(),
        "qr": mark_safe(_qr(contents)),  # noqa: S308  # drawn here, from numbers
    }


def tools(
    document: Document, known: Seen = _NOTHING_SEEN, *, numbers: bool = False
) -> tuple[tuple[str, str], ...]:
    """Name what set the document: renderer, template, and every face it may hold.

    The template is every file of its folder, and the faces' style sheet. `numbers`: some letters
    are printed by number.
    """
    folder = (_TEMPLATES / document.template).parent
    digest = hashlib.sha256()
    for path in sorted(
        {_TEMPLATES / FACES, *(each for each in folder.iterdir() if each.is_file())}
    ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return (
        ("Renderer", f"WeasyPrint {weasyprint.__version__}, {libraries()}"),
        ("Template files, SHA-256", digest.hexdigest()),
        *(
            (each.name, f"{each.version}, SHA-256 {each.sha256}")
            for each in (*bundled(), *known.faces)
        ),
        *((("Letters by number", NUMBERS),) if numbers else ()),
    )


def _qr(contents: ReportContents) -> str:
    code = segno.make(contents.url, error="m", micro=False)
    title = f"QR code of {contents.url}"
    drawn: str = code.svg_inline(
        border=0, title=title, svgclass="qr", lineclass=None, omitsize=True
    )
    return drawn


def _pdf(
    document: Document, html: str, files: Mapping[str, bytes], fixed: datetime, country: str
) -> tuple[bytes, Seen]:
    fetcher = BundledOnly()
    fonts = weasyprint.text.fonts.FontConfiguration()
    read = Html(string=html, url_fetcher=fetcher)
    set_directions(read.etree_element, country)
    with well_told():
        set_ = read.render(
            font_config=fonts,
            stylesheets=[
                weasyprint.CSS(
                    string=(_TEMPLATES / name).read_text(encoding="utf-8"),
                    url_fetcher=fetcher,
                    font_config=fonts,
                )
                for name in (document.stylesheet, FACES)
            ],
        )
        set_.metadata.attachments = [
            weasyprint.Attachment(
                string=content,
                name=name,
                description=document.described[name],
                created=fixed,
                modified=fixed,
                relationship="Data",
                url_fetcher=fetcher,
            )
            for name, content in sorted(files.items())  # a name tree is sorted (ISO 32000-2, 7.9.6)
        ]
        made: bytes = set_.write_pdf(finisher=finish, pdf_variant="pdf/a-3a")
    return made, seen_in(set_)


DOCUMENTS: Final[Mapping[str, Document]] = {
    "report": Document(
        shape=ReportContents,
        template="report.html",
        stylesheet="report.css",
        context=_report,
        made_at=lambda contents: contents.issued_at,
        described={
            ATTACHMENTS[PUBLIC]: "This report as data (JSON, RFC 8785)",
            ATTACHMENTS[FULL]: "This full report as data (JSON, RFC 8785): confidential",
        },
    ),
    "receipt": Document(
        shape=ReceiptContents,
        template="receipt/receipt.html",
        stylesheet="receipt/receipt.css",
        context=printed,
        made_at=lambda contents: contents.signed_at.replace(microsecond=0),
        described={
            RECEIPT: "This receipt as data (JSON)",
            CONTENT: "The exact bytes that were signed (JSON, RFC 8785)",
        },
    ),
}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # a warning could quote the document
    # What is set lives until it is written; looking for garbage in it meanwhile took a fifth of the
    # time and found little. The memory that a child may take stays limited.
    gc.disable()
    sys.exit(serve(typeset, readable=(_ROOT / "reports", _TEMPLATES)))
