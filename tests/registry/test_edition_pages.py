"""What pages say about editions: their days, what follows what, and a criterion's way through them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.edition_file import EDITION_1_1, read
from principles.lineage import ChangeClass
from principles.loading import loaded as drafted
from principles.models import Criterion, Edition, EditionUse
from principles.planned import PLANNED, loaded
from principles.planned import read as read_planned
from registry.editions import Days, days_of, timeline
from registry.history import history_of
from reports.log_entries import logged_edition
from tests.editions import later_data

pytestmark = pytest.mark.django_db
OWN = "/principles/trust-principles"
ONE_ONE = read(EDITION_1_1)


@pytest.fixture
def two(edition: Edition) -> Edition:
    """Edition 1.1 as it ships, published beside 1.0, with what is planned."""
    with transaction.atomic():
        followed, _ = adopted(ONE_ONE, by=SYSTEM, at=now())
        loaded(read_planned(PLANNED), by=SYSTEM)
    return followed


@pytest.fixture
def later(edition: Edition) -> Edition:
    """A later edition with a change of every class."""
    with transaction.atomic():
        return adopted(later_data(), by=SYSTEM, at=now())[0]


def text_of(client: Client, path: str) -> str:
    """The words of a page, with single spaces, after its opening tags."""
    page = client.get(f"{OWN}{path}")
    assert page.status_code == 200
    return " ".join(page.text.split())


def test_it_works(client: Client, two: Edition) -> None:
    page = text_of(client, "/1.1/")
    for words in (
        ">12 January 2027</time>",
        f'<a class="govuk-link" href="{OWN}/1.0/">Edition 1.0</a>',
        "A law. From 12 January 2027",
        "(Data Act), Art. 29",
        "What changed since edition 1.0",
        "Compare with 1.0",
        "Not in the public log yet",
    ):
        assert words in page
    before = text_of(client, "/1.0/")
    assert f'<a class="govuk-link" href="{OWN}/1.1/">Edition 1.1</a>' in before
    assert ">11 July 2027</time>" in before
    assert "Why it was made" not in before


def test_an_edition_in_the_log_says_where(client: Client, edition: Edition) -> None:
    entry = logged_edition(edition.pk, at=now())
    assert entry is not None
    assert f'href="/log/leaf/{entry.log_index}/">entry {entry.log_index}</a>' in text_of(
        client, "/1.0/"
    )


def test_the_second_structure_holds_every_criterion_once(client: Client, edition: Edition) -> None:
    page = text_of(client, "/1.0/")
    second = page.partition('id="structures"')[2].partition("How it is scored")[0]
    for code in Criterion.objects.filter(edition=edition).values_list("code", flat=True):
        assert second.count(f">{code}</a>") == 1
    assert "Respect for the Rule of Law and Data Protection" in second
    assert "It never yields a second outcome" in second


def test_the_list_of_editions_tells_every_day_in_order(client: Client, two: Edition) -> None:
    page = " ".join(client.get("/principles/").text.split())
    days = page.partition('id="days"')[2].partition("</ol>")[0]
    told = [
        "Edition 1.1: takes effect, must be used for new attestations",
        "Edition 1.0: can be signed for the last time",
        "SEC-15: a change is planned, in no edition yet",
    ]
    assert [days.index(each) for each in told] == sorted(days.index(each) for each in told)
    assert days.count("<strong>Today</strong>") == 1
    assert "in no edition yet: Level 3 will need high-risk uses" in page


def test_without_an_edition_the_list_says_so(client: Client, db: None) -> None:
    page = client.get("/principles/").text
    assert "No edition is published yet" in page
    assert "Every day that matters" not in page


def test_a_criterion_tells_what_is_planned_for_it(client: Client, two: Edition) -> None:
    words = 'from <time datetime="2031-01-01">1 January 2031</time>, in no edition yet: Level 3'
    for version in ("1.0", "1.1"):
        assert words in text_of(client, f"/{version}/SEC-15/")
        assert "in no edition yet" not in text_of(client, f"/{version}/SEC-14/")
    assert words in text_of(client, "/SEC-15/")


def test_a_criterion_says_why_and_what_convinces(client: Client, edition: Edition) -> None:
    row = Criterion.objects.get(edition=edition, code="GOV-03")
    page = client.get(f"{OWN}/1.0/GOV-03/")
    for text in (row.why, *row.good_evidence, *row.weak_evidence, *row.mistakes):
        assert text.replace("'", "&#x27;") in page.text


def test_a_criterion_tells_the_other_editions(client: Client, two: Edition) -> None:
    page = text_of(client, "/1.0/OPN-02/")
    assert (
        f'Also in <a class="govuk-link" href="{OWN}/1.1/OPN-02/">edition 1.1</a>: tightened' in page
    )
    assert ">edition 1.1</a>: unchanged" in text_of(client, "/1.0/GOV-01/")


WAYS: list[tuple[str, list[ChangeClass | None], tuple[str, ...]]] = [
    ("GOV-01", [None, ChangeClass.UNCHANGED], ()),
    ("ETH-01", [None, ChangeClass.EDITORIAL], ()),
    ("GOV-05", [None, ChangeClass.CLARIFYING], ()),
    ("GOV-10", [None, ChangeClass.LOOSENING], ()),
    ("OPN-02", [None, ChangeClass.TIGHTENING], ()),
    ("GOV-11", [ChangeClass.NEW], ()),
    ("OPN-10", [None, ChangeClass.RETIRED], ()),
    ("SEC-11", [None, ChangeClass.SPLIT], ("SEC-17", "SEC-18")),
    ("SEC-17", [ChangeClass.SPLIT], ("SEC-11",)),
    ("SUP-10", [None, ChangeClass.MERGED], ("SUP-12",)),
    ("SUP-12", [ChangeClass.MERGED], ("SUP-10", "SUP-11")),
]


def test_the_way_of_a_code_through_the_editions(later: Edition) -> None:
    for code, kinds, codes in WAYS:
        history = history_of("trust-principles", code)
        assert [each.kind for each in history] == kinds, code
        assert history[-1].codes == codes, code
        gone = code in ("OPN-10", "SEC-11", "SUP-10")
        assert (history[-1].criterion is None) is gone, code


def test_a_retired_criterion_keeps_its_pages(client: Client, later: Edition) -> None:
    page = text_of(client, "/OPN-10/")
    assert "Last asked in edition 1.0; retired in edition 1.1" in page
    assert f'href="{OWN}/1.0/OPN-10/"' in page
    assert "Edition 1.1</a>: retired" in text_of(client, "/1.0/OPN-10/")
    assert client.get(f"{OWN}/1.1/OPN-10/").status_code == 404


def test_a_split_criterion_leads_to_its_parts(client: Client, later: Edition) -> None:
    page = text_of(client, "/SEC-11/")
    for part in ("SEC-17", "SEC-18"):
        assert f'href="{OWN}/{part}/">{part}</a>' in page
        assert f'href="{OWN}/SEC-11/">SEC-11</a>' in text_of(client, f"/{part}/")


@pytest.mark.parametrize(("day", "shown"), [(11, True), (12, False)])
def test_a_change_that_is_not_in_effect_yet_says_so(
    client: Client, two: Edition, monkeypatch: pytest.MonkeyPatch, day: int, shown: bool
) -> None:
    at = datetime(2027, 1, day, 12, tzinfo=UTC)
    monkeypatch.setattr("registry.views.principles.now", lambda: at)
    page = text_of(client, "/OPN-02/")
    of_later, of_first = page.split("OPN-02 in edition 1.1")[1].split("OPN-02 in edition 1.0")
    assert ("Not yet in effect" in of_later) is shown
    assert "Not yet in effect" not in of_first


@pytest.mark.parametrize("path", ["trust-principles/XYZ-01/", "other/GOV-01/"])
def test_a_code_that_nobody_asked_has_no_history(
    client: Client, edition: Edition, path: str
) -> None:
    assert client.get(f"/principles/{path}").status_code == 404


def test_a_draft_is_not_told(client: Client, edition: Edition) -> None:
    with transaction.atomic():
        drafted(later_data())
    assert client.get(f"{OWN}/GOV-11/").status_code == 404
    assert "Edition 1.1" not in text_of(client, "/1.0/")
    assert "1.1" not in text_of(client, "/OPN-10/").partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 12, 31), "Published, not yet in effect"),
        (date(2027, 1, 1), "In effect"),
        (date(2027, 12, 31), "In effect"),
        (date(2028, 1, 1), "Can no longer be signed"),
    ],
)
def test_the_stage_of_an_edition(on: date, words: str) -> None:
    days = Days(date(2026, 11, 22), date(2027, 1, 1), None, date(2027, 12, 31))
    assert days.stage(on)[0] == words


def test_the_last_day_is_the_one_before_the_sunset(edition: Edition) -> None:
    EditionUse.objects.create(edition=edition, sunset=date(2027, 7, 12))
    assert days_of(Edition.objects.get(pk=edition.pk)).last == date(2027, 7, 11)


def test_today_stands_behind_what_has_happened(edition: Edition) -> None:
    edition.published_at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    events = timeline([edition], [], today=date(2026, 11, 22))
    assert [each["today"] for each in events] == [False, True]
    assert events[0]["text"] == "published, takes effect"
    ahead = timeline([edition], [], today=date(2026, 11, 22) - timedelta(days=1))
    assert [each["today"] for each in ahead] == [True, False]


@pytest.mark.parametrize(
    "path", ["/principles/", f"{OWN}/1.1/", f"{OWN}/1.1/OPN-02/", f"{OWN}/OPN-02/"]
)
def test_pages_take_few_statements(client: Client, two: Edition, path: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    assert len(captured) <= 10
