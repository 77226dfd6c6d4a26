import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from principles.edition_file import EDITION_1, FOLDER, MOST, UnfitFile, problems, read
from principles.parsing import LARGEST
from principles.shape import fitting
from principles.vocabulary import AnswerType
from tests.principles.random_editions import small_edition
from tests.whole import examples


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
    [
        None,
        [],
        {},
        {"criteria": 3},
        {"criteria": {"code": 1}},
        {"criteria": [[1]], "edition": 4},
        {"criteria": [3], "layers": [], "principles": []},
        "text",
    ],
)
def test_what_is_no_edition_at_all_is_told_too(data: object) -> None:
    assert told(data)


def test_sentences_are_for_people(data: dict[str, Any]) -> None:
    by_code = {row["code"]: row for row in data["criteria"]}
    by_code["GOV-01"]["must_meet"] = "often"
    by_code["GOV-01"]["guidances"] = by_code["GOV-01"].pop("guidance")
    by_code["GOV-02"]["version"] = "one"
    by_code["GOV-03"]["response"]["unit"] = "furlongs"
    by_code["GOV-04"]["title"] = " "
    by_code["GOV-05"]["applies_to"] = ["cloud", "cloud"]
    by_code["GOV-06"]["evidence"] = []
    by_code["GOV-07"]["response"] = {"type": "riddle"}
    by_code["GOV-08"]["response"]["min_coverage_pct"] = 101
    by_code["ETH-04"]["response"]["options"][1]["level"] = 7
    by_code["ETH-05"]["title"] = "x" * 201
    by_code["ETH-06"]["evidence"] = "none"
    del by_code["ETH-07"]["response"]["period_months"]
    data["edition"]["language"] = "English"
    assert told(data) == [
        "edition.language: “English” is no language, such as en or pt-PT.",
        "GOV-01: guidance: It is missing.",
        "GOV-01: guidances: No such field is known. Was “guidance” meant?",
        "GOV-01: must_meet: It must be true or false, and “often” stands there.",
        "GOV-02: version: “one” is no version of a criterion, such as 1.0.0.",
        "GOV-03: response.unit: “furlongs” is none of percent, business_days, days, hours, years.",
        "GOV-04: title: It is empty.",
        "GOV-05: applies_to: Something stands there twice.",
        "GOV-06: evidence: It needs at least 1.",
        f"GOV-07: response.type: “riddle” is none of {', '.join(AnswerType)}.",
        "GOV-08: response.min_coverage_pct: “101” is more than 100.",
        "ETH-04: response.options.2.level: “7” is more than 4.",
        "ETH-05: title: It is longer than 200 characters.",
        "ETH-06: evidence: It must be a list, and “none” stands there.",
        "ETH-07: response.period_months: It is missing.",
    ]


def test_what_is_wrong_in_one_part_hides_nothing_in_another(data: dict[str, Any]) -> None:
    data["scoring"]["corrective_action_days"] = "soon"
    data["criteria"][2]["response"]["bands"]["4"] = 101
    data["edition"]["follows"] = "1.0"
    assert [each.partition(": “")[0] for each in told(data)] == [
        "scoring.corrective_action_days: It must be a whole number, and “soon” stands there.",
        "GOV-03: response.bands.4",
        "edition.reason: An edition that follows another says why: kind, text.",
        "edition.version: 1.0 is not higher than 1.0, which it follows.",
    ]


def test_a_criterion_that_may_not_stay_open_exists(data: dict[str, Any]) -> None:
    data["scoring"] |= {
        "open_findings": {"major": "not_conforming", "minor": "conditional"},
        "may_not_stay_open": ["GOV-01"],
    }
    assert told(data) == []
    data["scoring"]["may_not_stay_open"] = ["GOV-01", "GOV-99"]
    assert told(data) == ["scoring.may_not_stay_open: “GOV-99” is no criterion of the edition."]


def test_figures_that_no_unit_allows(data: dict[str, Any]) -> None:
    by_code = {row["code"]: row["response"] for row in data["criteria"]}
    by_code["GOV-03"]["bands"]["4"] = 101
    by_code["GOV-05"]["unit"] = "hours"
    for option in by_code["ETH-04"]["options"]:
        option["level"] = min(option["level"], 2)
    assert told(data) == [
        "GOV-03: response.bands.4: “101” is more than 100 percent.",
        "GOV-05: response.unit: A ratio is given in percent, and “hours” stands there.",
        "ETH-04: response.options: No option reaches the target, level 3.",
    ]


