"""What an assessed result rests on, in the read model: the sample, and what was done. Pure."""

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


@dataclass(frozen=True, kw_only=True)
class Uncertainty:
    """Shares of the weight behind an assessed score, in per cent with one decimal."""

    low_confidence: str
    not_sampled: str
    not_tested: str


@dataclass(frozen=True, kw_only=True)
class GroundSums:
    """The working of assurance and uncertainty (`assessments.assurance.Grounds` says of what).

    Confidential criteria are within the sums, and nowhere else.
    """

    criteria: int
    judged: int
    reviewed: int
    weight: int
    low_confidence: int
    not_sampled: int
    not_tested: int
    in_depth: int
    on_site: int


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """How far a principle was looked into, and how uncertain its assessed score is."""

    assurance: str
    uncertainty: Uncertainty
    sums: GroundSums


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What the method made of the verdicts (`score`), and what open findings left of it."""

    score: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Questions:
    """How many questions and requests for evidence the assessors put to the member.

    As they stood when the outcome was recommended. `answered` and `unanswered` add up to `asked`;
    what was withdrawn is in none of them. What stays unanswered is decided on what is there.
    """

    asked: int
    answered: int
    unanswered: int
