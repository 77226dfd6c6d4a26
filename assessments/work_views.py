"""The page where the assessment is done: the list of criteria."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from assessments import filtering
from assessments.blind_scores import is_planned, places_of
from assessments.changed import changed_since
from assessments.engagement_views import JOINED, not_reached
from assessments.filtering import Line, Show, hidden_until_scored
from assessments.following import follow_up_of
from assessments.listing import lines_of
from assessments.listing_drawn import drawn, level_marks
from assessments.models import Engagement, EngagementPerson
from assessments.outline import Outline, outline_of
from assessments.questions import places_open
from organisations.permissions import Permission, roles_with
from principles.published import published_edition

ASKED = (
    Permission.VERDICT_GIVE,
    Permission.VERDICT_REVIEW,
    Permission.RECOMMEND,
    Permission.PLAN_FREEZE,
)
# What the list and the page of a criterion show of it: to build a hundred columns took longer than
# to read them. Any other is read where it is asked for, at the cost of a statement. The edition
# is not among them: a process reads it once.
LIGHT: Final = (
    "role",
    "blind_first",
    "engagement__status",
    "engagement__plan",
    "engagement__plan_frozen_at",
    "engagement__submission__sha256",
    "engagement__attestation__as_of",
    "engagement__attestation__opened_at",
    "engagement__attestation__edition",
)
HEADING: Final = (  # over the list
    "engagement__attestation__scope__title",
    "engagement__attestation__scope__organisation__name",
)
READ: Final = tuple(f"engagement__{each}" for each in JOINED if each != "attestation__edition")


@dataclass(frozen=True, slots=True)
class AtWork:
    """An engagement as one of its people works in it, with her rights by name (`verdict_give`)."""

    engagement: Engagement
    may: dict[str, bool]

    @property
    def reviews(self) -> bool:
        """Whether she is there to review and not to judge."""
        return self.may["verdict_review"] and not self.may["verdict_give"]

    @property
    def scores_first(self) -> bool:
        """Whether claims are hidden from her until she has scored: by the plan, or by her choice."""
        return self.may["verdict_give"] and (is_planned(self.engagement) or self.may["chose_blind"])


def at_work(
    request: SignedInRequest,
    engagement_id: UUID,
    *,
    more: tuple[str, ...] = (),
    whole: bool = False,
) -> AtWork:
    """The engagement for its lead, assessors and reviewers while it is active; one statement.

    Whoever is named has one role there (`engagement_person_in_one_role`): her row tells both that
    she works in it and what she may. `more` are columns read beside `LIGHT`; `whole` reads all of
    it, the submission's content too, of which lists need the outline alone.
    """
    rows = EngagementPerson.objects.of(request.actor).at_work().filter(engagement=engagement_id)
    if whole:
        herself = rows.select_related(*READ).first()
    else:
        columns = (*LIGHT, *more)
        joined = {each.rpartition("__")[0] for each in columns} - {""}
        herself = rows.select_related(*joined).only(*columns).first()
    if herself is None:
        not_reached(request, engagement_id, Permission.VERDICT_GIVE)
    attestation = herself.engagement.attestation
    attestation.edition = published_edition(attestation.edition_id)
    may = {each.name.lower(): herself.role in roles_with(each) for each in ASKED}
    may["chose_blind"] = herself.blind_first
    return AtWork(herself.engagement, may)


@login_required
@require_safe
def workspace(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """Every criterion with claim and verdict."""
    show = filtering.chosen(request.GET.get("show", ""))
    here = at_work(request, engagement_id, more=HEADING, whole=show is Show.CHANGED)
    found = here.engagement
    outline = outline_of(found)
    lines = listed(request, found, outline, show, tells_asked=True)
    if here.scores_first:
        lines = hidden_until_scored(lines, places_of(found, request.actor.person_id))
    shown = [line for line in lines if filtering.is_shown(line, show)]
    ahead = filtering.ahead(lines, show=show, reviewing=here.reviews)
    criteria_url = f"{reverse('assessments:engagement', args=[found.pk])}criteria/"
    groups = [
        {
            "code": code,
            "title": title,
            "rows": drawn(of, url=criteria_url, kept=kept(show), judges=here.may["verdict_give"]),
        }
        for code, title in outline.principles
        if (of := [line for line in shown if line.principle == code])
    ]
    context = {
        "engagement": found,
        "lines": lines,
        "given": sum(line.has_verdict for line in lines),
        "settled": sum(line.is_settled for line in lines),
        "groups": groups,
        "any_shown": bool(shown),
        "marks": level_marks(found.attestation.edition.target_level),
        "shown": show,
        "show_words": filtering.WORDS[show],
        "kept": kept(show),
        "filters": filtering.WORDS,
        "criteria_url": criteria_url,
        "ahead": ahead,
        "ahead_kept": "" if ahead.outside else kept(show),
        "findings": found.findings.count(),
        "may": here.may,
        "blind_planned": is_planned(found),
        "follow_up": follow_up_of(found),
    }
    return render(request, "assessments/work.html", context)


def listed(
    request: SignedInRequest,
    found: Engagement,
    outline: Outline,
    show: Show,
    *,
    tells_asked: bool = False,
) -> list[Line]:
    """The lines of an engagement.

    What changed, and on what a clarification is open, is looked up where the filter asks for it;
    the second also for a page that `tells_asked`.
    """
    changed = changed_since(found) if show is Show.CHANGED else frozenset()
    asked = places_open(found) if tells_asked or show is Show.ASKED else frozenset()
    return lines_of(found, outline, request.actor, changed=changed, asked=asked)


def kept(show: Show) -> str:
    """What keeps a filter in the addresses of the criteria."""
    return "" if show is Show.ALL else f"?show={show.value}"
