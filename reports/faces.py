"""Which typefaces a document holds, and which of its letters none of them could show.

Only the setting itself tells: Pango chooses the faces. Read from WeasyPrint's own list of fonts,
with the whole file of each before it was cut down to the letters used; a test holds that.
"""

import ctypes
import hashlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import get_hb_object_data

BUNDLED: Final = tuple(sorted((Path(__file__).resolve().parent / "fonts").glob("*.ttf")))


@dataclass(frozen=True, order=True)
class Face:
    """A typeface by its own name and version, and the SHA-256 of its file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Seen:
    """What a setting showed: faces beside the bundled ones, and letters that no face has."""

    faces: tuple[Face, ...] = ()
    missing: frozenset[str] = frozenset()


def bundled() -> tuple[Face, ...]:
    """The faces that come with the portal."""
    return tuple(sorted(_face(path.read_bytes(), 0) for path in BUNDLED))


def seen_in(document: Any) -> Seen:
    """Read from WeasyPrint's document, once it is drawn, what it was drawn with."""
    fonts = document.fonts.values()
    used = {
        _face(get_hb_object_data(font.hb_face), font.index) for font in fonts if font.to_unicode
    }
    missing = frozenset(chr(place) for font in fonts for place in font.missing)
    return Seen(faces=tuple(sorted(used - set(bundled()))), missing=missing)


def libraries() -> str:
    """Name the versions of the libraries that choose, shape and cut the letters."""
    version = pango.pango_version()
    harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    shaper = harfbuzz.hb_version_string().decode()
    return f"Pango {version // 10000}.{version // 100 % 100}.{version % 100}, HarfBuzz {shaper}"


@cache
def _face(content: bytes, place: int) -> Face:
    with TTFont(io.BytesIO(content), fontNumber=place, lazy=True) as font:
        names = font["name"]
        version = str(names.getDebugName(5)).partition(";")[0]
        return Face(
            name=str(names.getDebugName(4)),
            version=version,
            sha256=hashlib.sha256(content).hexdigest(),
        )
