"""Addresses where scheme managers write, preview and publish editions."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from scheme import beginning_views, draft_views, editing_views, publication_views
from scheme.parts import LISTED, Part

app_name = "editions"
ONE = "<uuid:edition_id>/"
MOVED = (Part.PRINCIPLE, Part.CRITERION)
LISTS: Final[Mapping[Part, tuple[Callable[..., HttpResponse], dict[str, Any]]]] = {
    Part.CRITERION: (draft_views.criteria, {}),
    Part.PRINCIPLE: (draft_views.rows, {"part": Part.PRINCIPLE}),
    Part.STRUCTURE: (draft_views.rows, {"part": Part.STRUCTURE}),
    Part.CHANGE: (draft_views.changes, {}),
}
SINGLE = [
    path(f"{ONE}{part}/", editing_views.part, {"part": part}, name=str(part))
    for part in Part
    if part not in LISTED
]
LISTINGS = [
    path(f"{ONE}{part}/", view, more, name=str(part)) for part, (view, more) in LISTS.items()
]
ADDING = [
    path(f"{ONE}{part}/add/", editing_views.part, {"part": part}, name=f"{part}_add")
    for part in LISTS
    if part is not Part.CHANGE
]
ROWS = [
    route
    for part in LISTS
    for route in (
        path(
            f"{ONE}{part}/<str:key>/",
            editing_views.part,
            {"part": part},
            name=f"{part}_one",
        ),
        path(
            f"{ONE}{part}/<str:key>/remove/",
            editing_views.remove,
            {"part": part},
            name=f"{part}_remove",
        ),
    )
]
MOVING = [
    path(
        f"{ONE}{part}/<str:key>/move/",
        editing_views.move,
        {"part": part},
        name=f"{part}_move",
    )
    for part in MOVED
]
urlpatterns = [
    path("", draft_views.edition_list, name="list"),
    path("upload/", beginning_views.upload, name="upload"),
    path("begin/", beginning_views.begin_blank, name="begin"),
    path(ONE, draft_views.edition, name="edition"),
    path(f"{ONE}next/", beginning_views.begin_next, name="next"),
    path(f"{ONE}discard/", beginning_views.discard, name="discard"),
    path(f"{ONE}edition.yaml", draft_views.file, {"kind": "yaml"}, name="yaml"),
    path(f"{ONE}edition.json", draft_views.file, {"kind": "json"}, name="json"),
    path(f"{ONE}preview/", draft_views.preview, name="preview"),
    path(f"{ONE}ask/", publication_views.ask, name="ask"),
    path(f"{ONE}withdraw/", publication_views.withdraw, name="withdraw"),
    path(f"{ONE}publish/", publication_views.publish, name="publish"),
    path(f"{ONE}dates/", publication_views.dates, name="dates"),
    *SINGLE,
    *LISTINGS,
    *ADDING,
    *ROWS,
    *MOVING,
]
