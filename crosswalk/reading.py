"""Read the files of mappings and of clauses, and list everything that is wrong with them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from crosswalk.vocabulary import Confidence, Kind, Listed, Relationship
from principles.edition_file import Problem, UnfitFile, parsed

FOLDER: Final = Path(__file__).parent
MAPPINGS: Final = FOLDER / "mappings" / "trust-principles.yaml"
REGULATIONS: Final = FOLDER / "regulations"
SCHEMA: Final = "trust-mappings/2"
CLAUSES_SCHEMA: Final = "trust-regulation/1"

ROW: Final = {"regulation", "ref", "relationship", "verified"}
OF_ITS_OWN: Final = {
    "editions", "judged_on", "author", "dated", "confidence", "verified_by", "verified_on",
}  # fmt: skip
REGULATION: Final = {
    "slug", "title", "short_name", "kind", "issuer", "url", "listed", "covers", "note",
}  # fmt: skip
APPLIES: Final = {"from", "source", "note"}


@dataclass(frozen=True, slots=True)
class Files:
    """A checked file of mappings, and the checked files of clauses by their slugs."""

    mappings: dict[str, Any]
    regulations: dict[str, dict[str, Any]]


def read(path: Path = MAPPINGS, folder: Path = REGULATIONS) -> Files:
    """Read and check a file of mappings with the clauses of `folder`; raises `UnfitFile`."""
    mappings = _content(path)
    regulations = {file.stem: _content(file) for file in sorted(folder.glob("*.yaml"))}
    found = [
        *(wrong for slug, data in regulations.items() for wrong in clause_problems(slug, data)),
        *problems(mappings, regulations),
    ]
    if found:
        raise UnfitFile(found)
    return Files(mappings, regulations)


def _content(path: Path) -> Any:
    try:
        return parsed(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise UnfitFile([Problem("", "", f"The file cannot be read: {problem}")]) from problem


def clause_problems(slug: str, data: object) -> Iterator[Problem]:
    """List everything that is wrong with a file of clauses, by regulation and field."""
    if not isinstance(data, Mapping) or data.get("schema") != CLAUSES_SCHEMA:
        yield Problem(slug, "schema", f"The file does not say that it is {CLAUSES_SCHEMA}.")
        return
    yield from (Problem(slug, *each) for each in _of_regulation(slug, data))
    clauses = data.get("clauses")
    if not isinstance(clauses, list) or not clauses:
        yield Problem(slug, "clauses", "There are none.")
        return
    for number, clause in enumerate(clauses, start=1):
        for field, sentence in _of_clause(clause):
            yield Problem(slug, f"clauses.{number}.{field}", sentence)
    refs = Counter(str(each.get("ref")) for each in clauses if isinstance(each, Mapping))
    for ref, times in refs.items():
        if times > 1:
            yield Problem(slug, "ref", f"{ref} stands {times} times.")


def _of_regulation(slug: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(REGULATION):
        if not isinstance(data.get(key), str):
            yield key, "It is missing, or not a text."
    for key in sorted(set(data) - REGULATION - {"schema", "applies", "clauses"}):
        yield key, "It is not known."
    url = data.get("url")
    if isinstance(url, str) and url and not url.startswith("https://"):
        yield "url", "It does not begin with https://."
    if data.get("slug") != slug:
        yield "slug", "It is not the file's name."
    if data.get("kind") not in list(Kind):
        yield "kind", f"“{data.get('kind')}” is no kind."
    if data.get("listed") not in list(Listed):
        yield "listed", "The clauses are listed complete or partial."
    yield from _of_applies(data.get("applies", {}))


def _of_clause(clause: object) -> Iterator[tuple[str, str]]:
    if not isinstance(clause, Mapping):
        yield "", "It is not a mapping."
        return
    for key in sorted(set(clause) - {"applies"} ^ {"ref", "title"}):
        yield key, "It is missing, or not known."
    if not isinstance(clause.get("ref"), str) or not str(clause.get("ref")).strip():
        yield "ref", "It is not a text."
    if not isinstance(clause.get("title", ""), str):
        yield "title", "It is not a text."
    yield from _of_applies(clause.get("applies", {}))


def _of_applies(applies: object) -> Iterator[tuple[str, str]]:
    if not isinstance(applies, Mapping) or not all(isinstance(v, str) for v in applies.values()):
        yield "applies", "It is not a mapping of texts."
        return
    for key in sorted(set(applies) - APPLIES):
        yield f"applies.{key}", "It is not known."
    if "from" in applies:
        if not _is_day(applies["from"]):
            yield "applies.from", f"“{applies['from']}” is no day."
        if not applies.get("source"):
            yield "applies.source", "A day needs its source."


def problems(data: object, regulations: Mapping[str, Any]) -> Iterator[Problem]:
    """List everything that is wrong with a file of mappings, by criterion and field."""
    shape = {
        "framework": str, "editions": list, "judged_on": str, "author": str, "dated": str,
        "checks": dict, "mappings": dict,
    }  # fmt: skip
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        yield Problem("", "schema", f"The file does not say that it is {SCHEMA}.")
        return
    wrong = [key for key, kind in shape.items() if not isinstance(data.get(key), kind)]
    yield from (Problem("", key, "It is missing, or not of its kind.") for key in wrong)
    if wrong:
        return
    yield from _of_checks(data)
    refs = {slug: _refs(clauses) for slug, clauses in regulations.items()}
    for code, rows in data["mappings"].items():
        if not isinstance(rows, list):
            yield Problem(code, "mappings", "It is not a list.")
            continue
        for number, row in enumerate(rows, start=1):
            for field, sentence in _of_row(row, refs, data["editions"]):
                yield Problem(code, f"{number}.{field}", sentence)
        yield from _twice(code, rows)


def _refs(data: object) -> set[str]:
    clauses = data.get("clauses") if isinstance(data, Mapping) else None
    rows = clauses if isinstance(clauses, list) else []
    return {str(each.get("ref")) for each in rows if isinstance(each, Mapping)}


def _of_checks(data: Mapping[str, Any]) -> Iterator[Problem]:
    if not data["editions"] or not all(isinstance(each, str) for each in data["editions"]):
        yield Problem("", "editions", "They are not a list of versions.")
    if not _is_day(data["dated"]):
        yield Problem("", "dated", f"“{data['dated']}” is no day.")
    needed = {
        "verified": {"note", "confidence", "verified_by", "verified_on"},
        "unverified": {"note", "confidence"},
    }
    for key in sorted(set(needed) ^ set(data["checks"])):
        yield Problem("", f"checks.{key}", "The checks are verified and unverified, no others.")
    for key in sorted(set(needed) & set(data["checks"])):
        check = data["checks"][key]
        if not isinstance(check, Mapping) or set(check) != needed[key]:
            told = ", ".join(sorted(needed[key]))
            yield Problem("", f"checks.{key}", f"It says {told}, nothing else.")
            continue
        yield from (Problem("", f"checks.{key}.{field}", text) for field, text in _of_own(check))


def _of_row(
    row: object, refs: Mapping[str, set[str]], editions: list[Any]
) -> Iterator[tuple[str, str]]:
    if not isinstance(row, Mapping):
        yield "", "It is not a mapping."
        return
    for key in sorted(set(row) - OF_ITS_OWN ^ ROW):
        yield key, "It is missing, or not known."
    slug, ref = row.get("regulation"), row.get("ref")
    if not isinstance(slug, str) or slug not in refs:
        yield "regulation", f"“{slug}” is not among the regulations."
    elif "ref" in row and (not isinstance(ref, str) or ref not in refs[slug]):
        yield "ref", f"“{ref}” is not among the clauses of {slug}."
    if row.get("relationship") not in list(Relationship):
        yield "relationship", f"“{row.get('relationship')}” is no relationship."
    if not isinstance(row.get("verified"), bool):
        yield "verified", "It is neither true nor false."
    elif not row["verified"] and {"verified_by", "verified_on"} & set(row):
        yield "verified", "What is not verified names nobody who verified it, and no day."
    own = row.get("editions", [])
    if not isinstance(own, list) or any(each not in editions for each in own):
        yield "editions", "They are not among the editions of the file."
    yield from _of_own(row)


def _of_own(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "confidence" in said and said["confidence"] not in list(Confidence):
        yield "confidence", f"“{said['confidence']}” is no confidence."
    for key in ("dated", "verified_on"):
        if key in said and not _is_day(said[key]):
            yield key, f"“{said[key]}” is no day."
    for key in ("author", "verified_by", "judged_on", "note"):
        if key in said and not (isinstance(said[key], str) and said[key].strip()):
            yield key, "It is not a text."


def _twice(code: str, rows: list[Any]) -> Iterator[Problem]:
    pairs = Counter(
        (str(r.get("regulation")), str(r.get("ref"))) for r in rows if isinstance(r, Mapping)
    )
    for pair, times in pairs.items():
        if times > 1:
            yield Problem(code, "ref", f"{' '.join(pair)} stands {times} times.")


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
