import io
import subprocess
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.signing import SigningFailed, sign


def run(*command) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_works(unsigned, signed, seal) -> None:
    found = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert [each.field_name for each in found] == ["TrustportalSeal"]
    assert found[0].signer_cert.dump() == seal.certificate
    assert signed.startswith(unsigned)


def test_pdfsig_and_qpdf_accept_it(signed, tmp_path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = run("pdfsig", str(path))
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    run("qpdf", "--check", str(path))


def test_openssl_accepts_the_signature(signed, seal, tmp_path) -> None:
    found = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    start, before, after, rest = (int(each) for each in found.byte_range)
    (tmp_path / "cms.der").write_bytes(found.pkcs7_content.rstrip(b"\0"))
    (tmp_path / "data").write_bytes(signed[start:before] + signed[after : after + rest])
    (tmp_path / "root.der").write_bytes(seal.root)
    run("openssl", "x509", "-inform", "DER", "-in", str(tmp_path / "root.der"),
        "-out", str(tmp_path / "root.pem"))  # fmt: skip
    run("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in",
        str(tmp_path / "cms.der"), "-content", str(tmp_path / "data"), "-CAfile",
        str(tmp_path / "root.pem"), "-purpose", "any", "-out", "/dev/null")  # fmt: skip


def test_it_states_the_time_it_is_given(unsigned, seal) -> None:
    at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    found = PdfFileReader(io.BytesIO(sign(unsigned, seal, at))).embedded_signatures[0]
    assert found.self_reported_timestamp == at


def test_the_archive_metadata_survives_sealing(unsigned, signed) -> None:
    def packet(content: bytes) -> bytes:
        return PdfFileReader(io.BytesIO(content)).root["/Metadata"].data

    assert packet(signed) == packet(unsigned)
    assert b"pdfaExtension:schemas" in packet(signed)
    assert b"pdfuaid:part" in packet(signed)


def test_a_time_without_a_zone_is_refused(unsigned, seal) -> None:
    with pytest.raises(SigningFailed, match="time zone"):
        sign(unsigned, seal, datetime(2026, 11, 23))  # noqa: DTZ001
