"""What an answer was before it was carried over, read and put into words for pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from attestations import figures
from attestations.carrying import Why, why_it_waits
from attestations.completeness import Place
from attestations.models import Answer, AnswerVersion, Attestation, CarriedAnswer, Evidence
from attestations.presenting import words_of
from organisations.layers import TITLES
from principles.lineage import Fate
from principles.models import Criterion


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer of an earlier attestation, as it stood when it was carried over."""

    id: UUID
    fate: Fate
    version: AnswerVersion
    criterion: Criterion
    layer: str
    origin: Attestation
    evidence: Sequence[Evidence]
    # The answer that it was carried to, or beside which it shows, if any.
    target: UUID | None = None
    same_scope: bool = True

    @property
    def why(self) -> Sequence[Why]:
        """Why the answer that it was carried to waits, as long as that does."""
        signed = self.origin.submitted_at is not None
        return why_it_waits(self.fate, same_scope=self.same_scope, signed=signed)

    @property
    def words(self) -> str:
        """The response in words, by the rule that it answered."""
        return words_of(self.version, self.criterion.rule, layer=self.layer)

    @property
    def taken(self) -> str:
        """Of what and on what basis its figure was taken."""
        return figures.taken(self.version.figure)

    @property
    def layer_title(self) -> str:
        """The layer it was for, in words; empty where it was for all."""
        return TITLES.get(self.layer, self.layer)

    @property
    def saved_by(self) -> str:
        """Who gave it."""
        return str(self.version.saved_by)

    @property
    def saved_at(self) -> datetime:
        """When it was given."""
        return self.version.saved_at

    @property
    def evidence_titles(self) -> list[dict[str, str]]:
        """The pieces that were attached, with their pages."""
        slug = self.origin.scope.organisation.slug
        return [
            {"title": each.title, "url": reverse("attestations:piece", args=[slug, each.pk])}
            for each in self.evidence
        ]


def earlier_of(answer: Answer) -> tuple[Earlier, ...]:
    """The earlier answers that belong to this one; at most two statements."""
    return _told(CarriedAnswer.objects.filter(target=answer))


def kept_by(attestation: Attestation) -> tuple[Earlier, ...]:
    """The earlier answers that are asked no more; at most two statements."""
    kept = Fate.KEPT.value
    return _told(CarriedAnswer.objects.filter(attestation=attestation, fate=kept))


def awaited(attestation: Attestation) -> Mapping[UUID, Earlier]:
    """By their ids the answers that wait to be confirmed, each with its origin; two statements."""
    rows = CarriedAnswer.objects.filter(attestation=attestation, target__to_affirm=True)
    return {each.target: each for each in _told(rows) if each.target is not None}


def fates_of(attestation: Attestation) -> Mapping[Place, Fate]:
    """How every answer of the attestation that had an earlier one came by it; one statement."""
    rows = CarriedAnswer.objects.filter(attestation=attestation, target__isnull=False)
    told = rows.values_list("target__criterion__code", "target__layer", "fate")
    return {(code, layer): Fate(fate) for code, layer, fate in told}


def _told(rows: Any) -> tuple[Earlier, ...]:
    found = list(
        rows.select_related(
            "attestation",
            "source__saved_by",
            "source__answer__criterion",
            "source__answer__attestation__edition",
            "source__answer__attestation__scope__organisation",
        ).order_by("source__answer__criterion__order", "source__answer__layer")
    )
    pieces = _pieces(row.source for row in found)
    return tuple(
        Earlier(
            id=row.pk,
            fate=Fate(row.fate),
            version=row.source,
            criterion=row.source.answer.criterion,
            layer=row.source.answer.layer,
            origin=row.source.answer.attestation,
            evidence=[pieces[each] for each in row.source.evidence_ids],
            target=row.target_id,
            same_scope=row.source.answer.attestation.scope_id == row.attestation.scope_id,
        )
        for row in found
    )


def _pieces(versions: Iterable[AnswerVersion]) -> Mapping[UUID, Evidence]:
    wanted = {each for version in versions for each in version.evidence_ids}
    return Evidence.objects.in_bulk(wanted) if wanted else {}
