"""How far a receipt is, as its reader is told (pure)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.status import State


class Step(StrEnum):
    """What happens now."""

    WAITING = "waiting"
    RENDERING = "rendering"
    SIGNING = "signing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """The step now; `failures` attempts at it failed so far, the last for this `reason`."""

    step: Step = Step.WAITING
    failures: int = 0
    reason: str = ""

    @property
    def pending(self) -> bool:
        """Whether there is more to come by itself."""
        return self.step not in (Step.READY, Step.FAILED)

    @property
    def trouble(self) -> str:
        """What went wrong so far, in a sentence; "" when nothing did."""
        if not self.failures:
            return ""
        tried = "One attempt" if self.failures == 1 else f"{self.failures} attempts"
        return f"{tried} failed; it is tried again by itself. {self.reason}"


def progress(
    state: State, *, leased_until: datetime | None, attempts: int, reason: str, at: datetime
) -> Progress:
    """What the facts of a receipt's row mean at `at`; an attempt under way has not failed yet."""
    leased = leased_until is not None and leased_until > at
    steps = {
        State.DUE: Step.RENDERING if leased else Step.WAITING,
        State.PREPARED: Step.SIGNING,
        State.SIGNED: Step.READY,
    }
    failures = max(0, attempts - 1) if leased else attempts
    return Progress(steps.get(state, Step.FAILED), failures if reason else 0, reason)
