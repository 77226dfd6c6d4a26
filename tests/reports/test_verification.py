"""Genuine reports are verified; every forgery fails with its own sentence."""

import io
import random
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.inspection import inspect
from reports.sealing import sha256
from reports.signing import sign
from reports.twin import twin_bytes
from reports.verdict import Expected
from reports.verification import verify
from tests.reports.conftest import in_use, make_signer


@pytest.fixture
def expected(signed, contents, seal) -> Expected:
    return Expected(
        sha256=sha256(signed),
        data={"report.json": sha256(twin_bytes(contents))},
        root=seal.root,
        at=datetime.now(UTC),
        certificate_sha256=sha256(seal.certificate),
        history=in_use(seal),
    )


def failed(content: bytes, expected: Expected) -> set[str]:
    verdict = verify(content, expected)
    assert not verdict.verified
    return {check.name for check in verdict.failures}


def as_if_logged(content: bytes, expected: Expected) -> Expected:
    """The forger's dream: the log holds the forged file's digest. What does the rest still see?"""
    return replace(expected, sha256=sha256(content))


def hole(signed: bytes) -> tuple[int, int]:
    _, before, after, _ = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].byte_range
    return int(before), int(after)


def test_it_works(signed, expected) -> None:
    verdict = verify(signed, expected)
    assert verdict.verified, verdict.failures
    assert len({check.sentence for check in verdict.checks}) == len(verdict.checks) == 10


def test_a_confined_child_gives_the_same_verdict(signed, expected) -> None:
    assert inspect(signed, expected) == verify(signed, expected)


def test_a_stripped_signature_is_seen(unsigned, signed, expected) -> None:
    assert {"whole_file", "signatures"} <= failed(unsigned, expected)
    assert "signatures" in failed(unsigned, as_if_logged(unsigned, expected))


@pytest.mark.parametrize("junk", [b"\n", b"junk", b"\n%%EOF\n"])
def test_appended_bytes_are_seen(signed, expected, junk) -> None:
    forged = signed + junk
    assert {"whole_file", "nothing_after"} <= failed(forged, expected)
    assert "nothing_after" in failed(forged, as_if_logged(forged, expected))


def test_a_bit_flipped_in_the_padding_is_seen(signed, expected) -> None:
    _, after = hole(signed)
    forged = bytearray(signed)
    assert forged[after - 4 : after - 1] == b"000"
    forged[after - 3] ^= 1
    assert {"whole_file", "nothing_after"} <= failed(bytes(forged), expected)
    assert "nothing_after" in failed(bytes(forged), as_if_logged(bytes(forged), expected))


def test_no_flipped_bit_anywhere_goes_unnoticed(signed, expected) -> None:
    chance = random.Random(20261122)
    before, after = hole(signed)
    places = [chance.randrange(len(signed)) for _ in range(12)]
    places += [chance.randrange(before, after) for _ in range(12)]
    for place in places:
        forged = bytearray(signed)
        forged[place] ^= 1 << chance.randrange(8)
        assert "whole_file" in failed(bytes(forged), expected)


def test_an_altered_twin_is_seen(signed, unsigned, seal, contents, expected) -> None:
    altered = twin_bytes(contents).replace(b'"conditional"', b'"conforming"')
    with pikepdf.open(io.BytesIO(unsigned)) as pdf:
        pdf.attachments["report.json"].obj.EF.F.write(altered)
        out = io.BytesIO()
        pdf.save(out)
    forged = sign(out.getvalue(), seal, datetime.now(UTC))  # even with the right key
    assert failed(forged, as_if_logged(forged, expected)) == {"data"}


def test_a_second_attachment_is_seen(unsigned, seal, expected) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as pdf:
        pdf.attachments["more.json"] = b"{}"
        out = io.BytesIO()
        pdf.save(out)
    forged = sign(out.getvalue(), seal, datetime.now(UTC))
    assert failed(forged, as_if_logged(forged, expected)) == {"data"}


def test_a_wrong_signer_is_seen(unsigned, expected, tmp_path) -> None:
    stranger = make_signer(tmp_path)
    forged = sign(unsigned, stranger, datetime.now(UTC))
    assert failed(forged, as_if_logged(forged, expected)) == {"chain", "signer", "key"}


def test_another_certificate_of_our_root_is_seen(signed, expected) -> None:
    other = replace(expected, certificate_sha256="00" * 32)
    assert failed(signed, other) == {"signer"}


def test_changed_content_is_seen(signed, expected) -> None:
    at = len(signed) // 2
    forged = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert "intact" in failed(forged, as_if_logged(forged, expected))


def test_a_later_revision_is_seen(signed, expected) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.docinfo["/Title"] = "Conforming"
        out = io.BytesIO()
        pdf.save(out)
    assert "nothing_after" in failed(out.getvalue(), as_if_logged(out.getvalue(), expected))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no PDF at all", b"%PDF-1.7" * 5000])
def test_what_is_no_report_is_not_verified(expected, content) -> None:
    assert "signatures" in failed(content, expected)
    assert not inspect(content or b" ", expected).verified


def test_an_unknown_digest_is_never_called_verified(signed, expected) -> None:
    assert failed(signed, replace(expected, sha256=None)) == {"whole_file"}
    assert failed(signed, replace(expected, data=None)) == {"data"}
