"""What WeasyPrint leaves open for PDF/A-3a and PDF/UA-1, put right just before writing.

Works on WeasyPrint's own object list (pydyf); a test holds what it relies on.
"""

import re
from typing import Any, Final

import pydyf

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
    """Complete `pdf`: PDF/UA identification, scope of header cells, no empty ToUnicode target."""
    _identify(pdf)
    _list_each_file_once(pdf)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            _fill_empty_targets(item)
        elif isinstance(item, dict) and item.get("S") == "/TH":
            _scope(pdf, item)


def _object(pdf: Any, reference: Any) -> Any:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


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
    """Say of a header cell whether it heads a column (in a head) or a row (in a body)."""
    row = _object(pdf, cell["P"])
    group = _object(pdf, row["P"])
    attributes = cell.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
    attributes["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def _fill_empty_targets(stream: Any) -> None:
    """Point glyphs without any text (`<0003> <>`) at a zero-width space, in ToUnicode maps."""
    if not any(part == b"endcmap" for part in stream.stream):
        return
    stream.stream = [
        re.sub(rb"^(<[0-9a-f]{4}>) <>$", rb"\1 <200b>", part) if isinstance(part, bytes) else part
        for part in stream.stream
    ]
