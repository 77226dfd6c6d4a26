"""Rules in words: every bound of the edition appears with its unit."""

import pytest

from principles.edition_file import FOLDER, read
from registry.rules import in_words, sources_in_words

DATA = read(FOLDER / "trust-principles-1.0.yaml")
TITLES = {each["id"]: each["title"] for each in DATA["layers"]}
CRITERIA = {each["code"]: each for each in DATA["criteria"]}


def test_it_works() -> None:
    words = in_words(CRITERIA["GOV-03"]["response"], TITLES)
    assert words.bands[0].rows[:2] == ((4, "at least 66 %"), (3, "at least 50 %"))
    assert ("Period", "12 months up to the as-of date") in words.facts
    assert words.limits[0].startswith("A figure that covers less than 100 %")


@pytest.mark.parametrize("code", CRITERIA)
def test_every_rule_has_words_for_its_levels(code: str) -> None:
    rule = CRITERIA[code]["response"]
    words = in_words(rule, TITLES)
    assert words.asked
    levels = [level for level, _ in words.bands[0].rows]
    assert levels == sorted(levels, reverse=True)
    assert rule["target_level"] in levels
    assert len(words.bands) == 1 + len(rule.get("bands_by_layer", {}))


@pytest.mark.parametrize("code", CRITERIA)
def test_a_source_is_named_only_where_it_was_read(code: str) -> None:
    sources = CRITERIA[code]["threshold_sources"]
    said = sources_in_words(sources)
    for each in sources:
        assert (each["source"] in said) == (each["kind"] == "external" and each["seen"])
    assert any("our own benchmark" in each.lower() for each in said) == any(
        each["kind"] != "external" or not each["seen"] for each in sources
    )