def test_days_of_use_that_contradict_each_other(data: dict[str, Any]) -> None:
    data["edition"] |= {
        "version": "1.1",
        "follows": "1.0",
        "reason": {"kind": "experience", "text": "What was learnt."},
    }
    data["transition"] = {"adopt_by": "2026-01-01", "sunset_of_followed": "2025-13-01"}
    assert [each.partition(":")[0] for each in told(data)] == [
        "transition.sunset_of_followed",
        "transition.adopt_by",
    ]
    data["transition"] = {"adopt_by": "2027-01-01", "sunset_of_followed": "2026-12-31"}
    assert [each.partition(":")[0] for each in told(data)] == ["transition.sunset_of_followed"]


@pytest.mark.parametrize("value", ["\x00", "a\ud800b"])
def test_texts_that_no_database_keeps(data: dict[str, Any], value: str) -> None:
    data["criteria"][3]["guidance"] = value
    data["criteria"][4]["evidence"][0]["description"] = value
    assert [each.partition(": “")[0] for each in sorted(told(data))] == [
        "GOV-04: guidance",
        "GOV-05: evidence.description",
    ]


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("edition", "version", "1.0\n"),
        ("edition", "language", "en\n"),
        ("edition", "effective_on", "2026-11-22\n"),
        ("framework", "slug", "trust-principles\n"),
    ],
)
def test_a_line_feed_at_the_end_of_a_name(
    data: dict[str, Any], part: str, field: str, value: str
) -> None:
    data[part][field] = value
    data["criteria"][0]["version"] += "\n"
    first, second = sorted(told(data), key=lambda each: "GOV-01" in each)
    assert first.startswith(f"{part}.{field}: “{value}”")
    assert second == "GOV-01: version: “1.0.0\n” is no version of a criterion, such as 1.0.0."


def test_problems_can_be_told_whatever_stands_in_the_file(data: dict[str, Any]) -> None:
    """Half a character cannot be sent to a browser, and a name of a megabyte not 500 times."""
    data["\ud800"] = 1
    data["criteria"][0]["code"] = "A\ud800" * 500_000
    data["criteria"][0]["evidence"] = [{"kind": n} for n in range(MOST)]
    assert sum(len(each.encode()) for each in told(data)) < 100_000


def test_a_number_that_not_every_reader_keeps(data: dict[str, Any]) -> None:
    data["criteria"][2]["response"]["period_months"] = 10**30
    (sentence,) = told(data)
    assert sentence.startswith("GOV-03: response.period_months: “1000000")
    assert sentence.endswith("is too large a number to be kept.")


def test_very_many_problems_are_cut(data: dict[str, Any]) -> None:
    data["layers"] = [{"id": "cloud", "title": "Cloud", f"x{n}": n} for n in range(2 * MOST)]
    assert len(told(data)) == MOST + 1
    assert told(data)[-1] == f"There are more; these are the first {MOST}."


VALUES = st.sampled_from([None, True, 0, 1, 3, 2.5, "", " ", "GOV-01", [], [1, 1], {}, {"1": 2}])


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_the_quick_question_agrees_with_the_schema(draw: st.DataObject) -> None:
    """Any part of a small edition is replaced, dropped or added to: both say the same."""
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    fits, slow = fitting(schema, schema), Draft202012Validator(schema)
    data: Any = small_edition()
    data["criteria"] = draw.draw(st.permutations(data["criteria"]))[:2]
    for _ in range(draw.draw(st.integers(0, 2))):
        part: Any = data
        while True:
            keys = sorted(part) if isinstance(part, dict) else range(len(part))
            if not keys:
                break
            key = draw.draw(st.sampled_from(list(keys)))
            if not isinstance(part[key], dict | list) or draw.draw(st.integers(0, 3)) == 0:
                if isinstance(part, dict) and draw.draw(st.booleans()):
                    part[draw.draw(st.sampled_from(["levels", "bands", "x"]))] = part.pop(key)
                else:
                    part[key] = draw.draw(VALUES)
                break
            part = part[key]
    assert fits(data) == slow.is_valid(data)


def test_a_schema_with_words_unknown_to_the_quick_question_is_refused() -> None:
    with pytest.raises(KeyError):
        fitting({"oneOf": []}, {})


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnfitFile, match="cannot be read"):
        read(tmp_path / "none.yaml")
    assert EDITION_1.exists()


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(UnfitFile, match="larger than 10 MB"):
        read(huge)


def test_a_json_file_is_an_edition_too(tmp_path: Path, data: dict[str, Any]) -> None:
    file = tmp_path / "edition.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert read(file) == data
