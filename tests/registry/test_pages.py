"""The public pages: what they show, what they hide, and how few statements they take."""

import hashlib
import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from jsonschema import Draft202012Validator

from accounts.models import User
from custody import keyring, unsafe_authority
from principles.models import Edition
from reports.contents import ReportContents
from reports.gathering import frozen_figures
from reports.models import Report
from reports.twin import schema, to_twin
from tests.people import sign_in
from tests.registry import factory
from tests.registry.factory import notice_on, org, report_on, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(edition: Edition) -> Report:
    return report_on(scope_of(org("harbour-lumen", "Harbour Lumen Cloud")), edition)


def test_it_works(client: Client, report: Report) -> None:
    for path in ("/", "/register/", "/register/harbour-lumen/", "/reports/"):
        page = client.get(path)
        assert page.status_code == 200
        assert report.number in page.text or path == "/register/"
        assert "Conforming" in page.text
    page = client.get(f"/reports/{report.number}/")
    assert report.number in page.text
    assert f"/log/leaf/{report.log_index}/" in page.text
    assert report.signed_files.get().sha256 in page.text


def test_only_a_registrar_is_led_to_its_correction(
    client: Client, report: Report, registrar: User, operator: User
) -> None:
    address, link = f"/reports/{report.number}/", f"/corrections/ask/?number={report.number}"
    assert link not in client.get(address).text
    sign_in(client, operator)
    assert link not in client.get(address).text
    sign_in(client, registrar)
    assert link in client.get(address).text


