"""What an unsigned document must pass before any key is touched: judged by programs of others."""

import hashlib
import shutil
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from reports.contents import ReportContents
from reports.presentation import DEVELOPMENT_MARK, OUTCOMES
from reports.twin import NAME

MOST_PAGES: Final = 600
FEWEST_PAGES: Final = 4
_SECONDS: Final = 60


class GateRefused(Exception):
    """The document may not be signed; the text is a sentence that says why."""


def pass_gates(unsigned: bytes, contents: ReportContents, twin: bytes) -> None:
    """Refuse `unsigned` unless it is sound, holds `twin` unchanged, and can be read back.

    Raises GateRefused with one sentence.
    """
    pages = range(FEWEST_PAGES, MOST_PAGES + 1)
    judge(unsigned, files={NAME: twin}, pages=pages, phrases=_phrases(contents))


def judge(
    unsigned: bytes,
    *,
    files: Mapping[str, bytes],
    pages: range,
    phrases: Sequence[tuple[str, str]],
    free_text: Sequence[tuple[str, str]] = (),
) -> None:
    """Refuse `unsigned` unless it is sound, holds `files` unchanged, and can be read back.

    Each of `phrases` (what it is, its words) must stand in it as written. Of each `free_text` every
    letter and figure must come back as often as it stands there: page breaks and scripts that run
    from right to left change the order in which programs read, and wrong glyphs change the letters.
    Raises GateRefused with one sentence.
    """
    with tempfile.TemporaryDirectory(prefix="trustportal-gates-") as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(unsigned)
        _sound(path)
        _pages(path, pages)
        for name, content in files.items():
            _data(path, name, content)
        read = _folded(_run("pdftotext", "-enc", "UTF-8", str(path), "-").decode(errors="replace"))
    for label, phrase in phrases:
        if _folded(phrase) not in read:
            raise GateRefused(f"The {label} cannot be read back from the document.")
    there = Counter(read)
    for label, text in free_text:
        wanted = Counter(letter for letter in _folded(text) if letter.isalnum())
        if not wanted <= there:
            raise GateRefused(
                f"The {label} cannot be read back from the document, letter by letter."
            )


def _run(program: str, *arguments: str) -> bytes:
    found = shutil.which(program)
    if found is None:
        raise GateRefused(f"The program {program} is missing, so the document cannot be judged.")
    try:
        done = subprocess.run(  # noqa: S603  # fixed programs, our own file
            [found, *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise GateRefused(f"{program} took longer than {_SECONDS} seconds.") from None
    if done.returncode != 0:
        raise GateRefused(f"{program} {arguments[0]} ended with status {done.returncode}.")
    return done.stdout


def _sound(path: Path) -> None:
    _run("qpdf", "--check", str(path))


def _pages(path: Path, allowed: range) -> None:
    pages = int(_run("qpdf", "--show-npages", str(path)))
    if pages not in allowed:
        raise GateRefused(
            f"The document has {pages} pages; {allowed[0]} to {allowed[-1]} are expected."
        )


def _data(path: Path, name: str, content: bytes) -> None:
    embedded = _run("qpdf", f"--show-attachment={name}", str(path))
    if hashlib.sha256(embedded).digest() != hashlib.sha256(content).digest():
        raise GateRefused(f"The embedded data differs from the document's data: {name}.")


def _phrases(contents: ReportContents) -> Sequence[tuple[str, str]]:
    phrases = [
        ("number", contents.number),
        ("organisation's name", contents.organisation.name),
        ("outcome", _outcome(contents)),
        ("submission's digest", contents.submission_sha256),
    ]
    phrases += [
        ("code of a criterion", criterion.code)
        for principle in contents.principles
        for criterion in principle.criteria
    ]
    if contents.issuer.development:
        phrases.append(("development mark", DEVELOPMENT_MARK))
    return phrases


def _outcome(contents: ReportContents) -> str:
    """Give the words of the cover, in their order: the outcome's word alone stands elsewhere, too."""
    if contents.outcome is None or contents.assessment is None:
        return "No outcome Declared, not assessed"
    return f"Outcome {OUTCOMES[contents.outcome]} Assessed by {contents.assessment.body}"


def _folded(text: str) -> str:
    """Compare letters only: no white space, no marks of direction, compatibility forms made equal."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        letter for letter in plain if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )
