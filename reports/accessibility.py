"""What WeasyPrint leaves open for PDF/A-3a and PDF/UA-1, put right just before writing.

Works on WeasyPrint's own object list (pydyf); a test holds what it relies on.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unicodedata import category

import pydyf
from weasyprint.draw import text
from weasyprint.layout import inline, preferred
from weasyprint.pdf import tags

from reports.breaking import of_what_decides
from reports.lettering import has_other_way

# ISO 14289-1 clause 5 asks for pdfuaid:part; ISO 19005-3 6.6.2.3 for a description of that schema.
_UA: Final = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 this document follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>
</rdf:RDF>"""


def finish(document: Any, pdf: Any) -> None:  # noqa: ARG001  # WeasyPrint calls it so
    """Complete `pdf`: PDF/UA identification, header cells, no empty ToUnicode target."""
    _identify(pdf)
    _list_each_file_once(pdf)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            _fill_empty_targets(item)
        elif isinstance(item, dict) and item.get("S") == "/TH":
            _scope(pdf, item)


@contextmanager
def well_told() -> Iterator[None]:
    """Have WeasyPrint tell, while it writes a document, what it would leave out, and take its time.

    Its own functions are stood in for; a test holds that they are called.
    """
    own = [(module, name, getattr(module, name)) for module, name, _ in _STOOD_IN_FOR]
    for module, name, tell in _STOOD_IN_FOR:
        setattr(module, name, tell(getattr(module, name)))
    try:
        yield
    finally:
        for module, name, function in own:
            setattr(module, name, function)


def _in_its_language(tag: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Name the language of each tag that is in another than the document (ISO 14289-1, 7.2)."""

    def told(box: Any, parent: Any, *rest: Any) -> Iterator[Any]:
        for element in tag(box, parent, *rest):
            if box.element is not None and box.element_tag != "html":
                language = box.element.get("lang")
                if language:
                    element["Lang"] = pydyf.String(language)
            yield element

    return told


def _in_its_words(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Say of a line with combining marks which words it stands for (ISO 32000-2, 14.9.4).

    In Indic scripts and Thai one glyph stands for several letters, or for part of one, and what it
    stands for differs from word to word; the font's map knows one meaning for each glyph. From
    right to left programs put such words the wrong way round, and the map does well enough.
    """

    def told(stream: Any, textbox: Any, *rest: Any) -> Any:
        words: str = textbox.text
        if words.isascii() or not _has_marks(words) or has_other_way(words):
            return draw(stream, textbox, *rest)
        actual = ("\ufeff" + words).encode("utf-16-be").hex().encode()
        stream.stream.append(b"/Span <</ActualText <" + actual + b">>> BDC")
        drawn = draw(stream, textbox, *rest)
        stream.stream.append(b"EMC")
        return drawn

    return told


def _has_marks(words: str) -> bool:
    return any(category(letter) in ("Mn", "Mc", "Me") for letter in words)


_STOOD_IN_FOR: Final = (
    (tags, "_build_box_tree", _in_its_language),
    (text, "draw_first_line", _in_its_words),
    (inline, "split_first_line", of_what_decides),
    (preferred, "split_first_line", of_what_decides),
)


def _object(pdf: Any, reference: Any) -> Any:
    named = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(named.split()[0])]


def _identify(pdf: Any) -> None:
    """Add PDF/UA-1's identification to the XMP packet, and keep the packet readable."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    packet = b"\n".join(
        part if isinstance(part, bytes) else str(part).encode() for part in metadata.stream
    )
    metadata.stream = [packet.replace(b"</rdf:RDF>", _UA, 1)]
    metadata.compress = False


def _list_each_file_once(pdf: Any) -> None:
    """WeasyPrint lists an attachment twice among the associated files (ISO 19005-3, 6.8)."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _scope(pdf: Any, cell: Any) -> None:
    """Say of a header cell whether it heads a column (in a head) or a row (in a body).

    What heads a row is named by the row's other cells; WeasyPrint names the columns' heads only.
    """
    row = _object(pdf, cell["P"])
    group = _object(pdf, row["P"])
    attributes = cell.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    if group.get("S") == "/THead":
        attributes["Scope"] = "/Column"
        return
    attributes["Scope"] = "/Row"
    for reference in row["K"]:
        other = _object(pdf, reference)
        if other.get("S") == "/TD" and "ID" in cell:
            heads = other["A"].setdefault("Headers", pydyf.Array())
            if cell["ID"] not in heads:
                heads.append(cell["ID"])


def _fill_empty_targets(stream: Any) -> None:
    """Point glyphs without any text (`<0003> <>`) at a zero-width space, in ToUnicode maps."""
    if not any(part == b"endcmap" for part in stream.stream):
        return
    stream.stream = [
        re.sub(rb"^(<[0-9a-f]{4}>) <>$", rb"\1 <200b>", part) if isinstance(part, bytes) else part
        for part in stream.stream
    ]
