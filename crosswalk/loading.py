"""Load the mappings of one edition from their data file; what the file drops is removed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from accounts.actor import Actor
from crosswalk.models import Mapping as Row
from crosswalk.models import Regulation
from crosswalk.vocabulary import Relationship
from journal.recording import record, require_transaction
from principles.edition_file import Problem, UnfitFile, parsed
from principles.models import Criterion, Edition
from principles.wording import digest

MAPPINGS_1: Final = Path(__file__).parent / "mappings" / "trust-principles-1.0.yaml"
SCHEMA: Final = "trust-mappings/1"

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows a load added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def read(path: Path) -> dict[str, Any]:
    """Read and check a file of mappings; raises `UnfitFile` with every problem."""
    try:
        data = parsed(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise UnfitFile([Problem("", "", f"The file cannot be read: {problem}")]) from problem
    found = list(problems(data))
    if found:
        raise UnfitFile(found)
    checked: dict[str, Any] = data
    return checked


def problems(data: object) -> Iterator[Problem]:
    """List everything that is wrong with a file of mappings, by criterion and field."""
    shape = {"framework": str, "edition": str, "checks": dict, "regulations": dict}
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        yield Problem("", "schema", f"The file does not say that it is {SCHEMA}.")
        return
    wrong = [key for key, kind in shape.items() if not isinstance(data.get(key), kind)]
    yield from (Problem("", key, "It is missing, or not of its kind.") for key in wrong)
    mappings = data.get("mappings")
    if wrong or not isinstance(mappings, Mapping):
        yield Problem("", "mappings", "They cannot be read.")
        return
    for key in sorted({"verified", "unverified"} ^ set(data["checks"])):
        yield Problem("", f"checks.{key}", "The checks are verified and unverified, no others.")
    for code, rows in mappings.items():
        if not isinstance(rows, list):
            yield Problem(code, "mappings", "It is not a list.")
            continue
        for number, row in enumerate(rows, start=1):
            for field, sentence in _of_row(row, set(data["regulations"])):
                yield Problem(code, f"{number}.{field}", sentence)
        pairs = Counter(
            (str(r.get("regulation")), str(r.get("ref"))) for r in rows if isinstance(r, Mapping)
        )
        for pair, times in pairs.items():
            if times > 1:
                yield Problem(code, "ref", f"{' '.join(pair)} stands {times} times.")


def _of_row(row: object, regulations: set[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(row, Mapping):
        yield "", "It is not a mapping."
        return
    for key in sorted(set(row) ^ {"regulation", "ref", "relationship", "verified"}):
        yield key, "It is missing, or not known."
    if row.get("regulation") not in regulations:
        yield "regulation", f"“{row.get('regulation')}” is not among the regulations."
    if not isinstance(row.get("ref"), str) or not str(row.get("ref")).strip():
        yield "ref", "It is not a text."
    if row.get("relationship") not in [kind.value for kind in Relationship]:
        yield "relationship", f"“{row.get('relationship')}” is no relationship."
    if not isinstance(row.get("verified"), bool):
        yield "verified", "It is neither true nor false."


def loaded(data: Mapping[str, Any], *, by: Actor) -> Change:
    """Bring checked mappings into rows within the caller's transaction; again writes nothing.

    Raises `UnfitFile` for a criterion that the edition does not have.
    """
    require_transaction()
    criteria = {
        criterion.code: criterion
        for criterion in Criterion.objects.filter(
            edition__framework__slug=data["framework"], edition__version=data["edition"]
        )
    }
    unknown = [code for code in data["mappings"] if code not in criteria]
    if unknown:
        raise UnfitFile(Problem(code, "", "The edition has no such criterion.") for code in unknown)
    regulations = _regulations(data["regulations"])
    wanted = dict(_wanted(data, criteria, regulations))
    there = {
        (row.criterion.code, row.regulation.slug, row.ref): row
        for row in Row.objects.filter(criterion__in=criteria.values()).select_related(
            "criterion", "regulation"
        )
    }
    added = [row for key, row in wanted.items() if key not in there]
    gone = [row.pk for key, row in there.items() if key not in wanted]
    changed = [row for key, row in there.items() if key in wanted and _updated(row, wanted[key])]
    if added:
        Row.objects.bulk_create(added)
    if changed:
        Row.objects.bulk_update(changed, ["relationship", "verified", "check_note"])
    if gone:
        Row.objects.filter(pk__in=gone).delete()
    change = Change(len(added), len(changed), len(gone))
    if change != Change():
        _recorded(data, change, by)
    return change


@transaction.atomic(durable=True)
def load(data: Mapping[str, Any], *, by: Actor) -> Change:
    """Load a checked file of mappings; see `loaded`."""
    return loaded(data, by=by)


def _recorded(data: Mapping[str, Any], change: Change, by: Actor) -> None:
    edition = Edition.objects.get(framework__slug=data["framework"], version=data["edition"])
    facts = {"added": change.added, "changed": change.changed, "removed": change.removed}
    record("mappings.changed", edition, by=by, after_sha256=digest(data), facts=facts)


def _regulations(titles: Mapping[str, str]) -> dict[str, Regulation]:
    there = {row.slug: row for row in Regulation.objects.filter(slug__in=list(titles))}
    new = [Regulation(slug=slug, title=titles[slug]) for slug in titles if slug not in there]
    renamed = [row for row in there.values() if row.title != titles[row.slug]]
    for row in renamed:
        row.title = titles[row.slug]
    if new:
        Regulation.objects.bulk_create(new)
    if renamed:
        Regulation.objects.bulk_update(renamed, ["title"])
    return {**there, **{row.slug: row for row in new}}


def _wanted(
    data: Mapping[str, Any],
    criteria: Mapping[str, Criterion],
    regulations: Mapping[str, Regulation],
) -> Iterator[tuple[Key, Row]]:
    for code, rows in data["mappings"].items():
        for row in rows:
            check = data["checks"]["verified" if row["verified"] else "unverified"]
            yield (
                (code, row["regulation"], row["ref"]),
                Row(
                    criterion=criteria[code],
                    regulation=regulations[row["regulation"]],
                    ref=row["ref"],
                    relationship=row["relationship"],
                    verified=row["verified"],
                    check_note=check,
                ),
            )


def _updated(row: Row, wanted: Row) -> bool:
    fields = ("relationship", "verified", "check_note")
    differs = any(getattr(row, field) != getattr(wanted, field) for field in fields)
    for field in fields:
        setattr(row, field, getattr(wanted, field))
    return differs
