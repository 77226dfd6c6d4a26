"""Act: publish an edition. From then on neither it nor anything in it can change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from principles.content import content_of
from principles.loading import loaded
from principles.models import Edition
from principles.wording import digest


class AlreadyPublished(Refusal):
    """An edition is published once."""


class NothingAsked(Refusal):
    """An edition without criteria asks nothing and cannot be published."""


def published(edition_id: UUID, *, by: Actor, at: datetime) -> Edition:
    """Publish an edition within the caller's transaction; its digest is computed from its rows.

    The lock makes a writer of one of its criteria wait, and then find the edition published.
    """
    require_transaction()
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.published_at is not None:
        raise AlreadyPublished(f"Edition {edition.version} is already published.")
    content = content_of(edition)
    if not content["criteria"]:
        raise NothingAsked(f"Edition {edition.version} has no criteria.")
    edition.sha256 = digest(content)
    edition.published_at = at
    edition.save(update_fields=["sha256", "published_at"])
    record(
        "edition.published",
        edition,
        by=by,
        from_state="draft",
        to_state="published",
        after_sha256=edition.sha256,
        facts={"framework": edition.framework.slug, "version": edition.version},
    )
    return edition


def adopted(data: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[Edition, bool]:
    """Load a checked data file and publish it, within the caller's transaction.

    Tells whether anything was written; the same content a second time writes nothing.
    """
    edition, changed = loaded(data)
    if edition.published_at is not None:
        return edition, changed
    return published(edition.pk, by=by, at=at), True


@transaction.atomic(durable=True)
def publish(edition_id: UUID, *, by: Actor) -> Edition:
    """Publish a draft edition."""
    return published(edition_id, by=by, at=now())


@transaction.atomic(durable=True)
def adopt(data: Mapping[str, Any], *, by: Actor) -> tuple[Edition, bool]:
    """Load and publish an edition from its checked data file; see `adopted`."""
    return adopted(data, by=by, at=now())
