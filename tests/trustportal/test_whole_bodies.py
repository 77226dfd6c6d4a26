"""A body that ends before it is whole is an error."""

import io

import pytest

from trustportal.whole_bodies import WholeBodies, WholeBody


def application(environ, start_response):
    stream, read = environ["wsgi.input"], b""
    while piece := stream.read(4):
        read += piece
    return [read]


@pytest.mark.parametrize("length", ["", "10", "x"])
def test_it_works(length) -> None:
    environ = {"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"0123456789")}
    assert WholeBodies(application)(environ, None) == [b"0123456789"]


def test_a_body_that_breaks_off_raises() -> None:
    environ = {"CONTENT_LENGTH": "11", "wsgi.input": io.BytesIO(b"0123456789")}
    with pytest.raises(OSError, match="broke off"):
        WholeBodies(application)(environ, None)


def test_lines_and_all_at_once() -> None:
    whole = WholeBody(io.BytesIO(b"one\ntwo\n"), 8)
    assert [whole.readline(), whole.read(0), whole.readline(), whole.read()] == [
        b"one\n", b"", b"two\n", b"",
    ]  # fmt: skip
    with pytest.raises(OSError, match="broke off"):
        WholeBody(io.BytesIO(b"one\n"), 8).read()
    cut = WholeBody(io.BytesIO(b"one\n"), 8)
    assert cut.readline() == b"one\n"
    with pytest.raises(OSError, match="broke off"):
        cut.readline()
