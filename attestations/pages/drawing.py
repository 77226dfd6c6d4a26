"""One page of a PDF as a picture and as text: the confined child that draws it, with PDFium.

PDFium is built without a script engine and without XFA, so nothing of the file runs; what a form
holds is drawn, as it stands on the page. What comes out is one line of JSON and the picture behind
it. Nothing here is trusted by whoever asked (`attestations/pages/asking.py`).
"""

import io
import json
import logging
import math
import re
import sys
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import Image, ImageChops, JpegImagePlugin, PngImagePlugin
from pypdfium2.raw import FPDF_ERR_PASSWORD

from attestations.pages.bounds import (
    LONGEST_SIDE,
    LONGEST_TEXT,
    MOST_PAGES,
    MOST_PIXELS,
    PNG_AT_MOST,
    Problem,
)
from confinement.child import serve

__all__ = ["JpegImagePlugin", "PngImagePlugin", "draw"]  # loaded before the doors are closed

_LARGEST_PAGE: Final = 10_000_000.0  # points; a page box of more is no page
_JPEG_QUALITY: Final = 85
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def draw(content: bytes, number: int, width: int) -> bytes:
    """The page with this number (from 1), about `width` pixels wide."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        return _told(problem=Problem.LOCKED if locked else Problem.DAMAGED)
    pages = len(document)
    if not 1 <= number <= min(pages, MOST_PAGES):
        return _told(problem=Problem.NO_SUCH_PAGE if pages else Problem.DAMAGED, pages=pages)
    try:
        document.init_forms()
        page = document[number - 1]
        picture = _picture(page, width)
        text = _text(page)
    except (pdfium.PdfiumError, ValueError):
        return _told(problem=Problem.PAGE, pages=pages)
    about = {"pages": pages, "width": picture.width, "height": picture.height}
    return _told(_encoded(picture), text=text[:LONGEST_TEXT], **about)


def scale_for(size: tuple[float, float], width: int) -> float:
    """Pixels for each point, so that a page is `width` wide and within the bounds of a picture."""
    across, down = size
    if not (0 < across < _LARGEST_PAGE and 0 < down < _LARGEST_PAGE):
        raise ValueError("the page has no size")
    widest = math.sqrt(MOST_PIXELS / (across * down))
    return min(width / across, widest, LONGEST_SIDE / across, LONGEST_SIDE / down)


def _picture(page: Any, width: int) -> Image.Image:
    scale = scale_for(page.get_size(), width)
    bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
    drawn: Image.Image = bitmap.to_pil()
    red, green, blue = drawn.convert("RGB").split()
    if ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox():
        return Image.merge("RGB", (red, green, blue))
    return red


def _encoded(picture: Image.Image) -> bytes:
    """As PNG, which is exact; what would be large is a scan or a photograph, and becomes JPEG."""
    made = io.BytesIO()
    picture.save(made, "PNG", compress_level=6)
    if made.tell() > PNG_AT_MOST:
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=_JPEG_QUALITY)
    return made.getvalue()


def _text(page: Any) -> str:
    """What the file says is written on the page: lines, without characters that nobody sees."""
    said: str = page.get_textpage().get_text_bounded()
    return _UNSEEN.sub("", said.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _told(picture: bytes = b"", **said: object) -> bytes:
    return json.dumps(said).encode() + b"\n" + picture


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # a warning could quote the file
    asked_number, asked_width = int(sys.argv[1]), int(sys.argv[2])
    sys.exit(serve(lambda content: draw(content, asked_number, asked_width), sealed=True))
