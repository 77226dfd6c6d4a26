"""Published editions find their way into the public log, each once."""

import json
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.test import Client

from accounts.actor import SYSTEM
from journal.recording import OutsideTransaction
from principles.adoption import adopted
from principles.edition_file import EDITION_1_1, read
from principles.loading import loaded
from principles.models import Edition
from reports import tasks
from reports.log_entries import edition_leaf, log_editions, logged_edition
from reports.models import LoggedEdition
from tests.attestations.test_save_answer import in_own_connection
from tests.editions import edition_data
from transparency import manifests
from transparency.checking import problems
from transparency.models import Leaf
from transparency.signing import sign_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 9, 30, 3, tzinfo=UTC)


def small(version: str = "1.0") -> dict[str, Any]:
    data = deepcopy(edition_data())
    data["edition"]["version"] = version
    data["criteria"] = data["criteria"][:1]
    data["alternative_structures"] = []
    return data


@pytest.fixture
def one(db: None) -> Edition:
    with transaction.atomic():
        return adopted(small(), by=SYSTEM, at=PUBLISHED)[0]


def test_it_works(one: Edition) -> None:
    assert log_editions(at=LATER) == 1
    entry = LoggedEdition.objects.get(edition=one)
    assert entry.logged_at == LATER
    row = Leaf.objects.get(index=entry.log_index)
    assert row.kind == "edition"
    assert manifests.facts_of(bytes(row.content)) == {
        "schema": "trustportal-leaf/1",
        "kind": "edition",
        "at": "2026-11-22T09:30:00Z",
        "framework": "trust-principles",
        "edition": "1.0",
        "sha256": one.sha256,
        "effective_on": "2026-11-22",
        "follows": None,
    }


def test_a_second_look_adds_nothing(one: Edition) -> None:
    log_editions(at=LATER)
    assert log_editions(at=LATER) == 0
    assert Leaf.objects.count() == 1


def test_the_edition_that_follows_says_so(edition: Edition) -> None:
    assert edition.published_at is not None
    with transaction.atomic():
        adopted(read(EDITION_1_1), by=SYSTEM, at=edition.published_at + timedelta(seconds=1))
    assert log_editions(at=LATER) == 2
    told = [json.loads(bytes(leaf.content)) for leaf in Leaf.objects.order_by("index")]
    assert [(each["edition"], each["follows"]) for each in told] == [("1.0", None), ("1.1", "1.0")]
    assert told[1]["effective_on"] == "2027-01-12"


def test_a_draft_stays_out(db: None) -> None:
    with transaction.atomic():
        draft, _ = loaded(small())
    assert log_editions(at=LATER) == 0
    with transaction.atomic(), pytest.raises(Edition.DoesNotExist):
        logged_edition(draft.pk, at=LATER)
    assert not Leaf.objects.exists()


def test_the_second_worker_waits_and_finds_it_done(one: Edition) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert logged_edition(one.pk, at=LATER) is not None
            second = pool.submit(in_own_connection, log_editions, at=LATER)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert second.result() == 0
    assert Leaf.objects.count() == LoggedEdition.objects.count() == 1


def test_when_it_cannot_be_kept_there_is_no_leaf_either(one: Edition) -> None:
    """Leaf and row are one transaction: an entry that nobody can find would stay for ever."""
    with transaction.atomic():
        assert logged_edition(one.pk, at=LATER) is not None
        transaction.set_rollback(True)
    assert not Leaf.objects.exists()
    assert log_editions(at=LATER) == 1


def test_it_needs_a_transaction(one: Edition) -> None:
    with pytest.raises(OutsideTransaction):
        logged_edition(one.pk, at=LATER)


def test_the_row_cannot_be_changed_or_removed(one: Edition) -> None:
    log_editions(at=LATER)
    for statement in (
        lambda: LoggedEdition.objects.update(log_index=9),
        lambda: LoggedEdition.objects.all().delete(),
    ):
        with pytest.raises((InternalError, IntegrityError, ProgrammingError)), transaction.atomic():
            statement()


def test_the_tick_does_it(one: Edition) -> None:
    tasks.look()
    assert LoggedEdition.objects.filter(edition=one).exists()


def test_the_log_holds_and_everybody_can_read_the_entry(
    one: Edition, keys: None, client: Client
) -> None:
    log_editions(at=LATER)
    sign_checkpoint()
    assert list(problems()) == []
    index = LoggedEdition.objects.get().log_index
    assert (
        b64decode(client.get(f"/log/leaf/{index}/").json()["content"]) == edition_leaf(one).content
    )
    assert "An edition of a framework was published" in client.get("/log/").text
