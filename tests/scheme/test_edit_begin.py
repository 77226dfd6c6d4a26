"""Beginning a draft: from a file, blank, after an edition; replacing and discarding one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from principles.adoption import adopted
from principles.content import data_file_of
from principles.loading import OtherContent, loaded
from principles.models import Criterion, Edition
from principles.parsing import parsed
from principles.problems import UnfitFile
from scheme.drafts import (
    NotPublished,
    VersionTaken,
    begin_after,
    begin_blank,
    begun_after,
    begun_blank,
    discard,
    upload,
)
from scheme.editing import NotADraft, put, seen_of
from scheme.file_writing import as_json, as_yaml
from scheme.parts import Part, Place, part_of
from tests.people import acting, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FRAMEWORK = {"slug": "trust-principles", "title": "Technology trust principles"}
ABOUT = {
    "version": "2.0",
    "title": "Anew",
    "language": "en",
    "effective_on": "2030-01-01",
    "note": "",
}
NEXT: dict[str, Any] = {
    "version": "1.1",
    "effective_on": "2030-01-01",
    "reason": {"kind": "experience", "text": "Learnt."},
}


def fresh(edition: Edition) -> Edition:
    return Edition.objects.select_related("framework", "follows").get(pk=edition.pk)


@pytest.fixture
def first(data: dict[str, Any]) -> Edition:
    with transaction.atomic():
        return adopted(data, by=SYSTEM, at=now())[0]


def edited(draft: Edition, by: User) -> None:
    place = Place(Part.CRITERION, "GOV-01")
    value = part_of(data_file_of(fresh(draft)), place)
    seen = seen_of(value)
    value["content"]["title"] = "Changed in the browser"
    with transaction.atomic():
        put(draft.pk, place, value, seen=seen, by=acting(by))


def test_it_works(first: Edition, scheme_manager: User) -> None:
    draft = begin_after(first.pk, NEXT, by=acting(scheme_manager))
    assert (draft.version, draft.follows, draft.published_at) == ("1.1", first, None)
    assert draft.criteria.count() == 59
    assert draft.changes == []
    assert not hasattr(draft, "use")
    entry = Entry.objects.get(act="edition.drafted")
    assert (entry.actor, entry.after_sha256) == (scheme_manager, draft.sha256)


def test_a_version_is_begun_once(first: Edition, scheme_manager: User) -> None:
    begin_after(first.pk, NEXT, by=acting(scheme_manager))
    with pytest.raises(VersionTaken):
        begin_after(first.pk, NEXT, by=acting(scheme_manager))


def test_it_must_be_higher(first: Edition, scheme_manager: User) -> None:
    with pytest.raises(UnfitFile, match="not higher"):
        begin_after(first.pk, NEXT | {"version": "0.9"}, by=acting(scheme_manager))


def test_a_draft_is_not_followed(first: Edition, scheme_manager: User) -> None:
    draft = begin_after(first.pk, NEXT, by=acting(scheme_manager))
    with pytest.raises(NotPublished):
        begin_after(draft.pk, NEXT | {"version": "1.2"}, by=acting(scheme_manager))


def test_a_blank_edition_asks_nothing(scheme_manager: User) -> None:
    slug = {"slug": "other", "title": "Other"}
    draft = begin_blank(slug, ABOUT, by=acting(scheme_manager))
    assert draft.criteria.count() == draft.principles.count() == 0
    assert len(draft.layers) == 5
    assert draft.scoring["method"] == "tta-score/1.0"


def test_only_the_first_edition_of_a_framework_begins_blank(
    first: Edition, scheme_manager: User
) -> None:
    with pytest.raises(UnfitFile, match="say which one this follows"):
        begin_blank(FRAMEWORK, ABOUT, by=acting(scheme_manager))


def test_an_edition_can_be_followed_without_its_criteria(
    first: Edition, scheme_manager: User
) -> None:
    draft = begin_after(first.pk, NEXT, with_criteria=False, by=acting(scheme_manager))
    assert [row.code for row in draft.principles.all()] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
    assert (draft.rubric, draft.follows) == (first.rubric, first)
    assert draft.criteria.count() == 0
    assert draft.alternative_structures[0]["assignment"] == {}
    assert [row["class"] for row in draft.changes] == ["retired"] * 59


def test_a_draft_with_problems_loads_as_the_same_too(
    client: Client, first: Edition, scheme_manager: User
) -> None:
    draft = begin_after(first.pk, NEXT, by=acting(scheme_manager))
    Criterion.objects.filter(edition=draft, code="GOV-01").update(title="Not declared")
    sign_in(client, scheme_manager)
    text = client.get(f"/editions/{draft.pk}/edition.yaml").text
    page = client.post("/editions/upload/", {"text": text}, follow=True)
    assert "says the same already" in page.text
    other = text.replace("Not declared", "Not declared either")
    page = client.post("/editions/upload/", {"text": other})
    assert page.status_code == 422


@pytest.mark.parametrize("write", [as_yaml, as_json])
def test_what_was_downloaded_loads_as_the_same(
    data: dict[str, Any], scheme_manager: User, write: Callable[[Any], str]
) -> None:
    draft, _ = upload(data, confirmed=False, by=acting(scheme_manager))
    text = write(data_file_of(fresh(draft)))
    assert upload(parsed(text), confirmed=False, by=acting(scheme_manager)) == (draft, False)
    assert Entry.objects.filter(act="edition.drafted").count() == 1


@pytest.mark.parametrize(
    "text",
    ["1e5", "-1", "yes", "~", "null", "2027-01-12", "a: b", "# no", "- x", " ", "é\n\nü", "*a"],
)
def test_every_text_survives_a_file(text: str) -> None:
    data = {"text": text, "list": [text], "also": {text or "-": text}}
    assert parsed(as_yaml(data)) == data
    assert yaml.safe_load(as_yaml(data)) == data


def test_a_draft_is_replaced_by_a_file(data: dict[str, Any], scheme_manager: User) -> None:
    upload(data, confirmed=False, by=acting(scheme_manager))
    other = deepcopy(data)
    other["criteria"].pop()
    other["alternative_structures"] = []
    draft, changed = upload(other, confirmed=False, by=acting(scheme_manager))
    assert changed
    assert draft.criteria.count() == 58


def test_what_was_written_here_is_not_overwritten_unasked(
    client: Client, data: dict[str, Any], scheme_manager: User
) -> None:
    draft, _ = upload(data, confirmed=False, by=acting(scheme_manager))
    edited(draft, scheme_manager)
    sign_in(client, scheme_manager)
    page = client.post("/editions/upload/", {"text": as_yaml(data)})
    assert page.status_code == 422
    assert "was changed here once, last by Sara Scheme" in page.text
    assert Criterion.objects.filter(title="Changed in the browser").exists()
    page = client.post("/editions/upload/", {"text": as_yaml(data), "confirmed": "on"})
    assert page.status_code == 302
    assert not Criterion.objects.filter(title="Changed in the browser").exists()


def test_a_published_edition_is_not_replaced(
    first: Edition, data: dict[str, Any], scheme_manager: User
) -> None:
    other = deepcopy(data)
    other["edition"]["title"] = "Other"
    with pytest.raises(OtherContent):
        upload(other, confirmed=True, by=acting(scheme_manager))
    assert upload(data, confirmed=False, by=acting(scheme_manager)) == (first, False)


def test_a_file_is_loaded_by_the_page(
    client: Client, data: dict[str, Any], scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    file = SimpleUploadedFile("edition.yaml", as_yaml(data).encode())
    page = client.post("/editions/upload/", {"file": file}, follow=True)
    assert "Technology trust principles 1.0 is loaded." in page.text
    assert "Nothing is wrong with it." in page.text
    draft = Edition.objects.get()
    for kind in ("yaml", "json"):
        text = client.get(f"/editions/{draft.pk}/edition.{kind}").text
        page = client.post("/editions/upload/", {"text": text}, follow=True)
        assert "says the same already; nothing was written" in page.text


def test_every_problem_is_told_at_once_and_the_text_comes_back(
    client: Client, data: dict[str, Any], scheme_manager: User
) -> None:
    sign_in(client, scheme_manager)
    broken = deepcopy(data)
    broken["criteria"][0]["weight"] = 9
    broken["criteria"][1]["title"] = ""
    broken["edition"]["version"] = "one"
    file = SimpleUploadedFile("edition.json", as_json(broken).encode())
    page = client.post("/editions/upload/", {"file": file})
    assert page.status_code == 422
    assert "3 problems; nothing was loaded" in page.text
    for told in ("GOV-01", "weight", "GOV-02", "title", "edition.version"):
        assert told in page.text
    assert "&quot;version&quot;: &quot;one&quot;" in page.text
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a: [1", "is not YAML we read"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"", "The file is empty"),
        (b"x" * 10_000_001, "larger than 10 MB"),
        (rb'{"\ud800": "\ud800"}', "No such field is known"),
    ],
)
def test_what_is_no_data_file_is_refused(
    client: Client, scheme_manager: User, content: bytes, sentence: str
) -> None:
    sign_in(client, scheme_manager)
    page = client.post("/editions/upload/", {"file": SimpleUploadedFile("e.yaml", content)})
    assert page.status_code == 422
    assert sentence in page.text


def test_pages_begin_drafts(client: Client, first: Edition, scheme_manager: User) -> None:
    sign_in(client, scheme_manager)
    where = f"/editions/{first.pk}/next/"
    assert 'value="1.1"' in client.get(where).text
    said = {"version": "0.5", "effective_on": "2030-01-01", "reason__kind": "law"}
    page = client.post(where, said | {"reason__text": "A law."})
    assert page.status_code == 422
    assert "is not higher than 1.0" in page.text
    assert "Name the provision of the law" in page.text
    said |= {"version": "1.1", "reason__text": "A law.", "reason__provision": "Art. 1"}
    page = client.post(where, said, follow=True)
    assert "is begun; it follows edition 1.0" in page.text
    blank = {f"framework_{name}": text for name, text in FRAMEWORK.items()}
    page = client.post("/editions/begin/", blank | ABOUT | {"version": "1.0"})
    assert page.status_code == 422
    assert "There is an edition 1.0" in page.text
    page = client.post("/editions/begin/", blank | ABOUT)
    assert page.status_code == 422
    assert 'href="#id_framework_slug"' in page.text
    assert "say which one this follows" in page.text
    page = client.post("/editions/begin/", blank | ABOUT | {"framework_slug": "other"}, follow=True)
    assert "Anew 2.0 is begun." in page.text


def test_the_list_says_what_waits_for_whom(
    client: Client, first: Edition, scheme_manager: User
) -> None:
    begin_after(first.pk, NEXT, by=acting(scheme_manager))
    sign_in(client, scheme_manager)
    page = client.get("/editions/").text
    assert "Its writers" in page
    assert "Sara Scheme" in page
    assert 'href="/editions/" aria-current="true">Editions' in page


def test_a_draft_is_discarded(client: Client, first: Edition, scheme_manager: User) -> None:
    draft = begin_after(first.pk, NEXT, by=acting(scheme_manager))
    sign_in(client, scheme_manager)
    where = f"/editions/{draft.pk}/discard/"
    assert "Download it first" in client.get(where).text
    assert "is discarded" in client.post(where, follow=True).text
    assert list(Edition.objects.all()) == [first]
    entry = Entry.objects.get(act="edition.discarded")
    assert entry.facts == {"framework": "trust-principles", "version": "1.1"}


def test_a_published_edition_is_not_discarded(first: Edition, scheme_manager: User) -> None:
    with pytest.raises(NotADraft):
        discard(first.pk, by=acting(scheme_manager))


@pytest.mark.parametrize("page", ["", "upload/", "begin/"])
@pytest.mark.parametrize("who", ["owner", "registrar", "stranger"])
def test_others_begin_nothing(
    client: Client, who: str, page: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(f"/editions/{page}").status_code == 404


def test_two_who_begin_the_same_version_take_turns(
    first: Edition, scheme_manager: User, other_scheme_manager: User
) -> None:
    def late() -> None:
        try:
            begin_after(first.pk, NEXT, by=acting(other_scheme_manager))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            begun_after(first.pk, NEXT, by=acting(scheme_manager))
            waiting = pool.submit(late)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.4)
        assert isinstance(waiting.exception(timeout=10), VersionTaken)
    assert Edition.objects.count() == 2


def test_a_blank_one_joins_the_caller(scheme_manager: User, data: dict[str, Any]) -> None:
    with transaction.atomic():
        loaded(data)
        draft = begun_blank(FRAMEWORK, ABOUT, by=acting(scheme_manager))
        assert draft.principles.count() == 0
