"""A sheet: the form of one part of an edition, with its tables of rows.

A field's name is its path in the part, with `__` for a step (`response__bands__3`); a table's
prefix is the path of its list. So values, problems and links find their field by its path alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from principles.problems import Problem
from scheme.parts import Place, field_of, part_of

STEP: Final = "__"
MOST_ROWS: Final = 300
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A list whose rows are filled in side by side; `named_by` makes an empty `value` from it."""

    path: str
    what: str
    fields: Mapping[str, forms.Field]
    hint: str = ""
    blank: int = 1
    named_by: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Fields in a table of their own: a row has a title and the names of its fields."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    path: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, in this order: fields, grids, tables."""

    title: str
    names: Sequence[str] = ()
    grids: Sequence[Grid] = ()
    tables: Sequence[Table] = ()
    intro: str = ""
    switch: str = ""
    more: Sequence[str] = field(default=())


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when it runs
    """The rows of a table; one that is left empty, or emptied, does not count."""

    table: Table

    def initial_form_count(self) -> int:
        """None once something was sent: then every row is judged by what it says."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the row for the summary of errors."""
        super().add_fields(form, index)
        form.named = f"{self.table.what} {(index or 0) + 1}"  # type: ignore[attr-defined]
        form.use_required_attribute = False

    def said(self) -> list[dict[str, Any]]:
        """The rows that were filled in, as a data file has them; after `is_valid`."""
        return [self._row(form) for form in self.forms if form.has_changed()]

    def _row(self, form: forms.Form) -> dict[str, Any]:
        table, said = self.table, dict(form.cleaned_data)
        if table.named_by and not said["value"]:
            said["value"] = slugify(said[table.named_by])
        return said


