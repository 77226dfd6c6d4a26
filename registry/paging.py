"""Pages by keyset: as quick on the last page as on the first, and steady while rows are added."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
_LONGEST = 1000


class WrongCursor(ValueError):
    """The cursor is none that we gave out."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the cursors of the pages after and before them (None: there is none)."""

    rows: tuple[Row, ...]
    next: str | None
    previous: str | None


def page_of(
    rows: QuerySet[Row], keys: Sequence[str], *, cursor: str, size: int, descending: bool = False
) -> Page[Row]:
    """The page of `rows` at `cursor` ("" for the first), ordered by `keys`, in one query.

    `keys` are fields of the model that together are unique. Raises `WrongCursor`.
    """
    backwards, after = _read(cursor, rows.model, keys) if cursor else (False, None)
    falling = descending is not backwards
    if after is not None:
        rows = rows.filter(_beyond(keys, after, falling=falling))
    ordered = rows.order_by(*(f"-{key}" if falling else key for key in keys))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    follows, precedes = (after is not None, more) if backwards else (more, after is not None)
    return Page(
        rows=tuple(found),
        next=_write(found[-1], keys, backwards=False) if follows and found else None,
        previous=_write(found[0], keys, backwards=True) if precedes and found else None,
    )


def _beyond(keys: Sequence[str], values: Sequence[Any], *, falling: bool) -> Q:
    """Rows after `values` in the order of `keys`, compared as one."""
    side = "lt" if falling else "gt"
    beyond = Q()
    for place, key in enumerate(keys):
        same = dict(zip(keys[:place], values[:place], strict=True))
        beyond |= Q(**same, **{f"{key}__{side}": values[place]})
    return beyond


def _write(row: Model, keys: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, key) for key in keys]
    plain = [each.isoformat() if isinstance(each, datetime) else str(each) for each in values]
    text = json.dumps(["<" if backwards else ">", *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, model: type[Model], keys: Sequence[str]) -> tuple[bool, list[Any]]:
    try:
        if len(cursor) > _LONGEST:
            raise WrongCursor("The cursor is too long.")
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        side, *texts = parts
        if side not in ("<", ">") or len(texts) != len(keys):
            raise WrongCursor("The cursor has the wrong parts.")
        values = [_value(model, key, text) for key, text in zip(keys, texts, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
        raise WrongCursor("The cursor cannot be read.") from error
    return side == "<", values


def _value(model: type[Model], key: str, text: object) -> Any:
    if not isinstance(text, str) or "\x00" in text:
        raise WrongCursor("The cursor holds no text.")
    field = model._meta.get_field(key)  # noqa: SLF001 - Django's own door
    if not isinstance(field, Field):
        raise WrongCursor("The cursor names no field.")
    value = field.to_python(text)
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise WrongCursor("The cursor holds an instant without its zone.")
    return value
