"""WeasyPrint alone, in a process of its own: `python -m bench.alone html | pdf`.

`html` makes the page of an order as `reports.typesetting` reads it; `pdf` sets a page that was made
before, with the same style sheets, typefaces and kind of file, and nothing else of ours.
"""

import base64
import json
import sys
from typing import Final

import weasyprint

from confinement.parent import ROOT
from reports.plain import from_plain
from reports.typesetting import DOCUMENTS, FACES, BundledOnly, page

TEMPLATES: Final = ROOT / "templates" / "reports"


def html(order: bytes) -> bytes:
    given = json.loads(order)
    document = DOCUMENTS[given["document"]]
    files = {name: base64.b64decode(content) for name, content in given["files"].items()}
    return page(document, from_plain(given["contents"], document.shape), files).encode()


def pdf(made: bytes) -> bytes:
    fetcher, fonts = BundledOnly(), weasyprint.text.fonts.FontConfiguration()
    sheets = [
        weasyprint.CSS(
            string=(TEMPLATES / name).read_text(encoding="utf-8"),
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for name in (DOCUMENTS["report"].stylesheet, FACES)
    ]
    read = weasyprint.HTML(string=made.decode(), url_fetcher=fetcher)
    written: bytes = read.write_pdf(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")
    return written


if __name__ == "__main__":
    work = {"html": html, "pdf": pdf}[sys.argv[1]]
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
