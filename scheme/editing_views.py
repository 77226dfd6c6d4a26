"""Pages on which one part of a draft is written, removed or moved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from organisations.permissions import Permission
from principles.content import content_of, data_file_of
from principles.effects import effects
from principles.models import Edition
from scheme import editing
from scheme.change_sheet import ChangeSheet
from scheme.criterion_sheet import CriterionSheet
from scheme.draft_reading import TITLES, place_url
from scheme.edition_sheets import SHEETS
from scheme.form_rows import stepped
from scheme.parts import LISTED, Part, Place, part_of
from scheme.sheet import Sheet
from scheme.side_by_side import differences

Data = Mapping[str, Any]
ONE_OF = {
    Part.PRINCIPLE: "principle",
    Part.CRITERION: "criterion",
    Part.STRUCTURE: "structure",
    Part.CHANGE: "declared change",
}


def writable(request: SignedInRequest, edition_id: UUID) -> Edition:
    """The edition, draft or published, if this person writes editions; else it does not exist."""
    rows = Edition.objects.where_user_may(Permission.EDITION_WRITE, request.actor)
    return get_object_or_404(rows.select_related("framework", "follows"), pk=edition_id)


def draft(request: SignedInRequest, edition_id: UUID) -> Edition:
    """The draft, if this person writes editions; a published edition has no part to write."""
    found = writable(request, edition_id)
    if found.published_at is not None:
        raise Http404
    return found


def sent(request: SignedInRequest) -> QueryDict | None:
    """What was posted, also when it is empty; None where nothing was."""
    return request.POST if request.method == "POST" else None


def trail(edition: Edition, *pages: tuple[str, str]) -> list[dict[str, str]]:
    """The breadcrumbs down to a page of an edition; each page is title and address."""
    own = reverse("editions:edition", args=[edition.pk])
    crumbs = [
        {"title": "Editions", "url": reverse("editions:list")},
        {"title": str(edition), "url": own if pages else ""},
    ]
    return crumbs + [{"title": title, "url": url} for title, url in pages]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: SignedInRequest, edition_id: UUID, part: Part, key: str = "") -> HttpResponse:
    """The form of one part; the POST saves it, or adds and removes rows of the form."""
    edition = draft(request, edition_id)
    data = data_file_of(edition)
    place = Place(part, key)
    posted, is_step = stepped(request.POST) if request.method == "POST" else (None, False)
    sheet = _sheet(edition, data, place, posted)
    seen = posted.get("seen", "") if posted is not None else editing.seen_of(sheet.held)
    if posted is None:
        return _page(request, edition, sheet, seen)
    if is_step or sheet.switched:
        sheet.without_judgement()
        return _page(request, edition, sheet, seen)
    if not sheet.is_valid():
        return _page(request, edition, sheet, seen, status=422)
    return _saved(request, edition, sheet, seen)


def _sheet(edition: Edition, data: Data, place: Place, posted: QueryDict | None) -> Sheet:
    """The form of a part; 404 where the edition has no such part, unless it was there before."""
    if place.part is Part.CHANGE:
        if edition.follows is None:
            raise Http404
        older = content_of(edition.follows)
        codes = {row["code"] for row in (*older["criteria"], *data["criteria"])}
        if place.key not in codes and part_of(data, place) is None:
            raise Http404
        return ChangeSheet(data, place, posted, older=older)
    if place.part is Part.TRANSITION and edition.follows is None:
        raise Http404
    if place.key and part_of(data, place) is None and posted is None:
        raise Http404
    return (CriterionSheet if place.part is Part.CRITERION else SHEETS[place.part])(
        data, place, posted
    )


def _saved(request: SignedInRequest, edition: Edition, sheet: Sheet, seen: str) -> HttpResponse:
    place, mine = sheet.place, sheet.said()
    try:
        key = editing.save_part(edition.pk, place, mine, seen=seen, by=request.actor)
    except editing.UnfitPart as unfit:
        sheet.refuse(unfit.problems)
    except editing.ChangedMeanwhile as conflict:
        more = {"conflict": conflict, "rows": differences(conflict.current, mine)}
        return _page(request, edition, sheet, conflict.digest, status=409, **more)
    except Refusal as refusal:
        sheet.main.add_error(None, str(refusal))
    else:
        messages.success(request, f"{_name(place.part, key)} is saved.")
        return redirect(_after(request, edition, Place(place.part, key)))
    return _page(request, edition, sheet, seen, status=422)


def _name(part: Part, key: str) -> str:
    if part not in LISTED:
        return f"“{TITLES[part]}”"
    return f"The {ONE_OF[part]} {key}"


def _after(request: SignedInRequest, edition: Edition, place: Place) -> str:
    """Where a saved part leads: the list it stands in, the draft, or the form again."""
    if request.POST.get("then") == "stay":
        return place_url(edition.pk, place)
    if place.part in LISTED:
        return f"{place_url(edition.pk, Place(place.part))}#{place.key}"
    return reverse("editions:edition", args=[edition.pk])


def _page(
    request: SignedInRequest,
    edition: Edition,
    sheet: Sheet,
    seen: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    place = sheet.place
    title = sheet.title or TITLES[place.part]
    if place.part in LISTED:
        title = f"{ONE_OF[place.part].capitalize()} {place.key}".strip()
        title = title if place.key else f"Add a {ONE_OF[place.part]}"
    back = place_url(edition.pk, Place(place.part))
    own = [(TITLES[place.part], back)] if place.part in LISTED else []
    context = {
        "edition": edition,
        "sheet": sheet,
        "place": place,
        "part": str(place.part),
        "title": title,
        "seen": seen,
        "effects": _effects(sheet) if isinstance(sheet, ChangeSheet) else None,
        "back_url": back if own else reverse("editions:edition", args=[edition.pk]),
        "trail": trail(edition, *own, (title, "")),
        **more,
    }
    return render(request, "scheme/part.html", context, status=status)


def _effects(sheet: ChangeSheet) -> list[str]:
    """What can be computed of the difference that is declared."""
    code = sheet.place.key
    found = [
        next((row for row in content["criteria"] if row["code"] == code), None)
        for content in (sheet.older, sheet.data)
    ]
    before, after = found
    if before is None or after is None:
        return []
    named = {row["id"]: row["title"] for row in sheet.data["layers"]}
    return [each.sentence for each in effects(before, after, named)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, edition_id: UUID, part: Part, key: str) -> HttpResponse:
    """Take a row out of its list, after the question whether that is meant."""
    edition = draft(request, edition_id)
    place = Place(part, key)
    back = place_url(edition.pk, Place(part))
    if part_of(data_file_of(edition), place) is None:
        raise Http404
    if request.method == "POST":
        try:
            editing.remove(edition.pk, place, by=request.actor)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{_name(part, key)} is removed.")
        return redirect(back)
    context = {
        "edition": edition,
        "title": f"Remove the {ONE_OF[part]} {key}",
        "warning": "It is taken out of the draft with everything that it says.",
        "button": "Remove it",
        "back_url": back,
        "trail": trail(edition, (TITLES[part], back), (f"Remove {key}", "")),
    }
    return render(request, "scheme/sure.html", context)


@login_required
@require_POST
def move(request: SignedInRequest, edition_id: UUID, part: Part, key: str) -> HttpResponse:
    """Move a row up or down in its list."""
    edition = draft(request, edition_id)
    place = Place(part, key)
    if part_of(data_file_of(edition), place) is None:
        raise Http404
    try:
        editing.move(edition.pk, place, up=request.POST.get("way") == "up", by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{place_url(edition.pk, Place(part))}#{key}")
