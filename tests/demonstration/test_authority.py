"""The development authority issues real RFC 3161 tokens, and says that they prove nothing."""

import logging
import os
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509

from custody import unsafe_authority
from demonstration.authority import LONGEST_REQUEST
from quickstart import authority as quick
from quickstart import demonstration
from quickstart.places import Places
from tests.reports.authority import answering


def run(*command: object) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def posted(address: str, content: bytes) -> bytes:
    request = urllib.request.Request(address, content)  # noqa: S310 - an address of this test
    request.add_header("Content-Type", "application/timestamp-query")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return answer.read()


def test_it_works(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data, query, reply, root = (tmp_path / name for name in ("data", "query", "reply", "root"))
    data.write_bytes(b"a report")
    run("openssl", "ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)
    with answering(tmp_path) as (authority, _), caplog.at_level(logging.WARNING, "demonstration"):
        reply.write_bytes(posted(authority.address, query.read_bytes()))
        root.write_text(ssl.DER_cert_to_PEM_cert(authority.roots[0]))
    said = run("openssl", "ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", root)
    assert said == "Verification: OK\n"
    assert "DEVELOPMENT KEY: not evidence" in run("openssl", "ts", "-reply", "-in", reply, "-text")
    assert [each.message for each in caplog.records] == [
        "DEVELOPMENT KEY: not evidence. This time-stamping authority is for trying things.",
        "DEVELOPMENT KEY: not evidence. A time stamp was issued.",
    ]


def test_its_list_of_revoked_certificates_is_fresh_and_signed_by_its_root(tmp_path: Path) -> None:
    made = unsafe_authority.make(tmp_path / "a", tmp_path / "p", address="http://127.0.0.1:1")
    listed = x509.load_der_x509_crl(made.revocation_list())
    assert listed.is_signature_valid(x509.load_der_x509_certificate(made.root).public_key())
    stamping = x509.load_der_x509_certificate(made.certificate)
    places = stamping.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert places[0].full_name[0].value == "http://127.0.0.1:1/crl"


def test_its_root_stays_when_it_moves(tmp_path: Path) -> None:
    first = unsafe_authority.make(tmp_path / "a", tmp_path / "p", address="http://127.0.0.1:1")
    second = unsafe_authority.make(tmp_path / "a", tmp_path / "p", address="http://127.0.0.1:2")
    assert first.root == second.root
    assert first.certificate != second.certificate


@pytest.mark.parametrize("content", [b"", b"hello", b"\x30\x00", bytes(LONGEST_REQUEST + 1)])
def test_what_is_no_request_is_refused(tmp_path: Path, content: bytes) -> None:
    with answering(tmp_path) as (authority, _), pytest.raises(urllib.error.HTTPError) as refused:
        posted(authority.address, content)
    assert refused.value.code in (400, 413)


def test_the_quick_start_tells_the_signer_alone_and_keeps_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TIME_STAMP_URL", "PORT", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    places = Places(tmp_path)
    everything = {**os.environ, **demonstration.environment(places, {})}
    programs = {each.name: each for each in demonstration.programs(places, everything)}
    assert [name for name, each in programs.items() if "TIME_STAMP_URL" in each.environment] == [
        "signer"
    ]
    told = programs["time-stamps"].environment
    assert not {"SECRET_KEY", "KEYS_DIR", "DATABASE_URL"} & set(told)
    assert quick.address(places) == told["AUTHORITY_URL"]


def test_a_port_that_somebody_else_took_is_given_up(tmp_path: Path) -> None:
    before = quick.address(Places(tmp_path))
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(before.rpartition(":")[2])))
        other.listen()
        assert quick.address(Places(tmp_path)) != before
