"""What two states of an answer say differently, field by field, in words; no queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from attestations import figures
from attestations.drafting import Content
from attestations.models import Confidence
from attestations.presenting import answer_words
from principles.word_differences import Segment, differences

# What people read of an answer, in the order of a page. `not_applicable` is told as the answer.
LABELS: Final[Mapping[str, str]] = {
    "response": "Answer",
    "figure": "How the figure was taken",
    "reason": "Reason",
    "counter_claim": "What speaks against it",
    "plan": "Plan",
    "plan_due": "Done by",
    "unsure": "Unsure, come back",
    "confidence": "How sure we are",
}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that was changed: its text before and after, and the two word by word."""

    label: str
    before: str
    after: str

    @property
    def segments(self) -> Sequence[Segment]:
        """What was kept, removed and added."""
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class EvidenceDifference:
    """The pieces that were attached and detached, by title."""

    attached: Sequence[str]
    detached: Sequence[str]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.attached or self.detached)


def texts(rule: Mapping[str, Any], content: Content) -> dict[str, str]:
    """Every field of an answer in words, by its label; empty where nothing is said."""
    return {label: _words(rule, content, field) for field, label in LABELS.items()}


def changed(rule: Mapping[str, Any], before: Content, after: Content) -> list[FieldDifference]:
    """The fields that say something else than before."""
    was, now = texts(rule, before), texts(rule, after)
    return [
        FieldDifference(label, was[label], now[label]) for label in was if was[label] != now[label]
    ]


def evidence_changed(
    before: Collection[Any], after: Collection[Any], titles: Mapping[Any, str]
) -> EvidenceDifference:
    """What was attached and detached; `titles` by id, without those that are gone."""
    return EvidenceDifference(
        attached=_titled(set(after) - set(before), titles),
        detached=_titled(set(before) - set(after), titles),
    )


def _titled(ids: Collection[Any], titles: Mapping[Any, str]) -> list[str]:
    return sorted(titles.get(each, "a piece that is no longer in the library") for each in ids)


def _words(rule: Mapping[str, Any], content: Content, field: str) -> str:
    value = getattr(content, field)
    if field == "response":
        said = value is not None or content.not_applicable
        claimed, figure = content.not_applicable, content.figure
        return answer_words(rule, value, claimed=claimed, figure=figure) if said else ""
    if field == "figure":
        return figures.described(value)
    if field == "confidence":
        return str(Confidence(value).label) if value else ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return str(value or "")
