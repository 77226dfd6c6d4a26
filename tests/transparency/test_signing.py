import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection, transaction

from custody import keyring
from tests.database import OWNER_URL, flush, named
from tests.transparency.conftest import appended, elsewhere, leaves
from transparency import checkpoint as notes
from transparency import merkle, proof, proving, signing, stored
from transparency.appending import append
from transparency.models import Checkpoint, Leaf
from transparency.signed_store import SignedStore, SomebodyElseSigned
from transparency.signing import DoesNotExtend, sign_checkpoint
from transparency.tasks import sign_new_checkpoint

PROTECTED = ["transparency_leaf", "transparency_node", "transparency_checkpoint"]
pytestmark = pytest.mark.django_db(transaction=True)


def verified(made: Checkpoint) -> notes.Checkpoint:
    return notes.verified(made.note, keyring.verifier("checkpoints"))


def database_name() -> str:
    return configured.DATABASES["default"]["NAME"]


def require_all_consistent() -> None:
    """I4: every checkpoint ever served extends every earlier one."""
    served = [verified(made) for made in Checkpoint.objects.order_by("size")]
    for number, new in enumerate(served):
        for old in served[:number]:
            path = merkle.consistency_proof(old.size, new.size, stored.hashes)
            assert merkle.consistency_holds(old.size, new.size, path, old.root, new.root)


def test_it_works():
    appended(3)
    made = sign_checkpoint()
    head = verified(made)
    assert (head.origin, head.size, head.root) == ("trust.example/log", 3, stored.root(3))
    assert signing.store().last() == made.note
    assert (
        proof.holds(proving.proof(1), leaves(3)[1].content, keyring.verifier("checkpoints")) == head
    )


def test_an_empty_log_has_a_checkpoint_too():
    assert verified(sign_checkpoint()) == notes.Checkpoint(
        "trust.example/log", 0, merkle.EMPTY_ROOT
    )
    appended(1)
    assert verified(sign_checkpoint()).size == 1


def test_without_growth_nothing_is_signed(django_assert_num_queries):
    appended(3)
    sign_checkpoint()
    with django_assert_num_queries(4):  # two questions, and a transaction around them
        assert sign_checkpoint() is None
    assert Checkpoint.objects.count() == 1


def test_the_task_signs():
    appended(1)
    sign_new_checkpoint()
    assert stored.first_checkpoint_covering(0) is not None


def test_each_checkpoint_extends_all_before():
    for number in range(12):
        appended(1 + number % 4, 10 * number)
        sign_checkpoint()
    assert Checkpoint.objects.count() == 12
    require_all_consistent()
    assert stored.first_checkpoint_covering(0).size == 1
    assert stored.first_checkpoint_covering(1).size == 3


def test_it_refuses_inside_a_transaction():
    with transaction.atomic():
        append(leaves(1))
        with pytest.raises(RuntimeError):
            sign_checkpoint()


def test_leaves_that_are_not_committed_are_not_covered():
    appended(2)
    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        append(leaves(3, 2))
        made = elsewhere(pool, sign_checkpoint).result(timeout=10)
        assert made.size == 2


def test_signers_at_once_sign_each_size_once():
    appended(5)
    with ThreadPoolExecutor(6) as pool:
        for call in [elsewhere(pool, sign_checkpoint) for _ in range(6)]:
            call.result(timeout=30)
    assert Checkpoint.objects.count() == 1


def test_readers_verify_while_a_writer_runs():
    appended(1)
    sign_checkpoint()
    key = keyring.verifier("checkpoints")

    def write() -> None:
        for number in range(15):
            appended(3, 100 * number)
            sign_checkpoint()

    def read() -> None:
        for _ in range(15):
            latest = stored.latest_checkpoint()
            index = latest.size - 1
            content = bytes(Leaf.objects.get(index=index).content)
            assert proof.holds(proving.proof(index, latest), content, key).size == latest.size

    with ThreadPoolExecutor(4) as pool:
        for call in [elsewhere(pool, write), *(elsewhere(pool, read) for _ in range(3))]:
            call.result(timeout=60)
    require_all_consistent()


def test_a_crash_before_the_store_changes_nothing(monkeypatch):
    appended(2)
    sign_checkpoint()
    appended(1, 2)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", _fails)
        with pytest.raises(OSError, match="disk"):
            sign_checkpoint()
    assert stored.latest_checkpoint().size == 2
    assert not [path for path in Path(configured.CHECKPOINT_DIR).iterdir() if path.suffix]
    assert sign_checkpoint().size == 3


def test_a_store_that_failed_but_kept_the_note_is_healed(monkeypatch):
    """The rename happened, the answer got lost: the very same note is served later."""
    keyring.signer("checkpoints")  # made before anything fails
    appended(2)
    truly = Path.replace

    def kept_and_failed(self, target):
        truly(self, target)
        raise OSError(5, "the disk answered too late")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", kept_and_failed)
        with pytest.raises(OSError, match="too late"):
            sign_checkpoint()
    assert stored.latest_checkpoint() is None
    note = signing.store().last()
    assert sign_checkpoint().note == note


