"""PNG and JPEG, walked piece by piece: whole, of a size that can be shown, and nothing else (pure).

Pictures are never decoded here. Standards: PNG, third edition (https://www.w3.org/TR/png-3/);
JPEG, ITU-T T.81, annex B.
"""

import re
import struct
import zlib
from typing import Final

from attestations.recognition.kinds import JPEG, PNG, TWO_AT_ONCE, WrongKind
from attestations.recognition.texts import page_mark

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
SIGNATURES: Final = (_PNG, _JPEG)
LONGEST_SIDE: Final = 30_000
MOST_PIXELS: Final = 150_000_000
MOST_PIECES: Final = 100_000
_WORDS: Final = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")
_DAMAGED: Final = "The picture is damaged. Open it, save it anew, and choose the new file."
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_TOLD: Final = frozenset({*range(0xE0, 0xF0), 0xFE})
_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def kind_of(content: bytes) -> str:
    """The media type of a picture that begins with one of `SIGNATURES`; `WrongKind` otherwise."""
    try:
        if content.startswith(_PNG):
            _png(content)
            return PNG
        _jpegs(content)
    except (struct.error, IndexError) as error:
        raise WrongKind(_DAMAGED) from error
    return JPEG


def _require_size(width: int, height: int) -> None:
    if not width or not height:
        raise WrongKind(_DAMAGED)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise WrongKind(
            f"The picture is {width} by {height} pixels. At most {LONGEST_SIDE} a side and "
            f"{MOST_PIXELS // 1_000_000} million in all are taken. Send it smaller, or as PDF."
        )


def _require_quiet(words: bytes) -> None:
    if mark := page_mark(words.decode("latin-1")):
        raise WrongKind(
            f"What the picture says of itself holds “{mark}”. Save it without its description "
            "(metadata), and choose the new file."
        )


def _png(content: bytes) -> None:
    place, seen = len(_PNG), 0
    pixels = False
    while True:
        length, name = struct.unpack_from("!I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from("!I", content, place + 8 + length)
        if zlib.crc32(body, zlib.crc32(name)) != check or seen > MOST_PIECES:
            raise WrongKind(_DAMAGED)
        if (seen == 0) != (name == b"IHDR"):
            raise WrongKind(_DAMAGED)
        if name == b"IHDR":
            _require_size(*struct.unpack_from("!II", body))
        elif name in _WORDS:
            _require_quiet(body)
        pixels = pixels or name == b"IDAT"
        seen += 1
        place += length + 12
        if name == b"IEND":
            break
    if not pixels:
        raise WrongKind(_DAMAGED)
    if place != len(content):
        raise WrongKind(TWO_AT_ONCE)


def _jpegs(content: bytes) -> None:
    """One picture; cameras put more of them behind it (multi-picture format), and nothing else."""
    place = _jpeg(content, 0)
    while content.startswith(_JPEG, place):
        place = _jpeg(content, place)
    if content[place:].strip(b"\0"):
        raise WrongKind(TWO_AT_ONCE)


def _jpeg(content: bytes, place: int) -> int:
    """Walk the picture that begins at `place`; return where it ends."""
    place += 2
    seen: set[int] = set()
    for _ in range(MOST_PIECES):
        marker, place = _marker(content, place)
        if marker == _END and _SCAN in seen and seen & _FRAMES:
            return place
        if marker in _ALONE:
            continue
        (length,) = struct.unpack_from("!H", content, place)
        body = content[place + 2 : place + length]
        if len(body) != length - 2 or marker in (_START, _END):
            raise WrongKind(_DAMAGED)
        seen.add(marker)
        _look(marker, body)
        place += length
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, place)
            place = found.start() if found else len(content)
    raise WrongKind(_DAMAGED)


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """Return the marker at `place`, filling before it left out, and where its piece begins."""
    if content[place] != 0xFF:  # noqa: PLR2004  # every piece begins so
        raise WrongKind(_DAMAGED)
    while content[place] == 0xFF:  # noqa: PLR2004
        place += 1
    return content[place], place + 1


def _look(marker: int, body: bytes) -> None:
    if marker in _FRAMES:
        height, width = struct.unpack_from("!HH", body, 1)
        _require_size(width, height)
    elif marker in _TOLD:
        _require_quiet(body)
