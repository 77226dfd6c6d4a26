"""What is planned for later editions: announced changes of criteria, from their data file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from accounts.actor import Actor
from journal.recording import record, require_transaction
from principles.edition_file import FOLDER, Problem, UnfitFile, parsed
from principles.models import Criterion, Framework, PlannedRevision
from principles.wording import digest

PLANNED: Final = FOLDER / "trust-principles-planned.yaml"
SCHEMA: Final = "trust-planned/1"
FIELDS: Final = ("criterion", "effective_on", "change", "reason")


def read(path: Path) -> dict[str, Any]:
    """Read and check a file of planned revisions; raises `UnfitFile` with every problem."""
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
    """List everything that is wrong with a file of planned revisions."""
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        yield Problem("", "schema", f"The file does not say that it is {SCHEMA}.")
        return
    for key in sorted(set(data) - {"schema", "framework", "planned_revisions"}):
        yield Problem("", key, "Nothing of this name belongs here.")
    if not _is_text(data.get("framework")):
        yield Problem("", "framework", "Name the framework.")
    rows = data.get("planned_revisions")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield Problem("", "planned_revisions", "They are not a list of revisions.")
        return
    for number, row in enumerate(rows, start=1):
        yield from _of_row(row, number)
    pairs = Counter((str(row.get("criterion")), str(row.get("effective_on"))) for row in rows)
    for (code, day), times in pairs.items():
        if times > 1:
            yield Problem(code, "effective_on", f"{day} stands {times} times.")


def _of_row(row: Mapping[str, Any], number: int) -> Iterator[Problem]:
    code = row.get("criterion")
    where = code if isinstance(code, str) and code else f"revision {number}"
    for field in FIELDS:
        if not _is_text(row.get(field)):
            yield Problem(where, field, "It is missing, or no text.")
    for field in sorted(set(row) - set(FIELDS)):
        yield Problem(where, field, "Nothing of this name belongs here.")
    if _is_text(row.get("effective_on")) and not _is_day(row["effective_on"]):
        yield Problem(where, "effective_on", f"“{row['effective_on']}” is no day of the calendar.")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def loaded(data: Mapping[str, Any], *, by: Actor) -> bool:
    """Put a checked file in the place of what was planned; tell whether anything changed.

    Joins the caller's transaction. The framework is locked before its set is judged, so that
    two loads take turns. Raises `UnfitFile` when no published edition asks a criterion that is
    to be changed: a plan is for what people can read.
    """
    require_transaction()
    framework = Framework.objects.select_for_update().filter(slug=data["framework"]).first()
    if framework is None:
        raise UnfitFile([Problem("", "framework", f"There is no framework “{data['framework']}”.")])
    wanted = sorted(data["planned_revisions"], key=_place)
    asked = set(
        Criterion.objects.filter(
            edition__framework=framework, edition__published_at__isnull=False
        ).values_list("code", flat=True)
    )
    missing = [row["criterion"] for row in wanted if row["criterion"] not in asked]
    if missing:
        raise UnfitFile(
            Problem(code, "criterion", "No published edition asks it.") for code in missing
        )
    held = _held(framework)
    if held == wanted:
        return False
    PlannedRevision.objects.filter(framework=framework).delete()
    PlannedRevision.objects.bulk_create(
        PlannedRevision(
            framework=framework,
            criterion_code=row["criterion"],
            effective_on=row["effective_on"],
            change=row["change"],
            reason=row["reason"],
        )
        for row in wanted
    )
    record(
        "planned_revisions.changed",
        framework,
        by=by,
        before_sha256=digest(held),
        after_sha256=digest(wanted),
        facts={"framework": framework.slug, "revisions": len(wanted)},
    )
    return True


def _held(framework: Framework) -> list[dict[str, str]]:
    rows = [
        {
            "criterion": row.criterion_code,
            "effective_on": row.effective_on.isoformat(),
            "change": row.change,
            "reason": row.reason,
        }
        for row in framework.planned_revisions.all()
    ]
    return sorted(rows, key=_place)


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["effective_on"], row["criterion"]


@transaction.atomic(durable=True)
def load(data: Mapping[str, Any], *, by: Actor) -> bool:
    """Announce what is planned for later editions, in the place of what was; see `loaded`."""
    return loaded(data, by=by)
