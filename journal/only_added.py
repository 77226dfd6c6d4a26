"""Tables whose rows are only ever added: refused by a trigger, and by the role's rights.

The trigger is installed by the migration that makes the table; `prepare_database` finds every
table that carries it and takes UPDATE, DELETE and TRUNCATE from the application's role.
"""

from typing import Final

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

CREATE_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

PROTECTED_TABLES: Final = """
SELECT DISTINCT c.relname
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'refuse_change' AND NOT t.tgisinternal
ORDER BY 1
"""


class OnlyAdded(migrations.RunSQL):
    """A migration operation: from now on rows of `table` can be added and never changed."""

    def __init__(self, table: str) -> None:
        super().__init__(
            sql=(
                f"{CREATE_FUNCTION}"
                f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
            ),
            reverse_sql=f"DROP TRIGGER {table}_only_added ON {table};",
        )
        self.table = table

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """How a migration file writes this operation."""
        return (self.__class__.__name__, [], {"table": self.table})


def protected_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables whose rows are only ever added, as the database itself knows them."""
    with connection.cursor() as cursor:
        cursor.execute(PROTECTED_TABLES)
        return [name for (name,) in cursor.fetchall()]
