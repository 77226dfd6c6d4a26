"""What the published data files say: edition 1.1 beside 1.0, and words for every criterion."""

from typing import Any

import pytest

from principles.comparison import compared
from principles.edition_file import EDITION_1, EDITION_1_1, read
from principles.lineage import ChangeClass

ONE = read(EDITION_1)
ONE_ONE = read(EDITION_1_1)


def option(data: dict[str, Any], criterion: str, value: str) -> Any:
    row = next(row for row in data["criteria"] if row["code"] == criterion)
    return next(option for option in row["response"]["options"] if option["value"] == value)


def test_it_works() -> None:
    """Edition 1.1 changes two criteria, with these classes, and nothing else to the letter."""
    found = compared([ONE, ONE_ONE])
    changed = {
        each.code: each.kind for each in found.criteria if each.kind is not ChangeClass.UNCHANGED
    }
    assert changed == {"ETH-08": ChangeClass.CLARIFYING, "OPN-02": ChangeClass.TIGHTENING}
    assert [row["code"] for row in ONE["criteria"]] == [row["code"] for row in ONE_ONE["criteria"]]


def test_around_the_criteria_only_the_edition_itself_differs() -> None:
    own = {"edition", "criteria", "changes", "transition"}
    assert {key for key in ONE_ONE if ONE.get(key) != ONE_ONE[key]} == own
    assert set(ONE) <= set(ONE_ONE)
    assert ONE_ONE["edition"]["effective_on"] == "2027-01-12"
    assert ONE_ONE["edition"]["reason"]["kind"] == "law"


def test_of_the_two_criteria_only_what_was_declared_differs() -> None:
    was = {row["code"]: row for row in ONE["criteria"]}
    new = {row["code"]: row for row in ONE_ONE["criteria"]}
    differs = {
        code: {key for key in new[code] if new[code][key] != was[code][key]}
        for code in ("ETH-08", "OPN-02")
    }
    assert differs == {
        "ETH-08": {"version", "guidance", "threshold_sources"},
        "OPN-02": {"version", "guidance", "response"},
    }
    assert option(ONE, "OPN-02", "cost")["level"] == 3
    assert option(ONE_ONE, "OPN-02", "cost") == {**option(ONE, "OPN-02", "cost"), "level": 1}


@pytest.mark.parametrize("data", [ONE, ONE_ONE], ids=["1.0", "1.1"])
def test_every_criterion_says_why_and_what_convinces(data: dict[str, Any]) -> None:
    for row in data["criteria"]:
        assert row["why"], row["code"]
        assert 2 <= len(row["good_evidence"]) <= 3, row["code"]
        assert len(row["weak_evidence"]) == 2, row["code"]
        assert 1 <= len(row["mistakes"]) <= 2, row["code"]


def texts(row: dict[str, Any]) -> list[str]:
    return [row["why"], *row["good_evidence"], *row["weak_evidence"], *row["mistakes"]]


def test_the_words_are_sentences_and_written_for_one_criterion_each() -> None:
    said = [text for row in ONE["criteria"] for text in texts(row)]
    assert [text for text in said if not text.endswith(".") or "!" in text] == []
    assert len(set(said)) == len(said)
