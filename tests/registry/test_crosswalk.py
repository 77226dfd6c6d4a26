"""Pages of laws and standards: clause by clause, in words, and nothing looks checked that is not."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from crosswalk.loading import loaded
from crosswalk.models import Clause, Mapping, Regulation
from crosswalk.reading import Files, read
from principles.adoption import adopted
from principles.edition_file import EDITION_1_1
from principles.edition_file import read as read_edition
from principles.models import Criterion, Edition

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 10
FILES = read()


@pytest.fixture
def mapped(edition: Edition) -> Files:
    with transaction.atomic():
        loaded(FILES, by=SYSTEM)
    return FILES


@pytest.fixture
def both(edition: Edition) -> None:
    with transaction.atomic():
        adopted(read_edition(EDITION_1_1), by=SYSTEM, at=now())
        loaded(FILES, by=SYSTEM)


def rows(text: str) -> Iterator[str]:
    """The parts of a regulation's page, a clause each."""
    return (part for part in text.split("clauses__first")[1:])


def of(text: str, ref: str) -> str:
    [part] = [row for row in rows(text) if f">{ref}</span>" in row]
    return part


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.usefixtures("mapped")
def test_it_works(client: Client) -> None:
    page = client.get("/crosswalk/nis2/").text
    assert len(list(rows(page))) == 20
    touched = of(page, "Art. 20(1)")
    assert "/principles/trust-principles/1.0/GOV-01/" in touched
    assert "overlaps with the clause" in touched
    assert "Verified" in touched
    assert "No criterion touches it." in of(page, "Art. 23(2)")


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("page", ["/principles/", "/crosswalk/", "/crosswalk/gdpr/"])
def test_its_place_in_the_navigation_is_under_the_principles(client: Client, page: str) -> None:
    assert '<a href="/principles/" aria-current="true">Principles</a>' in client.get(page).text


@pytest.mark.usefixtures("mapped")
def test_all_laws_are_listed_with_their_figures(client: Client) -> None:
    page = client.get("/crosswalk/").text
    assert page.count('scope="row"') == 38
    assert "439 mappings" in page
    assert "11 of 20" in page
    verified = Mapping.objects.filter(verified=True).count()
    assert f"{verified} of them verified" in page
    for regulation in Regulation.objects.all():
        assert f"/crosswalk/{regulation.slug}/" in page
        assert client.get(f"/crosswalk/{regulation.slug}/").status_code == 200


@pytest.mark.usefixtures("mapped")
def test_what_is_not_verified_never_looks_verified(client: Client) -> None:
    for slug in Regulation.objects.filter(clauses__mappings__verified=False).distinct():
        page = client.get(f"/crosswalk/{slug.slug}/").text
        held = Mapping.objects.filter(clause__regulation=slug)
        assert page.count("checked--yes") == held.filter(verified=True).count()
        assert page.count("checked--no") == held.filter(verified=False).count()
        assert page.count("Not verified") >= held.filter(verified=False).count()
    shapes = set(re.findall(r'<svg class="checked__shape".*?</svg>', page))
    assert len(shapes) <= 2


@pytest.mark.usefixtures("mapped")
def test_an_incomplete_list_says_so(client: Client) -> None:
    sentence = "The list of clauses is not complete."
    assert sentence in client.get("/crosswalk/ccm4/").text
    assert "touch 42 clauses." in client.get("/crosswalk/ccm4/").text
    assert sentence not in client.get("/crosswalk/nis2/").text
    assert "touch 11 of 20 listed clauses." in client.get("/crosswalk/nis2/").text


@pytest.mark.usefixtures("mapped")
def test_a_clause_says_from_when_it_applies(client: Client) -> None:
    page = client.get("/crosswalk/cra/").text
    assert "11 September 2026" in of(page, "Art. 14")
    assert "11 December 2027" in of(page, "Art. 13")
    disputed = of(client.get("/crosswalk/ai-act/").text, "Art. 50")
    assert "not stated here" in disputed
    assert "Applies from" not in disputed


@pytest.mark.usefixtures("mapped")
def test_a_relation_reads_both_ways(client: Client) -> None:
    page = client.get("/crosswalk/cra/").text
    assert "contains the clause" in of(page, "Annex I Part II(5)")
    assert "the clause is part of the criterion" in of(page, "Annex I Part II(5)")


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("all", ["Art. 20(1)", "Art. 23(2)"], []),
        ("touched", ["Art. 20(1)"], ["Art. 23(2)"]),
        ("untouched", ["Art. 23(2)"], ["Art. 20(1)"]),
    ],
)
def test_a_part_can_be_looked_at(
    client: Client, show: str, there: list[str], not_there: list[str]
) -> None:
    page = client.get("/crosswalk/nis2/", {"show": show}).text
    for ref in there:
        assert f">{ref}</span>" in page
    for ref in not_there:
        assert f">{ref}</span>" not in page


