"""The 180 days between two editions, and moving the dates."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from principles.adoption import adopted, requested
from principles.loading import loaded
from principles.models import Edition, EditionUse
from principles.transition import DatesDisagree, TransitionTooShort, move_dates
from tests.people import acting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def following(
    data: dict[str, Any], *, adopt_by: date, sunset: date, kind: str = "experience"
) -> dict[str, Any]:
    """Edition 1.1, which follows 1.0 and changes nothing in it."""
    later = deepcopy(data)
    later["edition"] |= {
        "version": "1.1",
        "effective_on": "2027-01-12",
        "follows": "1.0",
        "reason": {"kind": kind, "text": "What was learnt.", "provision": "Art. 1"},
    }
    later["transition"] = {
        "adopt_by": adopt_by.isoformat(),
        "sunset_of_followed": sunset.isoformat(),
    }
    return later


@pytest.fixture
def first(db: None, data: dict[str, Any]) -> Edition:
    return adopted(data, by=SYSTEM, at=NOON)[0]


def published_after(data: dict[str, Any], days: int, *, kind: str = "experience") -> Edition:
    adopt_by = NOON.date() + days * DAY
    later = following(data, adopt_by=adopt_by, sunset=adopt_by + 90 * DAY, kind=kind)
    return adopted(later, by=SYSTEM, at=NOON)[0]


@pytest.mark.django_db(transaction=True)
def test_it_works(data: dict[str, Any], scheme_manager: User) -> None:
    with transaction.atomic():
        first = adopted(data, by=SYSTEM, at=NOON)[0]
        second = published_after(data, 3650)
    wanted = NOON.date() + 3700 * DAY
    use = move_dates(
        second.pk,
        adopt_by=wanted,
        sunset_of_followed=wanted + 90 * DAY,
        reason="Members asked for time.",
        by=acting(scheme_manager),
    )
    assert use.adopt_by == wanted
    first.refresh_from_db()
    assert first.use.sunset == wanted + 90 * DAY
    assert Entry.objects.get(act="edition.dates_moved").reason == "Members asked for time."


def test_two_editions_live_side_by_side(first: Edition, data: dict[str, Any]) -> None:
    second = published_after(data, 180)
    effective, adopt_by = date(2027, 1, 12), NOON.date() + 180 * DAY
    sunset = adopt_by + 90 * DAY

    def opened_to(day: date) -> set[Edition]:
        return set(Edition.objects.open_to(day))

    def signed_on(day: date) -> set[Edition]:
        return set(Edition.objects.in_force(day))

    assert opened_to(NOON.date()) == opened_to(adopt_by - DAY) == {first, second}
    assert opened_to(adopt_by) == {second}
    assert signed_on(effective - DAY) == {first}
    assert signed_on(effective) == signed_on(sunset - DAY) == {first, second}
    assert signed_on(sunset) == {second}


def test_a_draft_ends_nothing(first: Edition, data: dict[str, Any]) -> None:
    adopt_by = NOON.date() + 200 * DAY
    loaded(following(data, adopt_by=adopt_by, sunset=adopt_by))
    assert set(Edition.objects.open_to(adopt_by + DAY)) == {first}


def test_less_than_180_days_is_refused(first: Edition, data: dict[str, Any]) -> None:
    with pytest.raises(TransitionTooShort, match="179 days"):
        published_after(data, 179)


def test_a_law_may_set_the_day(first: Edition, data: dict[str, Any]) -> None:
    published_after(data, 51, kind="law")


@pytest.mark.parametrize(
    ("adopt_by", "sunset", "sentence"),
    [
        (date(2027, 1, 11), date(2027, 6, 1), "before it takes effect"),
        (date(2027, 6, 1), date(2027, 5, 31), "cannot end before"),
    ],
)
def test_dates_that_contradict_each_other_are_refused(
    first: Edition, data: dict[str, Any], adopt_by: date, sunset: date, sentence: str
) -> None:
    with pytest.raises(DatesDisagree, match=sentence):
        adopted(following(data, adopt_by=adopt_by, sunset=sunset, kind="law"), by=SYSTEM, at=NOON)


def test_without_dates_nobody_can_ask_for_publication(
    first: Edition, data: dict[str, Any], scheme_manager: User
) -> None:
    later = following(data, adopt_by=date(2028, 1, 1), sunset=date(2028, 1, 1))
    del later["transition"]
    draft, _ = loaded(later)
    with pytest.raises(DatesDisagree, match="Say from when"):
        requested(draft.pk, by=acting(scheme_manager), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_day_that_has_come_stays(data: dict[str, Any], scheme_manager: User) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    data["edition"]["effective_on"] = "2020-01-01"
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=long_ago)
        later = following(data, adopt_by=date(2021, 1, 1), sunset=date(2999, 1, 1))
        later["edition"]["effective_on"] = "2021-01-01"
        second = adopted(later, by=SYSTEM, at=long_ago)[0]
    with pytest.raises(DatesDisagree, match="has come"):
        move_dates(
            second.pk,
            adopt_by=date(2998, 1, 1),
            sunset_of_followed=date(2999, 1, 1),
            reason="-",
            by=acting(scheme_manager),
        )
    assert EditionUse.objects.get(edition=second).adopt_by == date(2021, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["experience", "law"])
def test_an_announced_day_does_not_come_tomorrow(
    data: dict[str, Any], scheme_manager: User, kind: str
) -> None:
    """Long after publication 180 days from it are over, and people rely on the later day."""
    today = now().date()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    data["edition"]["effective_on"] = "2020-01-01"
    later = following(data, adopt_by=today + 300 * DAY, sunset=today + 400 * DAY, kind=kind)
    later["edition"]["effective_on"] = "2020-02-01"
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=long_ago)
        second = adopted(later, by=SYSTEM, at=long_ago)[0]

    def to(adopt_by: int, sunset: int) -> None:
        move_dates(
            second.pk,
            adopt_by=today + adopt_by * DAY,
            sunset_of_followed=today + sunset * DAY,
            reason="-",
            by=acting(scheme_manager),
        )

    to(181, 400)
    if kind == "law":
        to(2, 2)
        return
    with pytest.raises(TransitionTooShort, match="180 days from today"):
        to(2, 400)
    with pytest.raises(TransitionTooShort, match="180 days from today"):
        to(181, 179)


def test_an_edition_does_not_end_before_it_must_be_used(
    first: Edition, data: dict[str, Any]
) -> None:
    published_after(data, 400)
    third = following(data, adopt_by=date(2027, 2, 1), sunset=date(2027, 3, 1), kind="law")
    third["edition"] |= {"version": "1.2", "follows": "1.1"}
    with pytest.raises(DatesDisagree, match="must be used itself"):
        adopted(third, by=SYSTEM, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_an_edition_need_not_be_used_first_when_it_has_ended(
    data: dict[str, Any], scheme_manager: User
) -> None:
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=NOON)
        second = published_after(data, 400)
        third = following(data, adopt_by=date(2028, 6, 1), sunset=date(2028, 7, 1))
        third["edition"] |= {"version": "1.2", "follows": "1.1"}
        adopted(third, by=SYSTEM, at=NOON)
    with pytest.raises(DatesDisagree, match="ends on 1 July 2028"):
        move_dates(
            second.pk,
            adopt_by=date(2029, 1, 1),
            sunset_of_followed=date(2029, 1, 1),
            reason="-",
            by=acting(scheme_manager),
        )
