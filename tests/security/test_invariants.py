"""The invariants hold after a report went live, and see it when they are broken."""

from django.test import Client

from attestations.models import Attestation
from journal.models import Entry
from reports.models import Report
from tests.reports.conftest import keys, keys_folder  # noqa: F401 - fixtures
from tests.security import invariants
from tests.security.world import World


def test_it_works(live: Report, client: Client) -> None:
    invariants.check()
    assert list(invariants.file_names(client, live.number)) == []


def test_the_world_of_the_matrix_holds_them(world: World) -> None:
    found = [
        *invariants.moves(),
        *invariants.checkpoints(),
        *invariants.journal(),
        *invariants.secrets(),
        *invariants.editions(),
    ]
    assert found == []


def test_a_move_off_the_table_is_seen(undone: World) -> None:
    Attestation.objects.filter(pk=undone.attestations["submitted"].pk).update(status="accepted")
    assert any("the journal ends at" in each for each in invariants.moves())


def test_a_decision_by_who_recommended_is_seen(world: World) -> None:
    decision = world.things["decision"]
    assert decision.made_by_id != decision.recommendation.made_by_id
    assert not any(str(decision.pk) in each for each in invariants.two_people())


def test_another_leaf_hash_is_seen(undone: World) -> None:
    report = undone.things["report"]
    assert any(report.number in each for each in invariants.reports())  # its PDF is made up


def test_every_move_that_the_journal_tells_is_in_the_table() -> None:
    told = {*invariants.TOLD.values(), *invariants.TOLD_ELSEWHERE.values()}
    assert told == set(invariants.MOVES)
    assert Entry._meta.db_table == "journal_entry"
