"""Which criteria are shown, and which comes before and after one."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.filtering import WORDS, Ahead, Line, Show, ahead, around, chosen, is_shown

# The first draw is slow on a busy machine, and says nothing about the property.
patient = settings(suppress_health_check=[HealthCheck.too_slow])
LINE = Line("GOV-01", "", "Title", "GOV", False, 3, False, "unassessed")
GIVEN = LINE._replace(state="given", level=2, mine=2)
STATES = st.sampled_from(["unassessed", "given", "disagreed", "apart", "settled"])


def test_it_works() -> None:
    lines = [LINE, GIVEN._replace(code="GOV-02"), LINE._replace(code="GOV-03", must_meet=True)]
    assert around(lines, Show.ALL, "GOV-02") == ("GOV-01", "GOV-03")
    assert around(lines, Show.MUST_MEET, "GOV-01") == ("", "GOV-03")
    assert ahead(lines, "GOV-01") == Ahead("GOV-03", 2)
    assert ahead(lines, "GOV-01", reviewing=True) == Ahead("GOV-02", 1)


def test_what_waits_is_looked_for_within_the_filter_first() -> None:
    lines = [LINE, LINE._replace(code="GOV-02"), LINE._replace(code="GOV-03", sampled=True)]
    assert ahead(lines, "GOV-01", show=Show.SAMPLED) == Ahead("GOV-03", 1)
    assert ahead(lines, "GOV-03", show=Show.SAMPLED) == Ahead("GOV-01", 3, outside=True)
    assert ahead(lines[2:], "GOV-03", show=Show.SAMPLED) == Ahead("", 1)


@pytest.mark.parametrize(
    ("show", "line", "shown"),
    [
        (Show.ALL, LINE, True),
        (Show.UNSETTLED, GIVEN, True),
        (Show.UNSETTLED, GIVEN._replace(state="settled"), False),
        (Show.UNASSESSED, LINE, True),
        (Show.UNASSESSED, GIVEN, False),
        (Show.DISAGREED, GIVEN._replace(state="disagreed"), True),
        (Show.APART, GIVEN._replace(state="apart"), True),
        (Show.DISAGREED, GIVEN, False),
        (Show.MUST_MEET, LINE, False),
        (Show.DIFFERS, LINE, False),
        (Show.DIFFERS, GIVEN, True),
        (Show.DIFFERS, GIVEN._replace(level=3), False),
        (Show.DIFFERS, GIVEN._replace(claimed=None, level=None), False),
        (Show.NOT_MINE, GIVEN, True),
        (Show.NOT_MINE, GIVEN._replace(mine=None), False),
        (Show.NOT_MINE, GIVEN._replace(mine=3), False),
        (Show.CHANGED, LINE._replace(changed=True), True),
        (Show.CHANGED, LINE, False),
        (Show.ASKED, LINE._replace(asked=True), True),
        (Show.ASKED, LINE, False),
        (Show.SAMPLED, LINE._replace(sampled=True), True),
        (Show.SAMPLED, LINE, False),
    ],
)
def test_a_filter_shows_what_it_says(show: Show, line: Line, *, shown: bool) -> None:
    assert is_shown(line, show) is shown


def test_an_unknown_word_shows_everything() -> None:
    assert chosen("made up") is Show.ALL
    assert [chosen(show.value) for show in Show] == list(Show) == list(WORDS)


@patient
@given(st.lists(STATES, min_size=1, max_size=12), st.sampled_from(list(Show)))
def test_going_on_reaches_every_line_that_is_shown_once(states: list[str], show: Show) -> None:
    lines = [LINE._replace(code=f"GOV-{n:02}", state=state) for n, state in enumerate(states)]
    wanted = [line.code for line in lines if is_shown(line, show)]
    met = [lines[0].code] if is_shown(lines[0], show) else []
    code = around(lines, show, lines[0].code)[1]
    while code:
        met.append(code)
        code = around(lines, show, code)[1]
    assert met == wanted
    for left, right in pairwise(wanted):
        assert around(lines, show, right)[0] == left


@patient
@given(st.lists(STATES, min_size=1, max_size=12), st.booleans())
def test_what_waits_is_found_from_anywhere(states: list[str], reviewing: bool) -> None:
    lines = [LINE._replace(code=f"GOV-{n:02}", state=state) for n, state in enumerate(states)]
    wanted = {"given"} if reviewing else {"unassessed", "disagreed"}
    waiting = {line.code for line in lines if line.state in wanted}
    for line in lines:
        found = ahead(lines, line.code, reviewing=reviewing).code
        assert found in waiting - {line.code} or (not found and not waiting - {line.code})
