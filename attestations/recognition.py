"""What kind of file some bytes are, by their content; everything not on the list is refused.

puremagic names binary formats by their signatures. Text has none: it must be UTF-8 without
control characters, must not be a page, a drawing or a script, and its name then says which of
the plain formats it is.
"""

import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

import puremagic

from accounts.refusal import Refusal

HEAD: Final = 8192
BINARY: Final = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jfif"),
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
PACKED: Final = {
    "docx": (f"{_OFFICE}.wordprocessingml.document", "word/"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "xl/"),
}
OPEN_DOCUMENTS: Final = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
TEXTS: Final = {
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "xml": "application/xml",
}
LISTED: Final = "PDF, PNG, JPEG, text, Markdown, CSV, JSON, YAML, XML, DOCX, XLSX, ODT or ODS"
_ACTIVE: Final = (b"<html", b"<!doctype html", b"<svg", b"<script", b"<?php", b"<?xml-stylesheet")


class WrongKind(Refusal):
    """The file is of a kind that is not taken as evidence, or not what its name says."""


def media_type(path: Path, name: str) -> str:
    """The media type of the file at `path` that came as `name`; `WrongKind` when not taken."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if not head:
        raise WrongKind("The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        found = _packed(path)
    elif _is_text(head):
        found = _text(path, ending)
    else:
        found = _binary(head)
    expected = _endings(found)
    if ending not in expected:
        raise WrongKind(
            f"The file's content is {found}, but its name ends in “.{ending[:20]}”. "
            f"Name it “.{expected[0]}” and choose it again."
        )
    return found


def _endings(found: str) -> tuple[str, ...]:
    if found in BINARY:
        return BINARY[found]
    if found in OPEN_DOCUMENTS:
        return (OPEN_DOCUMENTS[found],)
    packed = tuple(key for key, (kind, _) in PACKED.items() if kind == found)
    return packed or tuple(key for key, kind in TEXTS.items() if kind == found)


def _binary(head: bytes) -> str:
    try:
        candidates = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        candidates = set()
    for kind in BINARY:
        if kind in candidates:
            return kind
    raise WrongKind(f"Files of this kind are not taken. Send a {LISTED} file.")


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return not any(ord(each) < 32 and each not in "\t\r\n\f" for each in text) and not (  # noqa: PLR2004
        text.startswith("%PDF-")
    )


def _text(path: Path, ending: str) -> str:
    content = path.read_bytes()
    lower = content.lower()
    if content.startswith(b"#!") or any(mark in lower for mark in _ACTIVE):
        raise WrongKind(
            f"Web pages, drawings with scripts, and scripts are not taken. Send a {LISTED} file."
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongKind("The text is not UTF-8 throughout.") from error
    if ending not in TEXTS:
        raise WrongKind(f"Files of this kind are not taken. Send a {LISTED} file.")
    if ending == "json":
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise WrongKind("The file's name ends in “.json”, but it is not JSON.") from error
    return TEXTS[ending]


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any("vbaproject" in name.lower() or "macros" in name.lower() for name in names):
                raise WrongKind("Documents with macros are not taken. Save it without them.")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:  # noqa: PLR2004
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind in OPEN_DOCUMENTS:
                    return kind
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise WrongKind("The file is damaged: it cannot be opened.") from error
    if "[Content_Types].xml" in names:
        for kind, folder in PACKED.values():
            if any(name.startswith(folder) for name in names):
                return kind
    raise WrongKind(f"Archives are not taken. Send a {LISTED} file.")
