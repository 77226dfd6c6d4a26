"""Recording an act."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.actor import SYSTEM
from accounts.models import User
from journal.models import Entry
from journal.only_added import protected_tables
from journal.recording import OutsideTransaction, UnknownAct, digest, record


@pytest.mark.django_db
def test_it_works() -> None:
    person = User.objects.create_user("ana@member.example", name="Ana")
    entry = record("role.given", person, by=SYSTEM, reason="first owner")
    entry.refresh_from_db()
    assert entry.object_id == str(person.pk)
    assert entry.sha256 == digest(entry)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    person = User.objects.create_user("ana@member.example")
    with pytest.raises(OutsideTransaction):
        record("role.given", person, by=SYSTEM)


@pytest.mark.django_db
def test_an_act_without_a_sentence_is_refused() -> None:
    person = User.objects.create_user("ana@member.example")
    with pytest.raises(UnknownAct):
        record("role.invented", person, by=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET reason = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_portals_own_role_cannot_change_it(statement: str) -> None:
    person = User.objects.create_user("ana@member.example")
    record("role.given", person, by=SYSTEM)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_it_is_protected_by_trigger_too() -> None:
    assert "journal_entry" in protected_tables(connection)
