"""Changing one part of a draft: facts, lists, a criterion, a structure, a declared change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from principles.adoption import adopted
from principles.content import content_of, data_file_of
from principles.loading import loaded
from principles.models import Criterion, Edition
from principles.wording import digest
from scheme.drafts import begun_after
from scheme.editing import (
    ChangedMeanwhile,
    NotADraft,
    UnfitPart,
    put,
    save_part,
    seen_of,
)
from scheme.parts import Part, Place, part_of
from tests.people import acting

GOV_01 = Place(Part.CRITERION, "GOV-01")
FACTS = Place(Part.FACTS)


@pytest.fixture
def draft(db: None, data: dict[str, Any]) -> Edition:
    return loaded(data)[0]


def fresh(draft: Edition) -> Edition:
    return Edition.objects.select_related("framework", "follows").get(pk=draft.pk)


def read(draft: Edition, place: Place) -> Any:
    return part_of(data_file_of(fresh(draft)), place)


def changed(draft: Edition, place: Place, change: Callable[[Any], None], by: User) -> str:
    value = read(draft, place)
    seen = seen_of(value)
    change(value)
    return put(draft.pk, place, value, seen=seen, by=acting(by))


@pytest.mark.django_db(transaction=True)
def test_it_works(data: dict[str, Any], scheme_manager: User) -> None:
    with transaction.atomic():
        draft, _ = loaded(data)
    value = read(draft, GOV_01)
    seen = seen_of(value)
    value["content"] |= {"title": "The board answers for trust", "weight": 2}
    assert save_part(draft.pk, GOV_01, value, seen=seen, by=acting(scheme_manager)) == "GOV-01"
    row = Criterion.objects.get(edition=draft, code="GOV-01")
    assert (row.title, row.weight) == ("The board answers for trust", 2)
    assert row.sha256 == digest(value["content"])
    now_there = fresh(draft)
    assert now_there.sha256 == digest(content_of(now_there)) != draft.sha256
    entry = Entry.objects.get(act="edition.changed")
    assert (entry.actor, entry.facts) == (
        scheme_manager,
        {"place": "criteria/GOV-01", "what": "changed"},
    )
    assert (entry.before_sha256, entry.after_sha256) == (draft.sha256, now_there.sha256)


def test_the_same_again_is_not_recorded(draft: Edition, scheme_manager: User) -> None:
    changed(draft, GOV_01, lambda _: None, scheme_manager)
    assert not Entry.objects.filter(act="edition.changed").exists()


def test_facts_change(draft: Edition, scheme_manager: User) -> None:
    facts = {"title": "Principles", "version": "1.3", "effective_on": "2027-01-01"}
    changed(draft, FACTS, lambda value: value.update(facts), scheme_manager)
    found = fresh(draft)
    assert (found.title, found.version, found.effective_on.year) == ("Principles", "1.3", 2027)


def test_a_version_exists_once(draft: Edition, data: dict[str, Any], scheme_manager: User) -> None:
    other = deepcopy(data)
    other["edition"]["version"] = "1.7"
    loaded(other)
    with pytest.raises(UnfitPart, match=r"There is an edition 1\.7"):
        changed(draft, FACTS, lambda value: value.update(version="1.7"), scheme_manager)


WRONG: dict[str, tuple[Place, Callable[[Any], None], str, str]] = {
    "bands that fall": (
        Place(Part.CRITERION, "GOV-05"),
        lambda value: value["content"]["response"].update(bands={"1": 9, "2": 8, "3": 7, "4": 6}),
        "response.bands",
        "must rise",
    ),
    "a code of another principle": (
        GOV_01,
        lambda value: value["content"].update(code="ETH-77"),
        "code",
        "does not begin with its principle",
    ),
    "a code that is taken": (
        GOV_01,
        lambda value: value["content"].update(code="GOV-02"),
        "criteria.code",
        "stands 2 times",
    ),
    "a layer that is none": (
        GOV_01,
        lambda value: value["content"].update(applies_to=["quantum"]),
        "applies_to",
        "no layer of the edition",
    ),
    "no layers": (Place(Part.LAYERS), lambda value: value.clear(), "layers", "at least 1"),
    "a threshold above 100": (
        Place(Part.SCORING),
        lambda value: value.update(conform_threshold_pct=101),
        "scoring.conform_threshold_pct",
        "100",
    ),
    "a principle without a title": (
        Place(Part.PRINCIPLE, "GOV"),
        lambda value: value.update(title=""),
        "principles.1.title",
        "",
    ),
}


@pytest.mark.parametrize(("place", "change", "field", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_with_its_field(
    draft: Edition, scheme_manager: User, place: Place, change, field: str, sentence: str
) -> None:
    before = data_file_of(fresh(draft))
    with pytest.raises(UnfitPart) as refused:
        changed(draft, place, change, scheme_manager)
    assert any(
        each.field == field and sentence in each.sentence for each in refused.value.problems
    ), refused.value.problems
    assert data_file_of(fresh(draft)) == before


def test_a_criterion_takes_its_code_with_it(draft: Edition, scheme_manager: User) -> None:
    row = draft.criteria.get(code="GOV-01")
    key = changed(
        draft, GOV_01, lambda value: value["content"].update(code="GOV-77"), scheme_manager
    )
    assert key == "GOV-77"
    assert draft.criteria.get(code="GOV-77").pk == row.pk
    assignment = fresh(draft).alternative_structures[0]["assignment"]
    assert "GOV-01" not in assignment
    assert assignment["GOV-77"] == "TTA-1"


def test_a_criterion_that_changes_its_principle_stands_behind_the_others(
    draft: Edition, scheme_manager: User
) -> None:
    def change(value: Any) -> None:
        value["content"] |= {"code": "ETH-77", "principle": "ETH"}

    changed(draft, GOV_01, change, scheme_manager)
    codes = list(draft.criteria.order_by("order").values_list("code", flat=True))
    assert codes[0] == "GOV-02"
    assert codes.index("ETH-77") == codes.index("SEC-01") - 1
    assert len(codes) == 59


def test_a_criterion_is_added_behind_its_principle(draft: Edition, scheme_manager: User) -> None:
    value = read(draft, GOV_01)
    value["content"]["code"] = "GOV-77"
    put(draft.pk, Place(Part.CRITERION), value, seen="", by=acting(scheme_manager))
    codes = list(draft.criteria.order_by("order").values_list("code", flat=True))
    assert codes.index("GOV-77") == codes.index("ETH-01") - 1
    assert Entry.objects.get(act="edition.changed").facts["what"] == "added"


def test_its_place_in_a_structure_can_change_alone(draft: Edition, scheme_manager: User) -> None:
    changed(
        draft, GOV_01, lambda value: value["assigned"].update({"tta-published": "TTA-5"}),
        scheme_manager,
    )  # fmt: skip
    assert fresh(draft).alternative_structures[0]["assignment"]["GOV-01"] == "TTA-5"


def test_what_somebody_else_changed_is_not_overwritten_unseen(
    draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    mine = read(draft, GOV_01)
    seen = seen_of(mine)
    changed(draft, GOV_01, lambda value: value["content"].update(weight=1), other_scheme_manager)
    changed(draft, FACTS, lambda value: value.update(note="-"), scheme_manager)
    mine["content"]["title"] = "Mine"
    with pytest.raises(ChangedMeanwhile) as refused:
        put(draft.pk, GOV_01, mine, seen=seen, by=acting(scheme_manager))
    assert refused.value.current["content"]["weight"] == 1
    assert refused.value.entry is not None
    assert refused.value.entry.actor == other_scheme_manager
    put(draft.pk, GOV_01, mine, seen=refused.value.digest, by=acting(scheme_manager))
    assert draft.criteria.get(code="GOV-01").title == "Mine"


def test_another_part_may_have_changed(
    draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    mine = read(draft, GOV_01)
    seen = seen_of(mine)
    other = Place(Part.CRITERION, "GOV-02")
    changed(draft, other, lambda value: value["content"].update(weight=1), other_scheme_manager)
    mine["content"]["title"] = "Mine"
    put(draft.pk, GOV_01, mine, seen=seen, by=acting(scheme_manager))
    assert draft.criteria.get(code="GOV-02").weight == 1


def test_a_published_edition_refuses(data: dict[str, Any], db: None, scheme_manager: User) -> None:
    edition, _ = adopted(data, by=SYSTEM, at=now())
    with pytest.raises(NotADraft):
        changed(edition, GOV_01, lambda value: value["content"].update(weight=1), scheme_manager)


def test_a_declared_class_says_no_less_than_the_change(
    data: dict[str, Any], db: None, scheme_manager: User
) -> None:
    first, _ = adopted(data, by=SYSTEM, at=now())
    about = {
        "version": "1.1",
        "effective_on": "2027-06-01",
        "reason": {"kind": "experience", "text": "Learnt."},
    }
    draft = begun_after(first.pk, about, by=acting(scheme_manager))
    change = {"must_meet": True, "version": "1.1.0"}
    changed(
        draft,
        Place(Part.CRITERION, "GOV-03"),
        lambda value: value["content"].update(change),
        scheme_manager,
    )
    entry = {"criterion": "GOV-03", "class": "editorial", "note": "Words."}
    by = acting(scheme_manager)
    with pytest.raises(UnfitPart, match="must be tightening at least"):
        put(draft.pk, Place(Part.CHANGE), entry, seen="", by=by)
    entry["class"] = "tightening"
    put(draft.pk, Place(Part.CHANGE), entry, seen="", by=by)
    assert fresh(draft).changes == [entry]
    with pytest.raises(UnfitPart, match="declared already"):
        put(draft.pk, Place(Part.CHANGE), entry, seen="", by=by)


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_waits_and_sees_the_first(
    data: dict[str, Any], scheme_manager: User, other_scheme_manager: User
) -> None:
    with transaction.atomic():
        draft, _ = loaded(data)
    first, second = read(draft, GOV_01), read(draft, GOV_01)
    seen = seen_of(first)
    first["content"]["title"], second["content"]["title"] = "First", "Second"

    def late() -> None:
        try:
            save_part(draft.pk, GOV_01, second, seen=seen, by=acting(other_scheme_manager))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            put(draft.pk, GOV_01, first, seen=seen, by=acting(scheme_manager))
            waiting = pool.submit(late)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.4)
        assert isinstance(waiting.exception(timeout=10), ChangedMeanwhile)
    assert draft.criteria.get(code="GOV-01").title == "First"
