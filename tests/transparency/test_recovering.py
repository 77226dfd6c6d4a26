from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from tests.transparency.conftest import appended, leaves
from tests.transparency.test_signing import _database_put_back, require_all_consistent
from transparency import signing, stored, tiles
from transparency.signing import sign_checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(client, tmp_path: Path) -> Path:
    """A log of 300 signed entries and a mirror's copy of it; the database is then put back to 7."""
    appended(300)
    sign_checkpoint()
    folder = tmp_path / "copy"
    for tile in (tile for tile in tiles.of_tree(300) if tile.level == 0):
        path = folder / tiles.path(tile.index, tile.width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(client.get(f"/log/tile/entries/{path.relative_to(folder)}").content)
    _database_put_back(7)
    return folder


def test_it_works(copy, capsys):
    call_command("restore_entries", str(copy))
    assert "293 entries were added back" in capsys.readouterr().out
    assert sign_checkpoint().size == 300
    appended(1, 300)
    assert sign_checkpoint().size == 301
    require_all_consistent()
    call_command("check_log")


def test_a_copy_of_another_log_changes_nothing(copy):
    other = tiles.bundle(leaf.content for leaf in leaves(256, 1000))
    (copy / "000").write_bytes(other)
    with pytest.raises(CommandError, match="not the one that was signed"):
        call_command("restore_entries", str(copy))
    assert stored.committed_size() == 7


def test_an_incomplete_copy_changes_nothing(copy):
    (copy / "001.p" / "44").unlink()
    with pytest.raises(CommandError, match=r"lacks the bundle 001"):
        call_command("restore_entries", str(copy))
    (copy / "001.p" / "44").write_bytes(b"\x00\x09ab")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore_entries", str(copy))
    assert stored.committed_size() == 7


def test_a_log_that_lost_nothing_takes_nothing(copy):
    appended(293, 7)
    with pytest.raises(CommandError, match="none is lost"):
        call_command("restore_entries", str(copy))


def test_a_lost_store_is_filled_with_what_the_world_has_seen(tmp_path):
    appended(4)
    sign_checkpoint()
    newest = tmp_path / "newest"
    newest.write_text(signing.store().last())
    with pytest.raises(CommandError, match="not empty"):
        call_command("adopt_checkpoint", str(newest))
    (Path(configured.CHECKPOINT_DIR) / "checkpoint").unlink()
    call_command("adopt_checkpoint", str(newest))
    appended(1, 4)
    assert sign_checkpoint().size == 5


def test_an_old_or_foreign_checkpoint_is_not_adopted(tmp_path):
    appended(4)
    sign_checkpoint()
    old = tmp_path / "old"
    old.write_text(signing.store().last())
    appended(4, 4)
    sign_checkpoint()
    (Path(configured.CHECKPOINT_DIR) / "checkpoint").unlink()
    with pytest.raises(CommandError, match="newer checkpoint"):
        call_command("adopt_checkpoint", str(old))
    old.write_text(old.read_text().replace("\n4\n", "\n5\n"))
    with pytest.raises(CommandError, match="cannot be adopted"):
        call_command("adopt_checkpoint", str(old))
    assert signing.store().last() is None
