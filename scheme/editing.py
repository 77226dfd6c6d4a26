"""Acts: a scheme manager changes one part of a draft; nobody overwrites what she has not seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.models import Entry
from journal.recording import record, require_transaction
from principles.checking import problems_beside
from principles.content import data_file_of
from principles.edition_file import examined
from principles.lineage import GOES_ON, ChangeClass
from principles.models import Edition
from principles.problems import Problem
from principles.wording import canonical, digest, edition_content
from scheme.parts import (
    LISTED,
    Part,
    Place,
    concerns,
    key_of,
    moved_part,
    part_of,
    with_part,
    without_part,
)
from scheme.rewriting import rewrite

Data = Mapping[str, Any]


class NotADraft(Refusal):
    """A published edition never changes."""


class NothingThere(Refusal):
    """The part that was to be changed is not there any more."""


class UnfitPart(Refusal):
    """What was sent cannot stand in an edition; carries every problem of it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems))


class ChangedMeanwhile(Refusal):
    """Somebody changed the same part since the person read it; carries it as it stands now."""

    def __init__(self, current: Any, entry: Entry | None) -> None:
        self.current = current
        self.entry = entry
        self.digest = seen_of(current)
        super().__init__("Somebody else changed it since you opened the page.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft whose row is locked, with its whole data."""

    edition: Edition
    data: dict[str, Any]


def seen_of(value: Any | None) -> str:
    """Say in a digest what a person has seen of a part; empty for what is not there."""
    return "" if value is None else digest(value)


def locked(edition_id: UUID) -> Draft:
    """Lock a draft and read it; raises `NotADraft` for a published edition.

    Joins the caller's transaction.
    """
    require_transaction()
    rows = Edition.objects.select_related("framework", "follows").select_for_update(of=("self",))
    edition = rows.get(pk=edition_id)
    if edition.published_at is not None:
        raise NotADraft(f"Edition {edition.version} is published, and nothing in it can change.")
    return Draft(edition, data_file_of(edition))


def last_change(edition: Edition, place: Place) -> Entry | None:
    """Find who changed a part last; where it was never changed by itself, who changed the draft."""
    entries = (
        Entry.objects.filter(object_type="principles.edition", object_id=str(edition.pk))
        .select_related("actor")
        .order_by("-id")
    )
    own = entries.filter(act="edition.changed", facts__place=str(place)).first()
    return own or entries.first()


def put(edition_id: UUID, place: Place, value: Any, *, seen: str, by: Actor) -> str:
    """Put a part in its place, within the caller's transaction; returns its key from now on.

    `seen` is the digest (`seen_of`) of the part that the person had before her. Raises
    `ChangedMeanwhile` when it is another one now, and `UnfitPart` with everything that is wrong.
    """
    draft = locked(edition_id)
    current = part_of(draft.data, place) if place.key or place.part not in LISTED else None
    if seen_of(current) != seen:
        raise ChangedMeanwhile(current, last_change(draft.edition, place))
    if current is not None and canonical(current) == canonical(value):
        return place.key
    new = with_part(draft.data, place, value)
    target = Place(place.part, key_of(place, value))
    found = own_problems(draft, new, target, is_new=place.key != target.key)
    if found:
        raise UnfitPart(found)
    renamed = {place.key: target.key} if place.part is Part.CRITERION and place.key else {}
    rewrite(draft.edition, draft.data, new, renamed=renamed)
    _recorded(draft, target, "changed" if current is not None else "added", by=by)
    return target.key


def own_problems(draft: Draft, new: Data, place: Place, *, is_new: bool) -> list[Problem]:
    """List what keeps one part of the changed data `new` from being saved."""
    found = [each for each in examined(new).problems if concerns(each, place, new)]
    if place.part is Part.FACTS and new["edition"]["version"] != draft.edition.version:
        version = new["edition"]["version"]
        if Edition.objects.filter(framework=draft.edition.framework, version=version).exists():
            sentence = f"There is an edition {version} of this framework already."
            found.append(Problem("", "edition.version", sentence))
    if place.part is Part.CHANGE:
        found += _of_declared(new, place, is_new=is_new)
    elif is_new and place.part in (Part.PRINCIPLE, Part.STRUCTURE):
        found += _twice(draft.data, place)
    return found


def _twice(data: Data, place: Place) -> list[Problem]:
    if part_of(data, place) is None:
        return []
    field = "code" if place.part is Part.PRINCIPLE else "id"
    return [Problem("", field, f"“{place.key}” is there already.")]


def _of_declared(new: Data, place: Place, *, is_new: bool) -> list[Problem]:
    """What is wrong with one declared change; a split or merger is whole only with its others."""
    rows = [row for row in new["changes"] if row["criterion"] == place.key]
    if is_new and len(rows) > 1:
        return [Problem(place.key, "changes.criterion", "Its change is declared already.")]
    alone = {*GOES_ON, ChangeClass.NEW, ChangeClass.RETIRED}
    if ChangeClass(rows[0]["class"]) not in alone:
        return []
    return [
        Problem(place.key, "changes.class", each.sentence)
        for each in problems_beside(new)
        if each.criterion == place.key and each.field.split(".")[0] == "changes"
    ]


def changed(
    edition_id: UUID,
    place: Place,
    change: Callable[[Data], dict[str, Any]],
    what: str,
    *,
    by: Actor,
) -> None:
    """Change a draft around one row of a list, within the caller's transaction.

    Raises `NothingThere` when the row has gone. What is changed into the same is not recorded.
    """
    draft = locked(edition_id)
    if part_of(draft.data, place) is None:
        raise NothingThere(f"{place.key} is not there any more.")
    new = change(draft.data)
    if new != draft.data:
        rewrite(draft.edition, draft.data, new)
        _recorded(draft, place, what, by=by)


def removed(edition_id: UUID, place: Place, *, by: Actor) -> None:
    """Take a row out of its list, within the caller's transaction; see `remove`."""

    def change(data: Data) -> dict[str, Any]:
        under = [row for row in data["criteria"] if row["principle"] == place.key]
        if place.part is Part.PRINCIPLE and under:
            raise UnfitPart([Problem("", "code", "Criteria stand under it; move them first.")])
        return without_part(data, place)

    changed(edition_id, place, change, "removed", by=by)


def _recorded(draft: Draft, place: Place, what: str, *, by: Actor) -> None:
    record(
        "edition.changed",
        draft.edition,
        by=by,
        before_sha256=digest(edition_content(draft.data)),
        after_sha256=draft.edition.sha256,
        facts={"place": str(place), "what": what},
    )


@transaction.atomic(durable=True)
def save_part(edition_id: UUID, place: Place, value: Any, *, seen: str, by: Actor) -> str:
    """A scheme manager changes one part of a draft, or adds it to its list; see `put`."""
    return put(edition_id, place, value, seen=seen, by=by)


@transaction.atomic(durable=True)
def remove(edition_id: UUID, place: Place, *, by: Actor) -> None:
    """A scheme manager takes a principle, criterion, structure or declared change out of a draft.

    Raises `UnfitPart` for a principle under which criteria stand.
    """
    removed(edition_id, place, by=by)


@transaction.atomic(durable=True)
def move(edition_id: UUID, place: Place, *, up: bool, by: Actor) -> None:
    """A scheme manager moves a principle, or a criterion under its principle, up or down."""
    changed(edition_id, place, lambda data: moved_part(data, place, up=up), "moved", by=by)
