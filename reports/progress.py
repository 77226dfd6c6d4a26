"""How far a report or a receipt is, as those who wait for it are told (pure)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.causes import AGAIN, ENDED, STOPPED, sentence
from reports.status import State


class Step(StrEnum):
    """What happens now."""

    WAITING = "waiting"
    RENDERING = "rendering"
    SIGNING = "signing"
    LOGGING = "logging"
    PUBLISHED = "published"
    READY = "ready"
    FAILED = "failed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Progress:
    """The step now; `failures` attempts at it failed so far, the last for this `cause`."""

    step: Step = Step.WAITING
    failures: int = 0
    cause: str = ""

    @property
    def pending(self) -> bool:
        """Whether there is more to come by itself."""
        return self.step not in (Step.PUBLISHED, Step.READY, Step.FAILED, Step.ENDED)

    @property
    def trouble(self) -> str:
        """What went wrong and what happens next; "" when nothing did."""
        if self.step is Step.FAILED:
            return f"{sentence(self.cause)} {STOPPED}"
        if self.step is Step.ENDED:
            return f"{sentence(self.cause)} {ENDED}"
        if not self.failures:
            return ""
        tried = "One attempt" if self.failures == 1 else f"{self.failures} attempts"
        return f"{tried} failed. {sentence(self.cause)} {AGAIN}"


def progress(
    state: State,
    *,
    leased_until: datetime | None,
    attempts: int,
    cause: str,
    at: datetime,
    published: bool = True,
) -> Progress:
    """What the facts of a row mean at `at`; an attempt under way has not failed yet.

    `published` is false of what is ready once it is signed.
    """
    leased = leased_until is not None and leased_until > at
    steps = {
        State.DUE: Step.RENDERING if leased else Step.WAITING,
        State.PREPARED: Step.SIGNING,
        State.SIGNED: Step.LOGGING if published else Step.READY,
        State.LIVE: Step.PUBLISHED,
        State.FAILED: Step.FAILED,
        State.ENDED: Step.ENDED,
    }
    failures = max(0, attempts - 1) if leased else attempts
    return Progress(steps[state], failures if cause else 0, cause)
