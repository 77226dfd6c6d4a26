"""The names of what is asked, from the configured origin; for pages and the API alike."""

from datetime import UTC, date

from django.conf import settings

from principles.models import Criterion, Edition
from principles.naming import criterion_tag, edition_tag


def name_of_edition(edition: Edition) -> str:
    """The tag URI of a published edition; its framework is read when it is not at hand."""
    return edition_tag(
        settings.SITE_ORIGIN,
        published_on=_published_on(edition),
        framework=edition.framework.slug,
        edition=edition.version,
    )


def name_of_criterion(criterion: Criterion) -> str:
    """The tag URI of a criterion of a published edition."""
    edition = criterion.edition
    return criterion_tag(
        settings.SITE_ORIGIN,
        published_on=_published_on(edition),
        framework=edition.framework.slug,
        edition=edition.version,
        code=criterion.code,
    )


def _published_on(edition: Edition) -> date:
    if edition.published_at is None:
        raise ValueError("A draft has no name yet: its name holds the day of its publication.")
    return edition.published_at.astimezone(UTC).date()
