"""The seven steps, and where an attestation stands (pure)."""

import pytest

from attestations.journey import ORDER, STEPS, Step, line, stands_at
from attestations.status import Status


def test_it_works() -> None:
    marks = line(Status.SUBMITTED, begun=True, complete=True)
    assert [mark.state for mark in marks] == ["done"] * 4 + ["now", "later", "later"]
    assert [mark.step for mark in marks] == list(ORDER)


@pytest.mark.parametrize(
    ("begun", "complete", "step"),
    [(False, False, Step.PREPARE), (True, False, Step.ANSWER), (True, True, Step.CHECK)],
)
def test_before_submission_the_answers_decide(begun, complete, step) -> None:
    for status in (Status.DRAFT, Status.RETURNED):
        assert stands_at(status, begun=begun, complete=complete) is step


@pytest.mark.parametrize("status", Status)
def test_every_state_has_its_place(status) -> None:
    now = [m for m in line(status, begun=True, complete=True) if m.state == "now"]
    over = status in (
        Status.PUBLISHED, Status.CLOSED_DECLARED, Status.CLOSED_UNPUBLISHED, Status.CANCELLED,
    )  # fmt: skip
    assert len(now) == (0 if over else 1)


def test_what_is_published_has_gone_the_whole_way_and_what_is_cancelled_none() -> None:
    assert {m.state for m in line(Status.PUBLISHED, begun=True, complete=True)} == {"done"}
    assert line(Status.CANCELLED, begun=True, complete=True) == []


def test_every_step_says_who_and_what() -> None:
    assert set(STEPS) == set(Step)
    assert all(told.who and told.what.endswith(".") for told in STEPS.values())
