"""What published editions say, read once by each process.

A published edition never changes, and nothing of it does (migration 0002 refuses it): what a
process has read stays right, and is kept for those that were used last. Whoever asks has reached
the edition by something of hers; nothing about people is kept.
"""

from functools import lru_cache
from uuid import UUID

from principles.models import Criterion, Edition


@lru_cache(maxsize=16)
def published_edition(edition_id: UUID) -> Edition:
    """A published edition; one statement, or none. Raises `Edition.DoesNotExist`."""
    return Edition.objects.published().get(pk=edition_id)


@lru_cache(maxsize=1024)
def published_criterion(edition_id: UUID, code: str) -> Criterion:
    """A criterion of one, with its principle; one statement, or none.

    Raises `Criterion.DoesNotExist`, which is not kept.
    """
    criteria = Criterion.objects.filter(edition__published_at__isnull=False)
    return criteria.select_related("principle").get(edition=edition_id, code=code)
