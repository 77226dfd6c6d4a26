"""The canonical text of an edition and its digest (pure).

RFC 8785 fixes key order, white space and numbers, so the digest is the same on every machine,
whatever order a file or a database hands the keys over in. Lists keep their order: it is part
of what an edition says.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

CONTENT: Final = (
    "edition",
    "layers",
    "rubric",
    "scoring",
    "principles",
    "criteria",
    "alternative_structures",
    "changes",
)
LARGEST: Final = 2**53 - 1  # the last whole number that every reader of JSON keeps


class _Peculiar(Exception):
    """Content on which RFC 8785 and Python's own writer might differ."""


def canonical(content: object) -> bytes:
    """Write JSON content as RFC 8785 bytes; number keys (of bands) become text.

    Python's own writer gives these very bytes, three times as fast, wherever there is nothing
    peculiar: that is, for every edition. The rest goes to the library, which also refuses what no
    JSON can hold.
    """
    try:
        plain = _plain(content)
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return text.encode()
    except (_Peculiar, TypeError, UnicodeEncodeError):
        return bytes(rfc8785.dumps(with_text_keys(content)))


def digest(content: object) -> str:
    """Hash the canonical text: SHA-256, lower-case hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def edition_content(data: Mapping[str, Any]) -> dict[str, Any]:
    """Pick what an edition's digest covers: all that is asked; no outlook, no mappings.

    Of the framework only its slug counts; its title may be improved later.
    """
    return {
        "framework": data["framework"]["slug"],
        **{key: data.get(key, []) for key in CONTENT},
    }


def with_text_keys(content: object) -> Any:
    """Copy JSON content with every key as text, as JSON has it."""
    if isinstance(content, Mapping):
        return {str(key): with_text_keys(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [with_text_keys(value) for value in content]
    return content


def _plain(content: object) -> Any:
    """Copy content that both writers write alike, or raise `_Peculiar`.

    RFC 8785 sorts keys by UTF-16, which is Python's order for ASCII; it writes numbers as
    ECMAScript does: 99.0 as 99, and with an exponent where Python has none or the other way round
    outside of 1e-4 to 1e16.
    """
    kind = type(content)
    if kind is str or kind is bool or content is None:
        return content
    if isinstance(content, dict):
        if not "".join(content).isascii():  # TypeError for a key that is no text
            raise _Peculiar
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_plain(value) for value in content]
    return _plain_number(content)


def _plain_number(content: object) -> int | float:
    if type(content) is int and -LARGEST <= content <= LARGEST:
        return content
    if type(content) is float and 1e-4 <= abs(content) < LARGEST:  # noqa: PLR2004
        return int(content) if content.is_integer() else content
    raise _Peculiar
