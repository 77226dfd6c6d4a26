"""Make the database ready: migrate as its owner, then say what the portal's role may do."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from journal.only_added import protected_tables


class Command(BaseCommand):
    """Migrates over the owner's connection and grants to the application's role."""

    help = "Migrate as the owner (MIGRATIONS_DATABASE_URL), then grant to the application's role."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Migrate, make the cache table, grant; safe to run again."""
        if "owner" not in settings.DATABASES:
            raise CommandError("MIGRATIONS_DATABASE_URL is not set: it names the owner's role.")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("createcachetable", database="owner", verbosity=0)
        protected = grant(connections["owner"], settings.DATABASE_APP_ROLE)
        self.stdout.write(
            f"The database is ready; {len(protected)} tables can only be added to by "
            f"{settings.DATABASE_APP_ROLE}."
        )


def grant(owner: BaseDatabaseWrapper, role: str) -> list[str]:
    """Give `role` what the portal needs and nothing more; return the only-added tables.

    The role owns nothing. It may not TRUNCATE anything, nor change what carries the trigger of
    `journal/only_added.py`, nor touch the record of migrations, nor make temporary tables, which
    could stand before the real ones for a function that forgets to name its schema.
    """
    app = sql.Identifier(role)
    database = sql.Identifier(owner.settings_dict["NAME"])
    protected = protected_tables(owner)
    statements = [
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {}").format(database, app),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(app),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            app
        ),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app),
    ]
    statements += [
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), app)
        for table in protected
    ]
    # In one transaction: a portal that runs meanwhile never finds itself without its rights.
    with transaction.atomic(using=owner.alias), owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return protected
