"""Each level is made, verified without a network, accepted by others; each forgery is seen."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.cli import cli_root
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from custody import local, unsafe
from reports.inspection import inspect
from reports.levels import Level
from reports.signing import SigningFailed, _Seal, sign
from reports.verification import verify
from tests.reports.authority import answering
from tests.reports.conftest import make_signer

SHIPPED = (Level.B_B, Level.B_T, Level.B_LT)
STAMPED = (Level.B_T, Level.B_LT)  # of B-LTA the structure is tested: its comparison is slow
ALL = tuple(Level)


def failed(content: bytes, expected) -> set[str]:
    verdict = verify(content, expected)
    assert not verdict.verified
    sentences = [check.sentence for check in verdict.failures]
    assert len(set(sentences)) == len(sentences)
    return {check.name for check in verdict.failures}


def run(*command: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("level", ALL)
def test_it_works(level, at_level, expected_at, unsigned) -> None:
    content = at_level(level)
    assert content.startswith(unsigned)
    verdict = verify(content, expected_at(content, level))
    assert verdict.verified, verdict.failures
    assert f"level that the log names, {level.pades}." in " ".join(
        check.sentence for check in verdict.checks
    )


def test_a_confined_child_without_a_network_gives_the_same_verdict(at_level, expected_at) -> None:
    content = at_level(Level.B_LT)
    expected = expected_at(content, Level.B_LT)
    assert inspect(content, expected) == verify(content, expected)


@pytest.mark.parametrize("is_one", ALL)
@pytest.mark.parametrize("in_the_log", ALL)
def test_a_level_other_than_the_logs_is_seen(is_one, in_the_log, at_level, expected_at) -> None:
    if is_one is in_the_log:
        return
    content = at_level(is_one)
    assert "level" in failed(content, expected_at(content, in_the_log))


def test_what_a_lower_level_lacks_is_said(at_level, expected_at) -> None:
    plain, stamped = at_level(Level.B_B), at_level(Level.B_T)
    assert failed(plain, expected_at(plain, Level.B_LT)) == {
        "level",
        "time_stamp",
        "revocation",
        "key",
    }
    assert failed(stamped, expected_at(stamped, Level.B_LT)) == {"level", "revocation"}


def test_a_dropped_archive_stamp_is_seen(at_level, expected_at) -> None:
    content = at_level(Level.B_LTA)
    seal = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    _, _, after, rest = (int(each) for each in seal.byte_range)
    dropped = content[: after + rest]
    assert verify(dropped, expected_at(dropped, Level.B_LT)).verified  # a sound file of B-LT, but:
    assert {"signatures", "level"} <= failed(dropped, expected_at(dropped, Level.B_LTA))
    assert "whole_file" in failed(dropped, expected_at(content, Level.B_LTA))


@pytest.mark.parametrize("level", ALL)
def test_appended_bytes_are_seen(level, at_level, expected_at) -> None:
    content = at_level(level)
    forged = content + b"junk"
    assert "nothing_after" in failed(forged, expected_at(forged, level))
    assert "whole_file" in failed(forged, expected_at(content, level))


@pytest.mark.parametrize("level", ALL)
def test_a_bit_flipped_in_any_padding_is_seen(level, at_level, expected_at) -> None:
    content = at_level(level)
    for each in PdfFileReader(io.BytesIO(content)).embedded_signatures:
        after = int(each.byte_range[2])
        forged = bytearray(content)
        assert forged[after - 4 : after - 1] == b"000"
        forged[after - 3] ^= 1
        assert "nothing_after" in failed(bytes(forged), expected_at(bytes(forged), level))


@pytest.mark.parametrize("level", ALL)
def test_an_update_after_the_seal_is_seen(level, at_level, expected_at) -> None:
    out = io.BytesIO(at_level(level))
    writer = IncrementalPdfFileWriter(out)
    writer.set_info(writer.add_object(writer.root.get("/Metadata").get_object()))
    writer.write_in_place()
    forged = out.getvalue()
    assert forged != at_level(level)
    assert "nothing_after" in failed(forged, expected_at(forged, level))


@pytest.mark.parametrize("level", [Level.B_B, Level.B_LT, Level.B_LTA])
def test_a_second_signature_is_seen(level, at_level, expected_at, tmp_path) -> None:
    forged = second_signature(at_level(level), make_signer(tmp_path))
    assert "signatures" in failed(forged, expected_at(forged, level))


def second_signature(content: bytes, stranger) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    metadata = PdfSignatureMetadata(field_name="Another", md_algorithm="sha256")
    return Forger(metadata, signer=_Seal(stranger)).sign_pdf(writer).getvalue()


class Forger(PdfSigner):
    """Signs whatever the first signature forbids."""

    def _enforce_certification_constraints(self, reader) -> None:
        pass


@pytest.mark.parametrize("level", SHIPPED)
def test_a_foreign_signer_is_seen(level, unsigned, expected_at, authority, tmp_path) -> None:
    stranger = make_signer(tmp_path)
    lists = local.revocations(tmp_path / "public" / unsafe.FOLDER)
    foreign = replace(authority, revocations=lists)
    forged = sign(unsigned, stranger, datetime.now(UTC), level=level, authority=foreign)
    seen = failed(forged, expected_at(forged, level))
    assert seen == {"chain", "signer", "key"} | ({"revocation"} if level.lasting else set())


@pytest.mark.parametrize("level", STAMPED)
def test_a_foreign_authority_is_seen(
    level, unsigned, seal, expected_at, authority, tmp_path
) -> None:
    with answering(tmp_path) as (foreign, _):
        own = replace(foreign, revocations=authority.revocations)
        forged = sign(unsigned, seal, datetime.now(UTC), level=level, authority=own)
    seen = failed(forged, expected_at(forged, level))
    assert seen == {"time_stamp", "key"} | ({"revocation"} if level.lasting else set())


@pytest.mark.parametrize("level", STAMPED)
def test_a_stamp_from_before_the_document_is_seen(level, at_level, expected_at) -> None:
    content = at_level(level)
    later = replace(expected_at(content, level), at=datetime.now(UTC) + timedelta(hours=1))
    assert failed(content, later) == {"time_stamp", "key"}


def test_it_is_judged_at_the_time_of_its_stamp(at_level, expected_at) -> None:
    """Years later, when certificates have run out and nobody answers any more, B-LT still verifies."""
    content = at_level(Level.B_LT)
    old = replace(expected_at(content, Level.B_LT), at=datetime.now(UTC) - timedelta(days=700))
    assert verify(content, old).verified


@pytest.mark.parametrize("level", STAMPED)
def test_a_stamped_level_needs_an_authority(level, unsigned, seal) -> None:
    with pytest.raises(SigningFailed, match="needs a time-stamping authority"):
        sign(unsigned, seal, datetime.now(UTC), level=level)


@pytest.mark.parametrize("level", SHIPPED)
def test_pdfsig_and_qpdf_accept_it(level, at_level, tmp_path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(at_level(level))
    said = run("pdfsig", "-no-ocsp", path)
    assert said.count("Signature Validation: Signature is Valid.") == 1
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)


@pytest.mark.parametrize("level", SHIPPED)
def test_openssl_accepts_the_signature_as_cades(level, at_level, seal, tmp_path) -> None:
    content = at_level(level)
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    start, before, after, rest = (int(each) for each in found.byte_range)
    (tmp_path / "cms.der").write_bytes(found.pkcs7_content)
    (tmp_path / "data").write_bytes(content[start:before] + content[after : after + rest])
    (tmp_path / "root.pem").write_bytes(pem(seal.root))
    said = run("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
               "-in", tmp_path / "cms.der", "-content", tmp_path / "data",
               "-CAfile", tmp_path / "root.pem", "-out", tmp_path / "out")  # fmt: skip
    assert "Verification successful" in said
    assert (tmp_path / "out").read_bytes() == (tmp_path / "data").read_bytes()


@pytest.mark.parametrize("level", SHIPPED)
def test_pyhankos_own_command_accepts_it(level, at_level, seal, authority, tmp_path: Path) -> None:
    path, roots = tmp_path / "report.pdf", tmp_path / "roots.pem"
    path.write_bytes(at_level(level))
    roots.write_bytes(pem(seal.root) + b"".join(pem(each) for each in authority.roots))
    command = ["sign", "validate", "--trust", str(roots), "--trust-replace",
               "--no-revocation-check", str(path)]  # fmt: skip
    said = CliRunner().invoke(cli_root, command)
    assert said.exit_code == 0, said.output
    line = next(each for each in said.output.splitlines() if each.startswith("TrustportalSeal:"))
    assert "INTACT:TRUSTED" in line
    assert line.endswith("UNTOUCHED")
    assert ("TIMESTAMP_TOKEN<INTACT:TRUSTED>" in line) == level.stamped


def pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
