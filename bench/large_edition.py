"""An edition as large as wanted: edition 1.0's criteria over and over, under new codes."""

from copy import deepcopy
from functools import cache
from itertools import cycle
from typing import Any, Final

from principles.edition_file import EDITION_1, read

MOST: Final = 99  # codes of a principle run from 01 to 99
MORE: Final = tuple(f"X{letter}X" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@cache
def _first() -> dict[str, Any]:
    return read(EDITION_1)


def large_edition(
    size: int, version: str = "1.0", framework: str = "large-principles"
) -> dict[str, Any]:
    """The content of a fit data file with `size` criteria, of every answer type in edition 1.0.

    Five principles hold at most 495 criteria; a larger edition gets principles of its own.
    """
    data = deepcopy(_first())
    data["framework"] = {"slug": framework, "title": "Principles to measure with"}
    data["edition"] |= {"version": version, "note": f"{size} criteria, to measure with."}
    known = {each["code"]: each for each in data["principles"]}
    wanted = [*known, *MORE][: max(len(known), -(-size // MOST))]
    each_has = -(-size // len(wanted))
    codes = [f"{code}-{number:02}" for code in wanted for number in range(1, each_has + 1)][:size]
    new = {"title": "A further principle", "statement": "To measure with.", "weight": 1}
    data["principles"] = [
        known.get(code, new) | {"code": code, "order": order}
        for order, code in enumerate(wanted, start=1)
    ]
    data["criteria"] = [
        deepcopy(template) | {"code": code, "principle": code[:3]}
        for code, template in zip(codes, cycle(data["criteria"]), strict=False)
    ]
    [structure] = data["alternative_structures"]
    titles = cycle(each["code"] for each in structure["principles"])
    structure["assignment"] = dict(zip(codes, titles, strict=False))
    return data


def large_follower(size: int, framework: str = "large-principles") -> dict[str, Any]:
    """The edition that follows such a one: one criterion in five is said more clearly."""
    data = large_edition(size, "1.1", framework)
    data["edition"] |= {
        "follows": "1.0",
        "reason": {"kind": "law", "text": "To measure with.", "provision": "Art. 1 of none"},
    }
    data["transition"] = {"adopt_by": "2099-01-01", "sunset_of_followed": "2099-07-01"}
    clearer = data["criteria"][::5]
    for row in clearer:
        row["guidance"] = f"{row.get('guidance', '')} The evidence is of the last twelve months."
        row["version"] = "1.1.0"
    data["changes"] = [
        {"criterion": row["code"], "class": "clarifying", "note": "Says of when the evidence is."}
        for row in clearer
    ]
    return data