@pytest.mark.parametrize(
    "path", ["/verify/", "/about/", "/principles/", "/", "/register/", "/reports/"]
)
def test_pages_stand_without_any_data(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("state", ["due", "prepared", "signed", "failed"])
def test_what_is_not_live_does_not_exist(client: Client, edition: Edition, state: str) -> None:
    hidden = report_on(scope_of(org("quiet-harbour")), edition, state=state)
    pairs = [
        ("/register/quiet-harbour/", "/register/no-such-name/"),
        (f"/reports/{hidden.number}/", "/reports/TP-1999-0001/"),
        (f"/reports/{hidden.number}/report.pdf", "/reports/TP-1999-0001/report.pdf"),
        (f"/reports/{hidden.number}/report.json", "/reports/TP-1999-0001/report.json"),
    ]
    for path, random in pairs:
        answer, nothing = client.get(path), client.get(random)
        assert answer.status_code == nothing.status_code == 404
        assert answer.content == nothing.content
    for path in ("/", "/register/", "/register/?q=quiet", "/reports/"):
        page = client.get(path).text.lower()
        assert "quiet harbour" not in page
        assert hidden.number.lower() not in page


def test_the_pdf_is_served_whole_and_once(client: Client, report: Report) -> None:
    signed = report.signed_files.get()
    answer = client.get(f"/reports/{report.number}/report.pdf")
    assert hashlib.sha256(answer.content).hexdigest() == signed.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["ETag"] == f'"{signed.sha256}"'
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == f'attachment; filename="{report.number}.pdf"'
    again = client.get(
        f"/reports/{report.number}/report.pdf", headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_the_twin_is_served_byte_for_byte(client: Client, report: Report) -> None:
    answer = client.get(f"/reports/{report.number}/report.json")
    assert hashlib.sha256(answer.content).hexdigest() == report.twin_sha256
    assert answer["Content-Type"] == "application/json"
    headers = {"If-None-Match": answer["ETag"]}
    assert client.get(f"/reports/{report.number}/report.json", headers=headers).status_code == 304


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client: Client, report: Report, verb: str) -> None:
    for path in ("/", "/register/", f"/reports/{report.number}/report.pdf", "/principles/"):
        assert getattr(client, verb)(path).status_code == 405


def leaky(contents: ReportContents) -> bytes:
    """A twin that says more than it may: the page must not."""
    twin = to_twin(contents)
    for principle in twin["principles"]:
        for criterion in principle["criteria"]:
            for result in criterion["results"]:
                result["reason"] = result["claim"] = "LEAKED"
    twin["findings"][1] |= {"criterion": "SEC-10", "text": "LEAKED", "plan": "LEAKED"}
    return json.dumps(twin).encode()


def test_confidential_detail_never_shows(client: Client, edition: Edition) -> None:
    report = report_on(scope_of(org("harbour-lumen")), edition, twin_of=leaky)
    page = client.get(f"/reports/{report.number}/")
    assert "Detail is confidential" in page.text
    assert "LEAKED" not in page.text


def older(contents: ReportContents) -> bytes:
    """A twin from before assurance and uncertainty were kept."""
    twin = to_twin(contents) | {"schema": "urn:trustportal:report-twin:1.2"}
    del twin["overall"]["uncertainty"]
    for principle in twin["principles"]:
        for key in ("assurance", "uncertainty", "grounds", "weight"):
            del principle[key]
    Draft202012Validator(schema()).validate(twin)
    return json.dumps(twin).encode()


def older_figures(contents: ReportContents) -> dict[str, Any]:
    figures = frozen_figures(contents)
    del figures["uncertainty"]
    for principle in figures["principles"]:
        del principle["assurance"], principle["uncertainty"]
    return figures


def test_no_score_without_its_uncertainty(
    client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = report_on(scope_of(org("harbour-lumen")), edition)
    own = report_on(scope_of(org("quiet-harbour")), edition, kind="declared")
    monkeypatch.setattr(factory, "frozen_figures", older_figures)
    old = report_on(scope_of(org("elder-harbour")), edition, twin_of=older)
    said = {
        new: ("was judged with low confidence", "Evidence reviewed<br>"),
        old: ("Uncertainty of the overall score: not recorded", "not recorded<"),
        own: ("nothing was sampled or tested", "Assurance of every principle: declared"),
    }
    for report, (overall, principles) in said.items():
        page = client.get(f"/reports/{report.number}/").text
        assert overall in page
        assert principles in page
        assert overall in client.get(f"/register/{report.organisation.slug}/").text
    answer = client.get(f"/api/v1/reports/{old.number}/").json()
    assert (answer["uncertainty"], answer["principles"][0]["assurance"]) == (None, None)


def test_a_status_is_said_in_the_title(client: Client, report: Report) -> None:
    notice_on(report, "suspension", now() - timedelta(minutes=1), "Doubt about two verdicts.")
    page = client.get(f"/reports/{report.number}/")
    assert "suspended</title>" in page.text.replace(" – Trustportal", "")
    assert "Doubt about two verdicts." in page.text
    page = client.get("/register/harbour-lumen/").text
    assert "Harbour Lumen Cloud: suspended" in page
    assert "Doubt about two verdicts." in page


def test_a_superseded_report_names_its_successor(client: Client, edition: Edition) -> None:
    scope = scope_of(org("harbour-lumen"))
    older = report_on(scope, edition, live_at=now() - timedelta(days=90), outcome="conditional")
    newer = report_on(scope, edition)
    page = client.get(f"/reports/{older.number}/").text
    assert "Superseded" in page
    assert f"/reports/{newer.number}/" in page
    assert "Its outcome when it was issued: Conditional" in page
    assert f"/reports/{older.number}/" in client.get(f"/reports/{newer.number}/").text


def test_a_standing_on_a_past_day(client: Client, edition: Edition) -> None:
    scope = scope_of(org("harbour-lumen"))
    report_on(scope, edition, kind="declared", live_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    report_on(scope, edition, live_at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert "Not listed" in client.get("/register/harbour-lumen/?on=2026-02-28").text
    assert "Declared, not assessed" in client.get("/register/harbour-lumen/?on=2026-03-01").text
    assert (
        "harbour lumen: conforming"
        in client.get("/register/harbour-lumen/?on=2026-06-01").text.lower()
    )


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "", "2026-02-30", "20260301"])
def test_a_day_that_cannot_be_asked_for_is_refused_at_the_field(
    client: Client, report: Report, day: str
) -> None:
    page = client.get("/register/harbour-lumen/", {"on": day})
    assert page.status_code == 422
    assert 'id="id_on_error"' in page.text
    assert "Conforming" in page.text


class TestSearch:
    @pytest.fixture(autouse=True)
    def listed(self, edition: Edition) -> None:
        lumen = scope_of(org("harbour-lumen", "Harbour Lumen Cloud", "NL"), layers=["cloud"])
        report_on(lumen, edition, outcome="conditional")
        fen = scope_of(
            org("fenland-silicon", "Fenland Silicon", "IE"), "wafers", ["semiconductors"]
        )
        report_on(fen, edition, kind="declared")
        report_on(scope_of(org("ara-networks", "شبكات آرا", "AE"), "core", ["ai"]), edition)

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"q": "lumen"}, {"harbour-lumen"}),
            ({"q": "شبكات"}, {"ara-networks"}),
            ({"layer": "cloud"}, {"harbour-lumen"}),
            ({"country": "IE"}, {"fenland-silicon"}),
            ({"status": "declared"}, {"fenland-silicon"}),
            ({"status": "conforming"}, {"ara-networks"}),
            ({"status": "conforming", "country": "IE"}, set()),
            ({}, {"harbour-lumen", "fenland-silicon", "ara-networks"}),
        ],
    )
    def test_it_finds(self, client: Client, asked: dict[str, str], names: set[str]) -> None:
        page = client.get("/register/", asked)
        assert page.status_code == 200
        every = {"harbour-lumen", "fenland-silicon", "ara-networks"}
        assert {each for each in every if f"/register/{each}/" in page.text} == names

    def test_a_wrong_filter_is_refused_at_the_field(self, client: Client) -> None:
        page = client.get("/register/", {"status": "splendid", "q": "typed"})
        assert page.status_code == 422
        assert "Choose one of the list." in page.text
        assert 'value="typed"' in page.text

    @pytest.mark.parametrize("cursor", ["zzz", "AAAA", "WyI+Il0", "é", "x" * 5000])
    def test_a_wrong_cursor_leads_nowhere(self, client: Client, cursor: str) -> None:
        assert client.get("/register/", {"cursor": cursor}).status_code == 404


