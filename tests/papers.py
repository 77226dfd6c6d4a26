"""Files that tests upload: whole ones of each kind, written here, piece by piece."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"


def pdf(*objects: str | bytes, catalog: str = "", trailer: str = "", head: bytes = b"") -> bytes:
    """A PDF of one empty page; `objects` are numbered from 4 on."""
    bodies: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        *objects,
    ]
    made = head + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(made) - len(head))
        content = body.encode() if isinstance(body, str) else body
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made) - len(head)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n"
    return made + ending.encode() + b"%%EOF\n"


def stream(content: bytes, described: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (
        len(content),
        described.encode(),
        content,
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))


def png(*chunks: bytes, width: int = 1, height: int = 1) -> bytes:
    """A grey PNG; the pixels are those of one by one whatever it says."""
    header = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def jpeg(comment: bytes = b"", size: tuple[int, int] = (8, 8)) -> bytes:
    made = io.BytesIO()
    Image.new("L", size).save(made, "JPEG", comment=comment)
    return made.getvalue()


def packed(members: dict[str, str | bytes], **how: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument"


def types(main: str, part: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'
    )


def relations(*each: tuple[str, str] | tuple[str, str, str]) -> str:
    """Relationships of (type's last word, target[, mode])."""
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{one[0]}" Target="{one[1]}"'
        + (f' TargetMode="{one[2]}"' if len(one) == 3 else "")
        + "/>"
        for n, one in enumerate(each)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'


def docx(more: dict[str, str | bytes] | None = None, body: str = "", kind: str = "") -> bytes:
    main = kind or f"{_MAIN}.wordprocessingml.document.main+xml"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types(main, "word/document.xml"),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>Minutes'
        f"</w:t></w:r></w:p>{body}</w:body></w:document>",
    }
    return packed(members | (more or {}))


def xlsx(more: dict[str, str | bytes] | None = None, formula: str = "SUM(A1:A2)") -> bytes:
    main = f"{_MAIN}.spreadsheetml.sheet.main+xml"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": types(main, "xl/workbook.xml"),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}"><sheets/></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData><row><c><f>{formula}'
        "</f></c></row></sheetData></worksheet>",
    }
    return packed(members | (more or {}))


_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def opened(kind: str = "text", body: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """An ODT (`text`) or ODS (`spreadsheet`)."""
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0"/>',
        "content.xml": f'<o:document-content xmlns:o="{_OPEN}:office:1.0" '
        f'xmlns:text="{_OPEN}:text:1.0" xmlns:table="{_OPEN}:table:1.0" '
        f'xmlns:draw="{_OPEN}:drawing:1.0" xmlns:script="{_OPEN}:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><o:scripts/><o:body>'
        f"<text:p>Minutes</text:p>{body}</o:body></o:document-content>",
        "Configurations2/accelerator/current.xml": "",
    }
    return packed(members | (more or {}))
