"""A real PKCS#11 token for tests: SoftHSM 2 in a folder of its own, with a P-256 key of a real chain."""

import os
import subprocess
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.ec import decode_ec_private_key

from custody import unsafe
from custody.token import Token

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "4711-not-a-secret"


def folder_for_tokens(folder: Path) -> None:
    """SoftHSM reads its configuration when the module is first loaded: one folder a process."""
    if "SOFTHSM2_CONF" not in os.environ:
        (folder / "tokens").mkdir()
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(configuration)


def token_with_a_key(folder: Path, label: str, *, extractable: bool = False) -> tuple[Token, Path]:
    """A token whose key "seal" has a certificate, and the folder with the public chain."""
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label,
         "--so-pin", "8899", "--pin", PIN],
        check=True, capture_output=True,
    )  # fmt: skip
    unsafe.make(folder / "keys", folder / "public", log_origin="t.example/log", production=False)
    made = folder / "keys" / unsafe.FOLDER
    key = load_pem_private_key((made / "reports.key.pem").read_bytes(), password=None)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    module = pkcs11.lib(str(MODULE))
    module.reinitialize()
    with module.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
        session.create_object(
            decode_ec_private_key(plain)
            | {
                Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: True,
                Attribute.LABEL: "seal",
                Attribute.SIGN: True,
                Attribute.SENSITIVE: not extractable,
                Attribute.EXTRACTABLE: extractable,
            }
        )
    return Token(MODULE, label, "seal", PIN), made / "public"
