"""Which editions an attestation can go on with, and from when to when its own can be signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.refusal import Refusal
from attestations.models import Attestation
from principles.models import Edition, EditionUse


class NotInForce(Refusal):
    """Nothing can be signed against the edition on this day; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Use:
    """The dates of an edition's use: signed from `effective_on` until the day before `sunset`."""

    version: str
    effective_on: date
    adopt_by: date | None
    sunset: date | None

    @property
    def last_day(self) -> date | None:
        """The last day on which something can be signed against it; None where none is set."""
        return self.sunset - timedelta(days=1) if self.sunset else None

    def is_over(self, on: date) -> bool:
        """Whether nothing may be signed against it any more."""
        return self.sunset is not None and on >= self.sunset

    def not_signable(self, on: date) -> str:
        """Why nothing can be signed on the day `on`, and what to do; empty when it can."""
        if self.is_over(on):
            return (
                f"From {self.sunset:%-d %B %Y} edition {self.version} can no longer be signed. "
                "Move to a newer edition; no answer is lost."
            )
        if on < self.effective_on:
            return (
                f"Edition {self.version} takes effect on {self.effective_on:%-d %B %Y}. "
                "It can be answered now, and signed from that day."
            )
        return ""


def use_of(edition: Edition) -> Use:
    """The dates of an edition's use; one statement, none where `use` was read with the edition."""
    dates: EditionUse | None = getattr(edition, "use", None)
    return Use(
        version=edition.version,
        effective_on=edition.effective_on,
        adopt_by=dates.adopt_by if dates else None,
        sunset=dates.sunset if dates else None,
    )


def require_in_force(attestation: Attestation, on: date) -> None:
    """Raise `NotInForce` unless the attestation's edition can be signed on the day `on`."""
    problem = use_of(attestation.edition).not_signable(on)
    if problem:
        raise NotInForce(problem)


def require_not_over(attestation: Attestation, on: date) -> None:
    """Raise `NotInForce` from the edition's sunset on; before it takes effect all is well."""
    use = use_of(attestation.edition)
    if use.is_over(on):
        raise NotInForce(use.not_signable(on))


def follows(edition: Edition, older: Edition) -> bool:
    """Whether `edition` is `older` or follows it, directly or not; at most one statement."""
    if older.pk in (edition.pk, edition.follows_id):
        return True
    rows = Edition.objects.filter(framework_id=edition.framework_id)
    return _descends(edition.pk, older.pk, dict(rows.values_list("pk", "follows_id")))


def newer(edition: Edition, on: date) -> Sequence[Edition]:
    """The published editions that follow this one, directly or not, and are open on the day `on`.

    The newest first, each with its dates of use; one statement where there is none, else two.
    """
    is_open = Exists(Edition.objects.open_to(on).filter(pk=OuterRef("pk")))
    rows = Edition.objects.published().filter(framework_id=edition.framework_id)
    told = list(rows.annotate(is_open=is_open).values_list("pk", "follows_id", "is_open"))
    steps = {pk: before for pk, before, _ in told}
    found = [pk for pk, _, open_now in told if open_now and _descends(pk, edition.pk, steps)]
    if not found:
        return ()
    chosen = Edition.objects.filter(pk__in=found).select_related("framework", "use")
    return tuple(chosen.order_by("-effective_on", "-version"))


def _descends(edition_id: UUID, ancestor: UUID, steps: Mapping[UUID, UUID | None]) -> bool:
    before = steps.get(edition_id)
    while before is not None and before != ancestor:
        before = steps.get(before)
    return before == ancestor
