"""Contents of a document to and from plain JSON, to hand them to a child."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from reports.contents import ContentsRefused

Shape = TypeVar("Shape")


def to_plain(contents: Any) -> dict[str, Any]:
    """A dataclass as JSON-ready values; dates as ISO 8601. `from_plain` reverses it exactly."""
    plain: dict[str, Any] = _plain(asdict(contents))
    return plain


def from_plain(plain: dict[str, Any], shape: type[Shape]) -> Shape:
    """Return the contents of this shape that `to_plain` made `plain` from, or ContentsRefused."""
    try:
        contents = _build(shape, plain)
    except (KeyError, TypeError, ValueError) as reason:
        raise ContentsRefused(f"These are not {shape.__name__}: {reason}.") from reason
    if not isinstance(contents, shape):
        raise ContentsRefused(f"These are not {shape.__name__}.")
    return contents


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # a StrEnum becomes its word


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


def _build(shape: Any, value: Any) -> Any:
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _build(next(one for one in get_args(shape) if one is not NoneType), value)
    if origin is tuple:
        return tuple(_build(get_args(shape)[0], item) for item in value)
    if is_dataclass(shape):
        known = {field.name for field in fields(shape)}
        if unknown := set(value) - known:
            raise ContentsRefused(f"Unknown fields: {', '.join(sorted(unknown))}.")
        return _filled(shape, value)
    if shape in (date, datetime):
        return shape.fromisoformat(value)
    if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
        raise TypeError(f"{value!r} where {shape.__name__} is expected")
    return value


def _filled(shape: Any, value: dict[str, Any]) -> Any:
    hints = _hints(shape)
    return shape(**{name: _build(hints[name], item) for name, item in value.items()})
