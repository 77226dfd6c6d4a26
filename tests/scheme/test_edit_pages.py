"""The pages on which a draft is written: forms, rows, conflicts, what others cannot reach."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from principles.adoption import adopted
from principles.content import data_file_of
from principles.loading import loaded
from principles.models import Criterion, Edition
from scheme.criterion_sheet import CriterionSheet
from scheme.editing import put, seen_of
from scheme.edition_sheets import SHEETS
from scheme.parts import Part, Place, part_of
from tests.people import acting, sign_in
from tests.scheme.filled import posted

pytestmark = pytest.mark.django_db(transaction=True)
GOV_01 = Place(Part.CRITERION, "GOV-01")


@pytest.fixture
def draft(data: dict[str, Any]) -> Edition:
    with transaction.atomic():
        return loaded(data)[0]


def fresh(draft: Edition) -> Edition:
    return Edition.objects.select_related("framework", "follows").get(pk=draft.pk)


def form_of(draft: Edition, place: Place) -> dict[str, Any]:
    """What the page sends when nothing is changed."""
    data = data_file_of(fresh(draft))
    kind = CriterionSheet if place.part is Part.CRITERION else SHEETS[place.part]
    sheet = kind(data, place)
    return {**posted(sheet), **sheet.hidden, "seen": seen_of(sheet.held)}


def address(draft: Edition, rest: str = "") -> str:
    return f"/editions/{draft.pk}/{rest}"


def test_it_works(client: Client, draft: Edition, scheme_manager: User) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "criteria/GOV-01/")
    assert "Governing body accountable" in client.get(where).text
    said = form_of(draft, GOV_01) | {"title": "The board answers", "weight": "2"}
    page = client.post(where, said, follow=True)
    assert page.redirect_chain[0][0].endswith("/criteria/#GOV-01")
    assert "The criterion GOV-01 is saved." in page.text
    assert "The board answers" in page.text
    row = Criterion.objects.get(edition=draft, code="GOV-01")
    assert (row.title, row.weight) == ("The board answers", 2)


@pytest.mark.parametrize(
    ("part", "change", "shown"),
    [
        ("facts", {"title": "Principles for all"}, "Principles for all"),
        ("layers", {"layers-5-title": "Quantum", "layers-5-id": "quantum"}, "6 so far"),
        ("rubric", {"levels__0": "Nothing."}, "In order"),
        ("scoring", {"conform_threshold_pct": "82.5"}, "In order"),
    ],
)
def test_every_part_has_its_form(
    client: Client, draft: Edition, scheme_manager: User, part: str, change: Any, shown: str
) -> None:
    sign_in(client, scheme_manager)
    said = form_of(draft, Place(Part(part))) | change
    page = client.post(address(draft, f"{part}/"), said, follow=True)
    assert shown in page.text
    assert Entry.objects.get(act="edition.changed").facts["place"] == part


def test_an_invalid_form_keeps_everything_and_links_to_its_fields(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    said = form_of(draft, GOV_01) | {
        "title": "",
        "requirement": "What I typed",
        "code": "GOV-1",
        "evidence-0-kind": "Not A Slug",
    }
    page = client.post(address(draft, "criteria/GOV-01/"), said)
    assert page.status_code == 422
    assert 'href="#id_title"' in page.text
    assert "What I typed" in page.text
    page = client.post(address(draft, "criteria/GOV-01/"), said | {"title": "T"})
    assert page.status_code == 422
    assert 'href="#id_code"' in page.text
    assert 'href="#id_evidence-0-kind"' in page.text
    assert "Piece of evidence 1" in page.text
    assert Criterion.objects.get(edition=draft, code="GOV-01").requirement != "What I typed"


def test_a_row_is_added_and_removed_without_losing_anything(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "criteria/GOV-01/")
    said = form_of(draft, GOV_01) | {"title": "Typed and not saved"}
    count = int(said["evidence-TOTAL_FORMS"])
    page = client.post(where, said | {"row": "add evidence"})
    assert page.status_code == 200
    assert f'name="evidence-TOTAL_FORMS" value="{count + 1}"' in page.text
    assert "Typed and not saved" in page.text
    assert "There is a problem" not in page.text
    first, second = said["evidence-0-description"], said["evidence-1-description"]
    page = client.post(where, said | {"row": "remove evidence 0"})
    assert f'name="evidence-TOTAL_FORMS" value="{count - 1}"' in page.text
    assert first not in page.text
    assert second in page.text
    assert not Entry.objects.filter(act="edition.changed").exists()


def test_another_answer_type_brings_its_fields_and_keeps_the_rest(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "criteria/GOV-01/")
    said = form_of(draft, GOV_01) | {"title": "Kept", "response__type": "metric"}
    page = client.post(where, said)  # pressed “Save” with the old fields on the page
    assert page.status_code == 200
    assert re.search(r'name="response__period_months"[^>]* value="12"', page.text)
    assert "Kept" in page.text
    said |= {
        "shown_type": "metric",
        "response__metric": "Share of staff trained",
        "response__unit": "percent",
        "response__direction": "higher_is_better",
        "response__statistic": "ratio",
        "response__period_months": "12",
        "response__min_coverage_pct": "0",
        **{f"response__bands__{n}": str(n * 20) for n in range(1, 5)},
    }
    assert client.post(where, said).status_code == 302
    rule = Criterion.objects.get(edition=draft, code="GOV-01").rule
    assert (rule["type"], rule["bands"]["4"], rule["zero_population"]) == (
        "metric",
        80,
        "not_exercised",
    )


def test_who_was_slower_sees_both_and_can_save_hers(
    client: Client, draft: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "criteria/GOV-01/")
    said = form_of(draft, GOV_01) | {"title": "Mine"}
    theirs = part_of(data_file_of(fresh(draft)), GOV_01)
    seen = seen_of(theirs)
    theirs["content"]["title"] = "Theirs"
    with transaction.atomic():
        put(draft.pk, GOV_01, theirs, seen=seen, by=acting(other_scheme_manager))
    page = client.post(where, said)
    assert page.status_code == 409
    assert "Silas Secondscheme" in page.text
    assert page.text.index("Theirs") < page.text.index("Mine")
    newer = seen_of(part_of(data_file_of(fresh(draft)), GOV_01))
    assert f'name="seen" value="{newer}"' in page.text
    assert client.post(where, said | {"seen": newer}).status_code == 302
    assert Criterion.objects.get(edition=draft, code="GOV-01").title == "Mine"


def test_what_was_removed_meanwhile_can_be_saved_anew(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    where = address(draft, "criteria/GOV-01/")
    said = form_of(draft, GOV_01)
    assert client.post(f"{where}remove/").status_code == 302
    page = client.post(where, said)
    assert page.status_code == 409
    assert "It was removed" in page.text
    assert client.post(where, said | {"seen": ""}).status_code == 302
    assert Criterion.objects.filter(edition=draft, code="GOV-01").exists()


def test_problems_lead_to_their_fields(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    client.post(address(draft, "structures/tta-published/"), form_of(
        draft, Place(Part.STRUCTURE, "tta-published")) | {"assignment__GOV-05": ""},
    )  # fmt: skip
    page = client.get(address(draft)).text
    assert "1 problem before it can be published" in page
    assert f"{address(draft)}criteria/GOV-05/#id_assigned__tta-published" in page
    assert 'id="id_assigned__tta-published"' in client.get(address(draft, "criteria/GOV-05/")).text


def test_a_draft_s_page_asks_the_database_a_few_times(
    client: Client, draft: Edition, scheme_manager: User, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, scheme_manager)
    with django_assert_max_num_queries(16):
        client.get(address(draft))
    with django_assert_max_num_queries(12):
        client.get(address(draft, "criteria/"))


PAGES = (
    "",
    "facts/",
    "criteria/",
    "criteria/GOV-01/",
    "criteria/add/",
    "criteria/GOV-01/remove/",
    "principles/GOV/",
    "structures/tta-published/",
    "changes/",
    "edition.yaml",
    "edition.json",
    "preview/",
    "ask/",
    "publish/",
    "discard/",
)


@pytest.mark.parametrize("who", ["owner", "registrar", "stranger", "scheme_manager"])
def test_nothing_of_it_exists_for_others(
    client: Client, draft: Edition, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    sign_in(client, person, second_factor=who != "scheme_manager")
    for page in PAGES:
        assert client.get(address(draft, page)).status_code == 404, page
    assert client.post(address(draft, "criteria/GOV-01/"), {}).status_code == 404


def test_a_published_edition_has_no_forms(
    client: Client, data: dict[str, Any], scheme_manager: User
) -> None:
    with transaction.atomic():
        edition, _ = adopted(data, by=SYSTEM, at=now())
    sign_in(client, scheme_manager)
    said = form_of(edition, GOV_01) | {"title": "Other"}
    assert client.post(address(edition, "criteria/GOV-01/"), said).status_code == 404
    assert client.post(address(edition, "criteria/GOV-01/remove/")).status_code == 404
    assert client.post(address(edition, "discard/")).status_code == 404
    assert "nothing in it changes any more" in client.get(address(edition)).text


def test_what_is_not_there_does_not_exist(
    client: Client, draft: Edition, scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    missing = (
        "criteria/GOV-99/",
        "criteria/GOV-99/remove/",
        "principles/ZZZ/",
        "changes/",
        "changes/GOV-01/",
        "transition/",
    )
    for page in missing:  # It follows no edition, so it has neither changes nor a transition.
        assert client.get(address(draft, page)).status_code == 404, page
