"""Planned revisions: announced, shown, in no edition."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.actor import SYSTEM
from journal.models import Entry
from principles.edition_file import UnfitFile
from principles.models import Edition, PlannedRevision
from principles.planned import PLANNED, load, loaded, problems, read
from tests.attestations.test_save_answer import in_own_connection

DATA = read(PLANNED)


@pytest.mark.django_db
def test_it_works(edition: Edition) -> None:
    assert loaded(DATA, by=SYSTEM)
    [row] = PlannedRevision.objects.all()
    assert (row.criterion_code, row.effective_on) == ("SEC-15", date(2031, 1, 1))
    assert row.framework == edition.framework
    entry = Entry.objects.get(act="planned_revisions.changed")
    assert entry.facts == {"framework": "trust-principles", "revisions": 1}


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_says_nothing(edition: Edition) -> None:
    loaded(DATA, by=SYSTEM)
    before = PlannedRevision.objects.get().pk
    assert not loaded(DATA, by=SYSTEM)
    assert PlannedRevision.objects.get().pk == before
    assert Entry.objects.filter(act="planned_revisions.changed").count() == 1


@pytest.mark.django_db
def test_the_file_holds_the_whole_list(edition: Edition) -> None:
    loaded(DATA, by=SYSTEM)
    data = deepcopy(DATA)
    data["planned_revisions"][0] |= {"criterion": "SEC-01", "effective_on": "2030-01-01"}
    assert loaded(data, by=SYSTEM)
    assert PlannedRevision.objects.get().criterion_code == "SEC-01"
    assert loaded({**data, "planned_revisions": []}, by=SYSTEM)
    assert not PlannedRevision.objects.exists()
    first, second, third = Entry.objects.filter(act="planned_revisions.changed").order_by("at")
    assert [second.before_sha256, third.before_sha256] == [first.after_sha256, second.after_sha256]


@pytest.mark.django_db
def test_a_plan_is_for_what_is_asked(edition: Edition) -> None:
    data = deepcopy(DATA)
    data["planned_revisions"][0]["criterion"] = "SEC-99"
    with pytest.raises(UnfitFile, match="SEC-99: criterion: No published edition asks it"):
        loaded(data, by=SYSTEM)
    with pytest.raises(UnfitFile, match="There is no framework “other”"):
        loaded({**DATA, "framework": "other"}, by=SYSTEM)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": "trust-edition/1"}, "The file does not say that it is trust-planned/1."),
        ({"framework": ""}, "framework: Name the framework."),
        ({"planned_revisions": {}}, "They are not a list of revisions."),
        ({"colour": "blue"}, "colour: Nothing of this name belongs here."),
        (
            {"planned_revisions": [DATA["planned_revisions"][0] | {"effective_on": "2031-02-30"}]},
            "SEC-15: effective_on: “2031-02-30” is no day of the calendar.",
        ),
        (
            {"planned_revisions": [DATA["planned_revisions"][0] | {"reason": " "}]},
            "SEC-15: reason: It is missing, or no text.",
        ),
        ({"planned_revisions": [{}]}, "revision 1: criterion: It is missing, or no text."),
        (
            {"planned_revisions": DATA["planned_revisions"] * 2},
            "SEC-15: effective_on: 2031-01-01 stands 2 times.",
        ),
    ],
)
def test_what_is_wrong_is_told(change: dict[str, Any], sentence: str) -> None:
    told = [str(each) for each in problems({**DATA, **change})]
    assert any(sentence in each for each in told), told


def test_every_problem_is_told_at_once() -> None:
    data = {**DATA, "framework": "", "planned_revisions": [{"criterion": "SEC-15"}]}
    assert len(list(problems(data))) == 4


@pytest.mark.django_db(transaction=True)
def test_the_second_load_waits_and_finds_it_done(edition: Edition) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            loaded(DATA, by=SYSTEM)
            second = pool.submit(in_own_connection, load, DATA, by=SYSTEM)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert second.result() is False
    assert Entry.objects.filter(act="planned_revisions.changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_and_repeats_itself_without_harm(
    tmp_path: Path, edition: Edition
) -> None:
    assert command() == "trust-principles: 1 planned revision loaded\n"
    assert command() == "trust-principles: 1 planned revision as before, nothing changed\n"
    file = tmp_path / "unfit.yaml"
    file.write_text(yaml.safe_dump({**DATA, "framework": 7}))
    with pytest.raises(CommandError, match="1 problems:\nframework: Name the framework"):
        command(str(file))


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("load_planned_revisions", *arguments, stdout=out)
    return out.getvalue()
