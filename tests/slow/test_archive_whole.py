"""veraPDF on reports as long as they come: 5 to 550 criteria, both kinds and rungs, sealed or not."""

from dataclasses import replace

import pytest

from reports.contents import FULL, PUBLIC, ReportContents
from reports.gates import pass_gates
from reports.rendering import render
from reports.signing import sign
from reports.twin import twin_bytes
from tests.reports.conftest import AT, make_signer
from tests.reports.sample import (
    assessed_contents,
    criterion,
    declared_contents,
    sampled,
)
from tests.reports.verapdf import broken_rules_of


def with_criteria(number: int, *, assessed: bool) -> ReportContents:
    """So many criteria to each principle, none of them like another's code."""
    made = assessed_contents() if assessed else declared_contents()
    principles = tuple(
        replace(
            each,
            criteria=tuple(
                criterion(each.code, n, assessed=assessed) for n in range(1, number + 1)
            ),
        )
        for each in made.principles
    )
    made = replace(made, principles=principles)
    return sampled(made) if assessed else made


@pytest.fixture(scope="module")
def seal(tmp_path_factory):
    return make_signer(tmp_path_factory.mktemp("seal"))


@pytest.mark.parametrize("assessed", [True, False], ids=["assessed", "declared"])
@pytest.mark.parametrize("rung", [PUBLIC, FULL])
@pytest.mark.parametrize("number", [1, 12, 110], ids=["5", "60", "550"])
def test_it_works(number, rung, assessed, seal) -> None:
    contents = replace(with_criteria(number, assessed=assessed), rung=rung)
    unsigned = render(contents, twin_bytes(contents))
    pass_gates(unsigned, contents, twin_bytes(contents))
    signed = sign(unsigned, seal, AT)
    assert broken_rules_of({"unsealed": unsigned, "sealed": signed}) == {
        "unsealed": [],
        "sealed": [],
    }
