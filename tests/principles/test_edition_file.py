from pathlib import Path
from typing import Any

import pytest

from principles.edition_file import EDITION_1, UnfitFile, parsed, problems, read


def told(data: object) -> list[str]:
    return [str(problem) for problem in problems(data)]


def test_it_works(data: dict[str, Any]) -> None:
    assert problems(data) == []
    assert len(data["criteria"]) == 59
    assert [row["code"] for row in data["principles"]] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
    assert len(data["layers"]) == 5
    assert sum(row["must_meet"] for row in data["criteria"]) == 13


def test_every_threshold_says_where_it_comes_from(data: dict[str, Any]) -> None:
    assert all(row["threshold_sources"] for row in data["criteria"])
    kinds = {each["kind"] for row in data["criteria"] for each in row["threshold_sources"]}
    assert kinds == {"external", "benchmark"}


def test_every_problem_is_listed_at_once_with_criterion_and_field(data: dict[str, Any]) -> None:
    by_code = {row["code"]: row for row in data["criteria"]}
    by_code["GOV-01"]["weight"] = 4
    del by_code["GOV-02"]["title"]
    by_code["GOV-03"]["response"]["bands"]["3"] = 10
    by_code["GOV-05"]["colour"] = "blue"
    by_code["GOV-07"]["principle"] = "XYZ"
    by_code["SEC-05"]["response"]["direction"] = "sideways"
    by_code["SEC-06"]["applies_to"].append("moon")
    by_code["OPN-10"]["code"] = "OPN-09"
    data["principles"][1]["order"] = 1
    data["edition"]["effective_on"] = "2026-02-30"
    text = "\n".join(told(data))
    for expected in (
        "GOV-01: weight: “4” is none of 1, 2, 3.",
        "GOV-02: title: It is missing.",
        "GOV-03: response.bands: From level to level the bounds must rise.",
        "GOV-05: colour: No such field is known.",
        "GOV-07: principle: “XYZ” is no principle of the edition.",
        "SEC-05: response.direction: ",
        "SEC-06: applies_to: “moon” is no layer of the edition.",
        "OPN-09: criteria.code: “OPN-09” stands 2 times.",
        "principles.order: “1” stands 2 times.",
        "edition.effective_on: “2026-02-30” is no day of the calendar.",
    ):
        assert expected in text, expected


def test_a_rule_that_cannot_work_is_told(data: dict[str, Any]) -> None:
    by_code = {row["code"]: row["response"] for row in data["criteria"]}
    by_code["GOV-04"]["max_age_days"]["4"] = 9999
    by_code["SEC-03"]["options"].append(by_code["SEC-03"]["options"][0])
    by_code["OPN-09"]["elements"].pop()
    by_code["SEC-05"]["bands_by_layer"]["moon"] = {"1": 4, "2": 3, "3": 2, "4": 1}
    text = "\n".join(told(data))
    assert "GOV-04: response.max_age_days: From level to level the bounds must fall." in text
    assert "SEC-03: response.options: " in text
    assert "OPN-09: response.bands.4: No answer reaches it: there are only 5." in text
    assert "SEC-05: response.bands_by_layer: The criterion does not apply to “moon”." in text


def test_a_second_structure_must_hold_every_criterion(data: dict[str, Any]) -> None:
    assignment = data["alternative_structures"][0]["assignment"]
    del assignment["GOV-01"]
    assignment["GOV-02"] = "TTA-9"
    assert told(data) == [
        "GOV-01: alternative_structures.tta-published: It is not assigned.",
        "GOV-02: alternative_structures.tta-published: “TTA-9” is no principle of the structure.",
    ]


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"criteria": 3}, {"criteria": [3], "layers": [], "principles": []}, "text"],
)
def test_what_is_no_edition_at_all_is_told_too(data: object) -> None:
    assert told(data)


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a: [", "\x00", "a: !!python/object:os.x {}"])
def test_yaml_with_surprises_is_refused(text: str) -> None:
    with pytest.raises(UnfitFile):
        parsed(text)


def test_a_date_without_quotes_stays_a_text() -> None:
    assert parsed("a: 2026-11-22\n1: b") == {"a": "2026-11-22", "1": "b"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnfitFile, match="cannot be read"):
        read(tmp_path / "none.yaml")
    assert EDITION_1.exists()
