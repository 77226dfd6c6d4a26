"""What a report prints, before anything is typeset."""

from dataclasses import replace

import pytest

from reports import annexes, judged, profiles
from reports.contents import Figures, Finding, Organisation, Thresholds
from reports.presentation import view
from reports.sections import heads
from tests.reports.sample import FINDINGS, assessed_contents, declared_contents


def test_it_works() -> None:
    shown = view(assessed_contents())
    assert [head.label for head in shown["heads"]] == [
        "1", "2", "3", "4", "5", "6", "7", "Annex A", "Annex B", "Annex C", "Annex D",
    ]  # fmt: skip
    assert shown["at"]["results"].parts[0] == ("results-GOV", "GOV Robust corporate governance")
    assert shown["at"]["provenance"].label == "Annex D"


def test_a_declaration_has_no_section_of_findings_and_its_numbers_have_no_gap() -> None:
    shown = heads(declared_contents())
    assert "findings" not in shown
    assert [head.label for head in shown.values()][:6] == ["1", "2", "3", "4", "5", "6"]


def test_an_edition_without_mappings_has_no_annex_of_laws() -> None:
    contents = replace(assessed_contents(), crosswalk=None)
    assert view(contents)["crosswalk"] is None
    assert [head.title for head in heads(contents).values()][-3:] == [
        "All criteria in one table", "Glossary", "Provenance",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "paper"), [("NL", "a4"), ("US", "letter"), ("PH", "letter"), ("JP", "a4")]
)
def test_the_paper_is_that_of_the_country(country, paper) -> None:
    organisation = replace(assessed_contents().organisation, country=country)
    assert view(replace(assessed_contents(), organisation=organisation))["paper"] == paper


def test_a_long_name_is_cut_at_the_foot_of_pages_and_nowhere_else() -> None:
    organisation = Organisation(name="東京光技術" * 20, slug="x", country="JP")
    shown = view(replace(assessed_contents(), organisation=organisation))
    assert shown["short_name"] == "東京光技術" * 6 + "…"
    assert shown["c"].organisation.name == organisation.name
    assert view(assessed_contents())["short_name"] == "Harbour Lumen Cloud Ltd"


def test_the_chart_of_a_principle_says_its_finding() -> None:
    first = assessed_contents().principles[0]
    assert profiles.title(first, Thresholds()) == (
        "Assessed 93.3\N{NO-BREAK SPACE}%: reaches the threshold of 80\N{NO-BREAK SPACE}%, "
        "3.4\N{NO-BREAK SPACE}points below what was declared"
    )
    low = replace(first, assessed=None, declared=Figures(conformance="59.9", maturity="1.9"))
    assert profiles.title(low, Thresholds()).endswith("below the floor of 60\N{NO-BREAK SPACE}%")
    none = replace(low, declared=Figures(conformance=None, maturity=None))
    assert profiles.title(none, Thresholds()).startswith("Not rated")


def test_the_chart_of_a_principle_counts_its_criteria_and_draws_no_longer_than_its_scale() -> None:
    first = assessed_contents().principles[0]
    drawn = profiles.profile(first, Thresholds())
    assert [bar.name for bar in drawn.bars] == ["Declared", "Assessed"]
    assert [bar.name for bar in drawn.shares] == ["Low confidence", "Not sampled", "Not tested"]
    counts = [int(column.label) for column in drawn.columns]
    rated = [each.declared_level for each in first.criteria if each.declared_level is not None]
    assert sum(counts[:5]) == len(rated)
    assert drawn.threshold.x == "246.00"  # 80 % of 200, behind 86
    assert all(float(bar.length) <= profiles.SCALE for bar in (*drawn.bars, *drawn.shares))
    assert not profiles.profile(declared_contents().principles[0], Thresholds()).shares


def test_the_full_table_has_every_criterion_and_the_layers_that_differ() -> None:
    contents = assessed_contents()
    table = annexes.full_table(contents)
    codes = [row["code"] for principle in table for row in principle["rows"] if "code" in row]
    assert codes == [each.code for p in contents.principles for each in p.criteria]
    layered = contents.principles[0].criteria[1]
    assert len(layered.results) == 2
    alike = [row for row in table[0]["rows"] if "layer" in row]
    first, second = layered.results
    worse = replace(layered, results=(first, replace(second, assessed_level=1)), assessed_level=1)
    principle = replace(contents.principles[0], criteria=(worse,))
    changed = annexes.full_table(replace(contents, principles=(principle,)))[0]["rows"]
    assert [row.get("layer") for row in changed] == [None, "Cloud and data-centre infrastructure"]
    assert changed[0]["assessed"] == ("1", True)
    assert len(alike) < 2 * sum(len(each.results) > 1 for each in contents.principles[0].criteria)


def test_what_is_confidential_says_so_in_the_full_table() -> None:
    rows = annexes.full_table(assessed_contents())[0]["rows"]
    assert next(row for row in rows if row.get("code") == "GOV-04")["done"] == "withheld"
    assert next(row for row in rows if row.get("code") == "GOV-01")["done"] == "D T"


def test_the_crosswalk_stands_by_kind_with_levels_and_marks() -> None:
    shown = annexes.crosswalk(assessed_contents())
    assert [kind for kind, _ in shown["groups"]] == ["Laws", "Frameworks"]
    assert (shown["mappings"], shown["verified"], shown["carried_over"]) == (6, 5, 1)
    law = shown["groups"][0][1][0]
    assert law["told"] == "2 clauses touched; the list is not complete"
    assert law["clauses"][0]["relations"] == (
        ("overlaps with", [("GOV-01", "3")]),
        ("is supported by", [("GOV-05", "n/a")]),
    )
    assert law["clauses"][1]["relations"] == (
        ("overlaps with", [("SUP-01†", "3"), ("SUP-02‡", "3")]),
    )
    framework = shown["groups"][1][1][0]
    assert framework["told"] == "1 of 106 listed clauses touched"
    assert framework["clauses"][0]["relations"][1] == ("is part of", [("GOV-02", "3")])


def test_findings_stand_by_grade_and_tell_what_is_open() -> None:
    good = Finding(
        grade="good_practice", criterion="GOV-01", text="A public drill each year.", plan="",
        due=None, accepted_on=None, state="closed",
    )  # fmt: skip
    closed = replace(FINDINGS[0], grade="major", state="closed")
    contents = replace(assessed_contents(), findings=(good, *FINDINGS, closed))
    assert [each["grade"] for each in judged.findings(contents)] == [
        "Major", "Minor", "Observation", "Good practice",
    ]  # fmt: skip
    assert judged.told(contents) == (
        "4 findings on record, 2 open; the first plan is due on 26 February 2027."
    )
    assert judged.tally(contents) == (
        ("Major", 1, 0), ("Minor", 1, 1), ("Observation", 1, 1), ("Good practice", 1, 0),
    )  # fmt: skip
    assert judged.told(replace(contents, findings=())) == "The assessors raised no findings."


def test_what_is_withheld_is_counted() -> None:
    assert view(assessed_contents())["withheld"] == (
        "the detail of 10 criteria (only levels and confidence are shown)",
        "49 pieces of evidence (only counted)",
        "the text of 1 finding",
    )
    bare = replace(declared_contents(), principles=())
    assert view(bare)["withheld"] == ()
