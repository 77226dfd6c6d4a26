"""How far attestations are, for lists: answers that are in, of those that one may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from accounts.actor import Actor
from attestations.models import Answer, Attestation, Grant
from organisations.models import held_by
from organisations.permissions import Permission

READ = Permission.ANSWERS_READ


@dataclass(frozen=True, slots=True)
class HowFar:
    """Answers that are in, of how many; `due` is the day by which a delegation wishes them."""

    done: int
    total: int
    due: date | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every answer is in."""
        return self.done == self.total

    @property
    def in_words(self) -> str:
        """For people: “29 of 75 answers are in”."""
        due = f", wanted by {self.due:%-d %B %Y}" if self.due else ""
        return f"{self.done} of {self.total} answers are in{due}"


def how_far(attestations: Iterable[Attestation], actor: Actor) -> dict[UUID, HowFar]:
    """By attestation; a contributor's counts what is delegated to her. Two statements at most.

    An answer is in when something is said and nothing of it waits to be affirmed; whether it can
    be rated is the task list's business, not a list's. The scopes are read with the attestations.
    """
    ours = held_by(actor).granting(READ).organisations
    own = {each.pk for each in attestations if each.scope.organisation_id in ours}
    others = {each.pk for each in attestations} - own
    seen, due = Q(attestation__in=own), dict[UUID, date | None]()
    if others:
        for grant in Grant.objects.giving(READ, actor).filter(attestation__in=others):
            mine = Q(attestation=grant.attestation_id)
            seen |= mine if grant.criteria is None else mine & Q(criterion__code__in=grant.criteria)
            due[grant.attestation_id] = grant.due
    said = Q(response__isnull=False) | Q(not_applicable=True)
    rows = Answer.objects.filter(seen).values("attestation_id").order_by()
    counted = rows.annotate(total=Count("pk"), done=Count("pk", filter=said & Q(to_affirm=False)))
    return {
        row["attestation_id"]: HowFar(row["done"], row["total"], due.get(row["attestation_id"]))
        for row in counted
    }
