"""What the page that checks shows: what blocks and what warns, each with the place to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from attestations.completeness import Picture
from attestations.gaps import Gap, GapKind
from attestations.models import Attestation
from attestations.presenting import place_words, question_url
from attestations.rating import Place
from attestations.reading import Draft
from attestations.warned import Warned, WarningKind
from principles.vocabulary import AnswerType

# Where on an answer's page something is mended: the id of a field or of a part.
GAP_ANCHORS: Final[Mapping[GapKind, str]] = {
    GapKind.REASON: "id_reason",
    GapKind.UNSURE: "id_unsure",
    GapKind.AFFIRM: "affirm",
    GapKind.PUBLIC_LINK: "evidence",
}
WARNING_ANCHORS: Final[Mapping[WarningKind, str]] = {
    WarningKind.NO_EVIDENCE: "evidence",
    WarningKind.STALE_EVIDENCE: "evidence",
    WarningKind.OLD_EVIDENCE: "evidence",
    WarningKind.NO_PLAN: "id_plan",
    WarningKind.PLAN_OVERDUE: "id_plan_due",
    WarningKind.PLAN_LATE: "id_plan_due",
    WarningKind.LOW_CONFIDENCE: "id_confidence_0",
    WarningKind.FIGURE_UNEXPLAINED: "figure",
    WarningKind.FIGURE_SHORT: "id_period_from",
}
# Answers that are given by choosing: the first of the choices takes the keyboard.
CHOSEN: Final = frozenset(
    {
        AnswerType.YES_NO_PARTIAL,
        AnswerType.MATURITY,
        AnswerType.CHOICE,
        AnswerType.MULTI_CHOICE,
        AnswerType.DOCUMENT,
    }
)
# Other parts of a response that an answer can be refused for.
RESPONSE_ANCHORS: Final = {
    "dated": "id_dated",
    "public": "id_public_0",
    "coverage_pct": "id_coverage_pct",
    "reason": "id_reason",
    **{name: f"id_{name}" for name in ("population", "period_from", "period_until", "sample_size")},
    "basis": "id_basis_0",
}


@dataclass(frozen=True, slots=True)
class Mend:
    """One answer to be mended, with the address of the very field."""

    name: str
    title: str
    url: str
    must_meet: bool


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Everything that blocks for the same reason; what must be met comes first."""

    sentence: str
    links: Sequence[Mend]

    @property
    def must_meets(self) -> int:
        """How many of the answers must be met."""
        return sum(1 for link in self.links if link.must_meet)


def gap_groups(draft: Draft, picture: Picture) -> list[GapGroup]:
    """What blocks, by its sentence; the sentences that concern what must be met come first."""
    asked = {one.code: one for one in draft.asked}
    found: dict[str, list[Mend]] = {}
    for gap in picture.gaps:
        one = asked[gap.place[0]]
        url = _at(draft.attestation, gap.place, gap_anchor(gap, one.rule))
        mend = Mend(place_words(gap.place), one.title, url, one.must_meet)
        found.setdefault(gap.sentence, []).append(mend)
    groups = [
        GapGroup(sentence, sorted(links, key=lambda link: not link.must_meet))
        for sentence, links in found.items()
    ]
    return sorted(groups, key=lambda group: not group.must_meets)


def warning_urls(attestation: Attestation, warnings: Sequence[Warned]) -> dict[str, str]:
    """Where each warning is mended, by its key."""
    return {each.key: _at(attestation, each.place, WARNING_ANCHORS[each.kind]) for each in warnings}


def gap_anchor(gap: Gap, rule: Mapping[str, object]) -> str:
    """The id of the field that mends a gap; of a response, the field that the rule begins with."""
    if gap.kind in GAP_ANCHORS:
        return GAP_ANCHORS[gap.kind]
    kind = AnswerType(str(rule["type"]))
    first = "elements" if kind is AnswerType.DOCUMENT else "value"
    if gap.field in ("", first):
        return f"id_{first}_0" if kind in CHOSEN else f"id_{first}"
    return RESPONSE_ANCHORS.get(gap.field, "answer")


def _at(attestation: Attestation, place: Place, anchor: str) -> str:
    return f"{question_url(attestation, place)}#{anchor}"
