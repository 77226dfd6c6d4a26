"""pyHanko's tables, read as it reads them and not as slowly."""

import io

import pytest
from pyhanko.pdf_utils import xref
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from reports import cross_references, seal_checks, verification
from reports.levels import Level


def table(pdf: bytes) -> StreamObject:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    place = reader.xrefs.get_xref_container_info(0).stream_ref
    found = reader.get_object(place)
    assert isinstance(found, StreamObject)
    return found


def test_it_works(unsigned) -> None:
    assert xref.parse_xref_stream is cross_references.parsed
    stream = table(unsigned)
    own = list(cross_references._OWN(stream, True))
    assert list(cross_references.parsed(stream, True)) == own
    assert len(own) > 1000


def test_the_widths_are_asked_for_once(unsigned, monkeypatch) -> None:
    asked = []
    get = StreamObject.get

    def counted(self, key, *rest, **named):
        asked.append(key)
        return get(self, key, *rest, **named)

    stream = table(unsigned)
    monkeypatch.setattr(StreamObject, "get", counted)
    list(xref.parse_xref_stream(stream, strict=True))
    assert asked.count("/W") == 1


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0"])
def test_what_is_not_whole_is_refused(unsigned, change) -> None:
    stream = table(unsigned)
    stream._data = change(stream.data)
    with pytest.raises(PdfStrictReadError):
        list(xref.parse_xref_stream(stream, strict=True))


def test_a_file_is_read_once_for_all_conditions(signed, expected_at, monkeypatch) -> None:
    read = []

    def noted(file: bytes) -> PdfFileReader:
        read.append(file)
        return seal_checks.opened(file)

    monkeypatch.setattr(verification, "opened", noted)
    assert verification.verify(signed, expected_at(signed, Level.B_B)).verified
    assert read == [signed]
