"""The canonical text of an edition and its digest (pure).

RFC 8785 fixes key order, white space and numbers, so the digest is the same on every machine,
whatever order a file or a database hands the keys over in. Lists keep their order: it is part
of what an edition says.
"""

import hashlib
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


def canonical(content: object) -> bytes:
    """Write JSON content as RFC 8785 bytes; number keys (of bands) become text."""
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
