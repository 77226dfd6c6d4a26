"""Drawn pages that are kept for a while, and what becomes of it where they cannot be."""

import pytest

from attestations.pages import kept
from attestations.pages.asking import NotDrawn
from attestations.pages.bounds import Problem
from tests.attestations.paged import drawn, paged

TWO = paged("Opening words", "Closing words")


@pytest.fixture(autouse=True)
def vault(settings, tmp_path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def test_what_is_kept_has_its_room_and_is_nobody_elses(settings, tmp_path) -> None:
    settings.EVIDENCE_PAGES_BYTES = 250
    for name in ("first", "second"):
        kept.keep(name, b"x" * 100)
    assert kept.found("first") == b"x" * 100  # so it is kept longer than the second
    kept.keep("third", b"x" * 100)
    assert kept.found("second") is None
    assert kept.found("first")
    assert kept.found("third")
    folder = settings.EVIDENCE_PAGES_DIR
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "first").stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_kept_pages_are_drawn_all_the_same(monkeypatch) -> None:
    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept.tempfile, "mkstemp", full)
    assert drawn(TWO).pages == 2


def test_without_its_folder_no_page_is_drawn_and_a_sentence_says_so(settings, tmp_path) -> None:
    (tmp_path / "file").touch()
    settings.EVIDENCE_PAGES_DIR = tmp_path / "file" / "below"
    with pytest.raises(NotDrawn) as refused:
        drawn(TWO)
    assert refused.value.problem is Problem.BUSY
