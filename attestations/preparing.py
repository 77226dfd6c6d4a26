"""Before starting: how long answering takes, and what to have at hand (pure).

The estimate is ours, by the rule below; nobody has measured it, and pages say so:

    minutes of an answer (by its type), for every answer that the layers ask for
    + 5 for every document that is wanted, once however many criteria want it
      (to find it, date it, and say who may see it)
    + 2 for every answer (1 to check it, 1 for the signatory to read it)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attestations.figures import wanted_period
from attestations.rating import Asked
from principles.judgement import with_unit
from principles.vocabulary import AnswerType

MINUTES: Final[Mapping[AnswerType, int]] = {
    AnswerType.YES_NO_PARTIAL: 5,
    AnswerType.DATE: 5,
    AnswerType.CHOICE: 10,
    AnswerType.MULTI_CHOICE: 10,
    AnswerType.DOCUMENT: 10,
    AnswerType.MATURITY: 15,
    AnswerType.METRIC: 20,
}
PER_DOCUMENT: Final = 5
PER_READING: Final = 2
# Who usually knows, by principle: a proposal of ours, for editions that have these principles.
PEOPLE: Final[Mapping[str, str]] = {
    "GOV": "the secretary of the governing body, finance or legal (ownership), internal audit",
    "ETH": "compliance, the data-protection officer, whoever is responsible for AI",
    "SEC": "the head of security, product security, operations",
    "SUP": "purchasing, whoever keeps the supplier register, build and release engineering",
    "OPN": "product management, legal (contracts and exit), service operations",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one criterion wants, with the words for people; `evidence` are descriptions."""

    asked: Asked
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document to have at hand, and the criteria that want it."""

    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureWanted:
    """One figure to have at hand: what is counted, of what, and over which days.

    `first` and `last` are the days of the period, both in it; None where no period is asked for.
    """

    code: str
    what: str
    counted: str
    of: str
    unit: str
    answers: int
    first: date | None
    last: date


@dataclass(frozen=True, slots=True)
class Share:
    """What one principle asks for."""

    code: str
    people: str
    answers: int
    documents: tuple[Document, ...]
    figures: tuple[FigureWanted, ...]
    minutes: int

    @property
    def hours(self) -> str:
        """The estimate for people."""
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything to know before starting, by principle in the edition's order."""

    shares: tuple[Share, ...]

    @property
    def answers(self) -> int:
        """How many answers are asked for."""
        return sum(each.answers for each in self.shares)

    @property
    def documents(self) -> int:
        """How many different documents are wanted within the principles."""
        return sum(len(each.documents) for each in self.shares)

    @property
    def figures(self) -> int:
        """How many figures are asked for, one for each layer where they are counted by layer."""
        return sum(figure.answers for each in self.shares for figure in each.figures)

    @property
    def hours(self) -> str:
        """The estimate for people."""
        return hours(sum(each.minutes for each in self.shares))


def preparation(wanted: Iterable[Wanted], layers: Sequence[str], as_of: date) -> Preparation:
    """What answering for `layers` as of the day `as_of` takes."""
    asking = [each for each in wanted if each.asked.layers_among(layers)]
    principles = dict.fromkeys(each.asked.principle for each in asking)
    return Preparation(
        tuple(
            _share(code, [each for each in asking if each.asked.principle == code], layers, as_of)
            for code in principles
        )
    )


def _share(code: str, asking: Sequence[Wanted], layers: Sequence[str], as_of: date) -> Share:
    counts = {each.asked.code: len(each.asked.layers_among(layers)) for each in asking}
    answers = sum(counts.values())
    found = documents(asking)
    answering = sum(MINUTES[_type(each.asked)] * counts[each.asked.code] for each in asking)
    return Share(
        code=code,
        people=PEOPLE.get(code, ""),
        answers=answers,
        documents=found,
        figures=tuple(
            _figure(each.asked, counts[each.asked.code], as_of)
            for each in asking
            if _type(each.asked) is AnswerType.METRIC
        ),
        minutes=answering + PER_DOCUMENT * len(found) + PER_READING * answers,
    )


def documents(asking: Iterable[Wanted]) -> tuple[Document, ...]:
    """The documents that are wanted, each once: the same words but for case, spaces, full stop."""
    titles: dict[str, str] = {}
    codes: dict[str, list[str]] = {}
    for each in asking:
        for title in each.evidence:
            key = " ".join(title.casefold().split()).rstrip(".")
            titles.setdefault(key, title)
            if each.asked.code not in codes.setdefault(key, []):
                codes[key].append(each.asked.code)
    return tuple(Document(title, tuple(codes[key])) for key, title in titles.items())


def _figure(one: Asked, answers: int, as_of: date) -> FigureWanted:
    rule: Mapping[str, Any] = one.rule
    period = wanted_period(rule, as_of)
    return FigureWanted(
        code=one.code,
        what=str(rule.get("metric") or one.title),
        counted=str(rule.get("numerator", "")),
        of=str(rule.get("denominator", "")),
        unit=with_unit(Decimal(2), str(rule["unit"])).removeprefix("2 "),
        answers=answers,
        first=period[0] if period else None,
        last=as_of,
    )


def hours(minutes: int) -> str:
    """Minutes as a rough time for people: in half hours below ten hours, whole ones above."""
    halves = max(1, round(minutes / 30))
    if halves == 1:
        return "half an hour"
    if halves >= 20:  # noqa: PLR2004 - ten hours
        return f"{round(minutes / 60)} hours"
    whole, half = divmod(halves, 2)
    if half:
        return f"{whole}½ hours"
    return "1 hour" if whole == 1 else f"{whole} hours"


def _type(one: Asked) -> AnswerType:
    return AnswerType(one.rule["type"])
