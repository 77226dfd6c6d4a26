"""DOCX and XLSX (ECMA-376): what their relationships, content types and fields may say."""

import re
import zipfile
from typing import Final

from attestations.recognition.data_files import acts
from attestations.recognition.kinds import DOCX, LISTED, XLSX, WrongKind
from attestations.recognition.xml_reading import Attributes, read

CONTENT_TYPES: Final = "[Content_Types].xml"
PARTS: Final = re.compile(
    r".*\.(?:xml|rels|vml|svg|png|jpe?g|jfif|gif|bmp|tiff?|emf|wmf|wdp|webp|odttf|fntdata|ttf)"
    r"|.*/printerSettings\d+\.bin",
    re.IGNORECASE,
)
# A chart carries the sheet that it was drawn from.
EMBEDDED: Final = re.compile(r".*/embeddings/[^/]+\.xlsx", re.IGNORECASE)
_MAIN: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_FORBIDDEN_TYPE: Final = re.compile(
    r"macroenabled|vbaproject|vbadata|activex|oleobject|macrosheet|attachedtoolbars",
    re.IGNORECASE,
)
_FORBIDDEN_RELATION: Final = re.compile(
    r"/(?:vbaProject|wordVbaData|oleObject|control|activeXControlBinary|xlMacrosheet|xlIntlMacrosheet"
    r"|attachedToolbars|aFChunk|externalLink|externalLinkPath|frame|subDocument|mailMergeSource"
    r"|webextension|webextensiontaskpanes|connections|keyMapCustomizations)$",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)
# The first word of a field; QUOTE with numbers writes such a word letter by letter.
_FIELD: Final = re.compile(
    r"^\s*(?:(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DATABASE|MACROBUTTON|LINK)\b"
    r"|QUOTE\s+\d)",
    re.IGNORECASE | re.MULTILINE,
)
_TEMPLATE_HERE: Final = re.compile(r"file:///[a-z]:[/\\]|[a-z]:[/\\]", re.IGNORECASE)
_LITERAL: Final = re.compile(r'"[^"]*"')
_FORMULA: Final = re.compile(
    r"\b(?:WEBSERVICE|CALL|REGISTER(?:\.ID)?|EXEC|FILTERXML|RTD|DDE|IMAGE)\s*\(|[\w']\|'?[^|]*'?!",
    re.IGNORECASE,
)
_MENDED: Final = "Save it without that, or as PDF."


def media_type(archive: zipfile.ZipFile) -> str:
    """DOCX or XLSX by its main part; `WrongKind` for what acts by itself or fetches from elsewhere."""
    found = _main(archive)
    for name in archive.namelist():
        low = name.lower()
        if low.endswith(".rels"):
            read(archive.read(name), _relationship)
        elif low.endswith(".xml") and low.startswith(("word/", "xl/")):
            _content(archive.read(name))
        elif low.endswith((".xml", ".vml", ".svg")):
            read(archive.read(name), drawing)
    return found


def drawing(_namespace: str, name: str, attributes: Attributes) -> None:
    """Raise `WrongKind` for an element of a drawing that would run something."""
    if acts(name, attributes):
        raise WrongKind(f"The document holds a drawing with a script in it. {_MENDED}")


def _main(archive: zipfile.ZipFile) -> str:
    found: list[str] = []

    def element(_namespace: str, _name: str, attributes: Attributes) -> None:
        kind = attributes.get(("", "ContentType"), "")
        if _FORBIDDEN_TYPE.search(kind):
            raise WrongKind(f"Documents with macros or controls are not taken. {_MENDED}")
        if kind in _MAIN:
            found.append(_MAIN[kind])

    read(archive.read(CONTENT_TYPES), element)
    if len(set(found)) != 1:
        raise WrongKind(f"Archives are not taken. Send a {LISTED} file.")
    return found[0]


def _relationship(_namespace: str, _name: str, attributes: Attributes) -> None:
    kind = attributes.get(("", "Type"), "")
    target = attributes.get(("", "Target"), "")
    outside = attributes.get(("", "TargetMode"), "").lower() == "external"
    if found := _FORBIDDEN_RELATION.search(kind):
        raise WrongKind(
            f"The document takes in something that acts or lies elsewhere ({found.group()[1:]}). "
            f"{_MENDED}"
        )
    allowed = (kind.endswith("/hyperlink") and _LINK.match(target.strip())) or (
        kind.endswith("/attachedTemplate") and _TEMPLATE_HERE.match(target)
    )
    if outside and not allowed:
        raise WrongKind(
            f"The document takes in “{target[:60]}” from elsewhere when it is opened. {_MENDED}"
        )
    inside = target.startswith("#") or not (":" in target or target.startswith(("//", "\\")))
    if not outside and not inside:
        raise WrongKind(f"The document leads to “{target[:60]}” outside it. {_MENDED}")


def _content(content: bytes) -> None:
    fields: list[str] = []

    def element(_namespace: str, name: str, attributes: Attributes) -> None:
        if name in ("fldSimple", "fldChar"):
            given = [value for (_, key), value in attributes.items() if key == "instr"]
            fields.extend(["\n", *given, "\n"])
        elif name in ("ddeLink", "oleLink"):
            raise WrongKind(f"The sheet asks another program for data (DDE). {_MENDED}")

    def text(name: str, words: str) -> None:
        if name == "instrText":
            fields.append(words.replace("\n", " "))
        elif name in ("f", "definedName", "formula", "formula1", "formula2") and (
            found := _FORMULA.search(_LITERAL.sub('""', words))
        ):
            raise WrongKind(
                f"The sheet has a formula that reaches outside it: “{found.group()[:40]}”. {_MENDED}"
            )

    read(content, element, text=text)
    if found := _FIELD.search("".join(fields)):
        raise WrongKind(
            f"The document has a field that takes in something from elsewhere: "
            f"“{found.group()[:40]}”. {_MENDED}"
        )
