"""Acts: a scheme manager begins a draft (from a file, after an edition, blank), or discards it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.models import Entry
from journal.recording import record, require_transaction
from principles.content import data_file_of
from principles.loading import InUse, loaded
from principles.models import Edition, EditionUse, Framework
from scheme import blank
from scheme.editing import locked

Data = Mapping[str, Any]


class VersionTaken(Refusal):
    """The framework has an edition of this version, as a draft or published."""


class WouldOverwrite(Refusal):
    """The draft was changed in the browser since it was loaded; the file would undo that."""


class NotPublished(Refusal):
    """Only a published edition can be followed."""


def draft_saying(data: Any) -> Edition | None:
    """Find the draft that says exactly this already, whatever is still wrong with it."""
    if not isinstance(data, Mapping):
        return None
    slug, version = (
        part.get(key) if isinstance(part, Mapping) else None
        for part, key in ((data.get("framework"), "slug"), (data.get("edition"), "version"))
    )
    if not isinstance(slug, str) or not isinstance(version, str):
        return None
    drafts = Edition.objects.select_related("framework", "follows").filter(published_at=None)
    found = drafts.filter(framework__slug=slug, version=version).first()
    return found if found is not None and data_file_of(found) == data else None


def uploaded(data: Data, *, confirmed: bool, by: Actor) -> tuple[Edition, bool]:
    """Load a checked data file as a draft, within the caller's transaction; see `upload`."""
    require_transaction()
    draft = (
        Edition.objects.select_for_update(of=("self",))
        .filter(framework__slug=data["framework"]["slug"], published_at=None)
        .filter(version=data["edition"]["version"])
        .first()
    )
    if draft is not None and not confirmed:
        _require_untouched(draft, data)
    edition, changed = loaded(data)
    if changed:
        _recorded(edition, by=by)
    return edition, changed


def _require_untouched(draft: Edition, data: Data) -> None:
    entries = Entry.objects.filter(object_type="principles.edition", object_id=str(draft.pk))
    changes = entries.filter(act="edition.changed").select_related("actor").order_by("-id")
    last = changes.first()
    if last is not None and data_file_of(draft) != data:
        count = changes.count()
        times = "once" if count == 1 else f"{count} times"
        raise WouldOverwrite(
            f"The draft of edition {draft.version} was changed here {times}, last by {last.actor} "
            f"on {last.at:%-d %B %Y at %H:%M} UTC. The file would undo that."
        )


def _recorded(edition: Edition, *, by: Actor) -> None:
    facts = {"framework": edition.framework.slug, "version": edition.version}
    record("edition.drafted", edition, by=by, after_sha256=edition.sha256, facts=facts)


def _begun(data: Data, *, by: Actor) -> Edition:
    """Load what a new draft begins with; the framework is locked, so that two take turns."""
    require_transaction()
    slug, version = data["framework"]["slug"], data["edition"]["version"]
    Framework.objects.get_or_create(slug=slug, defaults={"title": data["framework"]["title"]})
    framework = Framework.objects.select_for_update().get(slug=slug)
    if framework.editions.filter(version=version).exists():
        raise VersionTaken(f"There is an edition {version} of “{framework.title}” already.")
    edition, _ = loaded(data)
    _recorded(edition, by=by)
    return edition


def begun_after(edition_id: UUID, about: Data, *, with_criteria: bool = True, by: Actor) -> Edition:
    """Begin the edition that follows a published one, within the caller's transaction.

    `about` is version, effective_on and reason, as in a data file; without criteria it asks
    nothing yet. Raises `NotPublished`, `VersionTaken`, and `UnfitFile` for a version that is not
    higher or a day before.
    """
    older = Edition.objects.select_related("framework", "follows").get(pk=edition_id)
    if older.published_at is None:
        raise NotPublished(f"Edition {older.version} is a draft; only a published one is followed.")
    data = blank.following(data_file_of(older), about, with_criteria=with_criteria)
    return _begun(data, by=by)


def begun_blank(framework: Data, about: Data, *, by: Actor) -> Edition:
    """Begin the first edition of a framework, within the caller's transaction.

    `framework` is slug and title, `about` version, title, language, effective_on and note. Raises
    `VersionTaken`, and `UnfitFile` where the framework has a published edition to follow.
    """
    return _begun(blank.blank(framework, about), by=by)


def discarded(edition_id: UUID, *, by: Actor) -> None:
    """Remove a draft with all its rows, within the caller's transaction; see `discard`."""
    edition = locked(edition_id).edition
    facts = {"framework": edition.framework.slug, "version": edition.version}
    record("edition.discarded", edition, by=by, before_sha256=edition.sha256, facts=facts)
    try:
        edition.publication_requests.all().delete()
        EditionUse.objects.filter(edition=edition).delete()
        edition.criteria.all().delete()
        edition.principles.all().delete()
        edition.delete()
    except ProtectedError as problem:
        raise InUse(
            f"Something refers to the draft of edition {edition.version}; it cannot be discarded."
        ) from problem


@transaction.atomic(durable=True)
def upload(data: Data, *, confirmed: bool, by: Actor) -> tuple[Edition, bool]:
    """A scheme manager loads a data file as a draft, or in the place of one.

    `data` is fit (`checking.every_problem`). Tells whether anything was written. Raises
    `WouldOverwrite` when the draft was changed in the browser and that is not `confirmed`,
    `loading.OtherContent` where a published edition of this version says something else, and
    `loading.InUse`.
    """
    return uploaded(data, confirmed=confirmed, by=by)


@transaction.atomic(durable=True)
def begin_after(edition_id: UUID, about: Data, *, with_criteria: bool = True, by: Actor) -> Edition:
    """A scheme manager begins the edition that follows a published one; see `begun_after`."""
    return begun_after(edition_id, about, with_criteria=with_criteria, by=by)


@transaction.atomic(durable=True)
def begin_blank(framework: Data, about: Data, *, by: Actor) -> Edition:
    """A scheme manager begins an edition that asks nothing yet; see `begun_blank`."""
    return begun_blank(framework, about, by=by)


@transaction.atomic(durable=True)
def discard(edition_id: UUID, *, by: Actor) -> None:
    """A scheme manager discards a draft; the journal keeps that it was there."""
    discarded(edition_id, by=by)
