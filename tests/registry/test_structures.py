"""The same criteria, cut along another structure: exact percentages, and never an outcome."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models import Decision
from custody import unsafe
from principles.models import Edition
from principles.scoring import Item, NotApplicable, Thresholds, scored
from registry.structures import Structure, cut, span, structures_of
from reports.contents import ReportContents
from reports.due import open_due_reports
from reports.gathering import figures, gathered
from reports.models import Report
from reports.twin import to_twin, twin_bytes
from tests.editions import edition_data
from tests.registry.factory import org, report_on, scope_of
from tests.reports.sample import criterion as sample_criterion
from tests.whole import examples

PUBLISHED = "tta-published"
SENTENCE = "The outcome is concluded along the official principles only."


def alternatives() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = edition_data()["alternative_structures"]
    return found


def in_edition(contents: ReportContents) -> ReportContents:
    """The sample's principles with as many criteria as edition 1.0 has, and figures that are true."""
    counts = Counter(row["principle"] for row in edition_data()["criteria"])
    assessed = contents.assessment is not None
    filled = []
    for each in contents.principles:
        numbers = range(1, counts[each.code] + 1)
        rows = tuple(sample_criterion(each.code, n, assessed=assessed) for n in numbers)
        true = {
            basis: figures(_score(rows, f"{basis}_level")) for basis in ("declared", "assessed")
        }
        filled.append(
            replace(
                each,
                criteria=rows,
                declared=true["declared"],
                assessed=true["assessed"] if assessed else None,
            )
        )
    return replace(contents, principles=tuple(filled))


def _score(rows, level):
    items = [
        Item(r.code, "X", r.weight, r.must_meet,
             NotApplicable.CLAIMED if getattr(r, level) is None else getattr(r, level))
        for r in rows
    ]  # fmt: skip
    return (scored(items).principles or {})["X"]


def twin_in_edition(contents: ReportContents) -> bytes:
    return twin_bytes(in_edition(contents))


def frozen(twin: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {key: each[key] for key in ("code", "title", "declared", "assessed")}
        for each in twin["principles"]
    ]


@pytest.fixture
def report(edition: Edition) -> Report:
    scope = scope_of(org("harbour-lumen", "Harbour Lumen Cloud"))
    return report_on(scope, edition, twin_of=twin_in_edition)


@pytest.mark.django_db
def test_it_works(client: Client, report: Report) -> None:
    page = client.get(f"/reports/{report.number}/?structure={PUBLISHED}").text
    assert "Percentages by the five published titles" in page
    assert "Respect for the Rule of Law and Data Protection" in page
    assert SENTENCE in page
    assert alternatives()[0]["source"] in page
    assert alternatives()[0]["version"] in page
    assert f'href="/reports/{report.number}/#result"' in page


@pytest.mark.django_db
def test_the_official_principles_come_first_and_offer_the_other(
    client: Client, report: Report
) -> None:
    page = client.get(f"/reports/{report.number}/").text
    assert "Result by the five official principles" in page
    assert f'href="/reports/{report.number}/?structure={PUBLISHED}#result"' in page
    assert "Respect for the Rule of Law" not in page
    assert SENTENCE not in page


@pytest.mark.django_db
def test_the_other_structure_borrows_nothing_of_the_official_one(
    client: Client, report: Report
) -> None:
    chart = _chart(client.get(f"/reports/{report.number}/?structure={PUBLISHED}").text)
    assert "glyph" not in chart
    assert "hreshold" not in chart
    official = _chart(client.get(f"/reports/{report.number}/").text)
    assert official.count("glyph--") == 10
    assert "Threshold 80 %" in official


def _chart(page: str) -> str:
    return page.split('<figure class="bars', 1)[1].split("</figure>", 1)[0]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["assessed", "declared"])
def test_the_organisations_page_is_read_by_either(
    client: Client, edition: Edition, kind: str
) -> None:
    scope = scope_of(org("harbour-lumen"))
    report_on(scope, edition, kind=kind, twin_of=twin_in_edition)
    path = "/register/harbour-lumen/"
    today = now().date().isoformat()
    page = client.get(f"{path}?on={today}").text
    assert "Conformance by the five official principles" in page
    link = f"{path}?on={today}&amp;structure={PUBLISHED}#cloud-services"
    assert link in page
    page = client.get(f"{path}?structure={PUBLISHED}&on={today}").text
    assert "Conformance by the five published titles" in page
    assert SENTENCE in page
    assert "glyph" not in _chart(page)
    assert f'<input type="hidden" name="structure" value="{PUBLISHED}">' in page


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["official", "none", "%00", "tta-published%20"])
def test_a_structure_that_there_is_not_does_not_exist(
    client: Client, report: Report, wrong: str
) -> None:
    assert client.get(f"/reports/{report.number}/?structure={wrong}").status_code == 404
    assert client.get(f"/register/harbour-lumen/?structure={wrong}").status_code == 404


@pytest.mark.django_db
def test_a_structure_that_leaves_criteria_out_is_not_offered(
    client: Client, edition: Edition
) -> None:
    """The sample's own twin has criteria that edition 1.0 has not."""
    other = report_on(scope_of(org("harbour-lumen")), edition)
    assert structures_of(json.loads(bytes(other.twin)), alternatives()) == []
    for path in (f"/reports/{other.number}/", "/register/harbour-lumen/"):
        assert "structure=" not in client.get(path).text
        assert client.get(f"{path}?structure={PUBLISHED}").status_code == 404


