"""Load laws, their clauses and the mappings to them from data files.

What the files drop is removed. Rows are made for published editions only: a mapping on a draft
would keep the draft from being replaced. A draft's criteria are still held against the file.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db import models, transaction

from accounts.actor import Actor
from crosswalk.models import Clause, Regulation
from crosswalk.models import Mapping as Row
from crosswalk.reading import MAPPINGS, Files, read
from journal.recording import record, require_transaction
from principles.edition_file import Problem, UnfitFile
from principles.models import Criterion, Edition
from principles.wording import digest

__all__ = ["MAPPINGS", "Change", "Files", "load", "loaded", "read"]

OF_REGULATION: Final = (
    "title", "short_name", "kind", "issuer", "url", "clauses_listed", "covers", "note",
)  # fmt: skip
OF_CLAUSE: Final = ("title", "order", "applies_from", "applies_note", "source")
OF_MAPPING: Final = (
    "relationship", "confidence", "author", "dated", "judged_on", "judged_sha256",
    "verified", "verified_by", "verified_on", "check_note",
)  # fmt: skip

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Change:
    """How many mappings a load added, changed and removed, and how many clauses it touched."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    clauses: int = 0


def loaded(files: Files, *, by: Actor) -> Change:
    """Bring checked files into rows within the caller's transaction; again writes nothing.

    Raises `UnfitFile` when none of the editions is published, for a criterion that an edition
    does not have, and for an edition that is not there and on whose text a mapping was judged.
    """
    require_transaction()
    data = files.mappings
    editions = _editions(data)
    criteria = _criteria(editions)
    _fitting(data, editions, criteria)
    regulations, dropped, about = _regulations(files)
    clauses, gone_clauses, written = _clauses(files, regulations, dropped)
    published = [each for each in editions.values() if each.published_at is not None]
    wanted = dict(_wanted(data, published, criteria, clauses))
    there = {
        (row.criterion_id, row.clause_id): row
        for row in Row.objects.filter(criterion__edition__framework__slug=data["framework"])
    }
    added, changed, gone = _synced(Row, there, wanted, OF_MAPPING)
    _removed(gone, gone_clauses, dropped)
    touched = about + written + len(gone_clauses) + len(dropped)
    change = Change(added, changed, len(gone), touched)
    if change != Change():
        _recorded(files, editions, change, by)
    return change


@transaction.atomic(durable=True)
def load(files: Files, *, by: Actor) -> Change:
    """Load checked files; see `loaded`."""
    return loaded(files, by=by)


def _editions(data: Mapping[str, Any]) -> dict[str, Edition]:
    rows = Edition.objects.filter(framework__slug=data["framework"]).order_by("effective_on")
    found = {row.version: row for row in rows if row.version in data["editions"]}
    if not any(row.published_at for row in found.values()):
        raise UnfitFile([Problem("", "editions", "None of them is published.")])
    return found


def _criteria(editions: Mapping[str, Edition]) -> dict[str, dict[str, Criterion]]:
    by_id = {row.pk: version for version, row in editions.items()}
    found: dict[str, dict[str, Criterion]] = {version: {} for version in editions}
    rows = Criterion.objects.filter(edition__in=list(by_id)).only("code", "sha256", "edition_id")
    for row in rows:
        found[by_id[row.edition_id]][row.code] = row
    return found


def _fitting(
    data: Mapping[str, Any],
    editions: Mapping[str, Edition],
    criteria: Mapping[str, Mapping[str, Criterion]],
) -> None:
    wrong: dict[tuple[str, str], Problem] = {}
    for code, row in _rows(data):
        for version in row.get("editions", data["editions"]):
            if version in editions and code not in criteria[version]:
                sentence = (
                    f"Edition {version} has no such criterion. A mapping that means other "
                    "editions says which."
                )
                wrong[code, version] = Problem(code, "editions", sentence)
        judged_on = row.get("judged_on", data["judged_on"])
        if code not in criteria.get(judged_on, {}):
            sentence = f"Edition {judged_on}, on whose text it was judged, has it not."
            wrong[code, f"judged {judged_on}"] = Problem(code, "judged_on", sentence)
    if wrong:
        raise UnfitFile(wrong.values())