def test_a_crash_between_store_and_database_is_healed_even_after_growth(monkeypatch):
    appended(2)
    with monkeypatch.context() as broken:
        broken.setattr(Checkpoint.objects, "get_or_create", _fails)
        with pytest.raises(OSError, match="disk"):
            sign_checkpoint()
    assert stored.latest_checkpoint() is None
    appended(2, 2)
    assert sign_checkpoint().size == 4
    assert set(Checkpoint.objects.values_list("size", flat=True)) == {2, 4}
    require_all_consistent()


def _fails(*args, **kwargs):
    raise OSError(28, "the disk is full")


def _database_put_back(count: int, begin: int = 0) -> None:
    """The database as an older backup gives it, without the store outside it."""
    connection.close()
    flush(database_name())
    appended(count, begin)


def test_an_older_database_signs_nothing():
    appended(5)
    sign_checkpoint()
    _database_put_back(3)
    with pytest.raises(DoesNotExtend, match="older than the log") as refused:
        sign_checkpoint()
    assert "docs/log.md" in str(refused.value)
    assert not Checkpoint.objects.exists()


def test_an_older_database_that_went_on_differently_signs_nothing():
    appended(5)
    sign_checkpoint()
    note = signing.store().last()
    _database_put_back(3)
    appended(4, 50)
    with pytest.raises(DoesNotExtend, match="forked"):
        sign_checkpoint()
    assert signing.store().last() == note


def test_an_older_database_is_noticed_before_anything_grows():
    appended(3)
    sign_checkpoint()
    older = signing.store().last()
    appended(2, 3)
    sign_checkpoint()
    newer = signing.store().last()
    head = notes.verified(older, keyring.verifier("checkpoints"))
    _database_put_back(3)
    Checkpoint.objects.create(
        size=3, root=head.root, note=older, signed_at=Leaf.objects.get(index=0).appended_at
    )
    with pytest.raises(DoesNotExtend, match="older than the log"):
        sign_checkpoint()
    assert signing.store().last() == newer


def test_a_database_put_right_again_is_signed_again():
    appended(5)
    sign_checkpoint()
    _database_put_back(5)
    appended(1, 5)
    assert sign_checkpoint().size == 6
    assert set(Checkpoint.objects.values_list("size", flat=True)) == {5, 6}


def test_a_lost_store_signs_nothing():
    appended(2)
    sign_checkpoint()
    (Path(configured.CHECKPOINT_DIR) / "checkpoint").unlink()
    appended(1, 2)
    with pytest.raises(DoesNotExtend, match="is empty"):
        sign_checkpoint()


def test_an_older_store_signs_nothing():
    appended(2)
    sign_checkpoint()
    older = signing.store().last()
    appended(2, 2)
    sign_checkpoint()
    (Path(configured.CHECKPOINT_DIR) / "checkpoint").write_text(older)
    appended(1, 4)
    with pytest.raises(DoesNotExtend, match="newer checkpoint was served"):
        sign_checkpoint()


def test_a_store_that_says_nonsense_signs_nothing():
    appended(2)
    sign_checkpoint()
    path = Path(configured.CHECKPOINT_DIR) / "checkpoint"
    path.write_text(path.read_text().replace("\n2\n", "\n1\n"))
    appended(1, 2)
    with pytest.raises(DoesNotExtend, match="cannot be trusted"):
        sign_checkpoint()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE transparency_leaf SET content = 'x' WHERE index = 3", "do not hash"),
        ("UPDATE transparency_node SET hash = '\\x00' WHERE level = 1 AND index = 0", "forked"),
        ("UPDATE transparency_node SET hash = '\\x00' WHERE level = 1 AND index = 1", "not hash"),
        ("DELETE FROM transparency_leaf WHERE index = 2", "is missing"),
    ],
)
def test_damage_is_never_signed(statement, reason):
    appended(2)
    sign_checkpoint()
    appended(2, 2)
    as_nobody_may(statement)
    with pytest.raises((DoesNotExtend, KeyError), match=reason):
        sign_checkpoint()
    assert stored.latest_checkpoint().size == 2


def as_nobody_may(statement: str) -> None:
    """Change a table behind its triggers, as whoever owns the disk can."""
    with psycopg.connect(named(OWNER_URL, database_name())) as owner:
        for table in PROTECTED:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
        for table in PROTECTED:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_store_changes_only_from_what_was_seen(tmp_path):
    kept = SignedStore(tmp_path)
    with kept.locked():
        kept.replace(None, "one")
        with pytest.raises(SomebodyElseSigned):
            kept.replace(None, "two")
        kept.replace("one", "two")
    assert kept.last() == "two"
