"""The API: exact shapes, refusals as problems, caching, keys, limits, few statements."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from jsonschema import Draft202012Validator

from accounts.actor import SYSTEM
from accounts.api_keys import made_api_key
from accounts.models import ApiKey
from api.problems import WORDS
from api.v1.index import SCHEMA
from principles.models import Criterion, Edition
from reports.models import Report
from tests.registry.factory import notice_on, org, report_on, scope_of

pytestmark = pytest.mark.django_db
SPECIFICATION = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))


def holds(answer: Any, template: str) -> Any:
    """The body, after it was held against the committed schema."""
    described = SPECIFICATION["paths"][template]["get"]["responses"][str(answer.status_code)]
    media = answer["Content-Type"].partition(";")[0]
    shape = described["content"][media]["schema"]
    body = answer.json()
    rooted = {**shape, "components": SPECIFICATION["components"]}
    Draft202012Validator(rooted).validate(body)
    return body


@pytest.fixture
def report(edition: Edition) -> Report:
    return report_on(scope_of(org("harbour-lumen", "Harbour Lumen Cloud")), edition)


@pytest.fixture
def key(db: None) -> str:
    with transaction.atomic():
        return made_api_key("A partner", by=SYSTEM)[1]


STANDING = "/api/v1/standings/harbour-lumen/"


def test_it_works(client: Client, report: Report) -> None:
    answer = client.get(STANDING)
    assert answer.status_code == 200
    body = holds(answer, "/api/v1/standings/{slug}/")
    assert list(body) == ["organisation", "standings"]
    assert body["organisation"] == {
        "slug": "harbour-lumen", "name": "Harbour Lumen Cloud", "country": "PT",
    }  # fmt: skip
    [standing] = body["standings"]
    assert list(standing) == [
        "scope", "framework", "edition", "kind", "status", "outcome", "renewal_due", "as_of",
        "valid_from", "valid_to", "overall", "uncertainty", "principles", "flags", "report",
    ]  # fmt: skip
    assert list(standing["scope"]) == [
        "slug",
        "statement",
        "included",
        "excluded",
        "why",
        "layers",
    ]
    assert standing["scope"]["layers"] == ["cloud", "ai"]
    assert (standing["kind"], standing["status"], standing["outcome"]) == (
        "assessed", "conforming", "conforming",
    )  # fmt: skip
    assert standing["overall"] == {"conformance": "88.4", "maturity": "2.71"}
    assert [each["code"] for each in standing["principles"]] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
    assert standing["principles"][0] == {
        "code": "GOV",
        "declared": {"conformance": "96.7", "maturity": "3.03"},
        "assessed": {"conformance": "93.3", "maturity": "2.90"},
        "assurance": "evidence-reviewed",
        "uncertainty": {"low_confidence": "30.0", "not_sampled": "45.0", "not_tested": "55.0"},
    }
    assert set(standing["uncertainty"]) == {"low_confidence", "not_sampled", "not_tested"}
    page = f"{settings.SITE_ORIGIN}/reports/{report.number}/"
    assert standing["report"] == {
        "number": report.number,
        "sha256": report.signed_files.get().sha256,
        "log_index": report.log_index,
        "html_url": page,
        "pdf_url": f"{page}report.pdf",
        "json_url": f"{page}report.json",
    }


def test_a_declared_standing_has_no_outcome(client: Client, edition: Edition) -> None:
    report_on(scope_of(org("harbour-lumen")), edition, kind="declared")
    [standing] = holds(client.get(STANDING), "/api/v1/standings/{slug}/")["standings"]
    assert (standing["kind"], standing["status"], standing["outcome"]) == (
        "declared", "declared", None,
    )  # fmt: skip
    assert standing["overall"] == {"conformance": "95.4", "maturity": "2.97"}
    assert all(each["assessed"] is None for each in standing["principles"])


def test_a_standing_at_an_earlier_moment(client: Client, edition: Edition) -> None:
    scope = scope_of(org("harbour-lumen"))
    report_on(scope, edition, kind="declared", live_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    report_on(scope, edition, live_at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    for query, status in (
        ("on=2026-02-28", "not_listed"),
        ("on=2026-03-01", "declared"),
        ("at=2026-06-01T11:59:59Z", "declared"),
        ("at=2026-06-01T14:00:00+02:00", "conforming"),
        ("at=2026-06-01", "conforming"),
        ("", "conforming"),
    ):
        answer = client.get(f"{STANDING}?{query}")
        [standing] = holds(answer, "/api/v1/standings/{slug}/")["standings"]
        assert standing["status"] == status, query
        assert (standing["report"] is None) == (status == "not_listed")


def test_lists_page_by_cursor_and_hold_everything_once(client: Client, edition: Edition) -> None:
    for number in range(7):
        report_on(scope_of(org(f"member-{number}")), edition)
    for template, name in (
        ("/api/v1/standings/", lambda row: row["organisation"]["slug"]),
        ("/api/v1/reports/", lambda row: row["number"]),
    ):
        seen, url, backs = [], f"{template}?limit=3", []
        while url:
            body = holds(client.get(url), template)
            assert list(body) == ["next", "previous", "results"]
            seen.append([name(row) for row in body["results"]])
            backs.append(body["previous"])
            assert body["next"] is None or body["next"].startswith(settings.SITE_ORIGIN)
            url = body["next"]
        assert [len(each) for each in seen] == [3, 3, 1]
        assert len({one for page in seen for one in page}) == 7
        assert backs[0] is None
        again = holds(client.get(backs[2]), template)
        assert [name(row) for row in again["results"]] == seen[1]


def test_filters_narrow(client: Client, edition: Edition, report: Report) -> None:
    wafers = scope_of(org("fenland-silicon", country="IE"), "wafers", ["semiconductors"])
    declared = report_on(wafers, edition, kind="declared")
    for query in ("country=IE", "layer=semiconductors"):
        rows = client.get(f"/api/v1/standings/?{query}").json()["results"]
        assert [row["organisation"]["slug"] for row in rows] == ["fenland-silicon"]
    for query in ("kind=declared", "organisation=fenland-silicon"):
        rows = client.get(f"/api/v1/reports/?{query}").json()["results"]
        assert [row["number"] for row in rows] == [declared.number]


def test_one_report(client: Client, report: Report) -> None:
    notice_on(report, "suspension", now() - timedelta(hours=1), "Doubt.")
    body = holds(client.get(f"/api/v1/reports/{report.number}/"), "/api/v1/reports/{number}/")
    assert (body["status"], body["outcome"]) == ("suspended", "conforming")
    assert body["notices"][0]["reason"] == "Doubt."
    assert body["sha256"] == report.signed_files.get().sha256


def test_principles(client: Client, edition: Edition) -> None:
    body = holds(client.get("/api/v1/principles/"), "/api/v1/principles/")
    assert [each["edition"] for each in body["results"]] == ["1.0"]
    path = "/api/v1/principles/trust-principles/1.0/"
    body = holds(client.get(path), "/api/v1/principles/{framework}/{edition}/")
    assert body["sha256"] == edition.sha256
    template = "/api/v1/principles/{framework}/{edition}/{code}/"
    for code in Criterion.objects.filter(edition=edition).values_list("code", flat=True):
        assert holds(client.get(f"{path}{code}/"), template)["code"] == code


@pytest.mark.parametrize("path", [
    "standings/no-such-name/", "reports/TP-1999-0001/", "principles/none/1.0/", "nothing/at/all",
    "nothing/", "principles/trust-principles/1.0/XXX-01/", "reports/%00/", "standings/é/",
])  # fmt: skip
def test_what_is_not_published_is_a_problem(client: Client, db: None, path: str) -> None:
    problem(client.get(f"/api/v1/{path}"), 404, "not-found")


@pytest.mark.parametrize("state", ["due", "prepared", "signed", "failed"])
def test_what_is_not_live_answers_as_an_unknown_one(
    client: Client, edition: Edition, state: str
) -> None:
    hidden = report_on(scope_of(org("quiet-harbour")), edition, state=state)
    one, other = client.get("/api/v1/standings/quiet-harbour/"), client.get("/api/v1/standings/x/")
    problem(one, 404, "not-found")
    assert {**one.json(), "instance": ""} == {**other.json(), "instance": ""}
    problem(client.get(f"/api/v1/reports/{hidden.number}/"), 404, "not-found")
    for path in ("standings/", "reports/", "standings/?country=PT", "reports/?kind=assessed"):
        assert client.get(f"/api/v1/{path}").json()["results"] == []


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["type"].rsplit("/", 1)[1] == kind
    assert body["status"] == status
    return body


@pytest.mark.parametrize(("path", "parameter"), [
    ("standings/?cursor=zzz", "cursor"), ("reports/?cursor=WyI-IiwiMSIsIjIiXQ", "cursor"),
    ("reports/?cursor=%00", "cursor"), ("standings/?limit=0", "limit"),
    ("standings/?limit=1e3", "limit"), ("reports/?limit=101", "limit"),
    ("standings/?on=2999-01-01", "on"), ("standings/harbour-lumen/?on=now", "on"),
    ("standings/harbour-lumen/?at=2026-06-01T11:59:59", "at"),
    ("standings/harbour-lumen/?at=0001-01-01T00:00:00%2B14:00", "at"),
    ("standings/harbour-lumen/?at=", "at"), ("standings/?country=pt", "country"),
    ("standings/?layer=moon", "layer"), ("reports/?kind=x", "kind"),
    ("reports/?organisation=%00", "organisation"),
])  # fmt: skip
def test_a_parameter_that_cannot_be_read(
    client: Client, report: Report, path: str, parameter: str
) -> None:
    assert problem(client.get(f"/api/v1/{path}"), 400, "bad-parameter")["parameter"] == parameter


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, report: Report, verb: str) -> None:
    for path in (STANDING, "/api/v1/standings/", "/api/v1/schema/", "/api/v1/nothing/"):
        answer = getattr(client, verb)(path)
        problem(answer, 405, "method-not-allowed")
        assert "GET" in answer["Allow"]


def test_other_representations_are_refused(client: Client, report: Report) -> None:
    problem(client.get(STANDING, headers={"Accept": "text/html"}), 406, "not-acceptable")


@pytest.mark.parametrize("header", [
    "Bearer wrong", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "tp_12345678_x", "Bearer tp_\x7f",
    "Bearer " + "x" * 500, "", "Bearer tp_00000000_" + "a" * 43, "Bearer a b",
])  # fmt: skip
def test_a_wrong_key_is_refused(client: Client, report: Report, header: str) -> None:
    answer = client.get(STANDING, headers={"Authorization": header})
    problem(answer, 401, "bad-key")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_opens_nothing_more(client: Client, report: Report, key: str) -> None:
    with_key = client.get(STANDING, headers={"Authorization": f"Bearer {key}"})
    assert with_key.status_code == 200
    assert with_key.content == client.get(STANDING).content
    ApiKey.objects.update(revoked_at=now())
    refused = client.get(STANDING, headers={"Authorization": f"Bearer {key}"})
    problem(refused, 401, "bad-key")


@pytest.fixture
def limits(settings: Any) -> Iterator[None]:
    settings.API_ANONYMOUS_PER_MINUTE, settings.API_KEY_PER_MINUTE = 2, 4
    return


def test_the_limit_is_kept_and_a_key_raises_it(
    client: Client, report: Report, key: str, limits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.throttling.time.time", lambda: 1_000_000_007.0)
    bearer = {"Authorization": f"Bearer {key}"}
    assert [client.get(STANDING).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(STANDING)
    problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused["Retry-After"]) <= 60
    codes = [client.get(STANDING, headers=bearer).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    monkeypatch.setattr("api.throttling.time.time", lambda: 1_000_000_067.0)
    assert client.get(STANDING).status_code == 200


def test_asking_again_is_cheap(client: Client, report: Report) -> None:
    answer = client.get(STANDING)
    assert "max-age" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"]
    again = client.get(STANDING, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    notice_on(report, "revocation", now() - timedelta(seconds=1))
    changed = client.get(STANDING, headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["standings"][0]["status"] == "revoked"
    assert client.head(STANDING).status_code == 200
    assert client.options(STANDING).status_code == 200


def test_a_missing_slash_leads_on(client: Client, report: Report) -> None:
    answer = client.get("/api/v1/standings/harbour-lumen?on=2026-01-01")
    assert answer.status_code == 301
    assert answer["Location"] == f"{STANDING}?on=2026-01-01"


def test_reading_takes_few_statements_at_any_size(client: Client, edition: Edition) -> None:
    most = {STANDING: 2, "/api/v1/standings/": 3, "/api/v1/reports/": 3}
    scope = scope_of(org("harbour-lumen"))
    counts: list[dict[str, int]] = []
    for size in (1, 8):
        for number in range(size):
            notice_on(report_on(scope, edition), "correction", now(), "A typo.")
            report_on(scope_of(org(f"member-{size}-{number}")), edition)
        counts.append({})
        for path in most:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts[-1][path] = len(captured)
    assert counts[0] == counts[1]
    assert all(counts[1][path] <= limit for path, limit in most.items())


def test_the_schema_is_the_committed_one(client: Client, tmp_path: Any) -> None:
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", "--file", str(made), "--fail-on-warn", "--validate")
    assert made.read_text() == SCHEMA.read_text(), (
        "Run: manage.py spectacular --file api/v1/openapi.yaml"
    )
    answer = client.get("/api/v1/schema/")
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body["openapi"].startswith("3.1")
    assert body["paths"] == SPECIFICATION["paths"]
    asked = client.get("/api/v1/schema/", headers={"Accept": "application/yaml"})
    assert yaml.safe_load(asked.content) == body


def test_the_address_of_a_type_of_problem_leads_somewhere(client: Client, db: None) -> None:
    refused = problem(client.get("/api/v1/nothing/"), 404, "not-found")
    path = refused["type"].removeprefix(settings.SITE_ORIGIN)
    told = holds(client.get(path), "/api/v1/problems/{name}")
    assert (told["type"], told["status"]) == (refused["type"], 404)
    problem(client.get("/api/v1/problems/none"), 404, "not-found")


def test_every_type_of_problem_is_documented() -> None:
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    rows = text.partition("## Problems")[2].partition("## Frozen")[0].splitlines()
    documented = {row.split("`")[1] for row in rows if row.startswith("| `")}
    assert documented == {each.value for each in WORDS}
