"""An engagement's criteria with claim, evidence and verdict, in a fixed number of queries."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

from assessments.carried_out import words_of
from assessments.claims import Claim, Piece, claim_of
from assessments.following import within_reach
from assessments.models import Engagement, EvidenceVerdict, Finding, Verdict
from assessments.sampling import in_plan
from assessments.verdict_status import VerdictStatus
from attestations.rating import Place
from attestations.reading import asked_of
from organisations.layers import TITLES
from principles.models import Criterion, Principle
from principles.published import published_criterion

HIGHEST: Final = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece of evidence and what the assessors say of it for this criterion and layer."""

    piece: Piece
    verdict: EvidenceVerdict | None

    @property
    def is_accepted(self) -> bool:
        """Whether an assessor accepts it."""
        return self.verdict is not None and self.verdict.accepted

    @property
    def lifts(self) -> bool:
        """Whether it lifts the level above what a claim without evidence gets."""
        return self.is_accepted and not self.piece.is_statement


@dataclass(frozen=True)
class Row:
    """One criterion (and layer): what is asked, claimed, shown and judged."""

    criterion: Criterion
    principle: Principle
    layer: str
    claim: Claim
    evidence: tuple[Judged, ...]
    verdict: Verdict | None
    no_evidence_cap: int
    sampled: str = ""  # why it is checked in depth: "Must-meet", "Drawn", or not at all
    planned: tuple[str, ...] = ()  # the methods that the plan has for it
    # Numbers of questions that the member left unanswered; looked up where a result is shown.
    unanswered: tuple[int, ...] = ()

    @property
    def place(self) -> Place:
        """Code and layer."""
        return (self.criterion.code, self.layer)

    @property
    def key(self) -> str:
        """The row's name in forms and addresses: `SEC-05.cloud`, `GOV-01.all`."""
        return f"{self.criterion.code}.{self.layer or 'all'}"

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion is not per layer."""
        return TITLES.get(self.layer, self.layer)

    @property
    def cap(self) -> int:
        """The highest level that the accepted evidence allows."""
        accepted = any(each.lifts for each in self.evidence)
        return HIGHEST if accepted else self.no_evidence_cap

    @property
    def is_settled(self) -> bool:
        """Whether a second person has agreed with the verdict, or a third has chosen."""
        return self.verdict is not None and self.verdict.is_settled

    @property
    def differs(self) -> bool:
        """Whether the verdict says something else than the claim."""
        if self.verdict is None:
            return False
        return self.verdict.level != self.claim.level

    @property
    def left_undone(self) -> str:
        """What was planned and is not recorded as done with the verdict, in words."""
        if self.verdict is None:
            return ""
        return words_of(each for each in self.planned if each not in self.verdict.done)

    @property
    def state(self) -> str:
        """`unassessed`, `given`, `disagreed`, `apart` or `settled`, by whichever way."""
        if self.verdict is None:
            return VerdictStatus.UNASSESSED.value
        return "settled" if self.is_settled else self.verdict.status.value


@dataclass(frozen=True)
class Papers:
    """Everything that is judged in an engagement, in the edition's order."""

    engagement: Engagement
    content: Mapping[str, Any]
    principles: tuple[Principle, ...]
    criteria: tuple[Criterion, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def by_key(self) -> dict[str, Row]:
        """The rows by their names."""
        return {row.key: row for row in self.rows}

    @property
    def settled(self) -> int:
        """How many rows are settled."""
        return sum(1 for row in self.rows if row.is_settled)

    @property
    def apart(self) -> int:
        """How many rows wait for a third look."""
        return sum(1 for row in self.rows if row.state == VerdictStatus.APART)

    @property
    def assessed(self) -> int:
        """How many rows have a verdict."""
        return sum(1 for row in self.rows if row.verdict is not None)

    def of_principle(self, code: str) -> list[Row]:
        """The rows of one principle."""
        return [row for row in self.rows if row.principle.code == code]

    def of_criterion(self, code: str) -> list[Row]:
        """The rows of one criterion: one, or one for each layer."""
        return [row for row in self.rows if row.criterion.code == code]


def content_of(engagement: Engagement) -> dict[str, Any]:
    """The frozen content of the submission that is assessed."""
    content: dict[str, Any] = json.loads(bytes(engagement.submission.content))
    return content


def within(papers: Papers) -> Papers:
    """The papers with the rows that are worked on: in a follow-up, those of the open points."""
    reach = within_reach(papers.engagement, [each.code for each in papers.criteria])
    return replace(papers, rows=tuple(row for row in papers.rows if row.criterion.code in reach))


def papers_of(engagement: Engagement) -> Papers:
    """Read an engagement whole: five queries, however much there is."""
    edition_id = engagement.attestation.edition_id
    content = content_of(engagement)
    # In their own order: the models' goes through the edition and its framework.
    principles = tuple(Principle.objects.filter(edition_id=edition_id).order_by("order"))
    criteria = tuple(Criterion.objects.filter(edition_id=edition_id).order_by("order"))
    findings = engagement.findings.select_related("criterion", "raised_by")
    return Papers(
        engagement=engagement,
        content=content,
        principles=principles,
        criteria=criteria,
        rows=tuple(_rows(engagement, content, principles, criteria)),
        findings=tuple(findings),
    )


def rows_of(engagement: Engagement, content: Mapping[str, Any], code: str) -> list[Row]:
    """The rows of one criterion alone, none where there is no such: two queries."""
    try:
        criterion = published_criterion(engagement.attestation.edition_id, code)
    except Criterion.DoesNotExist:
        return []
    return _rows_of(engagement, content, [criterion])


def rows_under(engagement: Engagement, content: Mapping[str, Any], principle: str) -> list[Row]:
    """The rows of the criteria of one principle: three queries."""
    criteria = Criterion.objects.filter(
        edition_id=engagement.attestation.edition_id, principle__code=principle
    )
    return _rows_of(engagement, content, criteria.select_related("principle").order_by("order"))


def _rows_of(
    engagement: Engagement, content: Mapping[str, Any], criteria: Iterable[Criterion]
) -> list[Row]:
    found = list(criteria)
    reach = within_reach(engagement, [each.code for each in found])
    found = [each for each in found if each.code in reach]
    principles = {each.principle_id: each.principle for each in found}
    of = Q(criterion__in=[each.pk for each in found])
    return list(_rows(engagement, content, principles.values(), found, of))


def _rows(
    engagement: Engagement,
    content: Mapping[str, Any],
    principles: Iterable[Principle],
    criteria: Iterable[Criterion],
    of: Q = Q(),  # noqa: B008 (it is never changed)
) -> Iterable[Row]:
    verdicts = {
        (each.criterion_id, each.layer): each
        for each in engagement.verdicts.filter(of).select_related("given_by", "reviewed_by")
    }
    judged = {
        (each.criterion_id, each.layer, str(each.evidence_id)): each
        for each in engagement.evidence_verdicts.filter(of)
    }
    answers = {(each["criterion"], each["layer"]): each for each in content["answers"]}
    principle_of = {principle.pk: principle for principle in principles}
    cap = int(engagement.attestation.edition.scoring["no_evidence_cap"])
    sample = in_plan(engagement.plan)
    methods = engagement.plan.get("methods", {})
    for criterion in criteria:
        principle = principle_of[criterion.principle_id]
        for layer in asked_of(criterion, principle.code).layers_among(content["scope"]["layers"]):
            claim = claim_of(answers[(criterion.code, layer)], criterion.rule)
            yield Row(
                criterion=criterion,
                principle=principle,
                layer=layer,
                claim=claim,
                evidence=tuple(
                    Judged(piece, judged.get((criterion.pk, layer, piece.id)))
                    for piece in claim.evidence
                ),
                verdict=verdicts.get((criterion.pk, layer)),
                no_evidence_cap=cap,
                sampled=sample.why(criterion.code) if sample else "",
                planned=tuple(methods.get(criterion.code, ())),
            )
