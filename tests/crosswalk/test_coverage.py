"""Clauses in their order, what touches each, and no claim about those that nothing touches."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.coverage import (
    ClauseFacts,
    Coverage,
    Reach,
    Show,
    Touch,
    covered,
    natural,
    within,
)
from crosswalk.reading import read
from crosswalk.vocabulary import BACKWARD, FORWARD, Confidence, Relationship

DAY = date(2026, 11, 22)


def touch(code: str, kind: Relationship = Relationship.SUPERSET_OF, *, verified: bool) -> Touch:
    return Touch(
        code=code,
        title=f"Title of {code}",
        relationship=kind,
        confidence=Confidence.MEDIUM if verified else Confidence.LOW,
        author="Somebody",
        dated=DAY,
        judged_on="1.0",
        verified=verified,
        verified_by="Somebody" if verified else "",
        verified_on=DAY if verified else None,
    )


def law(*refs: str) -> list[ClauseFacts]:
    return [ClauseFacts(order=place, ref=ref) for place, ref in enumerate(refs, start=1)]


@pytest.fixture
def coverage() -> Coverage:
    clauses = law(
        "Art. 20", "Art. 21(2)", "Art. 21(2)(a)", "Art. 21(2)(d)", "Art. 23", "Art. 23(4)"
    )
    touches = [
        ("Art. 21(2)(d)", touch("SUP-10", verified=True)),
        ("Art. 21(2)(d)", touch("SUP-9", verified=False)),
        ("Art. 23", touch("SEC-01", Relationship.SUPPORTS, verified=True)),
    ]
    return covered(clauses, touches)


def test_it_works(coverage: Coverage) -> None:
    assert [(row.clause.ref, row.reach) for row in coverage.rows] == [
        ("Art. 20", Reach.UNTOUCHED),
        ("Art. 21(2)", Reach.NEAR),
        ("Art. 21(2)(a)", Reach.UNTOUCHED),
        ("Art. 21(2)(d)", Reach.TOUCHED),
        ("Art. 23", Reach.TOUCHED),
        ("Art. 23(4)", Reach.NEAR),
    ]
    assert (coverage.touched, coverage.listed, coverage.verified) == (2, 6, 2)
    assert [each.code for each in coverage.rows[3].touches] == ["SUP-9", "SUP-10"]


def test_what_touches_a_part_or_a_whole_is_named(coverage: Coverage) -> None:
    by_ref = {row.clause.ref: row for row in coverage.rows}
    assert by_ref["Art. 21(2)"].parts == ("Art. 21(2)(d)",)
    assert by_ref["Art. 23(4)"].wholes == ("Art. 23",)
    assert by_ref["Art. 20"].nearby == ()


@pytest.mark.parametrize(
    ("show", "refs"),
    [
        (Show.ALL, 6),
        (Show.TOUCHED, ["Art. 21(2)(d)", "Art. 23"]),
        (Show.UNTOUCHED, ["Art. 20", "Art. 21(2)", "Art. 21(2)(a)", "Art. 23(4)"]),
        (Show.UNVERIFIED, ["Art. 21(2)(d)"]),
    ],
)
def test_a_part_can_be_looked_at(coverage: Coverage, show: Show, refs: list[str] | int) -> None:
    shown = list(coverage.shown(show))
    assert refs in ([row.clause.ref for row in shown], len(shown))
    if show == Show.UNVERIFIED:
        assert [each.code for row in shown for each in row.touches] == ["SUP-9"]


def test_a_mapping_beside_no_clause_is_not_lost_in_silence() -> None:
    with pytest.raises(KeyError):
        covered(law("Art. 20"), [("Art. 99", touch("GOV-01", verified=True))])


@pytest.mark.parametrize(
    "refs",
    [
        ["Art. 9", "Art. 10"],
        ["A.5.2", "A.5.10"],
        ["CC1.5", "CC2.1"],
        ["SO4", "SO10", "SO25"],
        ["SR-4", "SR-4(3)", "SR-10"],
        ["MEASURE 2.9", "MEASURE 2.10"],
    ],
)
def test_references_stand_in_their_natural_order(refs: list[str]) -> None:
    clauses = [ClauseFacts(order=1, ref=ref) for ref in reversed(refs)]
    assert [row.clause.ref for row in covered(clauses, []).rows] == refs


@given(st.sampled_from(["Art. ", "A.5.", "SR-", "Annex I Part I(2)("]), *[st.integers(0, 999)] * 2)
def test_numbers_count_as_numbers(stem: str, one: int, other: int) -> None:
    assert (natural(f"{stem}{one}") < natural(f"{stem}{other}")) == (one < other)


@pytest.mark.parametrize(
    ("ref", "whole", "expected"),
    [
        ("Art. 21(2)(d)", "Art. 21(2)", True),
        ("Art. 21(2)", "Art. 2", False),
        ("Art. 21", "Art. 21", False),
        ("A.5.10", "A.5.1", False),
        ("6.1.2", "6.1", True),
        ("SR-4(3)", "SR-4", True),
        ("SR-40", "SR-4", False),
    ],
)
def test_a_part_is_told_from_a_longer_number(ref: str, whole: str, *, expected: bool) -> None:
    assert within(ref, whole) is expected


def test_a_relation_reads_from_both_sides() -> None:
    assert set(FORWARD) == set(BACKWARD) == set(Relationship)
    assert BACKWARD[Relationship.SUBSET_OF] == FORWARD[Relationship.SUPERSET_OF]
    assert BACKWARD[Relationship.SUPERSET_OF] == FORWARD[Relationship.SUBSET_OF]


def test_every_list_of_clauses_stands_in_the_order_of_its_source() -> None:
    """Within one stem (“Art. 21(2)”, “A.5.”, “GV.OC-”) numbers rise; stems keep the source's order."""
    for slug, data in read().regulations.items():
        for one, next_ in pairwise(clause["ref"] for clause in data["clauses"]):
            if one.rstrip("0123456789") == next_.rstrip("0123456789"):
                assert natural(one) < natural(next_), f"{slug}: {one} before {next_}"