def test_pages_of_the_register_hold_everybody_once(client: Client, edition: Edition) -> None:
    for number in range(60):
        report_on(scope_of(org(f"member-{number:02}", "Same Name")), edition)
    seen: list[str] = []
    page = client.get("/register/")
    while True:
        seen += [each.organisation.slug for each in page.context["listed"]]
        if not page.context["next_url"]:
            break
        page = client.get(page.context["next_url"])
    assert len(seen) == len(set(seen)) == 60
    back = client.get(page.context["previous_url"])
    assert [each.organisation.slug for each in back.context["listed"]] == seen[25:50]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 4), ("/register/", 4), ("/register/?status=conforming", 4), ("/reports/", 4)],
)
def test_lists_take_few_statements_at_any_size(
    client: Client, edition: Edition, path: str, most: int
) -> None:
    counts = []
    for size in (2, 9):
        for number in range(size):
            scope = scope_of(org(f"member-{size}-{number}"))
            report_on(scope, edition)
            notice_on(report_on(scope, edition, kind="declared"), "correction", now(), "A typo.")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= most


def test_single_pages_take_few_statements(client: Client, report: Report) -> None:
    for path, most in (
        ("/register/harbour-lumen/", 3),
        (f"/reports/{report.number}/", 3),
        ("/principles/trust-principles/1.0/", 5),
        ("/principles/trust-principles/1.0/SEC-05/", 6),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) <= most, path


def test_the_root_of_the_reports_can_be_fetched(client: Client, db: None) -> None:
    chain = keyring.signer("reports")
    answer = client.get("/verify/reports-root.pem")
    assert ssl.PEM_cert_to_DER_cert(answer.text) == chain.root
    page = client.get("/verify/").text
    assert hashlib.sha256(chain.root).hexdigest() in page
    assert "development keys" in page
    assert "time stamp" not in page
    assert client.get("/verify/time-stamps.pem").status_code == 404
    answer = client.get("/verify/reports-chain.pem")
    assert [ssl.PEM_cert_to_DER_cert(each + END) for each in answer.text.split(END)[:-1]] == [
        chain.certificate,
        *chain.chain,
    ]


END = "-----END CERTIFICATE-----\n"


def test_the_roots_of_time_stamps_can_be_fetched_of_earlier_authorities_too(
    client: Client, db: None, settings: object, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    settings.PUBLIC_KEYS_DIR = tmp_path
    keyring.signer("reports")
    made = [
        unsafe_authority.make(tmp_path / name, tmp_path / name, address="http://127.0.0.1:1").root
        for name in ("earlier", "now")
    ]
    (tmp_path / "time-stamps.pem").write_text("".join(map(ssl.DER_cert_to_PEM_cert, made)))
    page = client.get("/verify/").text
    assert all(hashlib.sha256(each).hexdigest() in page for each in made)
    answer = client.get("/verify/time-stamps.pem")
    found = [ssl.PEM_cert_to_DER_cert(each + END) for each in answer.text.split(END)[:-1]]
    assert found == made
