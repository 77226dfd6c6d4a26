"""The test database: made, migrated and flushed by its owner, used as the application's role."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

OWNER_URL = os.environ["MIGRATIONS_DATABASE_URL"]
# Rows that migrations or the session made and that a flush must leave alone.
KEPT = ("django_migrations", "django_content_type", "auth_permission")


def named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def test_name(worker: str) -> str:
    return f"test_{settings.DATABASES['owner']['NAME']}_{os.getpid()}_{worker}"


@contextmanager
def test_database(worker: str) -> Iterator[str]:
    """A fresh database that Django's connections lead to, dropped at the end."""
    name = test_name(worker)
    with psycopg.connect(OWNER_URL, autocommit=True) as owner:
        owner.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    call_command("prepare_database", verbosity=0)
    connections["owner"].close()
    try:
        yield name
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()
        with psycopg.connect(OWNER_URL, autocommit=True) as owner:
            owner.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def flush(name: str) -> None:
    """Empty every table, as the owner, with the triggers that refuse it set aside."""
    with psycopg.connect(named(OWNER_URL, name)) as owner:
        tables = [
            row[0]
            for row in owner.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                "AND tablename <> ALL(%s)",
                [list(KEPT)],
            )
        ]
        together = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
        for table in tables:
            owner.execute(
                sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table))
            )
        owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(together))
        for table in tables:
            owner.execute(
                sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table))
            )
