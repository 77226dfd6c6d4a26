"""Importing an edition of 500 criteria: its file, its rows, and again when nothing has changed."""

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import yaml
from django.db import transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from bench.large_edition import large_edition
from bench.measuring import Operation
from bench.world import World
from principles.edition_file import parsed, problems
from principles.loading import loaded

TABLES: Final = ("principles_edition", "principles_principle", "principles_criterion")
YAML: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
JSONB: Final = 3802  # its number among PostgreSQL's types


def operations(world: World) -> Iterator[Operation]:
    size, versions = len(world.large_data["criteria"]), count(1)
    text = yaml.safe_dump(world.large_data, sort_keys=False, allow_unicode=True)
    draft = large_edition(size, framework="drafted-principles")
    write(draft)
    rows = rows_of(world)

    def import_new() -> None:
        framework = {"slug": f"imported-{next(versions)}", "title": "Principles to measure with"}
        if not write(world.large_data | {"framework": framework}):
            raise RuntimeError("Nothing was written.")

    yield Operation(
        name=f"read and check a file of {size} criteria",
        act=lambda: fit(parsed(text)),
        floor=lambda: deque(yaml.parse(text, Loader=YAML), maxlen=0),
        floor_is="the same text as the YAML library's events, nothing built of them",
        times=1,
        floor_times=1,
    )
    yield Operation(
        name=f"import {size} criteria: checked data to rows",
        act=import_new,
        floor=lambda: copied(world, rows, f"4.{next(versions)}"),
        floor_is="the same rows by psycopg's COPY, one transaction",
        times=3,
        floor_times=3,
        goal="400 ms",
    )
    for name, data in (("published edition", world.large_data), ("draft", draft)):
        yield Operation(
            name=f"import the same {name} again: nothing to do",
            act=lambda data=data: same(data),
            floor=lambda data=data: read_and_hashed(world, data),
            floor_is="the content hashed once, the edition's row read by psycopg",
            times=10,
            floor_times=10,
            goal="100 ms",
        )


def fit(data: Any) -> None:
    if problems(data):
        raise RuntimeError(f"Unfit: {problems(data)[:3]}")


def write(data: dict[str, Any]) -> bool:
    with transaction.atomic():
        return loaded(data)[1]


def same(data: dict[str, Any]) -> None:
    if write(data):
        raise RuntimeError("It was written again.")


def rows_of(world: World) -> dict[str, tuple[list[str], list[list[Any]]]]:
    """The rows of the large edition by table: names of columns, and values."""
    found = {}
    for table in TABLES:
        key = "id" if table == TABLES[0] else "edition_id"
        cursor = world.plain.execute(f"SELECT * FROM {table} WHERE {key} = %s", [world.large.pk])
        names = [each.name for each in cursor.description]
        kinds = [each.type_code for each in cursor.description]
        found[table] = (
            names,
            [
                [Jsonb(v) if kind == JSONB else v for v, kind in zip(row, kinds, strict=True)]
                for row in cursor.fetchall()
            ],
        )
    return found


def copied(world: World, rows: dict[str, tuple[list[str], list[list[Any]]]], version: str) -> None:
    """The rows once more, under new identities and another version, as a draft."""
    new: dict[UUID, UUID] = {}
    changed = {"version": version, "published_at": None}
    with world.plain.transaction():
        for table, (names, values) in rows.items():
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
            )
            with world.plain.cursor() as cursor, cursor.copy(into) as copy:
                for row in values:
                    new[row[0]] = uuid4()
                    own = changed if table == TABLES[0] else {}
                    copy.write_row(
                        [
                            own.get(name, new.get(v, v) if isinstance(v, UUID) else v)
                            for name, v in zip(names, row, strict=True)
                        ]
                    )


def read_and_hashed(world: World, data: dict[str, Any]) -> None:
    hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    world.plain.execute(
        "SELECT e.sha256 FROM principles_edition e JOIN principles_framework f"
        " ON f.id = e.framework_id WHERE f.slug = %s AND e.version = %s",
        [data["framework"]["slug"], data["edition"]["version"]],
    ).fetchone()
