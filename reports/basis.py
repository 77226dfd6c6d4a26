"""What an assessed result rests on, in the read model: the sample that was checked in depth. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Where in the log the submission's acceptance stands, and the salt of its commitment (hex)."""

    log_index: int
    salt: str


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The draw as the plan froze it (docs/sampling.md).

    `checkpoint` is the signed note whole. `acceptance` is None where the submission was accepted
    before acceptances stood in the log.
    """

    method: str
    percent: int
    checkpoint: str
    acceptance: Acceptance | None
    seed: str
    must_meet: tuple[str, ...]
    drawn: tuple[str, ...]
