"""What stands on one line stands on one line, whatever is in it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from accounts.one_line import one_line


def test_it_works() -> None:
    assert one_line("Sign: Cloud services", longest=80) == "Sign: Cloud services"


def test_a_line_feed_begins_no_header() -> None:
    hostile = "North\r\nBcc: everybody@people.example\n\nHarbour"
    assert one_line(hostile, longest=80) == "North Bcc: everybody@people.example Harbour"


def test_a_name_does_not_turn_the_rest_around() -> None:
    assert one_line("safe \u202eelif\u202c.exe", longest=80) == "safe elif.exe"


def test_it_is_cut_and_says_so() -> None:
    assert one_line("a" * 50, longest=10) == "a" * 9 + "…"
    assert one_line("aaaa bbbb cccc", longest=10) == "aaaa bbbb…"


@given(st.text(max_size=400), st.integers(1, 200))
def test_whatever_is_given(text: str, longest: int) -> None:
    line = one_line(text, longest=longest)
    assert len(line) <= longest
    assert line.splitlines() in ([], [line])
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
