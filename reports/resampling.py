"""Drawing a report's sample again, from nothing but its published data. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.sampling import METHOD, Candidate, Sample, count_of, drawn, rank, seed_of
from transparency.checkpoint import Checkpoint, parsed, taken_apart


class NothingDrawn(ValueError):
    """The report has no sample, or one of a method that is not known here."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """The draw within one principle: who took part, in the order of their ranks, and how many won."""

    principle: str
    title: str
    must_meet: tuple[str, ...]
    ranked: tuple[tuple[str, str], ...]
    count: int

    @property
    def drawn(self) -> tuple[tuple[str, str], ...]:
        """Code and rank of those that are in the sample."""
        return self.ranked[: self.count]

    @property
    def left(self) -> tuple[tuple[str, str], ...]:
        """Code and rank of the others."""
        return self.ranked[self.count :]


@dataclass(frozen=True, slots=True)
class Resample:
    """The draw done again; `problems` says, in sentences, where the report says something else."""

    submission_sha256: str
    text: str
    checkpoint: Checkpoint
    seed: str
    percent: int
    sample: Sample
    strata: tuple[Stratum, ...]
    problems: tuple[str, ...]


def resampled(twin: Mapping[str, Any]) -> Resample:
    """Seed and list, recomputed from a twin; `NothingDrawn`, or `NotANote` for a bad checkpoint."""
    told = twin.get("sample")
    if told is None or told["method"] != METHOD:
        raise NothingDrawn(f"This report holds no sample that was drawn by {METHOD}.")
    digest = twin["submission"]["sha256"]
    text, _ = taken_apart(told["checkpoint"])
    seed, percent = seed_of(digest, text), int(told["percent"])
    candidates = candidates_in(twin)
    sample = drawn(candidates, seed=seed, percent=percent)
    return Resample(
        submission_sha256=digest,
        text=text,
        checkpoint=parsed(text),
        seed=seed,
        percent=percent,
        sample=sample,
        strata=tuple(_strata(twin, candidates, seed, percent)),
        problems=tuple(_problems(told, seed, sample)),
    )


def candidates_in(twin: Mapping[str, Any]) -> list[Candidate]:
    """The criteria of a twin that are asked of its scope, in the edition's order."""
    return [
        Candidate(criterion["code"], principle["code"], criterion["must_meet"])
        for principle in twin["principles"]
        for criterion in principle["criteria"]
        if any(each.get("not_applicable") != "layer" for each in criterion["results"])
    ]


def _strata(
    twin: Mapping[str, Any], candidates: list[Candidate], seed: str, percent: int
) -> list[Stratum]:
    found = []
    for principle in twin["principles"]:
        mine = [each for each in candidates if each.principle == principle["code"]]
        others = [each.code for each in mine if not each.must_meet]
        ranks = sorted((rank(seed, code), code) for code in others)
        found.append(
            Stratum(
                principle=principle["code"],
                title=principle["title"],
                must_meet=tuple(each.code for each in mine if each.must_meet),
                ranked=tuple((code, place) for place, code in ranks),
                count=count_of(percent, len(others)),
            )
        )
    return found


def _problems(told: Mapping[str, Any], seed: str, sample: Sample) -> list[str]:
    problems = []
    if told["seed"] != seed:
        problems.append("The seed in the report does not follow from submission and checkpoint.")
    for name, words, again in (
        ("must_meet", "must-meets", sample.must_meet),
        ("drawn", "drawn criteria", sample.drawn),
    ):
        if tuple(told[name]) != again:
            problems.append(f"The list of {words} in the report is not the one that was drawn.")
    return problems
