"""WeasyPrint alone, in a process of its own: `python -m bench.alone` sets a page that was made before.

The same style sheets, typefaces and kind of file, and nothing else of ours is imported.
"""

import sys
from pathlib import Path
from typing import Any, Final

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "templates" / "reports"
FONTS: Final = ROOT / "reports" / "fonts"
SHEETS: Final = ("report.css", "faces.css")
KINDS: Final = {".ttf": (FONTS, "font/ttf"), ".svg": (TEMPLATES, "image/svg+xml")}


class Bundled(URLFetcher):  # type: ignore[misc]  # untyped library
    """Our typefaces and drawings by their names."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        name = url.removeprefix("bundled:")
        folder, media_type = KINDS[Path(name).suffix]
        return URLFetcherResponse(url, (folder / name).read_bytes(), {"Content-Type": media_type})


def pdf(page: bytes) -> bytes:
    """The page as a file."""
    fetcher, fonts = Bundled(), weasyprint.text.fonts.FontConfiguration()
    sheets = [
        weasyprint.CSS(
            string=(TEMPLATES / name).read_text(encoding="utf-8"),
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for name in SHEETS
    ]
    read = weasyprint.HTML(string=page.decode(), url_fetcher=fetcher)
    written: bytes = read.write_pdf(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")
    return written


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf(sys.stdin.buffer.read()))
