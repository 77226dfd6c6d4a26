from dataclasses import replace
from unicodedata import category

import pytest

from reports.lettering import (
    CLOSES,
    DOTTED_CIRCLE,
    MOST_MARKS,
    OPENS,
    apart,
    as_written,
    joined,
    lettered,
    letters_by_number,
    printable,
)
from tests.reports.sample import assessed_contents, small

RLO, PDF, NUL = "\u202e", "\u202c", "\0"


def test_it_works() -> None:
    assert printable("plain words") == "plain words"
    assert printable("Ünïcode\tstays\n") == "Ünïcode\tstays\n"
    assert printable(f"in{RLO}voice{PDF}") == "in[U+202E]voice[U+202C]"


@pytest.mark.parametrize("letter", [
    NUL, "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff", "\U0010ffff", "\ufdd0",
    "\ue000", "\U000e0041", "\u2066", "\u2067", "\u2068", "\u2069", "\u202a", "\ufff9",
])  # fmt: skip
def test_what_cannot_be_seen_or_rearranges_is_written_by_number(letter) -> None:
    assert printable(f"a{letter}b") == f"a[U+{ord(letter):04X}]b"
    assert as_written(printable(letter)) == letter


@pytest.mark.parametrize("letter", ["\u200c", "\u200d", "\u00ad", "\u200f", "\ufe0f", "\u061c"])
def test_what_scripts_need_stays(letter) -> None:
    assert printable(f"نا{letter}مه") == f"نا{letter}مه"


def test_ends_of_lines_are_one_kind() -> None:
    assert printable("a\r\nb\rc\u2028d\u2029é") == "a\nb\nc\nd\né"


def test_letters_without_a_face_are_written_by_number() -> None:
    assert printable("ok 😀", frozenset("😀")) == "ok [U+1F600]"


def test_marks_beyond_what_a_letter_carries_stand_by_themselves() -> None:
    written = printable("e" + "\u0301" * 20)
    runs = written.split(DOTTED_CIRCLE)
    assert [len(each.lstrip("e")) for each in runs] == [6, 6, 6, 2]
    assert printable("बि\u0951\u0952") == "बि\u0951\u0952"
    assert len(printable("a" + "\u0300" * 100_000)) == 1 + 100_000 + (100_000 - 1) // MOST_MARKS


def test_only_lines_that_stand_out_are_set_apart() -> None:
    assert apart("Café — “né” 36 €") == "Café — “né” 36 €"
    assert apart("one\nשתיים\nthree") == f"one\n{OPENS}שתיים{CLOSES}\nthree"
    assert joined(apart("東京")) == "東京"


def test_every_text_of_the_contents_is_made_printable() -> None:
    contents = small(assessed_contents())
    assert lettered(contents, frozenset()) == contents
    assert not letters_by_number(contents, frozenset())
    named = replace(contents, organisation=replace(contents.organisation, name="☃ 東京"))
    assert lettered(named, frozenset("☃")).organisation.name == f"{OPENS}[U+2603] 東京{CLOSES}"
    assert letters_by_number(named, frozenset("☃"))


def test_nothing_that_is_printed_is_a_control_but_a_line_end() -> None:
    every = "".join(chr(place) for place in range(0x30000))
    left = {category(each) for each in printable(every) if each not in "\n\t"}
    assert not left & {"Cc", "Cs", "Co", "Zl", "Zp"}
