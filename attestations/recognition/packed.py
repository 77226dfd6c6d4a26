"""Office documents (ECMA-376, OpenDocument): zip archives that hold a document and nothing else.

Run as a program it is the confined child that opens them. The archive is judged by its directory
before anything is unpacked, then each part by what it is allowed to be.
"""

import io
import re
import sys
import zipfile
from typing import Final

from attestations.recognition import office, open_document
from attestations.recognition.kinds import LISTED, ODS, ODT, TWO_AT_ONCE, WrongKind
from attestations.recognition.program import judge

MOST_PARTS: Final = 5_000
MOST_BYTES: Final = 256 * 1024**2
MOST_GROWTH: Final = 200  # sheets of repeated cells shrink a hundredfold; bombs a thousandfold
SMALL: Final = 1024**2
DEEPEST: Final = 1
_LOCAL_HEADER, _END_RECORD = 30, 22
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED: Final = "The file is damaged: it cannot be opened. Save it anew, and choose the new file."
# How programs, and archives and documents that could hold some, begin.
_PROGRAMS: Final = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
    b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"#!", b"%PDF", b"L\0\0\0",
    b"{\\rt", b"ITSF", b"\0asm",
)  # fmt: skip


def media_type(content: bytes) -> str:
    """The media type of a document of Word, Excel, Writer or Calc; `WrongKind` otherwise."""
    return _media_type(content, depth=0)


def _media_type(content: bytes, *, depth: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_sound(archive, content)
            names = frozenset(archive.namelist())
            if office.CONTENT_TYPES in names:
                found = office.media_type(archive)
                allowed = office.PARTS
            elif (found := open_document.media_type(archive)) in (ODT, ODS):
                allowed = open_document.PARTS
            else:
                raise WrongKind(f"Archives are not taken. Send a {LISTED} file.")
            for entry in archive.infolist():
                if depth < DEEPEST and office.EMBEDDED.fullmatch(entry.filename):
                    _media_type(archive.read(entry), depth=depth + 1)
                elif not entry.is_dir():
                    _require_part(archive, entry, allowed)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError) as error:
        raise WrongKind(_DAMAGED) from error
    return found


def _require_sound(archive: zipfile.ZipFile, content: bytes) -> None:
    """The directory promises what may be unpacked, and describes the file from end to end."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    if not entries or len(entries) > MOST_PARTS:
        raise WrongKind(f"The file holds no parts, or more than {MOST_PARTS:,}. Send it as PDF.")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise WrongKind("The file opens with a password only. Save it without one.")
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES or size > max(SMALL, len(content) * MOST_GROWTH):
        raise WrongKind(
            "The file would unpack to many times its size, so it is not opened. Send it as PDF."
        )
    place = 0
    for entry in entries:
        _require_plain_name(entry.orig_filename)
        if entry.compress_type not in _METHODS:
            raise WrongKind(_DAMAGED)
        if entry.header_offset < place:
            raise WrongKind(_DAMAGED)  # parts that lie over one another
        place = entry.header_offset + _LOCAL_HEADER + len(entry.filename) + entry.compress_size
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise WrongKind(_DAMAGED)
    if entries[0].header_offset or archive.comment or _end(content) != len(content):
        raise WrongKind(TWO_AT_ONCE)


def _end(content: bytes) -> int:
    return content.rfind(b"PK\x05\x06") + _END_RECORD


def _require_plain_name(name: str) -> None:
    steps = name.removesuffix("/").split("/")
    if (
        "\\" in name
        or ":" in name
        or "\0" in name
        or any(step in ("", ".", "..") for step in steps)
    ):
        raise WrongKind(
            f"The file holds a part named “{name[:60]}”, which leads out of it. Save it anew."
        )


def _require_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: re.Pattern[str]
) -> None:
    name = entry.filename
    if not allowed.fullmatch(name):
        raise WrongKind(
            f"The document holds “{name[-60:]}”: macros, objects, controls and other files inside "
            "a document are not taken. Save it without them, or as PDF."
        )
    with archive.open(entry) as part:
        head = part.read(16)
    if head.startswith(_PROGRAMS):
        raise WrongKind(
            f"The document holds a program or another file, “{name[-60:]}”. Save it without, or "
            "as PDF."
        )


if __name__ == "__main__":
    sys.exit(judge(media_type))
