from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSoon

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import ProgrammingError

from journal.recording import OutsideTransaction
from tests.transparency.conftest import appended, elsewhere, leaves
from transparency import merkle, proving, stored
from transparency.appending import append
from transparency.manifests import LeafContent, LeafKind, NotALeaf
from transparency.models import Checkpoint, Head, Leaf, Node

TABLES = ["transparency_leaf", "transparency_node", "transparency_checkpoint"]


@pytest.mark.django_db
def test_it_works():
    assert append(leaves(3)) == (0, 1, 2)
    assert append(leaves(2, 3)) == (3, 4)
    assert stored.committed_size() == 5
    hashes = [merkle.leaf_hash(leaf.content) for leaf in leaves(5)]
    known = merkle.grown(0, hashes, {})
    assert stored.root(5) == merkle.root(5, lambda _: known)
    assert [bytes(leaf.content) for leaf in Leaf.objects.order_by("index")] == [
        leaf.content for leaf in leaves(5)
    ]
    assert stored.hashes(list(known)) == known


@pytest.mark.django_db
def test_nothing_added_is_nothing_changed():
    assert append([]) == ()
    assert not Head.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_joins_a_transaction_or_refuses():
    with pytest.raises(OutsideTransaction):
        append(leaves(1))


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_leaf_never_was():
    appended(2)

    def fails() -> None:
        with transaction.atomic():
            append(leaves(3, 2))
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert stored.committed_size() == 2
    assert appended(1, 9) == (2,)
    assert Node.objects.count() == 1


@pytest.mark.django_db
def test_the_longest_leaf_fits_and_a_longer_one_does_not():
    append([LeafContent(LeafKind.REPORT, bytes(65_535))])
    with pytest.raises(NotALeaf):
        append([LeafContent(LeafKind.REPORT, bytes(65_536))])


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_log(django_assert_max_num_queries):
    append(leaves(1))
    with django_assert_max_num_queries(6):
        append(leaves(2, 1))
    append(leaves(498, 3))
    with django_assert_max_num_queries(6):
        append(leaves(99, 501))


@pytest.mark.django_db(transaction=True)
def test_the_second_writer_waits_for_the_first():
    appended(1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert append(leaves(2, 1)) == (1, 2)
            second = elsewhere(pool, appended, 1, 3)
            with pytest.raises(TooSoon):
                second.result(timeout=0.3)
        assert second.result(timeout=10) == (3,)


@pytest.mark.django_db(transaction=True)
def test_two_first_writers_make_one_head():
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            append(leaves(1))
            second = elsewhere(pool, appended, 1, 1)
            with pytest.raises(TooSoon):
                second.result(timeout=0.3)
        assert second.result(timeout=10) == (1,)
    assert Head.objects.get().size == 2


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_gives_up_leaves_the_place_to_the_next():
    appended(1)
    with ThreadPoolExecutor(1) as pool:
        try:
            with transaction.atomic():
                append(leaves(2, 1))
                second = elsewhere(pool, appended, 1, 3)
                with pytest.raises(TooSoon):
                    second.result(timeout=0.3)
                raise LookupError  # noqa: TRY301 - as the caller's own act would
        except LookupError:
            pass
        assert second.result(timeout=10) == (1,)


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_log():
    with ThreadPoolExecutor(8) as pool:
        writers = [elsewhere(pool, appended, 1 + n % 3, 10 * n) for n in range(24)]
        indexes = sorted(index for writer in writers for index in writer.result(timeout=60))
    assert indexes == list(range(48))
    contents = [bytes(leaf.content) for leaf in Leaf.objects.order_by("index")]
    known = merkle.grown(0, [merkle.leaf_hash(content) for content in contents], {})
    assert stored.root(48) == merkle.root(48, lambda _: known)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_portals_role_may_only_add(table, change):
    column = {"transparency_leaf": "kind", "transparency_checkpoint": "note"}.get(table, "hash")
    statement = change.format(table, column, column)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("table", TABLES)
def test_the_owner_is_refused_by_the_trigger(table):
    for change in ("DELETE FROM {}", "TRUNCATE {}"):
        with (
            pytest.raises(DatabaseError, match="only ever added"),
            connections["owner"].cursor() as cursor,
        ):
            cursor.execute(change.format(table))


@pytest.mark.django_db
def test_a_proof_needs_a_checkpoint():
    append(leaves(2))
    with pytest.raises(proving.NotCovered):
        proving.proof(0)
    early = Checkpoint(size=1, root=stored.root(1), note="")
    assert proving.proof(0, early).hashes == ()
    with pytest.raises(proving.NotCovered):
        proving.proof(1, early)
