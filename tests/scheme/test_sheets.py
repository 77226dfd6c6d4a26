"""The forms of an edition's parts: what they show, they read back."""

from typing import Any

import pytest
from django.http import QueryDict

from principles.edition_file import EDITION_1_1, read
from principles.problems import Problem
from principles.wording import canonical
from scheme.change_sheet import ChangeSheet
from scheme.criterion_sheet import CriterionSheet
from scheme.edition_sheets import SHEETS
from scheme.parts import Part, Place, part_of
from scheme.sheet import Sheet, anchor
from tests.scheme.filled import posted


@pytest.fixture(scope="module")
def later() -> dict[str, Any]:
    return read(EDITION_1_1)


def query(said: dict[str, Any]) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, value in said.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def sent(kind: type[Sheet], data: dict[str, Any], place: Place, **more: Any) -> Sheet:
    return kind(data, place, query(posted(kind(data, place)) | more))


def test_it_works(later: dict[str, Any]) -> None:
    for row in later["criteria"]:
        place = Place(Part.CRITERION, row["code"])
        sheet = sent(CriterionSheet, later, place)
        assert sheet.is_valid(), [form.errors for form in sheet.every_form if form.errors]
        assert canonical(sheet.said()) == canonical(part_of(later, place)), row["code"]


@pytest.mark.parametrize(
    "part", [part for part in SHEETS if part not in (Part.PRINCIPLE, Part.STRUCTURE)]
)
def test_every_part_comes_back_as_it_was(later: dict[str, Any], part: Part) -> None:
    sheet = sent(SHEETS[part], later, Place(part))
    assert sheet.is_valid()
    assert canonical(sheet.said()) == canonical(part_of(later, Place(part)))


@pytest.mark.parametrize(
    "findings",
    [
        {
            "open_findings": {
                "major": "not_conforming",
                "minor": "not_conforming",
                "observation": "conditional",
            },
            "may_not_stay_open": ["GOV-01", "SEC-05"],
        },
        {"open_findings": {"major": "not_conforming", "minor": "conditional"}},
        {"may_not_stay_open": ["GOV-01"]},
        {},
    ],
)
def test_what_is_said_of_open_findings_comes_back(
    later: dict[str, Any], findings: dict[str, Any]
) -> None:
    here = ("open_findings", "may_not_stay_open")
    plain = {name: value for name, value in later["scoring"].items() if name not in here}
    data = later | {"scoring": plain | findings}
    sheet = sent(SHEETS[Part.SCORING], data, Place(Part.SCORING))
    assert sheet.is_valid()
    assert canonical(sheet.said()) == canonical(data["scoring"])
    emptied = {f"open_findings__{grade}": "" for grade in ("major", "minor", "observation")}
    empty = sent(SHEETS[Part.SCORING], data, Place(Part.SCORING), **emptied, may_not_stay_open="")
    assert empty.is_valid()
    assert canonical(empty.said()) == canonical(plain)


@pytest.mark.parametrize(
    "place", [Place(Part.PRINCIPLE, "ETH"), Place(Part.STRUCTURE, "tta-published")], ids=str
)
def test_a_row_of_a_list_comes_back_as_it_was(later: dict[str, Any], place: Place) -> None:
    sheet = sent(SHEETS[place.part], later, place)
    assert sheet.is_valid()
    assert canonical(sheet.said()) == canonical(part_of(later, place))


def test_line_ends_are_those_of_data_files(later: dict[str, Any]) -> None:
    place = Place(Part.CRITERION, "GOV-01")
    sheet = sent(
        CriterionSheet, later, place, guidance="One.\r\nTwo.", mistakes="A\r\n\r\n B \r\nA"
    )
    assert sheet.is_valid()
    content = sheet.said()["content"]
    assert (content["guidance"], content["mistakes"]) == ("One.\nTwo.", ["A", "B"])


