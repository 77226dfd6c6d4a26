"""What anybody can check of a published report, with programs that others wrote."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import override_settings
from jsonschema import Draft202012Validator
from pymerkle import InmemoryTree

import reports
from custody.vkey import VerifierKey
from tests.journeys.visitor import Visitor
from tests.running import Portal
from tests.security import invariants
from transparency.proof import holds, parsed

KEYS_OF_A_STANDING = {
    "scope",
    "framework",
    "edition",
    "kind",
    "status",
    "outcome",
    "renewal_due",
    "as_of",
    "valid_from",
    "valid_to",
    "overall",
    "uncertainty",
    "principles",
    "flags",
    "report",
}
KEYS_OF_A_REPORT = {"number", "sha256", "log_index", "html_url", "pdf_url", "json_url"}
SCHEMA = Path(reports.__file__).with_name("twin.schema.json")


def ran(*command: str) -> str:
    """What a program says; it must end well."""
    assert shutil.which(command[0]), f"{command[0]} is missing."
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


def pdf_is_good(pdf: bytes, folder: Path, *said: str) -> None:
    """pdfsig, qpdf and pdftotext accept the file, and the text says this."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    ran("qpdf", "--check", str(file))
    signature = ran("pdfsig", "-nocert", str(file))
    assert "Signature Validation: Signature is Valid." in signature
    assert "Total document signed" in signature
    assert signature.count("Signature #") == 1
    text = ran("pdftotext", "-layout", str(file), "-")
    flat = " ".join(text.split())
    for words in said:
        assert words in flat, f"The PDF does not say “{words}”."
    pages = [page for page in text.split("\f") if page.strip()]
    assert all("development key" in page.lower() for page in pages), "on every page"
    assert ".json" in ran("qpdf", "--list-attachments", str(file))


def twin_is_good(twin: bytes) -> dict[str, Any]:
    """The twin fits its published schema."""
    content: dict[str, Any] = json.loads(twin)
    schema = json.loads(SCHEMA.read_text())
    problems = list(Draft202012Validator(schema).iter_errors(content))
    assert not problems, problems[:3]
    return content


def log_key(anyone: Visitor) -> VerifierKey:
    return VerifierKey.parse(anyone.open("/log/key").text.strip(), development=True)


def checkpoint_is_signed(anyone: Visitor) -> tuple[int, bytes]:
    """Size and root of the latest checkpoint, its signature checked without our own code (C2SP)."""
    note = anyone.open("/log/checkpoint").text
    text, _, signatures = note.partition("\n\n")
    key = log_key(anyone)
    origin, size, root = text.splitlines()[:3]
    assert origin == key.name
    name, signature = signatures.removeprefix("— ").split("\n")[0].rsplit(" ", 1)
    assert name == key.name
    raw = base64.b64decode(signature)
    assert raw[:4] == key.key_id
    Ed25519PublicKey.from_public_bytes(key.public_key).verify(raw[4:], f"{text}\n".encode())
    return int(size), base64.b64decode(root)


def leaves(anyone: Visitor, size: int) -> list[bytes]:
    """Every leaf under a checkpoint, out of the bundles that mirrors read (tlog-tiles)."""
    found: list[bytes] = []
    for tile in range((size + 255) // 256):
        left = min(256, size - 256 * tile)
        partial = f".p/{left}" if left < 256 else ""
        body = anyone.open(f"/log/tile/entries/{tile:03d}{partial}").body
        while body:
            length = int.from_bytes(body[:2], "big")
            found.append(body[2 : 2 + length])
            body = body[2 + length :]
    return found


def stands_in_the_log(anyone: Visitor, index: int, sha256: str) -> None:
    """The report's leaf names the PDF's digest; its proof holds by our code and by pymerkle."""
    size, root = checkpoint_is_signed(anyone)
    contents = leaves(anyone, size)
    leaf = contents[index]
    assert json.loads(leaf)["sha256"] == sha256
    holds(parsed(anyone.open(f"/log/proof/{index}").text), leaf, log_key(anyone))
    tree = InmemoryTree(algorithm="sha256")
    for content in contents:
        tree.append_entry(content)
    assert tree.get_state() == root
    of_this_file = [c for c in contents if json.loads(c).get("sha256") == sha256]
    assert of_this_file == [leaf], "one leaf and no second"


def standing_is_exact(answer: dict[str, Any], slug: str) -> dict[str, Any]:
    """Exactly the keys that partners were promised; the first standing."""
    assert set(answer) == {"organisation", "standings"}
    assert set(answer["organisation"]) == {"slug", "name", "country"}
    assert answer["organisation"]["slug"] == slug
    for standing in answer["standings"]:
        assert set(standing) == KEYS_OF_A_STANDING
        assert set(standing["scope"]) == {
            "slug",
            "statement",
            "included",
            "excluded",
            "why",
            "layers",
        }
        assert set(standing["overall"]) == {"conformance", "maturity"}
        assert set(standing["report"]) == KEYS_OF_A_REPORT
        assert [p["code"] for p in standing["principles"]] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
        for principle in standing["principles"]:
            keys = {"code", "declared", "assessed", "assurance", "uncertainty"}
            assert set(principle) == keys
            assert set(principle["declared"]) == {"conformance", "maturity"}
            assert isinstance(principle["declared"]["conformance"], str)
    first: dict[str, Any] = answer["standings"][0]
    return first


def invariants_hold(portal: Portal) -> None:
    """What must never happen has not happened, as far as rows and the log can tell."""
    public = portal.var / "public-keys"
    with override_settings(PUBLIC_KEYS_DIR=public, SITE_ORIGIN=portal.origin):
        invariants.check()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