@pytest.mark.usefixtures("mapped")
def test_only_the_unverified_can_be_looked_at(client: Client) -> None:
    slug = Mapping.objects.filter(verified=False)[:1].get().clause.regulation.slug
    page = client.get(f"/crosswalk/{slug}/", {"show": "unverified"}).text
    assert "checked--no" in page
    assert "checked--yes" not in page


@pytest.mark.usefixtures("edition")
def test_what_is_not_there_does_not_exist(client: Client) -> None:
    Regulation.objects.create(slug="a-law", title="A law")
    for path in (
        "/crosswalk/moon/",
        "/crosswalk/?edition=trust-principles/9.9",
        "/crosswalk/a-law/?edition=trust-principles/9.9",
        "/crosswalk/a-law/?edition=1.0",
        "/crosswalk/a-law/?show=none",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.usefixtures("both")
def test_a_later_edition_says_what_is_carried_over(client: Client) -> None:
    words = "Carried over, not judged again"
    now_ = client.get("/crosswalk/eu-data-act/").text
    assert words not in now_
    assert "/principles/trust-principles/1.0/OPN-02/" in now_
    later = client.get("/crosswalk/eu-data-act/", {"edition": "trust-principles/1.1"}).text
    assert words in of(later, "Art. 29")
    assert "Judged on the text of edition 1.0" in of(later, "Art. 29")
    assert "/principles/trust-principles/1.1/OPN-02/" in later
    assert words not in of(later, "Art. 28")


@pytest.mark.usefixtures("edition")
def test_without_mappings_the_page_says_what_will_be_there(client: Client) -> None:
    page = client.get("/crosswalk/")
    assert page.status_code == 200
    assert "No mapping is recorded yet" in page.text


def test_without_an_edition_laws_can_still_be_read(client: Client) -> None:
    law = Regulation.objects.create(slug="a-law", title="A law")
    Clause.objects.create(regulation=law, ref="Art. 1", order=1)
    assert client.get("/crosswalk/").status_code == 200
    assert "No edition is published yet" in client.get("/crosswalk/a-law/").text


def test_long_and_foreign_texts_are_kept_whole(client: Client, mapped: Files) -> None:
    law = Regulation.objects.create(slug="a-law", title="قانون <b>" + "x" * 180, kind="law")
    clause = Clause.objects.create(regulation=law, ref="第1条", title="<script>", order=1)
    like = Mapping.objects.filter(verified=False)[:1].get()
    like.pk, like.clause = None, clause
    like.save(force_insert=True)
    page = client.get("/crosswalk/a-law/").text
    assert "第1条" in page
    assert "<script>" not in page.split("<main", 1)[1].split("</main>")[0]


def test_the_number_of_statements_is_the_same_at_every_size(client: Client, mapped: Files) -> None:
    small = statements(client, "/crosswalk/iso30111/"), statements(client, "/crosswalk/")
    law = Regulation.objects.get(slug="iso30111")
    like = Mapping.objects.filter(clause__regulation=law)[:1].get()
    more = Clause.objects.bulk_create(
        Clause(regulation=law, ref=f"9.{number}", order=number) for number in range(10, 200)
    )
    criteria = list(Criterion.objects.all()[:40])
    fields = {
        name: getattr(like, name)
        for name in ("relationship", "confidence", "author", "dated", "judged_on", "judged_sha256")
    }
    Mapping.objects.bulk_create(
        Mapping(criterion=criterion, clause=clause, **fields)
        for clause in more[:20]
        for criterion in criteria
    )
    for number in range(40):
        Regulation.objects.create(slug=f"law-{number}", title=f"Law {number}")
    assert (statements(client, "/crosswalk/iso30111/"), statements(client, "/crosswalk/")) == small
    assert max(small) <= MOST_STATEMENTS


@pytest.mark.usefixtures("both")
def test_a_criterion_leads_to_the_laws_that_ask_something_alike(client: Client) -> None:
    page = client.get("/principles/trust-principles/1.1/OPN-02/").text
    assert "/crosswalk/eu-data-act/?edition=trust-principles/1.1" in page
    assert "judged on the text of edition 1.0" in page
    assert "Carried over" not in client.get("/principles/trust-principles/1.0/OPN-02/").text
    assert 'href="/crosswalk/"' in client.get("/principles/").text
