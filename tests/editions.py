"""Edition 1.0 as published, loaded from the project's own data file, and a later one that follows it."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.edition_file import EDITION_1, problems, read
from principles.models import Edition
from tests.kept import kept


@cache
def edition_data() -> dict[str, Any]:
    """The data file, read and checked once: a third of a second that a thousand tests would pay."""
    return read(EDITION_1)


@kept
def edition(db: None) -> Edition:
    with transaction.atomic():
        edition, _ = adopted(edition_data(), by=SYSTEM, at=now())
    return edition


@cache
def short_data() -> dict[str, Any]:
    """The first criterion of each principle and no other: what takes a report a fifth of the time."""
    data = deepcopy(edition_data())
    first = {row["code"][:3]: row for row in reversed(data["criteria"])}
    data["criteria"] = [row for row in data["criteria"] if row in first.values()]
    codes = {row["code"] for row in data["criteria"]}
    for structure in data["alternative_structures"]:
        under = structure["assignment"]
        structure["assignment"] = {code: each for code, each in under.items() if code in codes}
    assert not problems(data)
    return data


def later_data(
    *, effective: date | None = None, adopt_by: date | None = None, sunset: date | None = None
) -> dict[str, Any]:
    """Edition 1.1 with a change of every class; from today on, beside 1.0 for 400 days.

    ETH-01 editorial, GOV-05 clarifying, GOV-10 loosening, OPN-02 and ETH-04 tightening (which no
    longer has its best option), GOV-11 new, OPN-10 retired, SEC-11 (for each layer) split into
    SEC-17 and SEC-18, SUP-10 and SUP-11 merged into SUP-12.
    """
    data = deepcopy(edition_data())
    today = now().date()
    data["edition"] |= {
        "version": "1.1",
        "effective_on": (effective or today).isoformat(),
        "follows": "1.0",
        "reason": {"kind": "law", "text": "What was learnt.", "provision": "Art. 1 of a law"},
    }
    data["transition"] = {
        "adopt_by": (adopt_by or today + timedelta(days=200)).isoformat(),
        "sunset_of_followed": (sunset or today + timedelta(days=400)).isoformat(),
    }
    data["changes"] = [*_reworded(data), *_recut(data)]
    return data


def _reworded(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = {row["code"]: row for row in data["criteria"]}
    for code, kind in (
        ("ETH-01", "editorial"),
        ("GOV-05", "clarifying"),
        ("GOV-10", "loosening"),
        ("OPN-02", "tightening"),
        ("ETH-04", "tightening"),
    ):
        found[code]["version"] = "1.1.0"
        yield {"criterion": code, "class": kind, "note": f"{code} in other words."}
    found["ETH-01"]["guidance"] += " Nothing else is meant."
    found["GOV-05"]["requirement"] = found["GOV-05"]["requirement"].replace(
        "at least yearly", "in every calendar year"
    )
    found["GOV-10"]["must_meet"] = False
    (cost,) = (o for o in found["OPN-02"]["response"]["options"] if o["value"] == "cost")
    cost["level"] = 1
    choices = found["ETH-04"]["response"]["options"]
    choices.remove(max(choices, key=lambda option: option["level"]))


def _recut(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    made = {
        "GOV-11": ("GOV-09", "new", []),
        "SEC-17": ("SEC-11", "split", ["SEC-11"]),
        "SEC-18": ("SEC-11", "split", ["SEC-11"]),
        "SUP-12": ("SUP-10", "merged", ["SUP-10", "SUP-11"]),
    }
    found = {row["code"]: row for row in data["criteria"]}
    gone = {"OPN-10", "SEC-11", "SUP-10", "SUP-11"}
    new = [deepcopy(found[like]) | {"code": code} for code, (like, _, _) in made.items()]
    data["criteria"] = [row for row in data["criteria"] if row["code"] not in gone] + new
    for structure in data["alternative_structures"]:
        under = structure["assignment"]
        under |= {code: under[like] for code, (like, _, _) in made.items()}
        structure["assignment"] = {code: each for code, each in under.items() if code not in gone}
    for code, (_, kind, sources) in made.items():
        row = {"criterion": code, "class": kind, "note": f"{code} {kind}."}
        yield row | ({"from": sources} if sources else {})
    yield {"criterion": "OPN-10", "class": "retired", "note": "Nobody could tell what it asked."}


@kept
def later_edition(edition: Edition) -> Edition:
    with transaction.atomic():
        return adopted(later_data(), by=SYSTEM, at=now())[0]
