"""What an unsigned document must pass before any key is touched: judged by programs of others."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pikepdf

from confinement.scratch import scratch
from reports.bounds import bounded
from reports.contents import ReportContents
from reports.presentation import DEVELOPMENT_MARK, OUTCOMES
from reports.reading import Reading
from reports.rungs import ATTACHMENTS, MARKS, is_withheld, shown

MOST_PAGES: Final = 1_000
FEWEST_PAGES: Final = 4
_SECONDS: Final = 240  # for programs that hang; a busy machine makes a sound one wait, too
# How programs may read the same page: as it looks, and in the order in which it was drawn.
_ORDERS: Final = ((), ("-raw",))
_NOT_DRAWN: Final = ("/AF", "/Names", "/OutputIntents", "/Outlines", "/StructTreeRoot")
_SHOWN: Final = re.compile(rb"\[([^\[\]]*)\] ?TJ")
_GLYPHS: Final = re.compile(rb"<([0-9a-f]+)>")


class GateRefused(Exception):
    """The document may not be signed; the text is a sentence that says why."""


def pass_gates(unsigned: bytes, contents: ReportContents, twin: bytes) -> None:
    """Refuse `unsigned` unless it is sound, holds `twin` unchanged, and can be read back.

    Raises GateRefused with one sentence.
    """
    pages = range(FEWEST_PAGES, MOST_PAGES + 1)
    written = tuple(_written(bounded(shown(contents))))
    files = {ATTACHMENTS[contents.rung]: twin}
    judge(unsigned, files=files, pages=pages, phrases=_phrases(contents), free_text=written)


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
    letter and figure must come back as often as it stands there, and of each script in them the
    words: page breaks and scripts that run from right to left change the order in which programs
    read, and wrong glyphs change the letters. Raises GateRefused with one sentence.
    """
    with scratch() as folder:
        path, drawn = folder / "document.pdf", folder / "drawn.pdf"
        path.write_bytes(unsigned)
        _sound(path)
        with pikepdf.open(path) as document:
            _pages(document, pages)
            _data(document, files)
            _save_drawn(document, drawn)
        _no_missing_glyphs(drawn)
        reading = Reading(
            _run("pdftotext", *order, "-enc", "UTF-8", str(drawn), "-").decode(errors="replace")
            for order in _ORDERS
        )
        for label, phrase in phrases:
            if not reading.holds(phrase):
                raise GateRefused(f"The {label} cannot be read back from the document.")
        for label, text in free_text:
            if not reading.has_letters(text):
                raise GateRefused(
                    f"The {label} cannot be read back from the document, letter by letter."
                )
        for script, word in reading.unread_scripts([text for _, text in free_text]):
            raise GateRefused(f"Words in {script} letters cannot be read back, such as “{word}”.")


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


def _pages(document: pikepdf.Pdf, allowed: range) -> None:
    pages = len(document.pages)
    if pages not in allowed:
        raise GateRefused(
            f"The document has {pages} pages; {allowed[0]} to {allowed[-1]} are expected."
        )


def _data(document: pikepdf.Pdf, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        found = document.attachments.get(name)
        if found is None or found.get_file().read_bytes() != content:
            raise GateRefused(f"The embedded data differs from the document's data: {name}.")


def _save_drawn(document: pikepdf.Pdf, path: Path) -> None:
    """Save what the pages draw, as it stands there: their streams, and the typefaces.

    Attachments, tags and the printer's colours change nothing in what is read; but pdftotext works
    the colours out anew for every page, which takes three quarters of its time.
    """
    for name in _NOT_DRAWN:
        if name in document.Root:
            del document.Root[name]
    document.save(
        path,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )


def _no_missing_glyphs(path: Path) -> None:
    """Refuse the empty box that stands for a letter no face has (ISO 19005-3, 6.2.11.8).

    Glyph 0 of a face is its box. WeasyPrint gives faces with such letters a map of their own, and
    all others "Identity-H".
    """
    with pikepdf.open(path) as document:
        for each in document.objects:
            if _is(each, "/Type0") and each.get("/Encoding") != "/Identity-H":
                raise GateRefused("A typeface of the document lacks letters that stand in it.")
        drawn = [page.Contents for page in document.pages]
        drawn += [each for each in document.objects if _is(each, "/Form")]
        if any(_has_boxes(each.read_bytes()) for each in drawn):
            raise GateRefused("An empty box stands in the document in place of a letter.")


def _is(found: pikepdf.Object, kind: str) -> bool:
    return isinstance(found, pikepdf.Dictionary | pikepdf.Stream) and found.get("/Subtype") == kind


def _has_boxes(drawing: bytes) -> bool:
    return any(
        glyphs[at : at + 4] == b"0000"
        for shown in _SHOWN.findall(drawing)
        for glyphs in _GLYPHS.findall(shown)
        for at in range(0, len(glyphs), 4)
    )


def _written(contents: ReportContents) -> Iterator[tuple[str, str]]:
    """Everything that people wrote and the report prints, with what it is."""
    scope, signatory = contents.scope, contents.signatory
    yield "organisation's name", contents.organisation.name
    yield "scope's title", scope.title
    parts = (scope.included, scope.excluded, scope.why) if scope.excluded else (scope.statement,)
    yield from (("scope", each) for each in parts)
    yield from (("signatory's name", signatory.name), ("authority", signatory.authority))
    yield "statement", signatory.statement
    for each in (each for principle in contents.principles for each in principle.criteria):
        yield f"wording of {each.code}", f"{each.title} {each.requirement}"
        if is_withheld(each, contents.rung):
            continue
        for result in each.results:
            yield f"answer to {each.code}", result.claim
            yield f"verdict on {each.code}", result.reason
        yield from ((f"evidence of {each.code}", evidence.title) for evidence in each.evidence)
    for finding in contents.findings:
        yield f"finding on {finding.criterion}", f"{finding.text} {finding.plan}"
        yield from (
            (f"evidence of the finding on {finding.criterion}", each.title)
            for each in finding.evidence
        )
    if (found := contents.assessment) is not None:
        yield "reasons of the decision", found.decision_reasons
        yield from (("remarks", f"{each.text} {each.answer}") for each in found.remarks)


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
    if contents.corrects is not None:
        phrases.append(("number of the report that is corrected", contents.corrects.number))
    if mark := MARKS[contents.rung]:
        phrases.append(("mark of a full report", mark))
    if contents.issuer.development:
        phrases.append(("development mark", DEVELOPMENT_MARK))
    return phrases


def _outcome(contents: ReportContents) -> str:
    """Give the words of the cover, in their order: the outcome's word alone stands elsewhere, too."""
    if contents.outcome is None or contents.assessment is None:
        return "No outcome Declared, not assessed"
    return f"Outcome {OUTCOMES[contents.outcome]} Assessed by {contents.assessment.body}"
