"""The published editions of a framework stand in one line, from a first one."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from principles.adoption import NotFaultless, adopted, published, requested
from principles.checking import every_problem
from principles.loading import loaded
from principles.models import Edition
from principles.problems import UnfitFile
from tests.people import acting
from tests.principles.test_transition import following

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(data: dict[str, Any], version: str) -> dict[str, Any]:
    """An edition of this version that follows 1.0 and changes nothing."""
    later = following(data, adopt_by=date(2027, 1, 12), sunset=date(2027, 7, 12), kind="law")
    later["edition"]["version"] = version
    return later


@pytest.fixture
def first(db: None, data: dict[str, Any]) -> Edition:
    return adopted(data, by=SYSTEM, at=NOON)[0]


def test_it_works(first: Edition, data: dict[str, Any]) -> None:
    second = adopted(after(data, "1.1"), by=SYSTEM, at=NOON)[0]
    assert second.follows == first


def test_an_edition_is_followed_once(first: Edition, data: dict[str, Any]) -> None:
    adopted(after(data, "1.1"), by=SYSTEM, at=NOON)
    [problem] = every_problem(after(data, "1.2"))
    assert str(problem) == (
        "edition.follows: Edition 1.0 is already followed by edition 1.1; begin after that one."
    )


def test_only_the_first_follows_none(first: Edition, data: dict[str, Any]) -> None:
    anew = deepcopy(data)
    anew["edition"]["version"] = "2.0"
    with pytest.raises(UnfitFile, match=r"published edition, 1\.0: say which one this follows"):
        loaded(anew)


@pytest.mark.parametrize("follows", [True, False])
def test_the_database_refuses_it_too(first: Edition, data: dict[str, Any], follows: bool) -> None:
    loaded(after(data, "1.1"))
    loaded(after(data, "1.2"))
    drafts = Edition.objects.filter(published_at=None)
    if not follows:
        drafts.update(follows=None)
    with pytest.raises(IntegrityError, match=r"followed_once|one_first"):
        drafts.update(published_at=now())


@pytest.mark.django_db(transaction=True)
def test_of_two_published_at_once_one_finds_the_other(
    data: dict[str, Any], scheme_manager: User, other_scheme_manager: User
) -> None:
    asking, publishing = acting(scheme_manager), acting(other_scheme_manager)
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=NOON)
        drafts = [loaded(after(data, version))[0] for version in ("1.1", "1.2")]
        for draft in drafts:
            requested(draft.pk, by=asking, at=NOON)

    def second() -> None:
        try:
            with transaction.atomic():
                published(drafts[1].pk, by=publishing, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            published(drafts[0].pk, by=publishing, at=NOON)
            late = pool.submit(second)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.4)
        assert isinstance(late.exception(timeout=10), NotFaultless)
    assert Edition.objects.published().count() == 2
