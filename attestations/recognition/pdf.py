"""PDF (ISO 32000-2): whole, readable without a password, and nothing in it that acts by itself.

Run as a program it is the confined child that opens PDF files, with qpdf's parser: names are
compared after their escapes (`/J#61vaScript`), and objects inside compressed streams are objects
like all others. Every object of the file is looked at, also those that no page uses.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Object, ObjectType

from attestations.recognition import data_files, kinds, texts
from attestations.recognition.kinds import ENDINGS, TWO_AT_ONCE, WrongKind
from attestations.recognition.program import judge

# Actions (12.6.4) that run, fetch, send or open something; going to a page is none of them.
_ACTIONS: Final = {
    "/JavaScript": "runs a script (JavaScript)",
    "/Launch": "starts a program",
    "/SubmitForm": "sends its form away",
    "/ImportData": "reads another file",
    "/GoToR": "opens another file",
    "/GoToE": "opens a file inside it",
    "/Rendition": "plays a recording",
    "/RichMediaExecute": "runs embedded media",
    "/Movie": "plays a recording",
    "/Sound": "plays a recording",
    "/GoTo3DView": "runs embedded media",
}
_KEYS: Final = {
    "/JS": "runs a script (JavaScript)",
    "/JavaScript": "runs a script (JavaScript)",
    "/XFA": "holds a form that is a program (XFA)",
    "/RichMediaContent": "holds embedded media",
    "/RichMediaSettings": "holds embedded media",
}
_ANNOTATIONS: Final = {
    "/RichMedia": "holds embedded media",
    "/Movie": "plays a recording",
    "/Sound": "plays a recording",
    "/Screen": "plays a recording",
    "/3D": "holds embedded media",
}
_MENDED: Final = "Print it to PDF, or save it anew without that, and choose the new file."
_DAMAGED: Final = (
    "The PDF is damaged, so that it cannot be looked through. Open it, print or save it as PDF "
    "anew, and choose the new file."
)
_SCHEMES: Final = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_SCHEME: Final = re.compile(
    r"[\s\x00-\x1f]*[a-z][a-z0-9+.\-]*:|[\s\x00-\x1f]*(?:\\|//)", re.IGNORECASE
)
_HEAD: Final = 1024


def media_type(content: bytes) -> str:
    """`application/pdf`, or `WrongKind` with a sentence that says how to mend it."""
    _require_one_thing(content)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            if not len(document.pages):
                raise WrongKind(_DAMAGED)
            for each in document.objects:
                _look(each)
            _look(document.trailer)
    except pikepdf.PasswordError as error:
        raise WrongKind(
            "The PDF opens with a password only. Save it without one, and choose the new file."
        ) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError) as error:
        raise WrongKind(_DAMAGED) from error
    return kinds.PDF


def _require_one_thing(content: bytes) -> None:
    """Nothing of another kind before, in or behind the PDF."""
    if texts.page_mark(content[:_HEAD].decode("latin-1")):
        raise WrongKind(TWO_AT_ONCE)
    end = content.rfind(b"%%EOF")
    behind = content[end + 5 :].strip(b"\0\t\r\n\f ")
    if end < 0:
        raise WrongKind(_DAMAGED)
    if behind or zipfile.is_zipfile(io.BytesIO(content)):
        raise WrongKind(TWO_AT_ONCE)


def _refusal(what: str) -> WrongKind:
    return WrongKind(f"The PDF {what}. Such files are not taken. {_MENDED}")


def _look(whole: Object) -> None:
    for each in _dictionaries(whole):
        names = set(each.keys())
        for key in names & _KEYS.keys():
            raise _refusal(_KEYS[key])
        if "/S" in names and (what := _ACTIONS.get(_name(each["/S"]))):
            raise _refusal(what)
        if "/Subtype" in names and (what := _ANNOTATIONS.get(_name(each["/Subtype"]))):
            raise _refusal(what)
        if "/URI" in names and isinstance(each["/URI"], pikepdf.String):
            _require_web(str(each["/URI"]))
        if "/EF" in names:
            _require_data(each)
        if _name(each.get("/FS")) == "/URL" or ("/Ref" in names and "/BBox" in names):
            raise _refusal("takes in other files")


def _dictionaries(whole: Object) -> Iterator[Any]:
    """Each dictionary in one object; what it refers to is an object that is looked at itself."""
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        kind = each._type_code  # noqa: SLF001  # the one cheap way to ask
        if kind == ObjectType.stream:
            if "/F" in each.stream_dict:
                raise _refusal("takes in other files")
            each = each.stream_dict
            kind = ObjectType.dictionary
        if kind == ObjectType.dictionary:
            yield each
            waiting += _direct(each.as_dict().values())
        elif kind == ObjectType.array:
            waiting += _direct(each.as_list())


def _direct(children: Iterable[Any]) -> list[Object]:
    return [child for child in children if isinstance(child, Object) and not child.is_indirect]


def _name(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _require_web(address: str) -> None:
    if _SCHEME.match(address) and not _SCHEMES.match(address.strip()):
        raise _refusal(f"links to “{address[:40]}”, which is no address of a page")


def _require_data(specification: Any) -> None:
    """A file inside the PDF (7.11.4) may be data or plain text, as in PDF/A-3; nothing else."""
    name = str(specification.get("/UF", specification.get("/F", "")))
    ending = name.lower().rpartition(".")[2]
    for stream in specification["/EF"].as_dict().values():
        try:
            _as_data(ending, stream.read_bytes())
        except WrongKind as refusal:
            raise WrongKind(
                f"The PDF carries the file “{name[:60]}” inside it. Save it without attachments, "
                "and add that file by itself."
            ) from refusal


def _as_data(ending: str, content: bytes) -> None:
    text = texts.decoded(content)
    if ending in ENDINGS[kinds.JSON]:
        data_files.json_type(content)
    elif ending in ENDINGS[kinds.XML]:
        data_files.xml_type(content)
    elif ending in ("txt", "csv"):
        texts.require_no_page(text)
        texts.require_no_formula(text if ending == "csv" else "")
    else:
        raise WrongKind(kinds.NOT_TAKEN)


if __name__ == "__main__":
    sys.exit(judge(media_type))
