"""What is asked in an engagement, as its pages read it."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet

from accounts.actor import Actor
from assessments.clarification_status import ClarificationStatus
from assessments.models import Clarification, Engagement
from assessments.working_papers import Papers
from attestations.rating import Place


def readable_by(actor: Actor, engagement: Engagement) -> QuerySet[Clarification]:
    """What this person may read of an engagement's clarifications."""
    rows = engagement.clarifications.select_related("criterion", "asked_by")
    at_work = Engagement.objects.where_user_may_work(actor).filter(pk=engagement.pk)
    return rows.filter(engagement__in=at_work) | rows.filter(
        pk__in=Clarification.objects.asked_of(actor)
    )


def places_open(engagement: Engagement) -> frozenset[Place]:
    """Code and layer of everything that is open; one SQL statement."""
    return frozenset(engagement.clarifications.open().values_list("criterion__code", "layer"))


def with_unanswered(papers: Papers) -> Papers:
    """The papers, each row with what the member left unanswered; one SQL statement."""
    found: dict[Place, tuple[int, ...]] = {}
    lapsed = papers.engagement.clarifications.filter(status=ClarificationStatus.LAPSED)
    for code, layer, number in lapsed.values_list("criterion__code", "layer", "number"):
        found[(code, layer)] = (*found.get((code, layer), ()), number)
    if not found:
        return papers
    rows = (replace(row, unanswered=found.get(row.place, ())) for row in papers.rows)
    return replace(papers, rows=tuple(rows))


def waiting_sentences(engagement: Engagement) -> list[str]:
    """What waits for the member, as sentences that say what to do."""
    return [
        f"Question {each.number} waits for the member until {each.due_on.day} "
        f"{each.due_on:%B %Y}: wait, or withdraw it."
        for each in _in(engagement, ClarificationStatus.ASKED)
    ]


def open_sentences(engagement: Engagement) -> list[str]:
    """What waits for the member, or was answered and not settled, as sentences."""
    return waiting_sentences(engagement) + [
        f"Question {each.number} is answered: settle it, or ask further."
        for each in _in(engagement, ClarificationStatus.ANSWERED)
    ]


def _in(engagement: Engagement, status: ClarificationStatus) -> Iterable[Clarification]:
    return engagement.clarifications.filter(status=status)
