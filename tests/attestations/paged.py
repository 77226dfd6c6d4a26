"""PDF files to be drawn: one with words on each page, and such as nobody should have to draw."""

import hashlib
import io
import zlib
from collections.abc import Sequence

import pikepdf

from attestations.pages import asking
from attestations.pages.bounds import Width
from attestations.vault import path_of
from tests.papers import stream

_HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def written(bodies: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1 on; the first is the catalogue."""
    made = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (
            number,
            body.encode() if isinstance(body, str) else body,
        )
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n"
    return made + ending.encode() + b"%%EOF\n"


def paged(
    *words: str, box: str = "[0 0 595 842]", catalog: str = "", font: str = _HELVETICA
) -> bytes:
    """A PDF with a page for each of these words, in large letters."""
    count = len(words)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    resources = f"/MediaBox {box} /Resources << /Font << /F 3 0 R >> >>"
    bodies: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} {resources} >>",
        font,
    ]
    for number, each in enumerate(words):
        said = f"BT /F 40 Tf 50 700 Td ({each}) Tj ET".encode()
        bodies += [
            f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * number} 0 R >>",
            stream(said),
        ]
    return written(bodies)


def of_one_page(content: bytes, *more: str | bytes, resources: str = "", page: str = "") -> bytes:
    """A PDF of one page with this content stream; `more` are objects from 5 on."""
    box = "/MediaBox [0 0 595 842]"
    return written(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [3 0 R] /Count 1 {box} >>",
            f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {resources} >> {page} >>",
            content,
            *more,
        ]
    )


def locked(user: str = "secret") -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(paged("Hidden"))) as document:
        document.save(made, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return made.getvalue()


def bomb() -> bytes:
    """A hundred kilobytes that become a hundred megabytes of drawing."""
    return of_one_page(
        stream(zlib.compress(b"0 0 m 595 842 l S\n" * 6_000_000, 9), "/Filter /FlateDecode")
    )


def endless() -> bytes:
    """Forms that draw forms: two to the thirtieth of them."""
    levels = 30
    draws = [f"/X{n} {5 + n} 0 R" for n in range(levels)]
    names = " ".join(draws)
    described = (
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << {} >> >>"
    )
    forms = [
        stream(
            f"/X{n + 1} Do /X{n + 1} Do".encode() if n + 1 < levels else b"0 0 595 842 re f",
            described.format(names),
        )
        for n in range(levels)
    ]
    return of_one_page(stream(b"/X0 Do"), *forms, resources=f"/XObject << {names} >>")


def huge_picture() -> bytes:
    """A picture that says it has 900 million pixels."""
    pixels = zlib.compress(b"\0" * 20_000_000, 9)
    image = stream(
        pixels,
        "/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 "
        "/ColorSpace /DeviceRGB /Filter /FlateDecode",
    )
    return of_one_page(
        stream(b"595 0 0 842 0 0 cm /I Do"), image, resources="/XObject << /I 5 0 R >>"
    )


def scan() -> bytes:
    """A page that is one photograph of noise, and no text."""
    side = 1000
    pixels = bytes((n * n * 2654435761 >> 13) & 255 for n in range(side * side))
    image = stream(
        zlib.compress(pixels, 1),
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Filter /FlateDecode",
    )
    return of_one_page(
        stream(b"595 0 0 842 0 0 cm /I Do"), image, resources="/XObject << /I 5 0 R >>"
    )


def turning_in_circles() -> bytes:
    """A tree of pages that is its own branch."""
    return written(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1000000000 >>",
            "<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 5 >>",
        ]
    )


def drawn(content: bytes, number: int = 1) -> asking.Page:
    """This page, without anybody who looks at it."""
    digest = hashlib.sha256(content).hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(digest).write_bytes(content)
    return asking.page(digest, number, Width.FIT)
