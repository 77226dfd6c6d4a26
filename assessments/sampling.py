"""The sample for the deep check: a seed nobody could know when signing, and the list it draws (pure).

Everything here can be done again by anybody from public bytes; `docs/sampling.md` fixes them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

METHOD: Final = "trustportal-sample/1"
ALL: Final = 100  # per cent
_DIGEST_BYTES: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Candidate:
    """A criterion that is asked of the scope; a must-meet is checked in depth without any draw."""

    code: str
    principle: str
    must_meet: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The criteria that are checked in depth, each list in the order of the candidates."""

    must_meet: tuple[str, ...]
    drawn: tuple[str, ...]

    @property
    def codes(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.must_meet, *self.drawn))

    def why(self, code: str) -> str:
        """Why a criterion is in the sample; empty where it is not."""
        if code in self.must_meet:
            return "Must-meet"
        return "Drawn" if code in self.drawn else ""


def seed_of(submission_sha256: str, checkpoint: str) -> str:
    """The seed in lower-case hex: SHA-256 of the submission's digest and the checkpoint's text.

    The digest counts as its 32 bytes, the checkpoint as the UTF-8 bytes of the text that is signed:
    origin, size and root, each ended by a line feed, without the signatures. ValueError for a digest
    of another length.
    """
    digest = bytes.fromhex(submission_sha256)
    if len(digest) != _DIGEST_BYTES:
        raise ValueError("The digest of a submission is a SHA-256: 64 hexadecimal digits.")
    return hashlib.sha256(digest + checkpoint.encode()).hexdigest()


def rank(seed: str, code: str) -> str:
    """The place of a criterion in the draw: SHA-256 of the seed's 32 bytes and its code, in hex."""
    return hashlib.sha256(bytes.fromhex(seed) + code.encode()).hexdigest()


def count_of(percent: int, among: int) -> int:
    """How many of `among` are drawn: the share, rounded up. ValueError outside 1 to 100."""
    if not 1 <= percent <= ALL:
        raise ValueError("The share is 1 to 100 per cent.")
    return -(-percent * among // ALL)


def drawn(candidates: Sequence[Candidate], *, seed: str, percent: int) -> Sample:
    """Every must-meet, and in each principle `percent` of the others: those ranked lowest.

    A larger share keeps what a smaller one draws, so choosing the share after the seed is known
    cannot swap one criterion for another. ValueError for a code that stands twice.
    """
    if len({each.code for each in candidates}) != len(candidates):
        raise ValueError("A criterion stands twice among the candidates.")
    chosen: set[str] = set()
    for codes in _by_principle(each for each in candidates if not each.must_meet):
        chosen.update(
            sorted(codes, key=lambda code: rank(seed, code))[: count_of(percent, len(codes))]
        )
    return Sample(
        must_meet=tuple(each.code for each in candidates if each.must_meet),
        drawn=tuple(each.code for each in candidates if each.code in chosen),
    )


def in_plan(plan: Mapping[str, Any]) -> Sample | None:
    """The sample that a frozen plan holds; None in plans that were frozen before there were samples."""
    kept = plan.get("sample")
    return Sample(tuple(kept["must_meet"]), tuple(kept["drawn"])) if kept else None


def _by_principle(candidates: Iterable[Candidate]) -> Iterable[list[str]]:
    groups: dict[str, list[str]] = {}
    for each in candidates:
        groups.setdefault(each.principle, []).append(each.code)
    return groups.values()