def test_an_option_without_a_name_gets_one_from_its_label(later: dict[str, Any]) -> None:
    code = next(row["code"] for row in later["criteria"] if row["response"]["type"] == "choice")
    more = {"response__options-0-value": "", "response__options-0-label": "All of it, always"}
    sheet = sent(CriterionSheet, later, Place(Part.CRITERION, code), **more)
    assert sheet.is_valid()
    assert sheet.said()["content"]["response"]["options"][0]["value"] == "all-of-it-always"


def test_an_emptied_row_does_not_count(later: dict[str, Any]) -> None:
    place = Place(Part.CRITERION, "GOV-01")
    held = part_of(later, place)["content"]["evidence"]
    more = {f"evidence-0-{name}": "" for name in ("kind", "visibility", "description")}
    sheet = sent(CriterionSheet, later, place, **more)
    assert sheet.is_valid()
    assert sheet.said()["content"]["evidence"] == held[1:]


def test_a_bound_of_nought_is_a_bound(later: dict[str, Any]) -> None:
    name = "response__bands_by_layer__connectivity__4"
    sheet = sent(CriterionSheet, later, Place(Part.CRITERION, "SEC-05"), **{name: "0"})
    assert sheet.is_valid()
    assert sheet.said()["content"]["response"]["bands_by_layer"]["connectivity"]["4"] == 0


def test_a_type_that_is_chosen_anew_begins_with_what_is_usual(later: dict[str, Any]) -> None:
    place = Place(Part.CRITERION, "GOV-01")
    sheet = sent(CriterionSheet, later, place, response__type="metric", shown_type="yes_no_partial")
    assert sheet.switched
    shown = {name: sheet.main[name].value() for name in ("title", "response__min_coverage_pct")}
    assert shown == {"title": later["criteria"][0]["title"], "response__min_coverage_pct": "0"}


def test_sources_of_a_change_are_written_as_codes(later: dict[str, Any]) -> None:
    place = Place(Part.CHANGE, "GOV-01")
    said = {"class": "merged", "note": "One.", "provision": "", "from": "gov-01, GOV-02;GOV-02"}
    sheet = ChangeSheet(later, place, query(said), older=later)
    assert sheet.is_valid()
    assert sheet.said() == {
        "criterion": "GOV-01",
        "class": "merged",
        "note": "One.",
        "from": ["GOV-01", "GOV-02"],
    }


@pytest.mark.parametrize(
    ("field", "form", "name"),
    [
        ("evidence.2.kind", "evidence-1", "kind"),
        ("evidence", "evidence-0", "description"),
        ("response.bands.4", "", "response__type"),
        ("not_applicable.condition", "", "not_applicable__condition"),
        ("criteria.code", "", "code"),
        ("nothing.of.ours", "", None),
    ],
)
def test_a_problem_finds_its_field(
    later: dict[str, Any], field: str, form: str, name: str | None
) -> None:
    sheet = CriterionSheet(later, Place(Part.CRITERION, "GOV-01"))
    found, at = sheet._field(field.removeprefix("criteria."))
    assert (found.prefix or "", at) == (form, name)


@pytest.mark.parametrize(
    ("problem", "place", "fragment"),
    [
        (Problem("GOV-01", "evidence.2.kind", ""), Place(Part.CRITERION, "GOV-01"), "#id_evidence-1-kind"),
        (Problem("GOV-01", "response.bands", ""), Place(Part.CRITERION, "GOV-01"), "#id_response__bands"),
        (Problem("", "edition.reason.kind", ""), Place(Part.FACTS), "#id_reason__kind"),
        (Problem("", "scoring.sources.1.kind", ""), Place(Part.SCORING), "#id_sources-0-kind"),
        (Problem("", "layers.3.title", ""), Place(Part.LAYERS), "#id_layers-2-title"),
        (Problem("", "principles.1.title", ""), Place(Part.PRINCIPLE, "GOV"), "#id_title"),
        (Problem("GOV-01", "changes.class", ""), Place(Part.CHANGE, "GOV-01"), "#id_class"),
    ],
)  # fmt: skip
def test_a_problem_has_an_address_on_its_page(
    problem: Problem, place: Place, fragment: str
) -> None:
    assert anchor(problem, place) == fragment