@pytest.mark.django_db
def test_reading_by_another_structure_takes_few_statements(client: Client, report: Report) -> None:
    for path, most in ((f"/reports/{report.number}/", 3), ("/register/harbour-lumen/", 3)):
        for query in ("", f"?structure={PUBLISHED}"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{path}{query}").status_code == 200
            assert len(captured) <= most, path


@pytest.fixture
def keys(settings, tmp_path: Path) -> None:
    """Development keys: a report names the kind of key that signs it."""
    settings.KEYS_DIR, settings.PUBLIC_KEYS_DIR = tmp_path / "keys", tmp_path / "public"
    unsafe.make(
        settings.KEYS_DIR,
        settings.PUBLIC_KEYS_DIR,
        log_origin="trust.example/log",
        production=False,
    )


def one_twin(due: Report) -> dict[str, Any]:
    report = Report.objects.select_related(
        "edition__framework", "submission__signed_by", "decision"
    ).get(pk=due.pk)
    return to_twin(gathered(report, issued_at=now().replace(microsecond=0)))


def official_of(twin: Mapping[str, Any]) -> Structure:
    """The official principles as a structure, to show that the same cut gives the frozen figures."""
    return Structure(
        id="official",
        version=twin["edition"],
        source=twin["framework"],
        titles={each["code"]: each["title"] for each in twin["principles"]},
        assignment={
            criterion["code"]: each["code"]
            for each in twin["principles"]
            for criterion in each["criteria"]
        },
    )


def test_the_official_cut_of_a_declaration_is_the_frozen_one(due: Report, keys: None) -> None:
    twin = one_twin(due)
    assert cut(twin, official_of(twin)) == frozen(twin)
    assert all(each["assessed"] is None for each in cut(twin, official_of(twin)))


def test_the_official_cut_of_an_assessment_is_the_frozen_one(decided: Decision, keys: None) -> None:
    open_due_reports(at=now())
    twin = one_twin(Report.objects.get(decision=decided))
    assert cut(twin, official_of(twin)) == frozen(twin)
    [structure] = structures_of(twin, alternatives())
    rows = cut(twin, structure)
    assert [row["code"] for row in rows] == [f"TTA-{n}" for n in range(1, 6)]
    assert all(row["assessed"]["conformance"] for row in rows)


LEVELS = st.one_of(st.none(), st.integers(0, 4))
CRITERIA = st.lists(
    st.tuples(st.sampled_from(["GOV", "ETH", "SEC"]), st.integers(1, 3), LEVELS, LEVELS),
    min_size=1,
    max_size=25,
)


@settings(max_examples=examples(200), deadline=None)
@given(CRITERIA, st.integers(1, 4), st.data())
def test_the_official_cut_is_what_the_method_scores(rows, target: int, data) -> None:
    twin = made_twin(rows, target)
    assert cut(twin, official_of(twin)) == frozen(twin)
    titles = [{"code": f"T{n}", "title": f"Title {n}", "order": 9 - n} for n in range(3)]
    codes = [each["code"] for p in twin["principles"] for each in p["criteria"]]
    assigned = {code: data.draw(st.sampled_from(["T0", "T1", "T2"])) for code in codes}
    block = {
        "id": "x", "version": "1", "source": "s", "principles": titles, "assignment": assigned,
    }  # fmt: skip
    [structure] = structures_of(twin, [block])
    found = {row["code"]: row for row in cut(twin, structure)}
    assert list(found) == ["T2", "T1", "T0"]
    for basis in ("declared", "assessed"):
        items = [
            Item(each["code"], assigned[each["code"]], each["weight"], False,
                 _told(each[f"{basis}_level"]))
            for p in twin["principles"] for each in p["criteria"]
        ]  # fmt: skip
        scores = scored(items, thresholds=Thresholds(target=target)).principles or {}
        for code, row in found.items():
            assert row[basis] == vars(figures(scores.get(code)))


def _told(level: int | None) -> int | NotApplicable:
    return NotApplicable.CLAIMED if level is None else level


def made_twin(rows, target: int) -> dict[str, Any]:
    """What a twin says of these criteria, its figures by `scored`."""
    criteria: dict[str, list[dict[str, Any]]] = {}
    for principle, weight, declared, assessed in rows:
        held = criteria.setdefault(principle, [])
        held.append(
            {
                "code": f"{principle}-{len(held) + 1:02}",
                "weight": weight,
                "must_meet": False,
                "declared_level": declared,
                "assessed_level": assessed,
            }
        )
    scores = {
        basis: scored(
            [
                Item(each["code"], code, each["weight"], False, _told(each[f"{basis}_level"]))
                for code, held in criteria.items()
                for each in held
            ],
            thresholds=Thresholds(target=target),
        ).principles
        or {}
        for basis in ("declared", "assessed")
    }
    return {
        "framework": "trust-principles",
        "edition": "1.0",
        "thresholds": {"target_level": target},
        "assessment": {},
        "principles": [
            {
                "code": code,
                "title": f"Principle {code}",
                **{basis: vars(figures(scores[basis].get(code))) for basis in scores},
                "criteria": held,
            }
            for code, held in criteria.items()
        ],
    }


def test_what_is_said_of_a_cut_holds_no_threshold_against_it() -> None:
    def row(title: str, share: str | None) -> dict[str, Any]:
        return {"title": title, "declared": {"conformance": share, "maturity": "3.00"}}

    one, two, none = row("One", "9.5"), row("Two", "100.0"), row("None", None)
    said = span([one, two, none], basis="declared")
    assert said == "From 9.5\u00a0% to 100.0\u00a0% as declared; the lowest is One"
    assert span([two, none], basis="declared") == "Every title has 100.0\u00a0% as declared"
    assert span([none], basis="declared") == "No title is rated"
