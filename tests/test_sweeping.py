"""What tests leave behind takes no room, and the planner is not misled by it."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.timezone import now

from tests.database import MUCH, owner_of, sweep, tables

TABLE = Session._meta.db_table
PLANNED = "SELECT relpages, reltuples FROM pg_class WHERE relname = %s"


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_takes_no_room_after_a_sweep() -> None:
    name = connection.settings_dict["NAME"]
    owner = owner_of(name)
    with transaction.atomic():
        Session.objects.bulk_create(
            Session(session_key=f"{number:032}", session_data="x" * 1000, expire_date=now())
            for number in range(600)
        )
        transaction.set_rollback(True)
    assert TABLE in tables(owner, MUCH)
    sweep(name)
    assert TABLE not in tables(owner, 0)
    # A table that is known to have pages and no rows would be planned as empty when it is filled.
    assert owner.execute(PLANNED, [TABLE]).fetchone() == (0, 0)
