"""What published editions say is read once by a process; of a draft nothing is kept."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.loading import loaded
from principles.models import Criterion, Edition
from principles.published import published_criterion, published_edition


@pytest.mark.django_db
def test_it_works(data: dict[str, Any]) -> None:
    edition, _ = adopted(data, by=SYSTEM, at=now())
    first = published_criterion(edition.pk, "GOV-01")
    assert (first.code, first.principle.code) == ("GOV-01", "GOV")
    assert published_edition(edition.pk) == edition
    with CaptureQueriesContext(connection) as queries:
        assert published_criterion(edition.pk, "GOV-01").principle is first.principle
        assert published_edition(edition.pk).rubric == edition.rubric
    assert len(queries) == 0


@pytest.mark.django_db
def test_a_draft_may_change_and_is_not_kept(data: dict[str, Any]) -> None:
    draft, _ = loaded(data)
    for _ in range(2):
        with pytest.raises(Edition.DoesNotExist):
            published_edition(draft.pk)
        with pytest.raises(Criterion.DoesNotExist):
            published_criterion(draft.pk, "GOV-01")
    Edition.objects.filter(pk=draft.pk).update(published_at=now())
    assert published_criterion(draft.pk, "GOV-01").edition_id == draft.pk


@pytest.mark.django_db
def test_what_an_edition_does_not_ask_is_not_kept_either(data: dict[str, Any]) -> None:
    edition, _ = adopted(data, by=SYSTEM, at=now())
    kept = published_criterion.cache_info().currsize
    with pytest.raises(Criterion.DoesNotExist):
        published_criterion(edition.pk, "NONE-99")
    assert published_criterion.cache_info().currsize == kept
