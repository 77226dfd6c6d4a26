"""Fixtures whose rows are made once by the acts themselves, and laid down again for later tests.

Whoever needs an attestation that is ready would build edition, draft and sixty answers anew: two
thirds of a run went into that. `kept` runs such a fixture for real the first time and notes every
statement that wrote; a later test in the same process that begins from the very same rows gets the
same statements executed again. Keys are made by the acts (UUIDs), so they are the same ones.

An act that asks who holds a role (to tell them, say) gives other rows where other people do: what
such a fixture wrote is laid down again only where the same people hold the same roles.
"""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, cast

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils.timezone import now

from organisations.models import Membership
from transparency.models import Leaf

P = ParamSpec("P")
T = TypeVar("T")
WRITES = ("INSERT", "UPDATE", "DELETE")
ROLES = Membership._meta.db_table


@dataclass(frozen=True)
class Kept:
    """What a fixture wrote, as one text of statements in their order, and what it returned."""

    statements: str
    result: Any


@dataclass
class Noted:
    """What was executed while a fixture ran."""

    statements: list[str] = field(default_factory=list)
    asked_for_roles: bool = False


# Of those that asked who holds a role, the key holds the roles as well.
_kept: dict[Hashable, Kept] = {}


def kept(function: Callable[P, T]) -> Any:
    """A pytest fixture that depends on nothing but its arguments' rows, and on the log."""

    @functools.wraps(function)
    def fixture(*args: P.args, **kwargs: P.kwargs) -> T:
        return made_once((function.__qualname__, _told(kwargs)), lambda: function(*args, **kwargs))

    return pytest.fixture(fixture)


def made_once(name: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, with its rows: made the first time, laid down again later."""
    key = (name, now().date(), Leaf.objects.count())
    roles = _roles()
    known = _kept.get(key) or _kept.get((key, roles))
    if known is not None and _laid_down(known):
        return cast("T", deepcopy(known.result))
    with _noted() as noted:
        result = make()
    where = (key, roles) if noted.asked_for_roles else key
    _kept[where] = Kept(";\n".join(noted.statements), deepcopy(result))
    return result


def _roles() -> Hashable:
    held = Membership.objects.order_by("organisation_id", "user_id", "role")
    return tuple(held.values_list("organisation_id", "user_id", "role", "started_at", "ended_at"))


def _told(value: object) -> Hashable:
    """Arguments as they can be compared: a row by its fields, so that a changed one is another."""
    if isinstance(value, models.Model):
        fields = (
            (f.attname, _told(getattr(value, f.attname))) for f in value._meta.concrete_fields
        )
        return (type(value).__name__, *fields)
    if isinstance(value, dict):
        return tuple((key, _told(each)) for key, each in value.items())
    return value if isinstance(value, str | bytes | int | None) else repr(value)


def _laid_down(known: Kept) -> bool:
    """Execute the statements again, in one go; False, and nothing is done, where something stands in the way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if known.statements:
                cursor.execute(known.statements)
    except DatabaseError:
        return False
    return True


@contextmanager
def _noted() -> Iterator[Noted]:
    noted = Noted()

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        text = str(sql).lstrip().upper()
        noted.asked_for_roles |= text.startswith("SELECT") and ROLES.upper() in text
        if text.startswith(WRITES):
            filled = parameters if many else [parameters]
            noted.statements += [connection.ops.compose_sql(sql, each) for each in filled]
        return execute(sql, parameters, many, context)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(note))
        yield noted
