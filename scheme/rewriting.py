"""From changed data back into a draft's rows: only what differs is written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, ProtectedError

from accounts.refusal import Refusal
from journal.recording import require_transaction
from principles.content import criterion_values
from principles.models import Criterion, Edition, EditionUse, Principle
from principles.wording import canonical, digest, edition_content

Data = Mapping[str, Any]
ASIDE = 15_000  # rows that change places stand here for a moment, above all others


class ReferredTo(Refusal):
    """Something else of the portal refers to the row that was to go."""


def rewrite(
    edition: Edition, old: Data, new: Data, *, renamed: Mapping[str, str] | None = None
) -> None:
    """Bring a locked draft's rows from `old` to `new`, and its digest with them.

    `renamed` gives criteria whose code changed, old to new, so that their rows stay the same.
    Raises `ReferredTo`.
    """
    require_transaction()
    try:
        _principles(edition, old["principles"], new["principles"])
        _criteria(edition, old["criteria"], new["criteria"], renamed or {})
        _drop_principles(edition, new["principles"])
    except ProtectedError as problem:
        raise ReferredTo("Something else refers to it, so it cannot be removed.") from problem
    _use(edition, old.get("transition"), new.get("transition"))
    _columns(edition, new)


def _columns(edition: Edition, new: Data) -> None:
    about, scoring = new["edition"], new["scoring"]
    wanted = {
        "version": about["version"],
        "title": about["title"],
        "language": about["language"],
        "effective_on": date.fromisoformat(about["effective_on"]),
        "note": about["note"],
        "reason": about["reason"],
        "method": scoring["method"],
        "target_level": scoring["target"],
        "scoring": scoring,
        "rubric": new["rubric"],
        "layers": new["layers"],
        "alternative_structures": new.get("alternative_structures", []),
        "changes": new.get("changes", []),
        "sha256": digest(edition_content(new)),
    }
    differing = [field for field, value in wanted.items() if getattr(edition, field) != value]
    for field in differing:
        setattr(edition, field, wanted[field])
    if differing:
        edition.save(update_fields=differing)


def _principles(edition: Edition, old: Sequence[Data], new: Sequence[Data]) -> None:
    held = {row.code: row for row in edition.principles.all()}
    was = {row["code"]: row for row in old}
    moving = [row for row in new if was.get(row["code"], {}).get("order") != row["order"]]
    if moving:
        edition.principles.update(order=F("order") + ASIDE)
    for row in new:
        found = held.get(row["code"])
        if found is None:
            Principle.objects.create(edition=edition, **row)
        elif moving or was[row["code"]] != row:
            for field, value in row.items():
                setattr(found, field, value)
            found.save(update_fields=list(row))


def _drop_principles(edition: Edition, new: Sequence[Data]) -> None:
    edition.principles.exclude(code__in=[row["code"] for row in new]).delete()


def _criteria(
    edition: Edition, old: Sequence[Data], new: Sequence[Data], renamed: Mapping[str, str]
) -> None:
    if old == new:
        return
    back = {after: before for before, after in renamed.items()}
    was = {row["code"]: row for row in old}
    codes = [back.get(str(row["code"]), str(row["code"])) for row in new]
    edition.criteria.exclude(code__in=codes).delete()
    stayed = [str(row["code"]) for row in old if row["code"] in codes]
    held: dict[str, Criterion] = {row.code: row for row in edition.criteria.all()}
    principles = {row.code: row for row in edition.principles.all()}
    in_order = codes == stayed
    if not in_order:
        edition.criteria.update(order=F("order") + ASIDE)
    for order, (code, row) in enumerate(zip(codes, new, strict=True), start=1):
        found = held.get(code)
        values = {"principle": principles[row["principle"]], **criterion_values(row)}
        if found is None:
            Criterion.objects.create(edition=edition, order=order, **values)
            continue
        if canonical(was[code]) != canonical(row):
            for field, value in values.items():
                setattr(found, field, value)
            found.save(update_fields=list(values))
        found.order = order
    if not in_order:
        Criterion.objects.bulk_update(held.values(), ["order"])


def _use(edition: Edition, old: Data | None, new: Data | None) -> None:
    if (old or None) == (new or None):
        return
    EditionUse.objects.filter(edition=edition).delete()
    if new:
        EditionUse.objects.create(edition=edition, **new)