def rows_of(table: Table, posted: QueryDict | None, held: Sequence[Data]) -> Rows:
    """Make a table's rows from what was sent, else from what the edition holds."""
    made = type("Row", (forms.Form,), dict(table.fields))
    factory: Any = forms.formset_factory(
        made,
        formset=type("TableRows", (Rows,), {"table": table}),
        extra=table.blank,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    name = table.path.replace(".", STEP)
    if posted is None or f"{name}-TOTAL_FORMS" not in posted:
        found: Any = factory(prefix=name, initial=[dict(row) for row in held])
    else:
        found = factory(posted, prefix=name)
    rows: Rows = found
    return rows


class Sheet:
    """The form of one part; subclasses say which fields, and how a value is made of them."""

    title: ClassVar[str] = ""
    lead: str = ""
    left_out: ClassVar[frozenset[str]] = frozenset()
    # What the page sends beside the fields; whether it showed other fields than were wanted.
    hidden: Mapping[str, str] = MappingProxyType({})
    switched = False

    def __init__(self, data: Data, place: Place, posted: QueryDict | None = None) -> None:
        self.data, self.place = data, place
        self.held: Any = part_of(data, place)
        self.value: Any = self.opened(self.held if self.held is not None else self.fresh())
        posted = self.prepared(posted)
        self.sections = self.composed()
        form = type("Main", (forms.Form,), self.fields())
        self.main: forms.Form = form(posted, initial=self._initial(form))
        self.main.use_required_attribute = False
        self.rows = {
            table.path: rows_of(table, posted, self.at(table.path) or [])
            for section in self.sections
            for table in section.tables
        }

    def prepared(self, posted: QueryDict | None) -> QueryDict | None:
        """Take from what was sent what decides which fields there are; give back what counts."""
        return posted

    def fresh(self) -> Any:
        """What the sheet shows for a part that is not there yet."""
        return {}

    def opened(self, value: Any) -> Any:
        """The part in the shape of the form; see `closed`."""
        return value

    def closed(self, said: dict[str, Any]) -> Any:
        """What the form says in the shape of the part."""
        return said

    def composed(self) -> Sequence[Section]:
        """What the page shows, in its order."""
        raise NotImplementedError

    def fields(self) -> dict[str, forms.Field]:
        """The fields by their names."""
        raise NotImplementedError

    def at(self, path: str) -> Any:
        """What the part holds at a path."""
        found: Any = self.value
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def _initial(self, form: type[forms.Form]) -> dict[str, Any]:
        names = form.base_fields
        found = {name: self.at(name.replace(STEP, ".")) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def every_form(self) -> list[forms.Form]:
        """Every form of the page, for the summary of errors."""
        return [self.main, *(form for rows in self.rows.values() for form in rows.forms)]

    @property
    def any_errors(self) -> bool:
        """Whether something is wrong."""
        return any(form.errors for form in self.every_form)

    def is_valid(self) -> bool:
        """Judge every form, so that everything wrong is told at once."""
        return all([self.main.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def may_lack(self, name: str) -> bool:
        """Whether a field that says nothing leaves no trace in the part."""
        return name in self.left_out

    def said(self) -> Any:
        """The part as the form says it; after `is_valid`."""
        told: dict[str, Any] = {}
        for name, value in self.main.cleaned_data.items():
            says = value is not None and value is not False and value not in ("", [])
            if says or not self.may_lack(name):
                _put(told, name.split(STEP), value)
        for path, rows in self.rows.items():
            _put(told, path.split("."), rows.said())
        return self.closed(told)

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its field; where there is none, above the form."""
        for problem in problems:
            form, name = self._field(field_of(problem, self.place))
            form.add_error(name, problem.sentence)

    def _field(self, path: str) -> tuple[forms.Form, str | None]:
        """Find the field that a path means, or the nearest one above or below it."""
        parts = path.split(".")
        for table, rows in self.rows.items():
            if f"{path}.".startswith(f"{table}.") and rows.forms:
                rest = parts[len(table.split(".")) :]
                at = int(rest[0]) - 1 if rest and rest[0].isdigit() else 0
                filled = [form for form in rows.forms if form.has_changed()] or list(rows.forms)
                form = filled[min(at, len(filled) - 1)]
                name = (
                    rest[1] if len(rest) > 1 and rest[1] in form.fields else next(iter(form.fields))
                )
                return form, name
        while parts:
            wanted = STEP.join(parts)
            for name in self.main.fields:
                if name == wanted or name.startswith(wanted + STEP):
                    return self.main, name
            parts.pop()
        return self.main, None

    def without_judgement(self) -> None:
        """Show what was sent and say nothing of what is wrong in it: the person is not done."""
        for form in self.every_form:
            form.full_clean()
            form.errors.clear()

    def shown(self) -> list[dict[str, Any]]:
        """The sections with their bound fields, for the page."""
        return [
            {
                "section": section,
                "fields": [self.main[name] for name in section.names],
                "grids": [self._grid(grid) for grid in section.grids],
                "tables": [self.rows[table.path] for table in section.tables],
                "more": [self.main[name] for name in section.more],
            }
            for section in self.sections
        ]

    def _grid(self, grid: Grid) -> dict[str, Any]:
        rows = [(title, [self.main[name] for name in names]) for title, names in grid.rows]
        errors = [error for _, fields in rows for each in fields for error in each.errors]
        path = grid.path.replace(".", STEP)
        return {"grid": grid, "rows": rows, "errors": errors, "id": path}


def _put(told: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    *above, last = steps
    for step in above:
        told = told.setdefault(step, {})
    told[last] = value


def anchor(problem: Problem, place: Place) -> str:
    """The fragment of the page's address that leads to the field a problem stands in."""
    path = field_of(problem, place)
    parts = path.split(".") if path else []
    for at, part in enumerate(parts):
        if part.isdigit() and ".".join(parts[:at]) in TABLES:
            rest = parts[at + 1] if at + 1 < len(parts) else TABLES[".".join(parts[:at])]
            return f"#id_{STEP.join(parts[:at])}-{int(part) - 1}-{rest}"
    if path in TABLES:
        return f"#id_{STEP.join(parts)}-0-{TABLES[path]}"
    return f"#id_{STEP.join(parts)}" if parts else ""


# The tables of all sheets, each with its first field.
TABLES: Final[Mapping[str, str]] = {
    "layers": "title",
    "sources": "source",
    "principles": "title",
    "evidence": "description",
    "threshold_sources": "source",
    "response.options": "label",
    "response.elements": "label",
}
Make = Callable[[Data, Place, QueryDict | None], Sheet]
