"""Whether an edition says truly what it changes."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.checking import every_problem
from principles.declaring import problems_of_changes, problems_of_following
from principles.edition_file import UnfitFile
from principles.loading import loaded
from tests.principles.random_editions import small_edition

OLDER = small_edition()
CODES = [row["code"] for row in OLDER["criteria"]]


def follower(**edition: Any) -> dict[str, Any]:
    """An edition that follows the small one and changes nothing yet."""
    data = deepcopy(OLDER)
    data["edition"] |= {
        "version": "1.1",
        "follows": "1.0",
        "reason": {"kind": "law", "text": "A law.", "provision": "Art. 1"},
    } | edition
    data["changes"] = []
    return data


def row(data: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [each for each in data["criteria"] if each["code"] == code]
    return found


def added(data: dict[str, Any], code: str) -> None:
    data["criteria"].append(deepcopy(data["criteria"][0]) | {"code": code})


def say(data: dict[str, Any], code: str, kind: str, *sources: str) -> None:
    entry = {"criterion": code, "class": kind, "note": "So it is."}
    data["changes"].append(entry | ({"from": list(sources)} if sources else {}))


def told(data: dict[str, Any], used_before: tuple[str, ...] = ()) -> list[str]:
    return [str(each) for each in problems_of_changes(OLDER, data, used_before)]


def test_it_works() -> None:
    data = follower()
    assert told(data) == []
    row(data, "GOV-03").update(guidance="Other words.", version="1.1.0")
    say(data, "GOV-03", "editorial")
    added(data, "GOV-20")
    say(data, "GOV-20", "new")
    data["criteria"].remove(row(data, "GOV-04"))
    say(data, "GOV-04", "retired")
    assert told(data) == []


def test_a_difference_needs_an_entry_and_a_version() -> None:
    data = follower()
    row(data, "GOV-03")["guidance"] = "Other words."
    added(data, "GOV-20")
    data["criteria"].remove(row(data, "GOV-04"))
    assert told(data) == [
        "GOV-03: version: It has changed, so it needs a version higher than 1.0.0.",
        "GOV-03: changes: It has changed, and `changes` does not say how.",
        "GOV-20: changes: It is new, and `changes` does not say so.",
        "GOV-04: changes: It stood in edition 1.0; `changes` does not say what became of it.",
    ]


@pytest.mark.parametrize(
    ("code", "kind", "sources", "sentence"),
    [
        ("GOV-03", "editorial", (), "It is declared editorial and is unchanged."),
        ("GOV-03", "new", (), "stands in edition 1.0 already"),
        ("GOV-03", "retired", (), "still stands in the edition"),
        ("GOV-77", "retired", (), "never stood in edition 1.0"),
        ("GOV-77", "editorial", (), "It is declared editorial and does not stand in the edition."),
        ("GOV-20", "editorial", (), "does not stand in edition 1.0: it is new"),
        ("GOV-20", "new", ("GOV-03",), "Only what is split or merged comes from others"),
        ("GOV-20", "split", (), "What is split comes from exactly one criterion."),
        ("GOV-20", "split", ("GOV-03",), "Nothing else comes from “GOV-03”"),
        ("GOV-20", "split", ("GOV-03",), "which goes on as if nothing had left it"),
        ("GOV-20", "split", ("GOV-88",), "“GOV-88”, which edition 1.0 does not have"),
        ("GOV-20", "merged", ("GOV-03",), "comes from two criteria or more"),
        ("GOV-03", "split", ("GOV-04",), "Its code names another criterion of edition 1.0"),
        ("GOV-77", "merged", ("GOV-03", "GOV-04"), "does not stand in the edition"),
    ],
)
def test_a_wrong_entry_is_told(
    code: str, kind: str, sources: tuple[str, ...], sentence: str
) -> None:
    data = follower()
    added(data, "GOV-20")
    if code != "GOV-20":
        say(data, "GOV-20", "new")
    say(data, code, kind, *sources)
    assert any(each.startswith(f"{code}: changes: ") and sentence in each for each in told(data))


def test_a_split_where_the_code_stays() -> None:
    data = follower()
    added(data, "GOV-20")
    say(data, "GOV-20", "split", "GOV-01")
    say(data, "GOV-01", "split", "GOV-01")
    assert told(data) == []


def test_two_become_one_of_them() -> None:
    data = follower()
    data["criteria"].remove(row(data, "GOV-04"))
    row(data, "GOV-03").update(version="1.1.0", guidance="Both.")
    say(data, "GOV-03", "merged", "GOV-03", "GOV-04")
    assert told(data) == []


def test_a_class_that_says_too_little_is_refused_with_its_reason() -> None:
    data = follower()
    row(data, "GOV-03").update(must_meet=True, weight=1, version="1.1.0")
    row(data, "GOV-01").update(must_meet=False, version="1.1.0")
    row(data, "ETH-04").update(weight=1, version="1.1.0")
    for code, kind in (("GOV-03", "loosening"), ("GOV-01", "clarifying"), ("ETH-04", "editorial")):
        say(data, code, kind)
    said = "changes: It is declared"
    weighs = f"Its weight is now 1, before {row(OLDER, 'ETH-04')['weight']}."
    assert sorted(told(data)) == [
        f"ETH-04: {said} editorial and must be clarifying at least. {weighs}",
        f"GOV-01: {said} clarifying and must be loosening at least. It need not be met any more.",
        f"GOV-03: {said} loosening and must be tightening at least. It must now be met.",
    ]


def test_a_retired_code_is_never_used_again() -> None:
    data = follower()
    added(data, "GOV-20")
    say(data, "GOV-20", "new")
    (sentence,) = told(data, used_before=("GOV-20",))
    assert sentence.startswith("GOV-20: code: Its code named a criterion of another edition")


def test_it_cannot_begin_before_the_one_it_follows() -> None:
    (sentence,) = told(follower(effective_on="2026-01-01"))
    assert sentence.startswith("edition.effective_on: 2026-01-01 lies before")


def test_what_an_edition_says_of_itself() -> None:
    def itself(data: dict[str, Any]) -> list[str]:
        return [str(each) for each in problems_of_following(data)]

    assert itself(follower()) == []
    assert itself(follower(version="1.10", follows="1.9")) == []
    assert itself(follower(version="1.0")) == [
        "edition.version: 1.0 is not higher than 1.0, which it follows."
    ]
    assert "edition.reason" in itself(follower(reason={}))[0]
    law = {"kind": "law", "text": "A law.", "provision": " "}
    assert itself(follower(reason=law)) == [
        "edition.reason.provision: Name the provision of the law."
    ]
    alone = follower(follows=None) | {"transition": {"adopt_by": "2027-01-01"}}
    say(alone, "GOV-03", "new")
    assert len(itself(alone)) == 3


def test_circles_are_found_however_long() -> None:
    data = follower()
    for code, source in (("GOV-31", "GOV-32"), ("GOV-32", "GOV-33"), ("GOV-33", "GOV-31")):
        say(data, code, "split", source)
    say(data, "GOV-34", "split", "GOV-31")
    say(data, "GOV-01", "split", "GOV-01")
    say(data, "GOV-35", "split", "GOV-01")
    say(data, "GOV-35", "split", "GOV-01")
    assert [str(each) for each in problems_of_following(data)] == [
        "GOV-35: changes: It stands there 2 times.",
        *(f"GOV-3{n}: changes.from: It comes from itself, in a circle." for n in (1, 2, 3)),
    ]


@pytest.mark.django_db
def test_everything_is_told_at_once_and_nothing_is_loaded() -> None:
    with transaction.atomic():
        adopted(OLDER, by=SYSTEM, at=now())
    data = follower(version="0.9")
    row(data, "GOV-03")["guidance"] = "Other words."
    row(data, "GOV-01")["weight"] = 9
    data["criteria"].remove(row(data, "GOV-04"))
    found = [str(each) for each in every_problem(data)]
    for expected in (
        "GOV-01: weight: “9” is none of 1, 2, 3.",
        "edition.version: 0.9 is not higher than 1.0, which it follows.",
        "GOV-03: changes: It has changed, and `changes` does not say how.",
        "GOV-04: changes: It stood in edition 1.0; `changes` does not say what became of it.",
    ):
        assert expected in found
    assert not any(each.startswith("GOV-01: changes") for each in found)
    row(data, "GOV-01")["weight"] = 3
    with pytest.raises(UnfitFile) as refused, transaction.atomic():
        loaded(data)
    assert len(refused.value.problems) == len(found) - 1


@pytest.mark.django_db
def test_codes_of_every_published_edition_are_taken() -> None:
    with transaction.atomic():
        adopted(OLDER, by=SYSTEM, at=now())
        second = follower()
        second["criteria"].remove(row(second, "GOV-04"))
        say(second, "GOV-04", "retired")
        second["transition"] = {"adopt_by": "2999-01-01", "sunset_of_followed": "2999-01-01"}
        assert every_problem(second) == []
        adopted(second, by=SYSTEM, at=now())
    third = deepcopy(second) | {"changes": []}
    third["edition"] |= {"version": "1.2", "follows": "1.1"}
    third["criteria"].append(deepcopy(row(OLDER, "GOV-04")))
    say(third, "GOV-04", "new")
    (problem,) = every_problem(third)
    assert (problem.criterion, problem.field) == ("GOV-04", "code")


@pytest.mark.django_db
def test_none_can_follow_what_is_not_published() -> None:
    (problem,) = every_problem(follower())
    assert str(problem) == ("edition.follows: Edition 1.0 is not published, so none can follow it.")
    assert every_problem("text")
    assert every_problem(OLDER) == []
