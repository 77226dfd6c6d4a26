"""Acts: two scheme managers publish an edition. From then on nothing in it can change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.one_person import accounts_of_one
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from principles.checking import every_problem
from principles.content import content_of, data_file_of
from principles.loading import loaded
from principles.models import Edition, EditionUse, Framework, PublicationRequest
from principles.transition import give_sunset, require_fair
from principles.wording import digest


class AlreadyPublished(Refusal):
    """An edition is published once."""


class NothingAsked(Refusal):
    """An edition without criteria asks nothing and cannot be published."""


class AnotherPersonNeeded(Refusal):
    """Two scheme managers stand behind an edition; one person cannot be both."""


class NotRequested(Refusal):
    """Nobody has asked that the edition, as it stands now, be published."""


class NotFaultless(Refusal):
    """An edition with problems is not published."""


class ShownOtherwise(Refusal):
    """The draft, or its dates, are no longer what the person who publishes was shown."""


def _locked(edition_id: UUID) -> tuple[Edition, dict[str, Any]]:
    """The draft and its content; the lock makes a writer of one of its criteria wait.

    The framework's lock, taken first as loading does, lets one edition follow another at a time.
    """
    require_transaction()
    Framework.objects.select_for_update(of=("self",)).get(editions=edition_id)
    rows = Edition.objects.select_related("framework", "follows").select_for_update(of=("self",))
    edition = rows.get(pk=edition_id)
    if edition.published_at is not None:
        raise AlreadyPublished(f"Edition {edition.version} is already published.")
    content = content_of(edition)
    if not content["criteria"]:
        raise NothingAsked(f"Edition {edition.version} has no criteria.")
    return edition, content


def _require_faultless(edition: Edition) -> dict[str, Any]:
    data = data_file_of(edition)
    found = every_problem(data)
    if found:
        more = f" There are {len(found)} problems." if len(found) > 1 else ""
        raise NotFaultless(f"{found[0]}{more}")
    return data


def _freeze(edition: Edition, sha256: str, *, by: Actor, at: datetime) -> None:
    use = EditionUse.objects.filter(edition=edition).first()
    require_fair(edition, use, published_on=at.date())
    edition.sha256 = sha256
    edition.published_at = at
    edition.save(update_fields=["sha256", "published_at"])
    if edition.follows is not None and use is not None and use.sunset_of_followed is not None:
        give_sunset(edition.follows, use.sunset_of_followed)
    record(
        "edition.published",
        edition,
        by=by,
        from_state="draft",
        to_state="published",
        after_sha256=sha256,
        facts={"framework": edition.framework.slug, "version": edition.version},
    )


def _dates(use: EditionUse | None) -> dict[str, date | None]:
    """The dates of use that a draft shall have; a request is for these."""
    if use is None:
        return {"adopt_by": None, "sunset_of_followed": None}
    return {"adopt_by": use.adopt_by, "sunset_of_followed": use.sunset_of_followed}


def requested(edition_id: UUID, *, by: Actor, at: datetime) -> PublicationRequest:
    """Ask, within the caller's transaction, that a draft be published exactly as it stands."""
    edition, content = _locked(edition_id)
    use = EditionUse.objects.filter(edition=edition).first()
    require_fair(edition, use, published_on=at.date())
    _require_faultless(edition)
    request = PublicationRequest.objects.create(
        edition=edition,
        sha256=digest(content),
        requested_by_id=by.person_id,
        requested_at=at,
        **_dates(use),
    )
    record("edition.publication_requested", edition, by=by, after_sha256=request.sha256)
    return request


def withdrawn(edition_id: UUID, *, by: Actor) -> None:
    """Take back, within the caller's transaction, what `by` asked for; see `withdraw_request`."""
    edition, _ = _locked(edition_id)
    count, _ = edition.publication_requests.filter(requested_by_id=by.person_id).delete()
    if not count:
        raise NotRequested(f"You have not asked that edition {edition.version} be published.")
    record("edition.request_withdrawn", edition, by=by)


def published(edition_id: UUID, *, by: Actor, at: datetime, shown: str = "") -> Edition:
    """Publish, within the caller's transaction, what another scheme manager asked for.

    `shown` is the digest of the data file that the person read, dates of use included, which
    the edition's own digest does not cover; not compared when empty. Raises `NotRequested`
    unless a scheme manager of today asked for this very content and dates, `AnotherPersonNeeded`
    when the same person made it, `NotFaultless` and `ShownOtherwise`.
    """
    edition, content = _locked(edition_id)
    sha256 = digest(content)
    use = EditionUse.objects.filter(edition=edition).first()
    requests = PublicationRequest.objects.standing().filter(
        edition=edition, sha256=sha256, **_dates(use)
    )
    if not requests.exists():
        raise NotRequested(
            f"Nobody has asked that edition {edition.version} be published as it stands now."
        )
    if not requests.exclude(requested_by__in=accounts_of_one(by.person_id)).exists():
        raise AnotherPersonNeeded("Another scheme manager has to publish what you asked for.")
    if shown not in ("", digest(_require_faultless(edition))):
        raise ShownOtherwise("It has changed since you opened the page. Read it again.")
    _freeze(edition, sha256, by=by, at=at)
    return edition


def adopted(data: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[Edition, bool]:
    """Load a checked data file and publish it, within the caller's transaction.

    For a portal that sets itself up and has no scheme managers yet. Tells whether anything was
    written; the same content a second time writes nothing.
    """
    edition, changed = loaded(data)
    if edition.published_at is not None:
        return edition, changed
    edition, content = _locked(edition.pk)
    _freeze(edition, digest(content), by=by, at=at)
    return edition, True


@transaction.atomic(durable=True)
def request_publication(edition_id: UUID, *, by: Actor) -> PublicationRequest:
    """A scheme manager asks another one to publish a draft as it stands."""
    by.require_fresh_second_factor()
    return requested(edition_id, by=by, at=now())


@transaction.atomic(durable=True)
def withdraw_request(edition_id: UUID, *, by: Actor) -> None:
    """A scheme manager takes back her own request for publication; raises `NotRequested`."""
    withdrawn(edition_id, by=by)


@transaction.atomic(durable=True)
def publish(edition_id: UUID, *, by: Actor, shown: str = "") -> Edition:
    """A scheme manager publishes what another one asked for; see `published`."""
    by.require_fresh_second_factor()
    return published(edition_id, by=by, at=now(), shown=shown)
