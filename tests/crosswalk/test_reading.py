"""Files of clauses are refused whole, with everything that is wrong with them at once."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crosswalk.models import Clause, Regulation
from crosswalk.reading import MAPPINGS, REGULATIONS, clause_problems, read
from principles.edition_file import UnfitFile


@pytest.fixture
def law() -> dict[str, Any]:
    return {
        "schema": "trust-regulation/1",
        "slug": "a-law",
        "title": "A law",
        "short_name": "Law",
        "kind": "law",
        "issuer": "Somebody",
        "url": "",
        "listed": "complete",
        "covers": "All of it.",
        "note": "",
        "applies": {"from": "2025-01-17", "source": "Art. 64"},
        "clauses": [{"ref": "Art. 1", "title": ""}, {"ref": "Art. 2", "title": "Second"}],
    }


def told(data: object, slug: str = "a-law") -> list[str]:
    return [str(problem) for problem in clause_problems(slug, data)]


def test_it_works(law: dict[str, Any]) -> None:
    assert told(law) == []
    files = read()
    assert len(files.regulations) == 38
    assert set(files.regulations) == {file.stem for file in REGULATIONS.glob("*.yaml")}


def test_every_problem_is_told_at_once(law: dict[str, Any]) -> None:
    del law["note"]
    law.update(kind="poem", listed="nearly", url="javascript:alert(1)", surprise=1)
    law["applies"] = {"from": "soon", "until": "later"}
    law["clauses"] += [
        {"ref": "Art. 2", "title": "Again"},
        {"ref": " ", "title": "Empty"},
        {"ref": "Art. 3"},
        {"ref": "Art. 4", "title": "Day without source", "applies": {"from": "2027-01-12"}},
        "Art. 5",
    ]
    text = "\n".join(told(law, "another-law"))
    for expected in (
        "note: It is missing, or not a text.",
        "surprise: It is not known.",
        "url: It does not begin with https://.",
        "slug: It is not the file's name.",
        "kind: “poem” is no kind.",
        "listed: The clauses are listed complete or partial.",
        "applies.until: It is not known.",
        "applies.from: “soon” is no day.",
        "ref: Art. 2 stands 2 times.",
        "clauses.4.ref: It is not a text.",
        "clauses.5.title: It is missing, or not known.",
        "clauses.6.applies.source: A day needs its source.",
        "clauses.7.: It is not a mapping.",
    ):
        assert expected in text, expected


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "trust-regulation/1"}, "text"])
def test_what_is_no_file_of_clauses_is_told(data: object) -> None:
    assert told(data)


@pytest.mark.parametrize("clauses", [None, [], {}, "Art. 1"])
def test_a_law_without_clauses_is_refused(law: dict[str, Any], clauses: object) -> None:
    assert told({**deepcopy(law), "clauses": clauses}) == ["a-law: clauses: There are none."]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitFile, match="cannot be read"):
        read(tmp_path / "nothing.yaml")
    (tmp_path / "a-law.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UnfitFile, match="cannot be read"):
        read(MAPPINGS, tmp_path)


def test_a_first_day_is_certain_or_not_stated() -> None:
    """What the catalogue itself calls changed or disputed has no day, and a note instead."""
    ai_act = read().regulations["ai-act"]
    dated = {clause["ref"] for clause in ai_act["clauses"] if "applies" in clause}
    assert dated == {"Art. 4", "Art. 5", "Art. 53", "Art. 54", "Art. 55"}
    assert "from" not in ai_act["applies"]
    assert "not stated here" in ai_act["applies"]["note"]


@pytest.mark.django_db
def test_the_database_refuses_a_day_without_its_source() -> None:
    law = Regulation.objects.create(slug="a-law", title="A law")
    with (
        pytest.raises(IntegrityError, match="clause_first_day_has_a_source"),
        transaction.atomic(),
    ):
        Clause.objects.create(regulation=law, ref="Art. 1", order=1, applies_from="2025-01-17")
