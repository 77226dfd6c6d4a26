from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from tests.transparency.conftest import appended
from tests.transparency.test_signing import _database_put_back, as_nobody_may
from transparency import checking
from transparency.signing import sign_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log(monkeypatch) -> None:
    """Two checkpoints, one leaf after them, read in small pieces."""
    monkeypatch.setattr(checking, "_AT_ONCE", 4)
    appended(5)
    sign_checkpoint()
    appended(6, 5)
    sign_checkpoint()
    appended(1, 11)


def test_it_works(log, capsys):
    call_command("check_log")
    assert capsys.readouterr().out == (
        "The log holds; 11 entries stand under a signed checkpoint.\n"
    )


def test_an_empty_log_holds(capsys):
    sign_checkpoint()
    call_command("check_log")
    assert "0 entries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE transparency_leaf SET content = 'x' WHERE index = 3", "Entry 3 was changed"),
        (
            "UPDATE transparency_leaf SET content='x', leaf_hash=sha256('\\x0078') WHERE index=3",
            "The checkpoint over 5 entries is not over the entries that are stored.",
        ),
        ("DELETE FROM transparency_leaf WHERE index = 6", "Entry 6 is missing."),
        ("DELETE FROM transparency_leaf WHERE index = 11", "The head counts 12 entries"),
        (
            "UPDATE transparency_node SET hash = '\\x00' WHERE level = 2 AND index = 1",
            "The stored hash at level 2, index 1 is wrong or missing.",
        ),
        ("DELETE FROM transparency_node WHERE level = 3", "level 3, index 0 is wrong or missing"),
        ("INSERT INTO transparency_node VALUES (1, 77, 'x')", "holds 1 hashes that no entries"),
        ("UPDATE transparency_head SET size = 13", "The head counts 13 entries; there are 12."),
        (
            "UPDATE transparency_checkpoint SET note = 'x' WHERE size = 5",
            "The checkpoint over 5 entries does not hold",
        ),
        (
            "UPDATE transparency_checkpoint SET size = 6 WHERE size = 5",
            "The checkpoint over 6 entries is stored beside a note that says otherwise.",
        ),
    ],
)
def test_damage_is_told_and_fails(log, capsys, statement, sentence):
    as_nobody_may(statement)
    with pytest.raises(CommandError) as failed:
        call_command("check_log")
    assert failed.value.returncode == 1
    assert sentence in capsys.readouterr().out


def test_an_older_database_is_told(log, capsys):
    _database_put_back(5)
    with pytest.raises(CommandError):
        call_command("check_log")
    assert "the database is older, or the log has forked" in capsys.readouterr().out


def test_a_lost_or_broken_store_is_told(log, capsys):
    path = Path(configured.CHECKPOINT_DIR) / "checkpoint"
    path.write_text("nonsense")
    with pytest.raises(CommandError):
        call_command("check_log")
    assert "The checkpoint outside the database does not hold" in capsys.readouterr().out
    path.unlink()
    with pytest.raises(CommandError):
        call_command("check_log")
    assert "none is kept outside the database" in capsys.readouterr().out
