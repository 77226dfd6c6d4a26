"""ODT and ODS (OpenDocument 1.3, part 2 and 3): what their parts may hold and lead to."""

import re
import zipfile
from typing import Final

from attestations.recognition.kinds import ODS, ODT, WrongKind
from attestations.recognition.office import drawing
from attestations.recognition.xml_reading import Attributes, read

MIMETYPE: Final = "mimetype"
PARTS: Final = re.compile(
    r".*\.(?:xml|rdf|svg|png|jpe?g|gif|bmp|tiff?|emf|wmf|svm|webp|ttf|otf)"
    r"|mimetype|layout-cache|ObjectReplacements/[\w -]+",
    re.IGNORECASE,
)
_XLINK: Final = "http://www.w3.org/1999/xlink"
_FORBIDDEN_FOLDERS: Final = ("basic/", "scripts/", "dialogs/", "database/")
_FORBIDDEN_ELEMENTS: Final = frozenset(
    {
        "event-listener", "dde-connection-decl", "dde-connection", "dde-source", "dde-link", "plugin",
        "applet", "floating-frame", "object-ole", "section-source", "cell-range-source", "table-source",
        "database-source-sql", "database-source-table", "database-source-query", "script",
    }
)  # fmt: skip
_LINKS: Final = frozenset({"a", "hyperlink-behaviour"})
_WEB: Final = re.compile(r"(?:https?|mailto|tel):|#|\.\./#|$", re.IGNORECASE)
_INSIDE: Final = re.compile(r"(?:\./)?(?!\.\.)[^:/\\][^:\\]*$|#|$")
_REMOTE: Final = re.compile(r"(?!file:///)[a-z][a-z0-9+.-]+:|file:////|[/\\]{2}", re.IGNORECASE)
_FORMULA: Final = re.compile(r"\b(?:WEBSERVICE|DDE|IMAGE)\s*\(", re.IGNORECASE)
_MENDED: Final = "Save it without that, or as PDF."


def media_type(archive: zipfile.ZipFile) -> str:
    """ODT or ODS by its first part, or "" when it is neither; `WrongKind` for what acts by itself."""
    if MIMETYPE not in archive.namelist() or archive.getinfo(MIMETYPE).file_size > 200:  # noqa: PLR2004
        return ""
    found = archive.read(MIMETYPE).decode("ascii").strip()
    if found not in (ODT, ODS):
        return ""
    for name in sorted(archive.namelist()):  # the manifest, which tells of encryption, first
        if name.lower().startswith(_FORBIDDEN_FOLDERS):
            raise WrongKind(f"Documents with macros are not taken. {_MENDED}")
        if name.lower().endswith(".svg"):
            read(archive.read(name), drawing)
        elif name.lower().endswith((".xml", ".rdf")) and archive.getinfo(name).file_size:
            read(archive.read(name), _element)
    return found


def _element(_namespace: str, name: str, attributes: Attributes) -> None:
    if name == "encryption-data":
        raise WrongKind("The file opens with a password only. Save it without one.")
    if name in _FORBIDDEN_ELEMENTS:
        raise WrongKind(
            f"The document holds something that acts or lies elsewhere ({name}). {_MENDED}"
        )
    address = attributes.get((_XLINK, "href"), "")
    if name == "template":
        allowed = not _REMOTE.match(address)
    else:
        allowed = bool((_WEB if name in _LINKS else _INSIDE).match(address))
    if not allowed:
        raise WrongKind(
            f"The document takes in “{address[:60]}” from elsewhere when it is opened. {_MENDED}"
        )
    for (_, key), value in attributes.items():
        if key == "formula" and _FORMULA.search(value):
            raise WrongKind(f"The sheet has a formula that reaches outside it. {_MENDED}")
