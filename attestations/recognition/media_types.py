"""What kind of file some bytes are, by their content; everything not on the list is refused.

The first bytes say which family it is, and the family's own rules say whether it is whole and
quiet: does nothing by itself wherever it is opened. PDF files, office documents and data files
are opened in confined children only (the modules of `_PROGRAMS`); this process walks pictures and
reads text. `docs/decisions/active-content.md` says what is refused and why.
"""

import json
from pathlib import Path, PurePosixPath
from typing import Final

from attestations.recognition import kinds, pictures, texts
from attestations.recognition.kinds import ENDINGS, NOT_TAKEN, WrongKind
from confinement.parent import ChildFailed, Limits, run

HEAD: Final = 8192
LIMITS: Final = Limits(seconds=40, cpu_seconds=20, memory=768 * 1024**2)
_PARSED: Final = (kinds.JSON, kinds.YAML, kinds.XML)
_PROGRAMS: Final = {
    "pdf": "attestations.recognition.pdf",
    "packed": "attestations.recognition.packed",
    "data": "attestations.recognition.data_files",
}
_TOO_MUCH: Final = (
    "The file could not be looked through within the limits of time and memory, so it is not "
    "taken. Make it smaller or simpler, or give its SHA-256 only."
)


def media_type(path: Path, name: str) -> str:
    """The media type of the file at `path` that came as `name`; `WrongKind` when not taken."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if not head:
        raise WrongKind("The file is empty. Choose the file that holds the evidence.")
    if head.startswith(b"PK\x03\x04"):
        return _packed(path, ending)
    if head.startswith(b"%PDF-"):
        _require_ending(kinds.PDF, ending)
        return _asked("pdf", path)
    if head.startswith(pictures.SIGNATURES):
        found = pictures.kind_of(path.read_bytes())
        _require_ending(found, ending)
        return found
    return _text(path, ending)


def _require_ending(found: str, ending: str) -> None:
    endings = ENDINGS[found]
    if ending not in endings:
        raise WrongKind(
            f"The file's content is {found}, but its name ends in “.{ending[:20]}”. "
            f"Name it “.{endings[0]}” and choose it again."
        )


def _packed(path: Path, ending: str) -> str:
    found = _asked("packed", path)
    _require_ending(found, ending)
    return found


def _text(path: Path, ending: str) -> str:
    content = path.read_bytes()
    text = texts.decoded(content)
    found = next((kind for kind, endings in ENDINGS.items() if ending in endings), "")
    if found in _PARSED:
        if (
            found == kinds.YAML
        ):  # which a page may be too; JSON and XML are known by their own rules
            texts.require_no_page(text[:HEAD])
        return _asked("data", path, found)
    texts.require_no_page(text)
    if not found.startswith("text/"):
        raise WrongKind(NOT_TAKEN)
    if found == "text/csv":
        texts.require_no_formula(text)
    return found


def _asked(family: str, path: Path, *arguments: str) -> str:
    """What the confined child says; one that does not come to an end refuses the file."""
    try:
        said = run(_PROGRAMS[family], path.read_bytes(), LIMITS, arguments=arguments)
    except ChildFailed as reason:
        raise WrongKind(_TOO_MUCH) from reason
    told: dict[str, str] = json.loads(said)
    if "refused" in told:
        raise WrongKind(told["refused"])
    return told["media_type"]
