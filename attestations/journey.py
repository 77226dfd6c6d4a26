"""The way of an attestation in seven steps, who takes each, and where one stands (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from attestations.status import Status


class Step(StrEnum):
    """The steps in their order."""

    PREPARE = "prepare"
    ANSWER = "answer"
    CHECK = "check"
    SIGN = "sign"
    INTAKE = "intake"
    ASSESSMENT = "assessment"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words: its name, who takes it, and what happens in it."""

    title: str
    who: str
    what: str


STEPS: Final[Mapping[Step, Told]] = {
    Step.PREPARE: Told(
        "Prepare",
        "Owner or editor",
        "Find the people, the documents and the figures; hand criteria to colleagues.",
    ),
    Step.ANSWER: Told(
        "Answer",
        "Editors and contributors",
        "Answer each criterion, with evidence; say what is not met yet, with plan and date.",
    ),
    Step.CHECK: Told(
        "Check",
        "Owner or editor",
        "Mend what blocks, give a reason at each warning, and make it ready.",
    ),
    Step.SIGN: Told(
        "Sign",
        "A signatory, not the person who made it ready",
        "Read the briefing, accept the statement, sign with a second factor.",
    ),
    Step.INTAKE: Told(
        "Intake",
        "The alliance's registrar",
        "Looks whether it is complete, never whether it is true; accepts it or returns it.",
    ),
    Step.ASSESSMENT: Told(
        "Assessment",
        "An accredited body that you choose",
        "Tests the answers; its lead recommends, and a decision maker of the alliance decides.",
    ),
    Step.RESULT: Told(
        "Result",
        "The portal",
        "Publishes a numbered, signed report, and shows the standing in the register.",
    ),
}
ORDER: Final = tuple(Step)
# The step that is under way in each state; before submission the answers decide it.
_UNDER_WAY: Final[Mapping[Status, Step]] = {
    Status.READY: Step.SIGN,
    Status.SUBMITTED: Step.INTAKE,
    Status.ACCEPTED: Step.ASSESSMENT,
    Status.IN_ASSESSMENT: Step.ASSESSMENT,
    Status.RECOMMENDED: Step.ASSESSMENT,
    Status.DECIDED: Step.RESULT,
}
# What had been done when it ended.
_ENDED_AFTER: Final[Mapping[Status, int]] = {
    Status.PUBLISHED: len(ORDER),
    Status.CLOSED_UNPUBLISHED: ORDER.index(Step.RESULT),
    Status.CLOSED_DECLARED: ORDER.index(Step.ASSESSMENT),
    Status.CANCELLED: 0,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the line: its name, and whether it is `done`, `now` or `later`."""

    step: Step
    title: str
    state: str


def stands_at(status: Status, *, begun: bool, complete: bool) -> Step | None:
    """The step under way, None where the way has ended.

    `begun`: an answer has been saved; `complete`: every answer is in.
    """
    if status in _ENDED_AFTER:
        return None
    if status in _UNDER_WAY:
        return _UNDER_WAY[status]
    if complete:
        return Step.CHECK
    return Step.ANSWER if begun else Step.PREPARE


def line(status: Status, *, begun: bool, complete: bool) -> list[Mark]:
    """The seven steps as they stand; none for what was cancelled, which stands nowhere."""
    if status is Status.CANCELLED:
        return []
    now = stands_at(status, begun=begun, complete=complete)
    done = _ENDED_AFTER[status] if now is None else ORDER.index(now)
    return [
        Mark(
            step,
            STEPS[step].title,
            "now" if step is now else "done" if place < done else "later",
        )
        for place, step in enumerate(ORDER)
    ]
