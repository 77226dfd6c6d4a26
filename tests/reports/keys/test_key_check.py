"""A seal is verified only where its key was in use when it was stamped, or logged; each case says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reports.inspection import inspect
from reports.keys.terms import Term
from reports.levels import Level
from reports.sealing import sha256
from reports.verdict import Check, Expected
from reports.verification import verify

HOUR = timedelta(hours=1)
HOW = [(Level.B_B, "its place in the log"), (Level.B_LT, "its time stamp")]


def check(content: bytes, expected: Expected) -> Check:
    verdict = verify(content, expected)
    (found,) = (each for each in verdict.checks if each.name == "key")
    others = [each.name for each in verdict.failures if each.name != "key"]
    assert not others, verdict.failures
    assert verdict.verified is (found.passed is True)
    return found


@pytest.fixture
def judged(at_level, expected_at, seal):
    """The verdict on a seal made now, at a level, under a key with this term."""

    def judge(level: Level, **term: datetime | None) -> Check:
        content = at_level(level)
        facts = {"begins_at": datetime.now(UTC) - 24 * HOUR} | term
        history = (Term(certificate_sha256=sha256(seal.certificate), **facts),)
        logged_at = None if level.stamped else datetime.now(UTC)
        expected = replace(expected_at(content, level), history=history, logged_at=logged_at)
        return check(content, expected)

    return judge


@pytest.mark.parametrize(("level", "by"), HOW)
def test_it_works(judged, level: Level, by: str) -> None:
    found = judged(level)
    assert found.passed
    assert f"was in use on {datetime.now(UTC).day} " in found.sentence
    assert f"by {by}" in found.sentence


@pytest.mark.parametrize(("level", "by"), HOW)
def test_a_seal_from_before_its_key(judged, level: Level, by: str) -> None:
    found = judged(level, begins_at=datetime.now(UTC) + HOUR)
    assert found.passed is False
    assert "came into use" in found.sentence


@pytest.mark.parametrize(("level", "by"), HOW)
def test_a_seal_from_after_its_key(judged, level: Level, by: str) -> None:
    found = judged(level, ends_at=datetime.now(UTC) - HOUR)
    assert found.passed is False
    assert "went out of use" in found.sentence


@pytest.mark.parametrize(("level", "by"), HOW)
def test_a_seal_of_a_key_that_ended_later(judged, level: Level, by: str) -> None:
    assert judged(level, ends_at=datetime.now(UTC) + HOUR).passed


@pytest.mark.parametrize(("level", "by"), HOW)
def test_a_seal_from_before_the_leak(judged, level: Level, by: str) -> None:
    later = datetime.now(UTC) + HOUR
    found = judged(level, ends_at=later, not_trusted_from=later)
    assert found.passed
    assert "Somebody else may have used the key" in found.sentence
    assert "This seal is older" in found.sentence
    assert f"by {by}" in found.sentence


@pytest.mark.parametrize(("level", "by"), HOW)
def test_a_seal_from_after_the_leak(judged, level: Level, by: str) -> None:
    found = judged(level, ends_at=datetime.now(UTC), not_trusted_from=datetime.now(UTC) - HOUR)
    assert found.passed is False
    assert "nothing shows that this seal is older" in found.sentence


def test_the_portals_word_alone_does_not_show_that_a_seal_is_older(
    at_level, expected_at, seal
) -> None:
    """A receipt at B-B is in no log: whoever had the key could have written an earlier time in it."""
    content, later = at_level(Level.B_B), datetime.now(UTC) + HOUR
    term = Term(
        certificate_sha256=sha256(seal.certificate),
        begins_at=later - 9 * HOUR,
        ends_at=later,
        not_trusted_from=later,
    )
    found = check(content, replace(expected_at(content, Level.B_B), history=(term,)))
    assert found.passed is False
    assert "nothing shows that this seal is older" in found.sentence


def test_a_key_that_the_history_does_not_know(at_level, expected_at) -> None:
    content = at_level(Level.B_B)
    stranger = Term(certificate_sha256="ab" * 32, begins_at=datetime.now(UTC) - HOUR)
    found = check(content, replace(expected_at(content, Level.B_B), history=(stranger,)))
    assert found.passed is False
    assert "does not know the key" in found.sentence


def test_without_the_history_nothing_is_called_verified(at_level, expected_at) -> None:
    content = at_level(Level.B_B)
    found = check(content, replace(expected_at(content, Level.B_B), history=None))
    assert found.passed is None


def test_a_stamp_that_is_not_right_shows_no_time(at_level, expected_at) -> None:
    content = at_level(Level.B_T)
    verdict = verify(content, replace(expected_at(content, Level.B_T), time_stamp_roots=()))
    (found,) = (each for each in verdict.checks if each.name == "key")
    assert found.passed is False
    assert "Nothing shows when the seal was made" in found.sentence


def test_a_confined_child_gives_the_same_verdict(at_level, expected_at) -> None:
    content, later = at_level(Level.B_LT), datetime.now(UTC) + HOUR
    expected = expected_at(content, Level.B_LT)
    (term,) = expected.history
    expected = replace(
        expected,
        history=(replace(term, ends_at=later, not_trusted_from=later),),
        logged_at=later,
    )
    assert inspect(content, expected) == verify(content, expected)
