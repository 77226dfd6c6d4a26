"""A document has an end whatever anybody wrote, and says of each text how much of it is missing."""

import hashlib

import pytest

from reports.bounds import MOST, NEVER_CUT, bounded, room
from reports.lettering import everywhere, printable
from tests.reports.sample import assessed_contents, small
from tests.reports.test_rendering import with_answer

CUT = "Cut here for its length"


def all_rooms(contents) -> list[int]:
    found: list[int] = []

    def look(text: str) -> str:
        found.append(room(text))
        return text

    everywhere(contents, look)
    return found


def test_it_works() -> None:
    contents = with_answer(small(assessed_contents()), "w" * 50_000)
    shown = bounded(contents, 60_000)
    result = shown.principles[0].criteria[0].results[0]
    kept, said = result.claim.split(" […] ")
    assert kept == "w" * len(kept)
    assert len(kept) > NEVER_CUT
    assert f"{50_000 - len(kept):,} further characters" in said
    assert hashlib.sha256(b"w" * 50_000).hexdigest() in said
    assert result.reason == result.claim


def test_a_document_of_ordinary_length_is_printed_whole() -> None:
    contents = with_answer(assessed_contents(), "w" * 10_000)
    assert bounded(contents) is contents


@pytest.mark.parametrize("letter", ["w", "\n", "x\n", "字", "😀", "\0", "\ufdfd"])
def test_texts_together_take_no_more_room_than_there_is(letter) -> None:
    contents = with_answer(small(assessed_contents()), letter * 20_000)
    most = 40_000
    said = 2 * 400  # how much is cut, and the digest
    assert sum(all_rooms(bounded(contents, most))) <= most + said


def test_short_texts_stay_whole_beside_long_ones() -> None:
    contents = with_answer(small(assessed_contents()), "w" * 2 * MOST)
    shown = bounded(contents)
    assert shown.organisation == contents.organisation
    assert shown.principles[1:] == contents.principles[1:]
    assert CUT in shown.principles[0].criteria[0].results[0].claim


def test_of_equally_long_texts_none_is_preferred() -> None:
    contents = with_answer(small(assessed_contents()), "w" * MOST)
    result = bounded(contents).principles[0].criteria[0].results[0]
    assert len(result.claim) == len(result.reason)


@pytest.mark.parametrize("letter", ["\0", "\U0010ffff", "\u202e", "\ue000"])
def test_a_number_takes_no_more_room_than_is_counted(letter) -> None:
    assert len(printable(letter)) <= room(letter)


def test_what_is_cut_can_be_told_from_the_same_with_another_end() -> None:
    one, other = (
        bounded(with_answer(small(assessed_contents()), "w" * 50_000 + end), 60_000) for end in "ab"
    )
    assert one != other


def test_half_pairs_are_no_obstacle() -> None:
    contents = with_answer(small(assessed_contents()), "\ud800" * 50_000)
    assert CUT in bounded(contents, 60_000).principles[0].criteria[0].results[0].claim


def test_the_same_contents_are_cut_the_same() -> None:
    made = [bounded(with_answer(small(assessed_contents()), "w" * MOST)) for _ in range(2)]
    assert made[0] == made[1]
