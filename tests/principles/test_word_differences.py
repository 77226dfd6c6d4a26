"""Two texts word by word: nothing is lost, and what is shown can be read."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from principles.word_differences import MOST_PAIRS, Part, Segment, differences
from tests.whole import examples

WORDS = st.lists(
    st.sampled_from(
        ["level", "days", "at", "most", ",", ".", "7", " ", "\n", "  ", "é", "計", "-"]
    ),
    max_size=30,
).map("".join)
TEXTS = WORDS | st.text(max_size=40)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(str(each.part), each.text) for each in differences(old, new)]


def test_it_works() -> None:
    assert shown("within 15 days, in writing", "within 7 days, in writing") == [
        ("kept", "within "),
        ("removed", "15"),
        ("added", "7"),
        ("kept", " days, in writing"),
    ]


def test_the_longest_piece_that_stayed_is_kept() -> None:
    old = "It applies since August 2026; for marking there is a grace period to December."
    new = (
        "It applies since August 2026. For marking there is a grace period to December; it is over."
    )
    kept = [each.text for each in differences(old, new) if each.part is Part.KEPT]
    assert " marking there is a grace period to December" in kept


def test_a_lone_word_is_not_left_between_changes() -> None:
    assert shown("one two of three four.", "five six of seven eight.") == [
        ("removed", "one two of three four"),
        ("added", "five six of seven eight"),
        ("kept", "."),
    ]


def test_equal_and_empty_texts() -> None:
    assert shown("the same ", "the same ") == [("kept", "the same ")]
    assert shown("", "") == []
    assert shown("", "new") == [("added", "new")]
    assert shown("a\nb", "a b") == [("kept", "a"), ("removed", "\n"), ("added", " "), ("kept", "b")]


@settings(max_examples=examples(150))
@given(TEXTS, TEXTS)
def test_the_pieces_give_back_both_texts_to_the_letter(old: str, new: str) -> None:
    found = differences(old, new)
    assert "".join(each.text for each in found if each.part is not Part.ADDED) == old
    assert "".join(each.text for each in found if each.part is not Part.REMOVED) == new
    assert all(each.text for each in found)
    assert all(one.part is not other.part for one, other in pairwise(found))


def test_a_text_made_to_be_slow_is_replaced_as_a_whole() -> None:
    many = int(MOST_PAIRS**0.5) + 1
    old, new = "x" + " a" * many + " y", "z" + " a" * many + " w"
    assert differences(old, new) == (Segment(Part.REMOVED, old), Segment(Part.ADDED, new))
