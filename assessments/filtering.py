"""Which criteria of an engagement are shown, and which comes before and after one (pure)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from organisations.layers import TITLES


class Show(StrEnum):
    """Which criteria somebody wants to see; the values stand in addresses."""

    ALL = "all"
    UNSETTLED = "unsettled"
    UNASSESSED = "unassessed"
    DISAGREED = "disagreed"
    APART = "apart"
    MUST_MEET = "must-meet"
    DIFFERS = "differs"
    NOT_MINE = "not-mine"
    ASKED = "asked"
    CHANGED = "changed"
    SAMPLED = "sampled"


WORDS: Final[dict[Show, str]] = {
    Show.ALL: "All",
    Show.UNSETTLED: "Not settled",
    Show.UNASSESSED: "Without a verdict",
    Show.DISAGREED: "Reviewer disagrees",
    Show.APART: "Waits for a third look",
    Show.MUST_MEET: "Must be met",
    Show.DIFFERS: "Verdict differs from the claim",
    Show.NOT_MINE: "Claim differs from my level",
    Show.ASKED: "Clarification open",
    Show.CHANGED: "Changed since last time",
    Show.SAMPLED: "In the sample",
}


class Line(NamedTuple):
    """One criterion (and layer) in the list: what is claimed, and how far its verdict is.

    Levels are None where there is none; `mine` is the level that the reader herself gave.
    `state` is `unassessed`, `given`, `disagreed`, `apart` or `settled`.
    """

    code: str
    layer: str
    title: str
    principle: str
    must_meet: bool
    claimed: int | None
    claimed_away: bool
    state: str
    level: int | None = None
    accepted_away: bool = False
    mine: int | None = None
    sampled: bool = False
    changed: bool = False
    asked: bool = False
    hidden: bool = False  # the claim, from an assessor who scores first

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion is not per layer."""
        return TITLES.get(self.layer, self.layer)

    @property
    def has_verdict(self) -> bool:
        """Whether an assessor has judged it."""
        return self.state != "unassessed"

    @property
    def is_settled(self) -> bool:
        """Whether a second person has agreed, or a third has chosen."""
        return self.state == "settled"


def chosen(word: str) -> Show:
    """The filter that an address names; everything where it names none that exists."""
    return next((each for each in Show if each.value == word), Show.ALL)


def is_shown(line: Line, show: Show) -> bool:
    """Whether a line belongs to what is asked for."""
    return _BELONGS[show](line)


_BELONGS: Final[dict[Show, Callable[[Line], bool]]] = {
    Show.ALL: lambda _: True,
    Show.UNSETTLED: lambda line: not line.is_settled,
    Show.UNASSESSED: lambda line: not line.has_verdict,
    Show.DISAGREED: lambda line: line.state == "disagreed",
    Show.APART: lambda line: line.state == "apart",
    Show.MUST_MEET: lambda line: line.must_meet,
    Show.DIFFERS: lambda line: line.has_verdict and line.level != line.claimed,
    Show.NOT_MINE: lambda line: line.mine is not None and line.mine != line.claimed,
    Show.ASKED: lambda line: line.asked,
    Show.CHANGED: lambda line: line.changed,
    Show.SAMPLED: lambda line: line.sampled,
}


def hidden_until_scored(lines: Iterable[Line], scored: Collection[tuple[str, str]]) -> list[Line]:
    """The lines with the claims hidden that have no verdict and that she has not scored yet."""
    return [
        line
        if line.has_verdict or (line.code, line.layer) in scored
        else line._replace(hidden=True)
        for line in lines
    ]


def around(lines: Sequence[Line], show: Show, code: str) -> tuple[str, str]:
    """The codes before and after `code` among those shown; empty at either end.

    A criterion that has left the filter meanwhile (it was settled just now) keeps its place.
    """
    codes = _codes(lines)
    shown = set(_codes(line for line in lines if is_shown(line, show)))
    place = codes.index(code)
    before = [each for each in codes[:place] if each in shown]
    after = [each for each in codes[place + 1 :] if each in shown]
    return (before[-1] if before else "", after[0] if after else "")


@dataclass(frozen=True, slots=True)
class Ahead:
    """What still waits for somebody: the next criterion, and how many verdicts.

    `code` is empty where nothing waits but perhaps the criterion that she looks at. `outside` says
    that nothing else waits within her filter, and that both are told of all criteria.
    """

    code: str
    left: int
    outside: bool = False


def ahead(
    lines: Sequence[Line], code: str = "", *, show: Show = Show.ALL, reviewing: bool = False
) -> Ahead:
    """What waits after `code` and round again: among those shown; where nothing does, among all.

    An assessor is waited for where there is no verdict, or a reviewer disagrees with it; a quality
    reviewer where a verdict was given and nobody has looked at it.
    """
    wanted = {"given"} if reviewing else {"unassessed", "disagreed"}
    waiting = [line for line in lines if line.state in wanted]
    within = [line for line in waiting if is_shown(line, show)]
    found = _next(lines, within, code)
    if found or show is Show.ALL:
        return Ahead(found, len(within))
    beyond = _next(lines, waiting, code)
    return Ahead(beyond, len(waiting if beyond else within), outside=bool(beyond))


def _next(lines: Sequence[Line], waiting: Iterable[Line], code: str) -> str:
    codes, among = _codes(lines), set(_codes(waiting))
    start = codes.index(code) + 1 if code in codes else 0
    turned = codes[start:] + codes[:start]
    return next((each for each in turned if each in among and each != code), "")


def _codes(lines: Iterable[Line]) -> list[str]:
    """The codes in their order, each once, however many layers it has."""
    return list(dict.fromkeys(line.code for line in lines))
