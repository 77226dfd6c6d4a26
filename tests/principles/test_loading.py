import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from journal.recording import OutsideTransaction
from principles.adoption import adopted
from principles.content import content_of, criterion_content
from principles.edition_file import EDITION_1, EDITION_1_1, read
from principles.loading import OtherContent, loaded
from principles.models import Criterion, Edition, Framework, Principle
from principles.reading import layers_asked, whole
from principles.wording import digest, edition_content

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("load_edition", *arguments, stdout=out)
    return out.getvalue()


def test_it_works(data: dict[str, Any]) -> None:
    edition, changed = loaded(data)
    assert changed
    assert edition.published_at is None
    assert Criterion.objects.filter(edition=edition).count() == 59
    assert [p.code for p in edition.principles.all()] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
    sec_05 = edition.criteria.get(code="SEC-05")
    assert (sec_05.answer_type, sec_05.per_layer, sec_05.weight) == ("metric", True, 3)


def test_rows_give_back_the_file_word_by_word(data: dict[str, Any]) -> None:
    edition, _ = loaded(data)
    edition = Edition.objects.get(pk=edition.pk)
    assert content_of(edition) == edition_content(data)
    assert edition.sha256 == digest(edition_content(data))
    for criterion in edition.criteria.select_related("principle"):
        assert criterion.sha256 == digest(criterion_content(criterion))


def test_loading_again_changes_nothing_and_writes_nothing(data: dict[str, Any]) -> None:
    first, _ = loaded(data)
    with CaptureQueriesContext(
        connection,
    ) as draft:
        second, changed = loaded(data)
    assert (second.pk, changed) == (first.pk, False)
    assert all(query["sql"].startswith("SELECT") for query in draft)
    assert len(draft) <= 3
    adopted(data, by=SYSTEM, at=now())
    with CaptureQueriesContext(connection) as published:
        third, changed = adopted(data, by=SYSTEM, at=now())
    assert (third.pk, changed) == (first.pk, False)
    assert [query["sql"][:6] for query in published] == ["SELECT"]


def test_it_takes_few_statements(data: dict[str, Any]) -> None:
    with CaptureQueriesContext(connection) as queries:
        loaded(data)
    assert len(queries) <= 12


def test_a_draft_is_replaced(data: dict[str, Any]) -> None:
    loaded(data)
    data["criteria"][0]["title"] = "Another title"
    edition, changed = loaded(data)
    assert changed
    assert Edition.objects.count() == 1
    assert edition.criteria.get(code="GOV-01").title == "Another title"


def test_a_published_edition_with_other_words_is_refused(data: dict[str, Any]) -> None:
    adopted(data, by=SYSTEM, at=now())
    data["criteria"][0]["title"] = "Another title"
    with pytest.raises(OtherContent, match="says something else"):
        loaded(data)
    assert Criterion.objects.get(code="GOV-01").title != "Another title"


def test_another_title_of_the_framework_changes_nothing(data: dict[str, Any]) -> None:
    adopted(data, by=SYSTEM, at=now())
    Framework.objects.update(title="Another title")
    assert loaded(data)[1] is False


def test_reading_takes_three_statements(data: dict[str, Any]) -> None:
    edition, _ = loaded(data)
    with CaptureQueriesContext(connection) as queries:
        read = whole(edition.pk)
        for principle in read.principles:
            for criterion in read.of(principle):
                assert criterion.principle.code
                assert criterion.applies_to
    assert len(queries) == 3
    assert read.thresholds.floor_pct == 60
    assert read.principle_weights == dict.fromkeys(["GOV", "ETH", "SEC", "SUP", "OPN"], 1)
    per_layer, once = read.by_code["SUP-08"], read.by_code["GOV-01"]
    assert layers_asked(once, ["cloud", "ai"]) == [None]
    assert layers_asked(per_layer, ["cloud", "ai", "semiconductors"]) == ["cloud", "semiconductors"]
    assert layers_asked(per_layer, ["ai"]) == []


@pytest.mark.django_db(transaction=True)
def test_it_joins_a_transaction_and_needs_one(data: dict[str, Any]) -> None:
    with pytest.raises(OutsideTransaction):
        loaded(data)
    with transaction.atomic():
        loaded(data)
        transaction.set_rollback(True)
    assert not Framework.objects.exists()
    assert not Principle.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_a_draft_and_repeats_itself_without_harm() -> None:
    assert "is fit: 59 criteria" in command(str(EDITION_1), "--dry-run")
    assert not Edition.objects.exists()
    assert "trust-principles 1.0 is loaded as a draft" in command(str(EDITION_1))
    assert "already a draft, nothing changed" in command(str(EDITION_1))
    assert Edition.objects.get().published_at is None


@pytest.mark.django_db(transaction=True)
def test_the_command_lists_every_problem(tmp_path: Path, data: dict[str, Any]) -> None:
    data["criteria"][0]["weight"] = 9
    data["criteria"][1]["disclosure"] = "secret"
    file = tmp_path / "unfit.yaml"
    file.write_text(yaml.safe_dump(data))
    with pytest.raises(CommandError) as told:
        command(str(file))
    assert "2 problems" in str(told.value)
    assert "GOV-01: weight" in str(told.value)
    assert "GOV-02: disclosure" in str(told.value)
    assert not Framework.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    tmp_path: Path, data: dict[str, Any]
) -> None:
    file = tmp_path / "edition.json"

    def dry(content: dict[str, Any]) -> str:
        file.write_text(json.dumps(content), encoding="utf-8")
        return command(str(file), "--dry-run")

    assert "a draft would be written" in dry(data)
    with transaction.atomic():
        loaded(data)
    assert "nothing would change" in dry(data)
    reworded = deepcopy(data)
    reworded["criteria"][0]["guidance"] += " More words."
    assert "it would be replaced" in dry(reworded)
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=now())
    assert "It is published and says the same" in dry(data)
    with pytest.raises(CommandError, match="says something else"):
        dry(reworded)
    told = command(str(EDITION_1_1), "--dry-run")
    assert "Against edition 1.0: 57 unchanged, 1 clarifying, 1 tightening." in told
    assert Edition.objects.count() == 1


def test_other_days_of_use_replace_a_draft(data: dict[str, Any]) -> None:
    adopted(data, by=SYSTEM, at=now())
    later = read(EDITION_1_1)
    assert loaded(later)[1] is True
    assert loaded(later)[1] is False
    later["transition"]["sunset_of_followed"] = "2028-01-01"
    edition, changed = loaded(later)
    assert changed
    assert str(edition.use.sunset_of_followed) == "2028-01-01"


@pytest.mark.django_db(transaction=True)
def test_the_command_tells_what_contradicts_the_edition_followed(
    tmp_path: Path, data: dict[str, Any]
) -> None:
    with transaction.atomic():
        adopted(data, by=SYSTEM, at=now())
    later = read(EDITION_1_1)
    later["changes"].pop()
    later["criteria"][0]["weight"] = 9
    file = tmp_path / "edition.json"
    file.write_text(json.dumps(later), encoding="utf-8")
    with pytest.raises(CommandError) as told:
        command(str(file))
    assert str(told.value).splitlines() == [
        "2 problems:",
        "GOV-01: weight: “9” is none of 1, 2, 3.",
        "OPN-02: changes: It has changed, and `changes` does not say how.",
    ]
