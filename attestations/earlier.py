"""What an answer was before: carried over, or given last time; read and put into words for pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from attestations import figures
from attestations.carrying import Why, why_it_waits
from attestations.drafting import says_anything
from attestations.models import Answer, AnswerVersion, Attestation, CarriedAnswer, Evidence
from attestations.presenting import words_of
from attestations.rating import Place, Rating, rated
from attestations.reading import asked_of, given_of
from organisations.layers import TITLES
from principles.following import former_codes
from principles.lineage import Fate
from principles.models import Criterion

# Merged criteria, their layers, and a few attestations that said nothing.
MOST_ROWS: Final = 50
_ORIGIN: Final = (
    "answer__criterion",
    "answer__attestation__edition",
    "answer__attestation__scope__organisation",
)


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
    def rating(self) -> Rating:
        """What it was worth then, with the evidence that was attached."""
        given = given_of(self.version, self.evidence)
        return rated(asked_of(self.criterion, ""), given, self.layer, self.origin.as_of)

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


def last_of(
    answer: Answer, attestation: Attestation, but: Collection[UUID] = ()
) -> tuple[Earlier, ...]:
    """What the last attestation of the same scope said to this; several where they were merged.

    What was submitted goes before what was not, then the newest; attestations of `but` are not
    meant, nor those that say nothing to it. Three statements at most.
    """
    codes = former_codes(attestation.edition, answer.criterion.code)
    every = {code for each in codes.values() for code in each}
    origins = Attestation.objects.before(attestation).filter(edition__in=list(codes))
    rows = AnswerVersion.objects.filter(
        answer__attestation__in=origins.exclude(pk__in=but),
        answer__criterion__code__in=every,
        version=F("answer__version"),
    )
    if answer.layer:
        rows = rows.filter(answer__layer__in=["", answer.layer])
    newest = (
        F("answer__attestation__submitted_at").desc(nulls_last=True),
        "-answer__attestation__opened_at",
    )
    found = rows.select_related("saved_by", *_ORIGIN).order_by(
        *newest, "answer__criterion__order", "answer__layer"
    )
    said = [
        row
        for row in found[:MOST_ROWS]
        if says_anything(row)
        and row.answer.criterion.code in codes[row.answer.attestation.edition_id]
    ]
    last = [row for row in said if row.answer.attestation_id == said[0].answer.attestation_id]
    pieces = _pieces(last)
    return tuple(
        Earlier(
            id=row.pk,
            fate=Fate.AGAIN,
            version=row,
            criterion=row.answer.criterion,
            layer=row.answer.layer,
            origin=row.answer.attestation,
            evidence=[pieces[each] for each in row.evidence_ids if each in pieces],
        )
        for row in last
    )


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
            *(f"source__{joined}" for joined in _ORIGIN),
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
            evidence=[pieces[each] for each in row.source.evidence_ids if each in pieces],
            target=row.target_id,
            same_scope=row.source.answer.attestation.scope_id == row.attestation.scope_id,
        )
        for row in found
    )


def _pieces(versions: Iterable[AnswerVersion]) -> Mapping[UUID, Evidence]:
    wanted = {each for version in versions for each in version.evidence_ids}
    return Evidence.objects.in_bulk(wanted) if wanted else {}
