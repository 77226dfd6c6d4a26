"""XML in one pass and little memory, without document type, entities and style sheet."""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

import defusedxml
import defusedxml.sax

from attestations.recognition.kinds import WrongKind

DEEPEST: Final = 500
MOST_ATTRIBUTES: Final = 1000

Attributes = Mapping[tuple[str, str], str]
Element = Callable[[str, str, Attributes], None]
Text = Callable[[str, str], None]


class _Handler(ContentHandler):
    def __init__(self, element: Element, text: Text | None) -> None:
        super().__init__()
        self.element, self.text = element, text
        self.open: list[tuple[str, list[str]]] = []

    def startElementNS(  # noqa: N802  # the interface's name
        self, name: tuple[str | None, str], _qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        namespace, local = name[0] or "", name[1]
        if len(self.open) >= DEEPEST or len(attrs) > MOST_ATTRIBUTES:
            raise WrongKind(
                "The XML is nested too deep, or an element is too large. Send it as PDF."
            )
        self.open.append((local, []))
        named = {(key[0] or "", key[1]): value for key, value in attrs.items()}
        self.element(namespace, local, named)

    def characters(self, content: str) -> None:
        if self.text and self.open:
            self.open[-1][1].append(content)

    def endElementNS(self, _name: Any, _qname: str | None) -> None:  # noqa: N802
        local, words = self.open.pop()
        if self.text and words:
            self.text(local, "".join(words))

    def processingInstruction(self, target: str, _data: str) -> None:  # noqa: N802
        if target.lower() in ("xml-stylesheet", "php"):
            raise WrongKind(
                f"The XML carries the instruction “{target}”, which other programs follow. Take "
                "it out and choose the file again."
            )


def read(content: bytes, element: Element, *, text: Text | None = None) -> None:
    """Call `element(namespace, name, attributes)` for each element, `text(name, words)` at its end.

    Attributes are keyed by (namespace, name). Raises `WrongKind` for what is not well formed, and
    for a document type: entities that grow without bound, and other files, come in through it.
    """
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(_Handler(element, text))
    try:
        parser.parse(io.BytesIO(content))
    except defusedxml.DefusedXmlException as error:
        raise WrongKind(
            "The XML has a document type (DOCTYPE), through which entities and other files come "
            "in. Take it out and choose the file again."
        ) from error
    except (SAXParseException, LookupError, ValueError) as error:
        line = error.getLineNumber() if isinstance(error, SAXParseException) else None
        where = f": see line {line}" if line else ""
        raise WrongKind(
            f"The file is not well-formed XML{where}. Mend it and choose it again."
        ) from error
