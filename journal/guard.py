"""Whether the role that the portal runs as could rewrite the journal: then it must not start."""

from django.db import connection

from journal.only_added import protected_tables

MAY = """
SELECT has_table_privilege(current_user, %s, 'TRUNCATE')
    OR has_table_privilege(current_user, %s, 'UPDATE')
    OR has_table_privilege(current_user, %s, 'DELETE')
    OR pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = %s::regclass), 'MEMBER')
"""


class UnsafeRole(Exception):
    """The application's database role may do what must be impossible for it."""


def refuse_unsafe_role() -> None:
    """Raise UnsafeRole when the current role may change, empty or own an only-added table.

    Raises too when no table is protected at all: then nothing has been migrated, or by somebody
    who left the triggers out.
    """
    tables = protected_tables(connection)
    if not tables:
        raise UnsafeRole("No table is protected. Run `manage.py prepare_database` first.")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(MAY, [table] * 4)
            (may,) = cursor.fetchone()
            if may:
                raise UnsafeRole(
                    f"The database role of DATABASE_URL may change {table}, which must be "
                    "impossible. Use a role that owns nothing and run `manage.py prepare_database`."
                )
