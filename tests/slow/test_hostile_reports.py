"""The longest texts that forms take, with nowhere to break a line: the report comes all the same."""

from dataclasses import replace

import pytest

from reports.contents import ReportContents
from reports.gates import pass_gates
from reports.rendering import render
from reports.twin import twin_bytes
from tests.reports.hostile_texts import HOSTILE
from tests.reports.sample import assessed_contents, small
from tests.reports.scripts import PASSAGES
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


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a" + "\u0301" * 100_000], ids=["a megabyte", "100,000 marks"]
)
def test_far_longer_than_any_form_takes(text: str) -> None:
    made = small(assessed_contents())
    assert made.assessment is not None
    contents = replace(made, assessment=replace(made.assessment, decision_reasons=text))
    twin = twin_bytes(contents)
    pass_gates(render(contents, twin), contents, twin)


@pytest.mark.parametrize(
    "text",
    [
        "w" * LONGEST,
        "a" + "\u0301" * (LONGEST - 1),
        "\n" * LONGEST,
        "x\n" * (LONGEST // 2),
        "字" * LONGEST,
        "a\u00ad" * (LONGEST // 2),
        "\ufdfd" * LONGEST,
    ],
    ids=["w", "marks", "line ends", "lines", "Han", "soft hyphens", "U+FDFD"],
)
def test_every_answer_of_a_report_as_long_as_the_form_takes(text: str) -> None:
    contents = every_answer(assessed_contents(), text)
    twin = twin_bytes(contents)
    pass_gates(render(contents, twin), contents, twin)


# No database holds half a pair, and no JSON either: `tests/reports/test_hostile_texts.py` sets it alone.
@pytest.mark.parametrize("name", [each for each in HOSTILE if each != "half pairs"])
def test_each_hostile_text_alone(name: str) -> None:
    """In a report of its own: what stops a document cannot hide behind another."""
    contents = with_answer(small(assessed_contents()), HOSTILE[name])
    twin = twin_bytes(contents)
    pass_gates(render(contents, twin), contents, twin)


@pytest.mark.parametrize("name", PASSAGES)
def test_each_script_alone(name: str) -> None:
    contents = with_answer(small(assessed_contents()), PASSAGES[name].text)
    twin = twin_bytes(contents)
    pass_gates(render(contents, twin), contents, twin)


def every_answer(contents: ReportContents, text: str) -> ReportContents:
    return replace(
        contents,
        principles=tuple(
            replace(
                principle,
                criteria=tuple(
                    replace(
                        each,
                        disclosure="public",
                        results=tuple(replace(result, claim=text) for result in each.results),
                    )
                    for each in principle.criteria
                ),
            )
            for principle in contents.principles
        ),
    )
