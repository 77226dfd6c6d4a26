"""Pages that show editions to those who write them: the list, a draft, its lists, its files."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from organisations.models import Organisation
from organisations.permissions import Permission
from principles.content import data_file_of
from principles.models import Edition, EditionUse, PublicationRequest
from principles.reading import whole
from scheme.draft_reading import (
    TITLES,
    change_rows,
    last_entries,
    open_request,
    reading_of,
    tasks,
)
from scheme.editing_views import ONE_OF, draft, trail, writable
from scheme.file_writing import as_json, as_yaml
from scheme.parts import Part

FILES: Final = {
    "yaml": (as_yaml, "application/yaml"),
    "json": (as_json, "application/json"),
}


def may_begin(request: SignedInRequest) -> None:
    """Go on only for a person who writes editions; for others the page does not exist."""
    rows = Organisation.objects.where_user_may(Permission.EDITION_WRITE, request.actor)
    get_object_or_404(rows[:1])


@login_required
@require_safe
def edition_list(request: SignedInRequest) -> HttpResponse:
    """Drafts and published editions, and what waits for whom."""
    may_begin(request)
    rows = Edition.objects.where_user_may(Permission.EDITION_WRITE, request.actor)
    editions = list(rows.select_related("framework", "follows", "use"))
    drafts = [each for each in editions if each.published_at is None]
    entries = last_entries(drafts)
    waiting = PublicationRequest.objects.waiting().select_related("requested_by")
    asked = {each.edition_id: each for each in waiting}
    context = {
        "drafts": [
            {"edition": each, "entry": entries.get(str(each.pk)), "request": asked.get(each.pk)}
            for each in drafts
        ],
        "published": [each for each in reversed(editions) if each.published_at is not None],
    }
    return render(request, "scheme/list.html", context)


@login_required
@require_safe
def edition(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """One edition: what stands there, what is wrong, what is to do."""
    found = writable(request, edition_id)
    context: dict[str, Any] = {"edition": found, "trail": trail(found)}
    if found.published_at is not None:
        use = EditionUse.objects.filter(edition=found).first()
        return render(request, "scheme/published.html", {**context, "use": use})
    reading = reading_of(found, today=now().date())
    asked = open_request(found)
    context |= {
        "reading": reading,
        "tasks": tasks(reading),
        "asked": asked,
        "is_mine": asked is not None and asked.requested_by_id == request.user.pk,
        "entry": last_entries([found]).get(str(found.pk)),
    }
    return render(request, "scheme/draft.html", context)


@login_required
@require_safe
def criteria(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """The criteria by principle, to be written, moved and removed."""
    found = draft(request, edition_id)
    own = whole(found.pk)
    context = {
        "edition": found,
        "groups": [(principle, own.of(principle)) for principle in own.principles],
        "trail": trail(found, (TITLES[Part.CRITERION], "")),
    }
    return render(request, "scheme/criteria.html", context)


@login_required
@require_safe
def rows(request: SignedInRequest, edition_id: UUID, part: Part) -> HttpResponse:
    """The principles, or the other structures."""
    found = draft(request, edition_id)
    data = data_file_of(found)
    held = data["principles"] if part is Part.PRINCIPLE else data["alternative_structures"]
    context = {
        "edition": found,
        "part": str(part),
        "title": TITLES[part],
        "one": ONE_OF[part],
        "rows": [
            {
                "key": row["code"] if part is Part.PRINCIPLE else row["id"],
                "title": row["title"] if part is Part.PRINCIPLE else row["source"],
            }
            for row in held
        ],
        "moves": part is Part.PRINCIPLE,
        "trail": trail(found, (TITLES[part], "")),
    }
    return render(request, "scheme/rows.html", context)


@login_required
@require_safe
def changes(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """What differs from the edition followed, what that computes to, and what is declared."""
    found = draft(request, edition_id)
    if found.follows is None:
        raise Http404
    context = {
        "edition": found,
        "rows": change_rows(reading_of(found, today=now().date())),
        "trail": trail(found, (TITLES[Part.CHANGE], "")),
    }
    return render(request, "scheme/changes.html", context)


@login_required
@require_safe
def file(request: SignedInRequest, edition_id: UUID, kind: str) -> HttpResponse:
    """The edition as a data file; loading it again changes nothing."""
    found = writable(request, edition_id)
    write, media_type = FILES[kind]
    response = HttpResponse(write(data_file_of(found)), content_type=f"{media_type}; charset=utf-8")
    name = f"{found.framework.slug}-{found.version}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def preview(request: SignedInRequest, edition_id: UUID) -> HttpResponse:
    """The criteria, each with its page as members and as assessors will see it."""
    found = draft(request, edition_id)
    own = whole(found.pk)
    context = {
        "edition": found,
        "groups": [(principle, own.of(principle)) for principle in own.principles],
        "trail": trail(found, ("Preview", "")),
    }
    return render(request, "scheme/preview.html", context)
