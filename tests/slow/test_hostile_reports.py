"""The longest texts that forms take, with nowhere to break a line: the report comes all the same."""

import pytest

from reports.gates import pass_gates
from reports.rendering import render
from reports.twin import twin_bytes
from tests.reports.sample import assessed_contents, small
from tests.reports.test_rendering import with_answer

LONGEST = 10_000  # principles/answers.py


@pytest.mark.parametrize(
    "text",
    ["W" * LONGEST, "a" + "\u0301" * (LONGEST - 1)],
    ids=["one word", "marks on one letter"],
)
def test_it_works(text: str) -> None:
    contents = with_answer(small(assessed_contents()), text)
    twin = twin_bytes(contents)
    pass_gates(render(contents, twin), contents, twin)