def _rows(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((code, row) for code, rows in data["mappings"].items() for row in rows)


def _regulations(files: Files) -> tuple[dict[str, Regulation], list[Regulation], int]:
    wanted = {
        slug: Regulation(
            slug=slug,
            clauses_listed=data["listed"],
            **{field: data[field] for field in OF_REGULATION if field in data},
        )
        for slug, data in files.regulations.items()
    }
    there = {row.slug: row for row in Regulation.objects.all()}
    added, changed, dropped = _synced(Regulation, there, wanted, OF_REGULATION)
    kept = {slug: there.get(slug, row) for slug, row in wanted.items()}
    return kept, dropped, added + changed


def _clauses(
    files: Files, regulations: Mapping[str, Regulation], dropped: Iterable[Regulation]
) -> tuple[dict[tuple[str, str], Clause], list[Clause], int]:
    wanted = {
        (slug, clause["ref"]): _clause(regulations[slug], order, clause, data.get("applies", {}))
        for slug, data in files.regulations.items()
        for order, clause in enumerate(data["clauses"], start=1)
    }
    slugs = {row.pk: row.slug for row in (*regulations.values(), *dropped)}
    there = {(slugs[row.regulation_id], row.ref): row for row in Clause.objects.all()}
    added, changed, gone = _synced(Clause, there, wanted, OF_CLAUSE)
    kept = {key: there.get(key, row) for key, row in wanted.items()}
    return kept, gone, added + changed


def _clause(
    regulation: Regulation, order: int, data: Mapping[str, Any], default: Mapping[str, str]
) -> Clause:
    applies = data.get("applies", default)
    return Clause(
        regulation=regulation,
        ref=data["ref"],
        title=data["title"],
        order=order,
        applies_from=date.fromisoformat(applies["from"]) if "from" in applies else None,
        applies_note=applies.get("note", ""),
        source=applies.get("source", ""),
    )


def _wanted(
    data: Mapping[str, Any],
    published: Iterable[Edition],
    criteria: Mapping[str, Mapping[str, Criterion]],
    clauses: Mapping[tuple[str, str], Clause],
) -> Iterator[tuple[tuple[Any, Any], Row]]:
    versions = [edition.version for edition in published]
    for code, row in _rows(data):
        check = data["checks"]["verified" if row["verified"] else "unverified"]
        said = {**data, **check, **row}
        clause = clauses[row["regulation"], row["ref"]]
        day = said.get("verified_on") if row["verified"] else None
        for version in versions:
            if version not in said["editions"]:
                continue
            criterion = criteria[version][code]
            yield (
                (criterion.pk, clause.pk),
                Row(
                    criterion=criterion,
                    clause=clause,
                    relationship=row["relationship"],
                    confidence=said["confidence"],
                    author=said["author"],
                    dated=date.fromisoformat(said["dated"]),
                    judged_on=said["judged_on"],
                    judged_sha256=criteria[said["judged_on"]][code].sha256,
                    verified=row["verified"],
                    verified_by=said["verified_by"] if row["verified"] else "",
                    verified_on=date.fromisoformat(day) if day else None,
                    check_note=check["note"],
                ),
            )


def _synced(
    model: type[Kept],
    there: Mapping[Key, Kept],
    wanted: Mapping[Key, Kept],
    fields: Sequence[str],
) -> tuple[int, int, list[Kept]]:
    """Add what is not there, change what differs; tell how many, and what is there unwanted."""
    added = [row for key, row in wanted.items() if key not in there]
    changed = [
        row for key, row in there.items() if key in wanted and _differs(row, wanted[key], fields)
    ]
    if added:
        model._default_manager.bulk_create(added)  # noqa: SLF001 - Django's documented API
    if changed:
        model._default_manager.bulk_update(changed, fields)  # noqa: SLF001
    return len(added), len(changed), [row for key, row in there.items() if key not in wanted]


def _removed(*kinds: Sequence[models.Model]) -> None:
    """Delete what is unwanted, what refers to others first."""
    for rows in kinds:
        if rows:
            manager = type(rows[0])._default_manager  # noqa: SLF001
            manager.filter(pk__in=[row.pk for row in rows]).delete()


def _differs(row: models.Model, wanted: models.Model, fields: Sequence[str]) -> bool:
    """Take over what is wanted; tell whether that changed anything."""
    differs = any(getattr(row, field) != getattr(wanted, field) for field in fields)
    for field in fields:
        setattr(row, field, getattr(wanted, field))
    return differs


def _recorded(files: Files, editions: Mapping[str, Edition], change: Change, by: Actor) -> None:
    data = files.mappings
    facts = {
        "added": change.added,
        "changed": change.changed,
        "removed": change.removed,
        "clauses": change.clauses,
    }
    content = {"mappings": data, "regulations": files.regulations}
    edition = editions.get(data["judged_on"]) or next(iter(editions.values()))
    record("mappings.changed", edition, by=by, after_sha256=digest(content), facts=facts)
