"""What an unsigned report must pass before any key is touched: judged by programs of others."""

import hashlib
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
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
    with tempfile.TemporaryDirectory(prefix="trustportal-gates-") as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(unsigned)
        _sound(path)
        _pages(path)
        _data(path, twin)
        _text(path, contents)


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


def _pages(path: Path) -> None:
    pages = int(_run("qpdf", "--show-npages", str(path)))
    if not FEWEST_PAGES <= pages <= MOST_PAGES:
        raise GateRefused(
            f"The document has {pages} pages; {FEWEST_PAGES} to {MOST_PAGES} are expected."
        )


def _data(path: Path, twin: bytes) -> None:
    embedded = _run("qpdf", f"--show-attachment={NAME}", str(path))
    if hashlib.sha256(embedded).digest() != hashlib.sha256(twin).digest():
        raise GateRefused("The embedded data differs from the report's data.")


def _text(path: Path, contents: ReportContents) -> None:
    """Refuse a document whose text does not come back out: the wrong glyphs may still look right."""
    read = _folded(_run("pdftotext", "-enc", "UTF-8", str(path), "-").decode("utf-8", "replace"))
    for label, phrase in _phrases(contents):
        if _folded(phrase) not in read:
            raise GateRefused(f"The {label} cannot be read back from the document.")


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
