"""The role that the portal runs as cannot take back what was written, nor the guards themselves."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from journal.only_added import protected_tables

LEAST = {
    "journal_entry",
    "transparency_leaf",
    "transparency_node",
    "transparency_checkpoint",
    "attestations_submission",
    "attestations_acceptance",
    "attestations_answerversion",
    "attestations_carriedanswer",
    "assessments_decision",
    "assessments_recommendation",
    "assessments_interest",
    "assessments_workingnote",
    "assessments_bodyconfirmation",
    "assessments_findingevent",
    "assessments_draftshare",
    "assessments_remark",
    "assessments_remarkanswer",
    "reports_preparedfile",
    "reports_signedfile",
    "reports_notice",
}
REFUSED = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "DELETE FROM {table}",
    "UPDATE {table} SET {column} = {column}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_only_added",
    "DROP TRIGGER {table}_only_added ON {table}",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} RENAME TO another",
    "DROP TABLE {table}",
    "SELECT 1 FROM {table} FOR UPDATE",
)
EVERYWHERE = (
    "SET session_replication_role = replica",
    (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$"
    ),
    "DROP FUNCTION refuse_change() CASCADE",
    "CREATE TABLE mine (x int)",
    "CREATE TEMPORARY TABLE principles_edition (x int)",
    "CREATE SCHEMA mine",
    "COPY journal_entry TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "ALTER ROLE CURRENT_USER SUPERUSER",
)


@pytest.fixture
def app(transactional_db: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    described = connections["default"].get_connection_params()
    described.pop("cursor_factory", None)
    described.pop("context", None)
    described.pop("prepare_threshold", None)
    with psycopg.connect(**described, autocommit=True) as connection:
        yield connection


def refused(app: psycopg.Connection[tuple[object, ...]], statement: sql.Composable) -> bool:
    try:
        app.execute(statement)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation):
        return True
    except psycopg.errors.WrongObjectType:
        return True
    return False


def test_it_works(app: psycopg.Connection[tuple[object, ...]]) -> None:
    assert set(protected_tables(connections["default"])) >= LEAST


def test_no_protected_table_can_be_changed(app: psycopg.Connection[tuple[object, ...]]) -> None:
    done = []
    for table in protected_tables(connections["default"]):
        row = app.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        ).fetchone()
        assert row is not None
        for text in REFUSED:
            statement = sql.SQL(text.replace("{table}_only_added", "{trigger}")).format(
                table=sql.Identifier(table),
                column=sql.Identifier(str(row[0])),
                trigger=sql.Identifier(f"{table}_only_added"),
            )
            if not refused(app, statement):
                done.append(text.format(table=table, column=row[0]))
    assert done == []


def test_it_cannot_give_itself_more(app: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in protected_tables(connections["default"]):
        app.execute(sql.SQL("GRANT ALL ON {} TO CURRENT_USER").format(sql.Identifier(table)))
        for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            has = app.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()
            assert has == (False,), f"{right} on {table}"


@pytest.mark.parametrize("statement", EVERYWHERE, ids=lambda text: text.split("(")[0][:40])
def test_it_has_no_way_around(statement: str, app: psycopg.Connection[tuple[object, ...]]) -> None:
    assert refused(app, sql.SQL(statement)), statement


def test_it_owns_nothing(app: psycopg.Connection[tuple[object, ...]]) -> None:
    owned = app.execute(
        "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles "
        "WHERE rolname = current_user) AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert owned == []
