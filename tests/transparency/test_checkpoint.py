import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from custody.local import CheckpointSigner
from custody.vkey import NotAVerifierKey, VerifierKey, key_id
from transparency import checkpoint
from transparency.checkpoint import Checkpoint, NotANote, NotSigned

# The example of Go's golang.org/x/mod/sumdb/note: key, text and signature made by that program.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def signer(name="log.example/log", seed=7):
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = key.public_key().public_bytes_raw()
    return CheckpointSigner(name, key_id(name, public), public, development=False, _key=key)


SIGNER = signer()
HEAD = Checkpoint("log.example/log", 5, bytes(range(32)))


def test_it_works():
    note = checkpoint.signed(HEAD, SIGNER)
    assert note.startswith("log.example/log\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— ")
    assert checkpoint.verified(note, SIGNER.verifier) == HEAD


def test_a_note_made_by_another_program_verifies():
    key = VerifierKey.parse(GO_KEY)
    text, (signature,) = checkpoint.taken_apart(GO_NOTE)
    assert text == GO_TEXT
    assert (signature.name, signature.key_id) == (key.name, key.key_id)
    assert key.accepts(signature.signature, text.encode())
    assert key.text == GO_KEY


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_every_head_comes_back(size, root):
    head = Checkpoint("log.example/log", size, root)
    assert checkpoint.verified(checkpoint.signed(head, SIGNER), SIGNER.verifier) == head


def test_other_signers_are_passed_over_and_nobody_else_is_believed():
    note = checkpoint.signed(HEAD, SIGNER)
    witness = base64.b64encode(b"\x01\x02\x03\x04" + bytes(72)).decode()
    assert checkpoint.verified(f"{note}— witness.example {witness}\n", SIGNER.verifier) == HEAD
    with pytest.raises(NotSigned):
        checkpoint.verified(note, signer(seed=8).verifier)
    with pytest.raises(NotSigned):
        checkpoint.verified(note, signer(name="other.example/log").verifier)


def test_a_second_bad_line_of_the_same_key_spoils_the_note():
    note = checkpoint.signed(HEAD, SIGNER)
    bad = base64.b64encode(SIGNER.key_id + bytes(64)).decode()
    with pytest.raises(NotSigned):
        checkpoint.verified(f"{note}— {SIGNER.name} {bad}\n", SIGNER.verifier)


def test_a_log_signs_under_its_own_name_only():
    with pytest.raises(ValueError, match="own name"):
        checkpoint.signed(Checkpoint("other.example", 1, bytes(32)), SIGNER)


def test_a_signed_note_for_another_origin_is_refused():
    body = Checkpoint("other.example", 1, bytes(32)).body
    line = base64.b64encode(SIGNER.key_id + SIGNER.sign(body.encode())).decode()
    with pytest.raises(NotSigned, match="another log"):
        checkpoint.verified(f"{body}\n— {SIGNER.name} {line}\n", SIGNER.verifier)


@pytest.mark.parametrize(
    "body",
    [
        "log.example/log\n05\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "log.example/log\n+5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "log.example/log\n٥\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "log.example/log\n9223372036854775808\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "log.example/log\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n",
        "log.example/log\n5\nAAEC\n",
        "log.example/log\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nmore\n",
        "log.example/log\n5\n",
        "\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_a_head_has_one_form_only(body):
    with pytest.raises(NotANote):
        checkpoint.parsed(body)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:-1],
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("— ", "- "),
        lambda note: note.replace("— ", "—  "),
        lambda note: note + "\n",
        lambda note: note.replace("log.example/log\n5", "log.example/log\r\n5"),
        lambda note: note + "— someone AAAAAA==\n",
        lambda note: note + "— some+one AAAAAAAA\n",
        lambda note: note * 500,
        lambda note: note[:0],
    ],
)
def test_a_note_has_one_form_only(change):
    with pytest.raises(NotANote):
        checkpoint.verified(change(checkpoint.signed(HEAD, SIGNER)), SIGNER.verifier)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_passes(at, change):
    raw = bytearray(checkpoint.signed(HEAD, SIGNER).encode())
    raw[at % len(raw)] ^= change
    try:
        note = raw.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises((NotANote, NotSigned)):
        checkpoint.verified(note, SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhM",
        "PeterNeumann+c74f20a3+!",
    ],
)
def test_a_broken_verifier_key_is_refused(text):
    with pytest.raises(NotAVerifierKey):
        VerifierKey.parse(text)
