"""Which law or standard asks the same: all of them in figures, and each clause by clause."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from crosswalk.coverage import Coverage, Show
from crosswalk.models import Regulation
from crosswalk.vocabulary import Kind
from principles.models import Edition
from registry.regulations import (
    asked_edition,
    coverage_of,
    name_of,
    overviews,
    published_editions,
)

One = TypeVar("One", bound=Hashable)
HEADINGS = {
    Kind.LAW: "Laws",
    Kind.STANDARD: "Standards",
    Kind.FRAMEWORK: "Frameworks and guidelines",
}
SHOWN = {
    Show.ALL: "All clauses",
    Show.TOUCHED: "Clauses that a criterion touches",
    Show.UNTOUCHED: "Clauses that none touches",
    Show.UNVERIFIED: "Mappings not verified",
}


class EditionForm(forms.Form):
    """Which edition's criteria are laid beside the clauses."""

    edition = forms.ChoiceField(label="Edition", required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, editions: Sequence[Edition]) -> None:
        super().__init__(data)
        field = self.fields["edition"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name_of(each), f"{each.title} {each.version}") for each in editions]


class ClausesForm(EditionForm):
    """The same, and which clauses are shown."""

    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[(show.value, SHOWN[show]) for show in Show],
    )


@require_safe
def crosswalk(request: HttpRequest) -> HttpResponse:
    """Every law and standard: its clauses, those touched, its mappings and how many are verified."""
    editions = published_editions()
    edition = _edition(request, editions)
    rows = overviews(list(Regulation.objects.order_by("title")), edition)
    order = list(Kind)
    rows.sort(key=lambda row: order.index(Kind(row.regulation.kind)))
    context = {
        "form": EditionForm({"edition": _name(edition)}, editions=editions),
        "edition": edition,
        "several": len(editions) > 1,
        "groups": [
            (HEADINGS[kind], list(group))
            for kind, group in groupby(rows, key=lambda row: Kind(row.regulation.kind))
        ],
        "mappings": sum(row.mappings for row in rows),
        "verified": sum(row.verified for row in rows),
        "carried_over": sum(row.carried_over for row in rows),
        "count": len(rows),
        "trail": [
            {"title": "Principles", "url": reverse("registry:editions")},
            {"title": "Laws and standards"},
        ],
    }
    return render(request, "registry/crosswalk.html", context)


@require_safe
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    """One law or standard, clause by clause: the criteria that touch it, and where none does."""
    found = get_object_or_404(Regulation, slug=slug)
    editions = published_editions()
    edition = _edition(request, editions)
    show = request.GET.get("show") or Show.ALL.value
    if show not in list(Show):
        raise Http404
    coverage = coverage_of(found, edition)
    form = ClausesForm({"edition": _name(edition), "show": show}, editions=editions)
    context = {
        "regulation": found,
        "edition": edition,
        "form": form,
        "several": len(editions) > 1,
        "show": show,
        "shown": list(coverage.shown(Show(show))),
        "coverage": coverage,
        "first_day": only(_days(coverage)),
        "judged": only((each.author, each.dated) for each in coverage.touches),
        "checked": only(
            (each.verified_by, each.verified_on) for each in coverage.touches if each.verified
        ),
        "trail": [
            {"title": "Principles", "url": reverse("registry:editions")},
            {"title": "Laws and standards", "url": reverse("registry:crosswalk")},
            {"title": found.short_name or found.title},
        ],
    }
    return render(request, "registry/regulation.html", context)


def only(values: Iterable[One]) -> One | None:
    """The one value that all have; None where there are several, or none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _days(coverage: Coverage) -> Iterable[tuple[Any, ...]]:
    clauses = (row.clause for row in coverage.rows)
    return ((each.applies_from, each.source, each.applies_note) for each in clauses)


def _name(edition: Edition | None) -> str:
    return name_of(edition) if edition else ""


def _edition(request: HttpRequest, editions: Sequence[Edition]) -> Edition | None:
    """The edition asked for; 404 for one that is not published."""
    name = request.GET.get("edition", "")
    found = asked_edition(editions, name)
    if name and found is None:
        raise Http404
    return found
