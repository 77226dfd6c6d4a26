"""An edition as pages and scores read it: three statements, however many criteria it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from principles.models import Criterion, Edition, Principle
from principles.scoring import Thresholds


@dataclass(frozen=True, slots=True)
class WholeEdition:
    """An edition with its principles and criteria in their order."""

    edition: Edition
    principles: tuple[Principle, ...]
    criteria: tuple[Criterion, ...]

    @property
    def by_code(self) -> Mapping[str, Criterion]:
        """The criteria by their codes."""
        return {criterion.code: criterion for criterion in self.criteria}

    @property
    def principle_weights(self) -> Mapping[str, int]:
        """The weight of each principle, for `scoring.scored`."""
        return {principle.code: principle.weight for principle in self.principles}

    @property
    def thresholds(self) -> Thresholds:
        """The edition's own figures, for `scoring.scored`."""
        return Thresholds.from_data(self.edition.scoring)

    def of(self, principle: Principle) -> tuple[Criterion, ...]:
        """Pick the criteria of one principle."""
        return tuple(each for each in self.criteria if each.principle_id == principle.pk)


def whole(edition_id: UUID) -> WholeEdition:
    """Read an edition with all its children; raises `Edition.DoesNotExist`."""
    edition = Edition.objects.select_related("framework", "use").get(pk=edition_id)
    principles = tuple(Principle.objects.filter(edition=edition).order_by("order"))
    by_id = {principle.pk: principle for principle in principles}
    criteria = tuple(Criterion.objects.filter(edition=edition).order_by("order"))
    for criterion in criteria:
        criterion.edition = edition
        criterion.principle = by_id[criterion.principle_id]
    return WholeEdition(edition, principles, criteria)


def layers_asked(criterion: Criterion, declared: list[str]) -> list[str | None]:
    """List the layers for which this criterion wants an answer: [None] when it wants just one.

    Empty when no declared layer is among those it applies to: not applicable by layer.
    """
    asked = [layer for layer in declared if layer in criterion.applies_to]
    if not asked or criterion.per_layer:
        return list(asked)
    return [None]
