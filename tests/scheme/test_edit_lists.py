"""Removing and moving the rows of a draft's lists."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from principles.adoption import adopted
from principles.content import data_file_of
from principles.loading import loaded
from principles.models import Edition
from scheme.editing import (
    NotADraft,
    NothingThere,
    UnfitPart,
    changed,
    move,
    put,
    remove,
    removed,
)
from scheme.parts import Part, Place, moved_part
from tests.people import acting

GOV_02 = Place(Part.CRITERION, "GOV-02")


@pytest.fixture
def draft(db: None, data: dict[str, Any]) -> Edition:
    return loaded(data)[0]


def codes(draft: Edition) -> list[str]:
    return list(draft.criteria.order_by("order").values_list("code", flat=True))


def moved(draft: Edition, place: Place, by: User, *, up: bool) -> None:
    changed(draft.pk, place, lambda data: moved_part(data, place, up=up), "moved", by=acting(by))


@pytest.mark.django_db(transaction=True)
def test_it_works(data: dict[str, Any], scheme_manager: User) -> None:
    with transaction.atomic():
        draft, _ = loaded(data)
    by = acting(scheme_manager)
    move(draft.pk, GOV_02, up=True, by=by)
    assert codes(draft)[:3] == ["GOV-02", "GOV-01", "GOV-03"]
    remove(draft.pk, GOV_02, by=by)
    assert codes(draft)[:2] == ["GOV-01", "GOV-03"]
    found = Edition.objects.get(pk=draft.pk)
    assert "GOV-02" not in found.alternative_structures[0]["assignment"]
    facts = [entry.facts for entry in Entry.objects.filter(act="edition.changed").order_by("id")]
    assert facts == [
        {"place": "criteria/GOV-02", "what": "moved"},
        {"place": "criteria/GOV-02", "what": "removed"},
    ]


def test_a_criterion_stays_under_its_principle(draft: Edition, scheme_manager: User) -> None:
    before = codes(draft)
    last = next(code for code in reversed(before) if code.startswith("GOV"))
    moved(draft, Place(Part.CRITERION, last), scheme_manager, up=False)
    moved(draft, Place(Part.CRITERION, "GOV-01"), scheme_manager, up=True)
    assert codes(draft) == before
    assert not Entry.objects.filter(act="edition.changed").exists()


def test_principles_change_places_with_their_order(draft: Edition, scheme_manager: User) -> None:
    moved(draft, Place(Part.PRINCIPLE, "ETH"), scheme_manager, up=True)
    rows = list(draft.principles.order_by("order").values_list("code", "order"))
    assert rows[:3] == [("ETH", 1), ("GOV", 2), ("SEC", 3)]


def test_a_principle_with_criteria_is_not_removed(draft: Edition, scheme_manager: User) -> None:
    with pytest.raises(UnfitPart, match="Criteria stand under it"):
        removed(draft.pk, Place(Part.PRINCIPLE, "GOV"), by=acting(scheme_manager))
    assert draft.principles.count() == 5


def test_an_empty_principle_is_removed(draft: Edition, scheme_manager: User) -> None:
    by = acting(scheme_manager)
    row = {"code": "NEW", "title": "New", "statement": "New.", "order": 6, "weight": 1}
    put(draft.pk, Place(Part.PRINCIPLE), row, seen="", by=by)
    assert draft.principles.count() == 6
    with pytest.raises(UnfitPart, match="is there already"):
        put(draft.pk, Place(Part.PRINCIPLE), row | {"order": 7}, seen="", by=by)
    removed(draft.pk, Place(Part.PRINCIPLE, "NEW"), by=by)
    assert draft.principles.count() == 5


def test_what_has_gone_is_not_removed_twice(draft: Edition, scheme_manager: User) -> None:
    removed(draft.pk, GOV_02, by=acting(scheme_manager))
    with pytest.raises(NothingThere):
        removed(draft.pk, GOV_02, by=acting(scheme_manager))


def test_a_structure_is_removed(draft: Edition, scheme_manager: User) -> None:
    removed(draft.pk, Place(Part.STRUCTURE, "tta-published"), by=acting(scheme_manager))
    assert Edition.objects.get(pk=draft.pk).alternative_structures == []


def test_a_published_edition_refuses(data: dict[str, Any], db: None, scheme_manager: User) -> None:
    edition, _ = adopted(data, by=SYSTEM, at=now())
    with pytest.raises(NotADraft):
        removed(edition.pk, GOV_02, by=acting(scheme_manager))
    with pytest.raises(NotADraft):
        moved(edition, GOV_02, scheme_manager, up=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_the_same_take_turns(
    data: dict[str, Any], scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        draft, _ = loaded(data)

    def late() -> None:
        try:
            remove(draft.pk, GOV_02, by=acting(other_scheme_manager))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            removed(draft.pk, GOV_02, by=acting(scheme_manager))
            waiting = pool.submit(late)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.4)
        assert isinstance(waiting.exception(timeout=10), NothingThere)
    fresh = Edition.objects.select_related("framework", "follows").get(pk=draft.pk)
    assert len(data_file_of(fresh)["criteria"]) == 58
