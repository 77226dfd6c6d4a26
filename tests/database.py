"""The test database: made, migrated and flushed by its owner, used as the application's role."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from trustportal.management.commands.prepare_database import grant

OWNER_URL = os.environ["MIGRATIONS_DATABASE_URL"]
LOCKED: Final = settings.BASE_DIR / "requirements"
TEMPLATES: Final = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'"
# Rows that migrations or the session made and that a flush must leave alone.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
OURS: Final = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND relname <> ALL(%s) AND pg_relation_size(oid) > %s"
)
# Where what tests left behind takes more bytes than this, the table is swept.
MUCH: Final = 400_000
_owners: dict[str, psycopg.Connection] = {}


def named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def test_name(worker: str) -> str:
    return f"test_{settings.DATABASES['owner']['NAME']}_{os.getpid()}_{worker}"


@contextmanager
def test_database(worker: str) -> Iterator[str]:
    """A fresh database that Django's connections lead to, dropped at the end."""
    name = test_name(worker)
    with psycopg.connect(OWNER_URL, autocommit=True) as owner:
        drop(owner, name)
        template = prepared_template(owner)
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    lead_to(name)
    # A copy has the rights on tables, but not those on the database itself.
    grant(connections["owner"], settings.DATABASE_APP_ROLE)
    connections["owner"].close()
    try:
        yield name
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()
        if name in _owners:
            _owners.pop(name).close()
        with psycopg.connect(OWNER_URL, autocommit=True) as owner:
            drop(owner, name)


def prepared_template(owner: psycopg.Connection) -> str:
    """The name of a database that has been migrated from empty by the code as it is now.

    Whoever comes first makes it, others wait; nobody connects to it, so it can be copied.
    """
    template = f"template_{code_digest()}"
    owner.execute("SELECT pg_advisory_lock(hashtext('template'))")
    try:
        made = [row[0] for row in owner.execute(TEMPLATES)]
        if template not in made:
            for each in made:
                drop(owner, each)
            _make(owner, template)
    finally:
        owner.execute("SELECT pg_advisory_unlock(hashtext('template'))")
    return template


def _make(owner: psycopg.Connection, template: str) -> None:
    unfinished = f"unfinished_{template}"
    drop(owner, unfinished)
    owner.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(unfinished))
    )
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in ("default", "owner")}
    lead_to(unfinished)
    try:
        call_command("prepare_database", verbosity=0)
    finally:
        for alias, name in before.items():
            lead_to(name, alias)
    owner.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(template)
        )
    )


def lead_to(name: str, *aliases: str) -> None:
    """Close what is open, and let Django's connections lead to this database."""
    for alias in aliases or ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def drop(owner: psycopg.Connection, name: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@cache
def code_digest() -> str:
    """What the database follows from: every file of the apps, and the locked libraries."""
    digest = sha256()
    apps = [each.parent for each in sorted(settings.BASE_DIR.glob("*/apps.py"))]
    files = [file for app in apps for file in sorted(app.rglob("*.py"))]
    for file in (*files, *sorted(LOCKED.glob("*.txt"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def flush(name: str) -> None:
    """Empty every table, as the owner, with the triggers that refuse it set aside.

    Rows are deleted where there are any: to TRUNCATE a hundred tables takes half a second.
    """
    owner = owner_of(name)
    with owner.transaction():
        filled = [sql.Identifier(table) for table in tables(owner, 0) if has_rows(owner, table)]
        for table in filled:
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            owner.execute(sql.SQL("DELETE FROM {}").format(table))
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in filled:
            owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))


def has_rows(owner: psycopg.Connection, table: str) -> bool:
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    return bool(owner.execute(asked).fetchone()[0])


def sweep(name: str) -> None:
    """Give back the room of what tests rolled back or deleted, which stays until a VACUUM.

    After a thousand tests the table of criteria took 122 MB for no row at all; every look through
    it read them, and PostgreSQL planned for hundreds of thousands of rows. No transaction may be
    open: its rows would count as none, and the planner would believe it.
    """
    owner = owner_of(name)
    for table in tables(owner, MUCH):
        owner.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))


def tables(owner: psycopg.Connection, size: int) -> list[str]:
    """Of the tables that a flush empties those that take more than so many bytes."""
    return [row[0] for row in owner.execute(OURS, [list(KEPT), size])]


def owner_of(name: str) -> psycopg.Connection:
    """A connection of the owner to this database, kept until the database is dropped."""
    if name not in _owners or _owners[name].closed:
        _owners[name] = psycopg.connect(named(OWNER_URL, name), autocommit=True)
    return _owners[name]
