"""The page where the assessment is done: the list of criteria."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from assessments import filtering
from assessments.blind_scores import Thought, is_planned, places_of, thoughts_of, thoughts_on
from assessments.changed import changed_since
from assessments.engagement_views import JOINED, reached
from assessments.filtering import Line, Show, hidden_until_scored
from assessments.listing import lines_of
from assessments.models import Engagement, EngagementPerson
from assessments.questions import places_open
from assessments.working_papers import content_of
from attestations.asking import LEFT
from organisations.permissions import Permission

ASKED = (
    Permission.VERDICT_GIVE,
    Permission.VERDICT_REVIEW,
    Permission.RECOMMEND,
    Permission.PLAN_FREEZE,
)


@dataclass(frozen=True, slots=True)
class AtWork:
    """An engagement as one of its people works in it, with her rights by name (`verdict_give`)."""

    engagement: Engagement
    may: dict[str, bool]
    blind: Sequence[Thought] = ()

    @property
    def reviews(self) -> bool:
        """Whether she is there to review and not to judge."""
        return self.may["verdict_review"] and not self.may["verdict_give"]

    @property
    def scores_first(self) -> bool:
        """Whether claims are hidden from her until she has scored: by the plan, or by her choice."""
        return self.may["verdict_give"] and (is_planned(self.engagement) or self.may["chose_blind"])


def at_work(request: SignedInRequest, engagement_id: UUID, *, blind_on: str = "") -> AtWork:
    """The engagement for its lead, assessors and reviewers while it is active; one statement.

    `blind_on` is a criterion whose blind levels are read along with it.
    """
    rights = {
        f"may_{permission.name.lower()}": Exists(
            Engagement.objects.where_user_may(permission, request.actor).filter(pk=OuterRef("pk"))
        )
        for permission in ASKED
    }
    herself = EngagementPerson.objects.of(request.actor).filter(
        engagement=OuterRef("pk"), blind_first=True
    )
    rights["may_chose_blind"] = Exists(herself)
    mine = Engagement.objects.where_user_may_work(request.actor).annotate(**rights)
    mine = mine.select_related(*JOINED).defer(*LEFT)
    if blind_on:
        mine = mine.annotate(blind=thoughts_on(blind_on))
    found = reached(request, mine, engagement_id, Permission.VERDICT_GIVE)
    may = {name.removeprefix("may_"): getattr(found, name) for name in rights}
    return AtWork(found, may, thoughts_of(getattr(found, "blind", ())))


@login_required
@require_safe
def workspace(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """Every criterion with claim and verdict."""
    here = at_work(request, engagement_id)
    found, show = here.engagement, filtering.chosen(request.GET.get("show", ""))
    content = content_of(found)
    lines = listed(request, found, content, show)
    if here.scores_first:
        lines = hidden_until_scored(lines, places_of(found, request.actor.person_id))
    shown = [line for line in lines if filtering.is_shown(line, show)]
    groups = [
        {"principle": each, "lines": [line for line in shown if line.principle == each["code"]]}
        for each in content["principles"]
    ]
    context = {
        "engagement": found,
        "lines": lines,
        "given": sum(line.has_verdict for line in lines),
        "settled": sum(line.is_settled for line in lines),
        "groups": groups,
        "any_shown": bool(shown),
        "target": found.attestation.edition.target_level,
        "shown": show,
        "kept": kept(show),
        "filters": filtering.WORDS,
        "criteria_url": f"{reverse('assessments:engagement', args=[found.pk])}criteria/",
        "next": filtering.next_waiting(lines, reviewing=here.reviews),
        "findings": found.findings.count(),
        "may": here.may,
        "blind_planned": is_planned(found),
    }
    return render(request, "assessments/work.html", context)


def listed(
    request: SignedInRequest, found: Engagement, content: dict[str, object], show: Show
) -> list[Line]:
    """The lines of an engagement; what changed is looked up only where it is asked for."""
    changed = changed_since(found, content) if show is Show.CHANGED else frozenset()
    asked = places_open(found)
    return lines_of(found, content, request.actor, changed=changed, asked=asked)


def kept(show: Show) -> str:
    """What keeps a filter in the addresses of the criteria."""
    return "" if show is Show.ALL else f"?show={show.value}"
